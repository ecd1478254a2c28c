"""Visits become hours: once for each patrol, whoever of its officers logged them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hotspots.blocks import HOUR_MS, LocalSlots, local_slots
from app.hotspots.columns import NO_END
from app.hotspots.parameters import PresenceRules
from app.hotspots.presence import (
    Presence,
    Visits,
    close_visits,
    presence_of,
)
from app.hotspots.presence_cells import PresenceCells, presence_of_cells
from tests.hotspots.towns import FROM, HOUR, MINUTE, STOCKHOLM, TO

NOON = FROM + 12 * HOUR
RULES = PresenceRules()


def slots() -> LocalSlots:
    return local_slots(FROM, TO, STOCKHOLM)


def stays(*rows: tuple[int, int, int, int, int]) -> Visits:
    """`(unit, start, end, patrol, reporter)`, times in minutes after noon of the first day, end -1 open."""
    columns = np.array(rows, np.int64).reshape(-1, 5).T
    end = np.where(columns[2] == -1, NO_END, NOON + columns[2] * MINUTE)
    return Visits(columns[0], NOON + columns[1] * MINUTE, end, columns[3], columns[4])


def presence(*rows: tuple[int, int, int, int, int]) -> Presence:
    return presence_of(close_visits(stays(*rows), RULES), slots())


def minutes_by_reporter(found: Presence) -> dict[int, float]:
    minutes = np.bincount(found.reporter, weights=found.hours * 60)
    return {who: round(float(m), 9) for who, m in enumerate(minutes) if m > 0}


def test_two_officers_of_a_patrol_are_one_presence_shared_between_them() -> None:
    found = presence((0, 0, 10, 7, 1), (0, 0, 10, 7, 2))
    assert found.hours_by_unit(1)[0] == pytest.approx(10 / 60)
    assert minutes_by_reporter(found) == {1: 5, 2: 5}


def test_only_the_time_together_is_shared() -> None:
    found = presence((0, 0, 10, 7, 1), (0, 5, 15, 7, 2))
    assert minutes_by_reporter(found) == {1: 7.5, 2: 7.5}


def test_the_same_officer_checked_in_twice_is_there_once() -> None:
    assert minutes_by_reporter(presence((0, 0, 10, 7, 1), (0, 5, 15, 7, 1))) == {1: 15}


def test_two_patrols_are_two_presences() -> None:
    found = presence((0, 0, 10, 7, 1), (0, 0, 10, 8, 2))
    assert found.hours_by_unit(1)[0] == pytest.approx(20 / 60)


def test_an_open_visit_lasts_a_quarter_of_an_hour() -> None:
    assert minutes_by_reporter(presence((0, 0, -1, 7, 1))) == {1: 15}


def test_an_open_visit_ends_where_the_officer_checks_in_next() -> None:
    found = presence((0, 0, -1, 7, 1), (1, 4, 10, 7, 1))
    assert found.hours_by_unit(2) * 60 == pytest.approx([4, 6])


def test_an_open_visit_outlasts_the_check_in_of_a_colleague() -> None:
    found = presence((0, 0, -1, 7, 1), (1, 4, 10, 7, 2))
    assert found.hours_by_unit(2) * 60 == pytest.approx([15, 6])


def test_a_forgotten_check_out_counts_for_no_more_than_a_pass() -> None:
    assert presence((0, 0, 3000, 7, 1)).hours_by_unit(1)[0] == pytest.approx(12)


def test_a_visit_that_ends_before_it_starts_lasts_no_time() -> None:
    assert presence((0, 10, 5, 7, 1)).hours.sum() == 0


def test_time_over_an_edge_is_split_between_the_blocks() -> None:
    found = presence((0, -10, 20, 7, 1))
    assert found.slot.tolist() == [2, 3]
    assert found.hours * 60 == pytest.approx([10, 20])


def test_time_outside_the_slots_is_left_out() -> None:
    found = presence((0, -12 * 60 - 30, -12 * 60 + 30, 7, 1))
    assert found.hours.sum() == pytest.approx(0.5)


rows = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 600),
        st.integers(0, 90),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=25,
)


@given(rows)
def test_hours_are_the_minutes_in_which_a_patrol_had_anyone_there(
    given_rows: list[tuple[int, int, int, int, int]],
) -> None:
    closed = [
        (unit, start, start + length, patrol, who)
        for unit, start, length, patrol, who in given_rows
    ]
    there = {
        (patrol, unit, minute)
        for unit, start, end, patrol, _ in closed
        for minute in range(start, end)
    }
    found = presence(*closed)
    counted = [sum(unit == u for _, u, _ in there) for unit in range(3)]
    assert found.hours_by_unit(3) * 60 == pytest.approx(counted)


@pytest.mark.slow
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    given_rows: list[tuple[int, int, int, int, int]], random: object
) -> None:
    closed = [
        (unit, start, start + length, patrol, who)
        for unit, start, length, patrol, who in given_rows
    ]
    shuffled = list(closed)
    random.shuffle(shuffled)
    one, other = presence(*closed), presence(*shuffled)
    assert one.hours.tobytes() == other.hours.tobytes()
    assert one.reporter.tolist() == other.reporter.tolist()
    assert one.start_ms.tolist() == other.start_ms.tolist()


def cells(*rows: tuple[int, int, float, int, int]) -> PresenceCells:
    """`(unit, hours after the period's start, seconds, patrol, reporter)`."""
    columns = np.array(rows, float).reshape(-1, 5).T
    unit, hour, _, patrol, reporter = columns.astype(np.int64)
    return PresenceCells(unit, hour + FROM // HOUR_MS, columns[2], patrol, reporter)


def test_cells_of_one_phone_are_its_seconds() -> None:
    found = presence_of_cells(cells((0, 5, 90, 7, 1), (0, 6, 30, 7, 1), (1, 6, 60, 7, 1)), slots())
    assert found.hours_by_unit(2) * 3600 == pytest.approx([120, 60])


def test_two_phones_of_a_patrol_count_as_the_one_that_was_there_longest() -> None:
    found = presence_of_cells(cells((0, 5, 90, 7, 1), (0, 5, 30, 7, 2)), slots())
    assert found.hours.sum() * 3600 == pytest.approx(90)
    assert minutes_by_reporter(found) == {1: 67.5 / 60, 2: 22.5 / 60}


def test_an_hour_holds_an_hour() -> None:
    assert presence_of_cells(cells((0, 5, 9000, 7, 1)), slots()).hours.sum() == pytest.approx(1)


def test_no_cells_are_no_presence() -> None:
    assert not len(presence_of_cells(cells(), slots()).hours)
