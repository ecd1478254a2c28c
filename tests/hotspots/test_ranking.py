"""The order of the list, and rates pulled towards the town's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hotspots.ranking import fit_gamma_poisson, rank_order

NAN = float("nan")


def test_ties_go_to_the_count_then_the_newest_then_the_id() -> None:
    ratio = np.array([1.0, 2.0, 1.0, 1.0, 1.0])
    observed = np.array([3, 0, 3, 5, 3])
    newest = np.array([10, 0, 20, 0, 10])
    order = rank_order(ratio, observed, newest, ["b", "x", "c", "d", "a"])
    assert order.tolist() == [1, 3, 2, 4, 0]


def test_where_no_ratio_is_known_counts_decide() -> None:
    order = rank_order(np.array([NAN, NAN]), np.array([1, 2]), np.array([0, 0]), ["a", "b"])
    assert order.tolist() == [1, 0]


def test_where_chance_explains_all_every_ratio_is_the_same() -> None:
    observed, expected = np.array([3.0, 2, 3]), np.array([2.7, 2.6, 2.7])
    prior = fit_gamma_poisson(observed, expected)
    assert prior.v <= 0
    assert prior.mean(observed, expected) == pytest.approx([1, 1, 1])
    assert prior.bound(observed, expected, 0.05) == pytest.approx([1, 1, 1])


def test_without_anything_seen_no_ratio_is_known() -> None:
    prior = fit_gamma_poisson(np.zeros(3), np.zeros(3))
    assert np.isnan(prior.mean(np.zeros(3), np.zeros(3))).all()


counts = st.lists(st.tuples(st.integers(0, 60), st.floats(0.05, 40)), min_size=2, max_size=30)


@given(counts)
def test_a_ratio_lies_between_the_towns_and_its_own_and_inside_its_bounds(
    rows: list[tuple[int, float]],
) -> None:
    observed, expected = (np.array(column, float) for column in zip(*rows, strict=True))
    prior = fit_gamma_poisson(observed, expected)
    mean = prior.mean(observed, expected)
    if np.isnan(prior.m):
        return
    own = observed / expected
    slack = 1e-9 * (1 + own)
    assert (mean >= np.minimum(own, prior.m) - slack).all()
    assert (mean <= np.maximum(own, prior.m) + slack).all()
    assert (prior.bound(observed, expected, 0.05) <= prior.bound(observed, expected, 0.95)).all()
