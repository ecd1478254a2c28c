"""Presence on squares: visits and the phones' square-seconds are joined and never added."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from app.hotspots.blocks import HOUR_MS, local_slots
from app.hotspots.grid_presence import bound_cells, join_presence
from app.hotspots.presence import Presence, Visits
from app.hotspots.presence_cells import PresenceCells
from app.hotspots.sites import Sites, circle, cover_shape, join_sites
from tests.hotspots.towns import FROM, HOUR, MINUTE, STOCKHOLM, TO

SLOTS = local_slots(FROM, TO, STOCKHOLM)
EVENING = FROM + 18 * HOUR
EVENING_HOUR = EVENING // HOUR_MS
#: One site on two squares, a quarter of it in the second.
SITES = Sites(np.array([0, 2]), np.array([0, 1]), np.array([0.75, 0.25]))


@dataclass(frozen=True)
class Stay:
    """A visit to the site."""

    minutes: int
    start_ms: int = EVENING
    patrol: int = 0
    reporter: int = 0


@dataclass(frozen=True)
class Sent:
    """What a phone says of a square."""

    minutes: float
    unit: int = 0
    hour: int = EVENING_HOUR
    patrol: int = 0
    reporter: int = 0


def join(stays: list[Stay], sent: list[Sent], sites: Sites = SITES) -> Presence:
    def ints(rows: list, name: str) -> np.ndarray:
        return np.array([getattr(row, name) for row in rows], np.int64)

    start = ints(stays, "start_ms")
    visits = Visits(
        np.zeros(len(stays), np.int64),
        start,
        start + ints(stays, "minutes") * MINUTE,
        ints(stays, "patrol"),
        ints(stays, "reporter"),
    )
    cells = PresenceCells(
        ints(sent, "unit"),
        ints(sent, "hour"),
        np.array([row.minutes * 60 for row in sent], float),
        ints(sent, "patrol"),
        ints(sent, "reporter"),
    )
    return join_presence(visits, sites, cells, SLOTS)


def minutes(presence: Presence, size: int = 3) -> list[float]:
    return (presence.hours_by_unit(size) * 60).round(9).tolist()


def test_a_visit_alone_is_spread_over_its_site() -> None:
    assert minutes(join([Stay(40)], [])) == [30, 10, 0]


def test_squares_alone_are_what_the_phone_says() -> None:
    assert minutes(join([], [Sent(20), Sent(5, unit=2)])) == [20, 0, 5]


def test_what_the_phone_knows_of_the_site_is_not_added_to_the_visit() -> None:
    assert minutes(join([Stay(40)], [Sent(40)])) == [40, 0, 0]
    assert minutes(join([Stay(40)], [Sent(50)])) == [50, 0, 0]


def test_what_the_phone_slept_through_of_a_visit_is_spread_over_the_site() -> None:
    assert minutes(join([Stay(40)], [Sent(20)])) == [20 + 15, 5, 0]


def test_squares_elsewhere_in_the_same_hour_are_beside_the_visit() -> None:
    assert minutes(join([Stay(40)], [Sent(15, unit=2)])) == [30, 10, 15]


def test_another_hour_and_another_patrol_account_for_nothing_of_a_visit() -> None:
    for other in (Sent(40, hour=EVENING_HOUR + 2), Sent(40, patrol=1)):
        assert minutes(join([Stay(40)], [other])) == [30 + 40, 10, 0]


def test_a_visit_over_two_hours_is_held_against_each_of_them() -> None:
    stay = Stay(60, start_ms=EVENING + 30 * MINUTE)
    assert minutes(join([stay], [Sent(30)])) == [30 + 22.5, 7.5, 0]


def test_two_officers_of_a_patrol_are_one_presence() -> None:
    both = join([Stay(40), Stay(40, reporter=1)], [])
    assert minutes(both) == [30, 10, 0]
    assert both.hours[both.reporter == 1].sum() * 60 == pytest.approx(20)
    phones = join([Stay(40), Stay(40, reporter=1)], [Sent(40), Sent(30, reporter=1)])
    assert minutes(phones) == [40, 0, 0]


def test_each_site_of_a_square_is_held_against_what_the_phone_knows_of_it() -> None:
    """A phone's square that two places share accounts for both: time is rather lost than invented."""
    shared = Sites(np.array([0, 1, 2]), np.array([0, 0]), np.ones(2))
    start = np.array([EVENING, EVENING + 20 * MINUTE])
    zero = np.zeros(2, np.int64)
    visits = Visits(np.array([0, 1]), start, start + 20 * MINUTE, zero, zero)
    cells = PresenceCells(
        np.array([0]), np.array([EVENING_HOUR]), np.array([1200.0]), np.array([0]), np.array([0])
    )
    assert minutes(join_presence(visits, shared, cells, SLOTS), 1) == [20]


def test_slots_and_reporters_go_with_the_pieces() -> None:
    joined = join([Stay(40, reporter=1)], [Sent(20, reporter=0)])
    assert set(joined.slot.tolist()) == {4}
    assert joined.hours[joined.reporter == 1].sum() * 60 == pytest.approx(20)


def test_a_patrol_has_no_more_of_an_hour_than_it_lasted_in_it() -> None:
    rows = [[0, 0, EVENING_HOUR, 1800], [1, 0, EVENING_HOUR, 1800]]
    bounded = bound_cells(rows, EVENING + 30 * MINUTE, EVENING + 40 * MINUTE)
    assert [seconds for *_, seconds in bounded] == [300, 300]


def test_hours_outside_the_patrol_are_no_presence() -> None:
    rows = [[0, 0, EVENING_HOUR - 1, 60], [0, 0, EVENING_HOUR, 60], [0, 0, EVENING_HOUR + 1, 0]]
    assert bound_cells(rows, EVENING, EVENING + 30 * MINUTE) == [(0, 0, EVENING_HOUR, 60.0)]
    assert bound_cells(rows, EVENING, None) == [(0, 0, EVENING_HOUR, 60.0)]


def test_a_place_is_spread_over_the_squares_it_covers() -> None:
    ix, iy, share = cover_shape(circle(100, 50, 40), 100)
    assert list(zip(ix.tolist(), iy.tolist(), strict=True)) == [(0, 0), (1, 0)]
    assert share == pytest.approx([0.5, 0.5])


def test_slivers_of_a_place_are_no_squares_of_it() -> None:
    ix, _, share = cover_shape(circle(61, 50, 40), 100)
    assert (ix.tolist(), share.tolist()) == ([0], [1.0])


def test_a_place_larger_than_twenty_squares_still_has_squares() -> None:
    ix, _, share = cover_shape(circle(5000, 5000, 1200), 100)
    assert len(ix) > 300
    assert share.sum() == pytest.approx(1)


def test_a_square_outside_the_area_leaves_the_rest_of_the_site_whole() -> None:
    sites = join_sites([(np.array([3, -1]), np.array([0.5, 0.5])), (np.array([-1]), np.ones(1))])
    assert (sites.start.tolist(), sites.unit.tolist(), sites.share.tolist()) == (
        [0, 1, 1],
        [3],
        [1.0],
    )
