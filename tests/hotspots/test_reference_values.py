"""The values under "Values that a test can hold" in HOTSPOTS.md, to the digits that are given there."""

from __future__ import annotations

import numpy as np
import pytest

from app.hotspots.counts import spread_evenly
from app.hotspots.distributions import poisson_upper_tail
from app.hotspots.ranking import fit_gamma_poisson
from app.hotspots.trend import garwood_interval, mann_kendall, rate_ratio
from tests.hotspots.towns import local_ms

Y = np.array([0, 1, 2, 10, 30.0])
E = np.array([1, 0.5, 4, 10, 12])


def test_gamma_poisson_prior() -> None:
    prior = fit_gamma_poisson(Y, E)
    assert prior.m == pytest.approx(1.5636364, abs=5e-8)
    assert prior.a == pytest.approx(5.1938202, abs=5e-8)
    assert prior.b == pytest.approx(3.3216292, abs=5e-8)


def test_gamma_poisson_means_and_bounds() -> None:
    prior = fit_gamma_poisson(Y, E)
    means = [1.2018200, 1.6207277, 0.9825436, 1.1405377, 2.2970025]
    lower = [0.4840913, 0.7172987, 0.4668990, 0.7055318, 1.6993275]
    assert prior.mean(Y, E) == pytest.approx(means, abs=5e-8)
    assert prior.bound(Y, E, 0.05) == pytest.approx(lower, abs=5e-8)


def test_units_without_expectation_do_not_move_the_prior() -> None:
    prior = fit_gamma_poisson(np.append(Y, 0), np.append(E, 0))
    assert prior == fit_gamma_poisson(Y, E)


@pytest.mark.parametrize(
    ("mean", "observed", "tail"),
    [(1.2, 5, 0.007745788), (0.5, 3, 0.014387678), (4, 10, 0.008132243), (3, 0, 1.0), (0, 0, 1.0)],
)
def test_poisson_upper_tail(mean: float, observed: int, tail: float) -> None:
    assert poisson_upper_tail(observed, mean) == pytest.approx(tail, abs=5e-10)


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0, 3.689), (5, 1.623, 11.668)])
def test_garwood_interval(count: int, low: float, high: float) -> None:
    assert np.array(garwood_interval(count)) == pytest.approx([low, high], abs=5e-4)


@pytest.mark.parametrize(
    ("now", "hours", "before", "hours_before", "expected"),
    [
        (10, 1, 20, 1, (0.5, 0.2090, 1.1192)),
        (0, 10, 5, 10, (0, 0, 1.0913)),
        (3, 40, 12, 60, (0.375, 0.0679, 1.3896)),
    ],
)
def test_exact_rate_ratio(
    now: int, hours: float, before: int, hours_before: float, expected: tuple[float, float, float]
) -> None:
    found = rate_ratio(now, hours, before, hours_before)
    values = [float(found.ratio), float(found.low), float(found.high)]
    assert values == pytest.approx(expected, abs=5e-5)


def test_mann_kendall() -> None:
    found = mann_kendall([0, 0, 0, 0, 0, 1, 2, 4])
    assert found.s == 18
    assert found.z == pytest.approx(2.437, abs=5e-4)
    assert found.p == pytest.approx(0.0148, abs=5e-5)


def test_aoristic_weights_by_hour() -> None:
    hours = np.array([local_ms(2026, 3, 6, 22) + step * 3_600_000 for step in range(5)])
    start = np.array([local_ms(2026, 3, 6, 22, 30)])
    end = np.array([local_ms(2026, 3, 7, 1, 30)])
    assert spread_evenly(start, end, hours)[0] == pytest.approx([1 / 6, 1 / 3, 1 / 3, 1 / 6])
