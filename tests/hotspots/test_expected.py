"""What would have been seen if every place were alike, for the time spent there and by whom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hotspots.blocks import DAY_MS
from app.hotspots.counts import Observations
from app.hotspots.expected import decay_weight, expected_by_piece, relative_rate, standardise
from app.hotspots.parameters import ExpectedRules
from app.hotspots.presence import Presence

RULES = ExpectedRules()


def presence(*rows: tuple[int, int, int, float]) -> Presence:
    """`(unit, slot, reporter, hours)`."""
    columns = np.array(rows, float).reshape(-1, 4).T
    unit, slot, reporter = columns[:3].astype(np.int64)
    return Presence(unit, unit * 0, unit * 0 + 1, slot, reporter, columns[3])


def observations(*rows: tuple[int, int, int, int]) -> Observations:
    """`(unit, slot, reporter, category)`."""
    unit, slot, reporter, category = np.array(rows, np.int64).reshape(-1, 4).T
    nothing = unit * 0
    return Observations(unit, nothing, slot, nothing, reporter, category, nothing + 1, nothing)


def expected(seen: Observations, there: Presence, asked: np.ndarray | None = None) -> np.ndarray:
    asked = np.ones(len(seen.unit), bool) if asked is None else asked
    return np.bincount(there.unit, expected_by_piece(seen, there, asked, RULES))


def test_the_rate_of_a_group_is_pulled_towards_the_towns() -> None:
    # 30 observations in 20 h: lambda 1.5; the first wrote 25 in 10 h where 15 were to be expected.
    found = relative_rate(np.array([25, 5]), np.array([10.0, 10.0]), 20)
    assert found == pytest.approx([45 / 35, 25 / 35])


def test_a_group_without_hours_is_as_the_town() -> None:
    assert relative_rate(np.array([5, 0]), np.array([2.0, 0.0]), 20)[1] == 1


def test_without_alternation_the_factors_are_those_of_the_page() -> None:
    seen, hours = np.array([[9, 1], [4, 6]]), np.array([[5.0, 1.0], [2.0, 8.0]])
    found = standardise(seen, hours, replace(RULES, alternations=0))
    by_reporter = relative_rate(seen.sum(axis=1), hours.sum(axis=1), 20)
    by_block = relative_rate(seen.sum(axis=0), hours.sum(axis=0), 20)
    assert found == pytest.approx(np.outer(by_reporter, by_block))


def test_a_busy_night_is_not_counted_twice_where_one_officer_works_nights() -> None:
    # Everybody writes alike; nights see ten times as much, and the second officer works only then.
    seen, hours = np.array([[1_000, 0], [0, 10_000]]), np.array([[100.0, 0.0], [0.0, 100.0]])
    given_each_other = standardise(seen, hours, RULES)
    alone = standardise(seen, hours, replace(RULES, alternations=0))
    assert given_each_other[1, 1] / given_each_other[0, 0] == pytest.approx(10, rel=0.15)
    assert alone[1, 1] / alone[0, 0] > 50


def test_equal_hours_alike_in_kind_expect_alike() -> None:
    there = presence((0, 3, 0, 2), (1, 3, 0, 2), (2, 3, 0, 4))
    seen = observations(*[(0, 3, 0, 0)] * 8)
    assert expected(seen, there) == pytest.approx([2, 2, 4])


def test_more_is_expected_where_someone_who_writes_much_has_been() -> None:
    there = presence((0, 3, 0, 10), (1, 3, 1, 10))
    seen = observations(*[(0, 3, 0, 0)] * 30, *[(1, 3, 1, 0)] * 10)
    found = expected(seen, there)
    assert found[0] / found[1] == pytest.approx((50 / 40) / (30 / 40))


def test_a_category_with_a_hundred_observations_has_its_own_hours() -> None:
    # All of category 1 is seen at night; of category 0 half. Unit 1 is only visited at night.
    there = presence((0, 0, 0, 10), (1, 5, 0, 10))
    seen = observations(*[(0, 0, 0, 0)] * 50, *[(1, 5, 0, 0)] * 50, *[(1, 5, 0, 1)] * 100)
    nights = expected(seen, there, seen.category == 1)
    few = replace_category(seen, 99)
    pooled = expected(few, there, few.category == 1)
    assert nights[1] / nights.sum() > pooled[1] / pooled.sum()
    assert nights.sum() == pytest.approx(100)
    assert pooled.sum() == pytest.approx(99)


def replace_category(seen: Observations, keep: int) -> Observations:
    """The same with only the first `keep` of category 1."""
    number = np.cumsum(seen.category == 1)
    return seen.where((seen.category == 0) | (number <= keep))


cells = st.tuples(st.integers(0, 3), st.integers(0, 41), st.integers(0, 2))


@given(
    st.lists(st.tuples(cells, st.floats(0.01, 20)), min_size=1, max_size=40),
    st.lists(st.tuples(cells, st.integers(0, 2)), min_size=1, max_size=300),
    st.sets(st.integers(0, 2)),
)
def test_what_is_expected_sums_to_what_was_seen(
    there: list[tuple[tuple[int, int, int], float]],
    seen: list[tuple[tuple[int, int, int], int]],
    asked_for: set[int],
) -> None:
    rows = observations(*[(*cell, category) for cell, category in seen])
    asked = np.isin(rows.category, sorted(asked_for))
    pieces = expected_by_piece(rows, presence(*[(*cell, h) for cell, h in there]), asked, RULES)
    assert pieces.sum() == pytest.approx(asked.sum(), abs=1e-9)
    assert (pieces >= 0).all()


@given(st.floats(0.01, 1000), st.integers(0, 200))
def test_all_hours_times_a_factor_change_nothing(times: float, extra: int) -> None:
    there = presence((0, 3, 0, 2), (1, 5, 1, 3), (2, 3, 1, 4))
    more = replace(there, hours=there.hours * times)
    seen = observations((0, 3, 0, 0), (1, 5, 1, 1), *[(2, 3, 1, 0)] * extra)
    assert expected(seen, more) == pytest.approx(expected(seen, there))


def test_a_half_life_halves() -> None:
    age = np.array([0, 365, 730]) * DAY_MS
    assert decay_weight(10**12 - age, 10**12, 365) == pytest.approx([1, 0.5, 0.25])
