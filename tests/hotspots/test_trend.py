"""Change against the period before."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from app.hotspots.codes import Direction
from app.hotspots.inputs import Question
from app.hotspots.method import rank_places
from app.hotspots.parameters import VerdictRules
from app.hotspots.trend import garwood_interval, judge_changes, mann_kendall, rate_ratio
from tests.hotspots.towns import STOCKHOLM, by_place, evenings, local_ms, seen_on, town

NAN = float("nan")
SPENT = st.just(0.0) | st.floats(0.01, 60)


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0.1, 100), st.floats(0.1, 100))
def test_the_interval_is_clopper_pearsons(
    now: int, before: int, hours: float, earlier: float
) -> None:
    found = rate_ratio(now, hours, before, earlier)
    if now + before == 0:
        assert (float(found.low), float(found.high)) == (0, math.inf)
        return
    interval = stats.binomtest(now, now + before).proportion_ci(0.95, "exact")
    scale = earlier / hours
    assert float(found.low) == pytest.approx(scale * interval.low / (1 - interval.low))
    high = math.inf if interval.high == 1 else scale * interval.high / (1 - interval.high)
    assert float(found.high) == pytest.approx(high)


@given(st.integers(0, 500), st.sampled_from([0.9, 0.95, 0.998]))
def test_garwoods_interval_is_the_chi_squared_one(count: int, level: float) -> None:
    low, high = garwood_interval(count, level)
    tail = (1 - level) / 2
    oracle_low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    assert float(low) == pytest.approx(oracle_low)
    assert float(high) == pytest.approx(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2)


def test_an_arrow_only_where_the_interval_leaves_out_one() -> None:
    now, before = np.array([30, 5, 6, 3]), np.array([5, 30, 5, 3])
    hours = np.array([10.0, 10, 10, 0])
    found = judge_changes(now, hours, before, np.full(4, 10.0), VerdictRules())
    assert found.direction.tolist() == [
        *(Direction.UP, Direction.DOWN, Direction.UNCLEAR, Direction.MISSING)
    ]


def test_p_is_the_exact_tests_and_q_is_of_all_who_were_asked() -> None:
    now, before, hours = np.array([12, 9, 4, 40]), np.array([3, 5, 4, 0]), np.full(4, 20.0)
    earlier = np.array([20.0, 30, 20, 0.5])
    found = judge_changes(now, hours, before, earlier, VerdictRules())
    drawn = stats.binom((now + before)[:3], (hours / (hours + earlier))[:3])
    oracle = np.minimum(1, 2 * np.minimum(drawn.cdf(now[:3]), drawn.sf(now[:3] - 1)))
    assert found.p[:3] == pytest.approx(oracle)
    assert found.q[:3] == pytest.approx(stats.false_discovery_control(oracle))
    assert np.isnan([found.p[3], found.q[3]]).all()
    assert found.direction[3] == Direction.UNCLEAR


@given(
    st.lists(
        st.tuples(st.integers(0, 60), SPENT, st.integers(0, 60), SPENT),
        min_size=1,
        max_size=12,
    )
)
def test_an_arrow_always_has_an_interval_that_leaves_out_one(
    counts: list[tuple[int, float, int, float]],
) -> None:
    columns = [np.array(each, float) for each in zip(*counts, strict=True)]
    interval = rate_ratio(*columns)
    found = judge_changes(*columns, VerdictRules()).direction
    assert (interval.low[found == Direction.UP] > 1).all()
    assert (interval.high[found == Direction.DOWN] < 1).all()


def test_one_of_many_places_alone_must_change_more_to_get_an_arrow() -> None:
    def direction_of_the_first(others: int) -> str:
        now = np.array([14] + [8] * others)
        before, hours = np.array([4] + [8] * others), np.full(others + 1, 20.0)
        return str(judge_changes(now, hours, before, hours, VerdictRules()).direction[0])

    assert direction_of_the_first(0) == Direction.UP
    assert direction_of_the_first(12) == Direction.UNCLEAR


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        ((2026, 4, 6), (2026, 5, 4), (2026, 3, 9)),  # summer time begins on 29 March
        ((2026, 3, 16), (2026, 4, 13), (2026, 2, 16)),
        ((2026, 10, 31), (2026, 11, 28), (2026, 10, 3)),  # and ends on 25 October
        ((2026, 6, 1), (2026, 6, 2), (2026, 5, 31)),
    ],
)
def test_the_period_before_has_as_many_local_days(
    since: tuple[int, ...], until: tuple[int, ...], before: tuple[int, ...]
) -> None:
    question = Question(local_ms(*since), local_ms(*until), STOCKHOLM)
    assert question.before_ms == local_ms(*before)


def test_more_seen_in_more_hours_is_no_rise() -> None:
    visits = [*evenings(0, range(-28, 0), minutes=30), *evenings(0, range(28), minutes=300)]
    seen = [*seen_on(0, range(-4, 0)), *seen_on(0, range(20))]
    trend = by_place(rank_places(town(visits, seen)))[0].trend
    assert trend.direction is Direction.DOWN or trend.direction is Direction.UNCLEAR
    assert trend.ratio == pytest.approx((20 / 140) / (4 / 14))
    assert (trend.observed_before, trend.hours_before) == (4, pytest.approx(14))


def test_without_hours_before_the_trend_is_missing() -> None:
    trend = by_place(rank_places(town(evenings(0, range(5)), seen_on(0, range(5)))))[0].trend
    assert trend.direction is Direction.MISSING
    assert (trend.ratio, trend.low, trend.high) == (None, None, None)


def test_from_nothing_to_something_has_no_finite_ratio() -> None:
    visits = [*evenings(0, range(-10, 0)), *evenings(0, range(10))]
    trend = by_place(rank_places(town(visits, seen_on(0, range(8)))))[0].trend
    assert trend.direction is Direction.UP
    assert trend.ratio is None
    assert trend.high is None
    assert trend.low is not None
    assert trend.low > 1


def test_a_period_without_presence_is_missing_from_the_series_not_zero() -> None:
    known = [0, 0, 0, 0, 0, 1, 2, 4]
    assert mann_kendall([NAN, *known[:4], NAN, *known[4:]]) == mann_kendall(known)


def test_seven_known_periods_say_nothing() -> None:
    assert math.isnan(mann_kendall([1, 2, 3, 4, 5, 6, 7, NAN]).p)


def test_a_flat_series_has_no_trend() -> None:
    assert mann_kendall([3] * 9).p == 1
