"""Patrols that walked together count once: visits as their union, square-seconds as the most of any phone."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hotspots.blocks import HOUR_MS, local_slots
from app.hotspots.columns import Floats, Ints
from app.hotspots.parameters import PresenceRules
from app.hotspots.presence import Visits, presence_of
from app.hotspots.presence_cells import PresenceCells, presence_of_cells
from app.hotspots.together import Patrols, Stretches, find_companies, meets_another
from tests.hotspots.towns import FROM, HOUR, MINUTE, STOCKHOLM, TO

NOON = FROM + 12 * HOUR
NOON_HOUR = NOON // HOUR_MS
RULES = PresenceRules()


def patrols(*rows: tuple[int, int, int]) -> Patrols:
    """`(organisation, start, end)` in minutes after noon."""
    organisation, start, end = np.array(rows, np.int64).reshape(-1, 3).T
    return Patrols(organisation, NOON + start * MINUTE, NOON + end * MINUTE)


def stays(*rows: tuple[int, int, int, int]) -> Stretches:
    """`(patrol, place, start, end)` in minutes after noon."""
    patrol, place, start, end = np.array(rows, np.int64).reshape(-1, 4).T
    start, end = NOON + start * MINUTE, NOON + end * MINUTE
    return Stretches(patrol, place, start, end, end - start)


def squares(*rows: tuple[int, int, int, int]) -> Stretches:
    """`(patrol, square, hours after noon, minutes in it)`."""
    patrol, place, hour, minutes = np.array(rows, np.int64).reshape(-1, 4).T
    start = NOON + hour * HOUR
    return Stretches(patrol, place, start, start + HOUR, minutes * MINUTE)


def companies(
    given: Patrols, visits: Stretches | None = None, walked: Stretches | None = None
) -> list[int]:
    return find_companies(given, visits or stays(), walked or squares(), RULES).tolist()


EVENING = (1, 0, 240)


def test_half_of_the_shorter_ones_time_at_the_same_place_is_together() -> None:
    two = patrols(EVENING, EVENING)
    assert companies(two, stays((0, 5, 0, 60), (1, 5, 30, 90))) == [0, 0]
    assert companies(two, stays((0, 5, 0, 60), (1, 5, 31, 91))) == [0, 1]


def test_the_same_place_at_another_time_is_not_together() -> None:
    assert companies(patrols(EVENING, EVENING), stays((0, 5, 0, 60), (1, 5, 60, 120))) == [0, 1]


def test_another_place_at_the_same_time_is_not_together() -> None:
    assert companies(patrols(EVENING, EVENING), stays((0, 5, 0, 60), (1, 6, 0, 60))) == [0, 1]


def test_one_who_joins_for_an_hour_of_a_long_evening_is_together() -> None:
    """All that is known of the shorter one was with the other."""
    visits = stays((0, 5, 0, 60), (0, 6, 60, 240), (1, 5, 0, 60))
    assert companies(patrols(EVENING, (1, 0, 60)), visits) == [0, 0]


def test_who_only_meet_at_the_station_are_two() -> None:
    visits = stays((0, 5, 0, 15), (1, 5, 0, 15), (0, 6, 15, 120), (1, 7, 15, 120))
    assert companies(patrols(EVENING, EVENING), visits) == [0, 1]


def test_two_organisations_are_two_presences() -> None:
    assert companies(patrols((1, 0, 60), (2, 0, 60)), stays((0, 5, 0, 60), (1, 5, 0, 60))) == [0, 1]


def test_squares_decide_where_they_know_more_than_visits() -> None:
    """They checked in together once, and then walked each their own way; or never checked in, and walked together."""
    two = patrols(EVENING, EVENING)
    visits = stays((0, 5, 0, 15), (1, 5, 0, 15))
    apart = squares((0, 8, 0, 50), (1, 8, 0, 10), (1, 9, 0, 40), (0, 8, 1, 50), (1, 9, 1, 50))
    assert companies(two, visits, apart) == [0, 1]
    side_by_side = squares((0, 8, 0, 40), (1, 8, 0, 35), (0, 9, 1, 50), (1, 9, 1, 45))
    assert companies(two, None, side_by_side) == [0, 0]


def test_squares_of_one_phone_alone_leave_it_to_the_visits() -> None:
    visits, walked = stays((0, 5, 0, 15), (1, 5, 0, 15)), squares((0, 8, 0, 60), (0, 9, 1, 60))
    assert companies(patrols(EVENING, EVENING), visits, walked) == [0, 0]


def test_the_same_square_and_hour_before_and_after_a_change_of_shift_is_not_together() -> None:
    """Seconds of an hour have no minutes: the patrols' own times say that they can't have met."""
    shifts = patrols((1, 0, 30), (1, 30, 60))
    assert companies(shifts, None, squares((0, 8, 0, 30), (1, 8, 0, 30))) == [0, 1]


def test_company_is_taken_transitively() -> None:
    three = patrols(EVENING, EVENING, EVENING)
    visits = stays((0, 5, 0, 60), (1, 5, 30, 60), (1, 6, 60, 90), (2, 6, 60, 120))
    assert companies(three, visits) == [0, 0, 0]


def test_nobody_is_compared_with_more_than_sixty_four_at_once() -> None:
    """A hundred at one place are one company all the same: each is with the next ones."""
    crowd = patrols(*[(1, 0, 60)] * 100)
    visits = stays(*[(row, 5, 0, 60) for row in range(100)])
    assert companies(crowd, visits) == [0] * 100
    alone = replace(RULES, most_at_once=0)
    assert find_companies(crowd, visits, squares(), alone).tolist() == list(range(100))


def test_only_who_were_out_at_the_same_time_can_have_met() -> None:
    given = patrols((1, 0, 60), (1, 59, 90), (1, 90, 99), (2, 0, 60))
    assert meets_another(given, RULES).tolist() == [True, True, False, False]
    assert not len(meets_another(patrols(), RULES))


moments = st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 100), st.integers(1, 60))
visits_of_four = st.lists(moments, max_size=12)
cells_of_four = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.integers(1, 20)),
    max_size=12,
    unique_by=lambda row: row[:3],
)


def apart(rows: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """As `stays` wants them: of one patrol at one place nothing overlaps (the first of what does is kept)."""
    kept: list[tuple[int, int, int, int]] = []
    for patrol, place, start, length in rows:
        row = (patrol, place, start, start + length)
        if all(row[:2] != one[:2] or row[3] <= one[2] or one[3] <= row[2] for one in kept):
            kept.append(row)
    return kept


def hours_of(visits: Stretches, walked: Stretches, company: Ints) -> tuple[Floats, Floats]:
    """Hours by place and hour of the day: of the visits, and of the squares."""
    slots = local_slots(FROM, TO, STOCKHOLM, range(FROM, TO, HOUR))
    found = presence_of(
        Visits(visits.place, visits.start_ms, visits.end_ms, company[visits.patrol], visits.patrol),
        slots,
    )
    cells = PresenceCells(
        walked.place,
        walked.start_ms // HOUR_MS,
        walked.lasted_ms / 1000,
        company[walked.patrol],
        walked.patrol,
    )
    by_squares = presence_of_cells(cells, slots)
    size = 3 * 24

    def table(unit: Ints, start: Ints, hours: Floats) -> Floats:
        return np.bincount(unit * 24 + (start - FROM) // HOUR, hours, size)

    return (
        table(found.unit, found.start_ms, found.hours),
        table(by_squares.unit, by_squares.start_ms, by_squares.hours),
    )


@pytest.mark.slow
@given(visits_of_four, cells_of_four)
def test_never_more_than_the_sum_and_never_less_than_the_largest(
    given_visits: list[tuple[int, int, int, int]], given_cells: list[tuple[int, int, int, int]]
) -> None:
    four = patrols(*[EVENING] * 4)
    visits, walked = stays(*apart(given_visits)), squares(*given_cells)
    company = find_companies(four, visits, walked, RULES)
    together = hours_of(visits, walked, company)
    each = [hours_of(_only(visits, who), _only(walked, who), np.arange(4)) for who in range(4)]
    for kind, found in enumerate(together):
        single = np.stack([hours[kind] for hours in each])
        assert (found <= single.sum(axis=0) + 1e-9).all()
        assert (found >= single.max(axis=0) - 1e-9).all()
        alone = [who for who in range(4) if (company == company[who]).sum() == 1]
        others = np.stack([*(single[who] for who in alone), np.zeros(len(found))]).sum(axis=0)
        assert (found >= others - 1e-9).all()


def _only(rows: Stretches, patrol: int) -> Stretches:
    keep = rows.patrol == patrol
    return Stretches(
        rows.patrol[keep],
        rows.place[keep],
        rows.start_ms[keep],
        rows.end_ms[keep],
        rows.lasted_ms[keep],
    )


@given(visits_of_four, cells_of_four, st.randoms(use_true_random=False))
def test_neither_the_order_of_patrols_nor_that_of_rows_matters(
    given_visits: list[tuple[int, int, int, int]],
    given_cells: list[tuple[int, int, int, int]],
    shuffler: random.Random,
) -> None:
    visits = apart(given_visits)
    order = [0, 1, 2, 3]
    shuffler.shuffle(order)
    renamed = [(order[who], *rest) for who, *rest in visits]
    recut = [(order[who], *rest) for who, *rest in given_cells]
    shuffler.shuffle(renamed)
    shuffler.shuffle(recut)
    four = patrols(*[EVENING] * 4)
    one = companies(four, stays(*visits), squares(*given_cells))
    other = companies(four, stays(*renamed), squares(*recut))
    for a, b in combinations(range(4), 2):
        assert (one[a] == one[b]) == (other[order[a]] == other[order[b]])


@given(visits_of_four, cells_of_four)
def test_one_patrol_alone_is_unchanged(
    given_visits: list[tuple[int, int, int, int]], given_cells: list[tuple[int, int, int, int]]
) -> None:
    visits = stays(*apart([(0, *rest) for _, *rest in given_visits]))
    cells = Counter(row[1:3] for row in given_cells)
    walked = squares(*[(0, place, hour, 20) for place, hour in sorted(cells)])
    assert companies(patrols(EVENING), visits, walked) == [0]
