"""Windows: a place is its own, a square's is the nine that lie inside the area."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hotspots import units
from app.hotspots.units import find_squares, place_window, square_window

IX, IY = (grid.ravel() for grid in np.meshgrid(np.arange(5), np.arange(4), indexing="ij"))


def test_a_place_is_its_own_window() -> None:
    window = place_window(3)
    assert window.sum([1, 2, 3]).tolist() == [1, 2, 3]
    assert window.count_distinct(np.array([0, 0, 2]), np.array([5, 5, 1])).tolist() == [1, 0, 1]


def test_a_square_sums_over_itself_and_the_eight_around_it() -> None:
    counts = square_window(IX, IY).sum(np.ones(20)).reshape(5, 4)
    assert counts[2, 1] == 9
    assert counts[0, 0] == 4
    assert counts[0, 1] == 6


def test_days_of_a_window_are_counted_once() -> None:
    window = square_window(np.array([0, 1, 9]), np.array([0, 0, 9]))
    days = window.count_distinct(np.array([0, 1, 1, 2]), np.array([7, 7, 8, 7]))
    assert days.tolist() == [2, 2, 1]


@given(
    rows=st.lists(st.tuples(st.integers(0, 19), st.integers(0, 30)), min_size=1, max_size=60),
    most_marks=st.sampled_from([0, 1 << 25]),
)
def test_marking_and_sorting_count_what_a_set_counts(
    rows: list[tuple[int, int]], most_marks: int
) -> None:
    unit, key = (np.array(column) for column in zip(*rows, strict=True))
    with mock.patch.object(units, "MOST_MARKS", most_marks):
        found = square_window(IX, IY).count_distinct(unit, key)
    expected = [
        len({k for u, k in rows if abs(IX[u] - x) <= 1 and abs(IY[u] - y) <= 1})
        for x, y in zip(IX, IY, strict=True)
    ]
    assert found.tolist() == expected


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.permutations(range(20)))
def test_a_shift_and_another_order_of_the_squares_leave_sums_alone(
    east: int, north: int, order: list[int]
) -> None:
    values = np.arange(20.0) ** 2
    at = np.array(order)
    moved = square_window(IX[at] + east, IY[at] + north).sum(values[at])
    assert moved == pytest.approx(square_window(IX, IY).sum(values)[at])


def test_a_square_that_is_not_there_is_not_found() -> None:
    found = find_squares(IX, IY, np.array([4, 5, -1]), np.array([3, 3, 0]))
    assert found.tolist() == [19, -1, -1]
    nothing = np.zeros(0, np.int64)
    assert find_squares(nothing, nothing, np.array([1]), np.array([1])).tolist() == [-1]
