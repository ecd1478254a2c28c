"""Local four-hour blocks, on days that have 24 hours and on those that do not."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hotspots.blocks import DAY_MS, HOUR_MS, local_slots, time_block_of
from tests.hotspots.towns import STOCKHOLM, local_ms

ZONES = [
    "Europe/Stockholm",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Atlantic/Azores",
]


def hours_by_slot(start: int, end: int, zone: ZoneInfo) -> dict[int, float]:
    slots = local_slots(start, end, zone)
    found: dict[int, float] = {}
    for slot, length in zip(slots.slot.tolist(), np.diff(slots.edges_ms).tolist(), strict=True):
        found[slot] = found.get(slot, 0) + length / HOUR_MS
    return found


def test_a_week_has_six_blocks_of_four_hours_a_day() -> None:
    start = local_ms(2026, 3, 2)
    assert hours_by_slot(start, start + 7 * DAY_MS, STOCKHOLM) == dict.fromkeys(range(42), 4.0)


def test_the_day_of_23_hours_loses_its_hour_in_the_first_block() -> None:
    day = hours_by_slot(local_ms(2026, 3, 29), local_ms(2026, 3, 30), STOCKHOLM)
    assert day == {36: 3.0, 37: 4.0, 38: 4.0, 39: 4.0, 40: 4.0, 41: 4.0}


def test_the_day_of_25_hours_gains_it_there() -> None:
    day = hours_by_slot(local_ms(2026, 10, 25), local_ms(2026, 10, 26), STOCKHOLM)
    assert day == {36: 5.0, 37: 4.0, 38: 4.0, 39: 4.0, 40: 4.0, 41: 4.0}


def test_weekend_is_saturday_and_sunday() -> None:
    at = np.array([local_ms(2026, 3, 6, 23, 59), local_ms(2026, 3, 7), local_ms(2026, 3, 9)])
    slots = local_slots(int(at[0]), int(at[-1]) + 1, STOCKHOLM)
    assert time_block_of(slots.slot[slots.locate(at)]).tolist() == [5, 6, 0]


def test_an_instant_on_an_edge_belongs_to_what_begins_there() -> None:
    slots = local_slots(local_ms(2026, 3, 2), local_ms(2026, 3, 3), STOCKHOLM)
    noon = np.array([local_ms(2026, 3, 2, 12) - 1, local_ms(2026, 3, 2, 12)])
    assert slots.slot[slots.locate(noon)].tolist() == [2, 3]


def test_cuts_become_edges_without_changing_the_slot() -> None:
    cut = local_ms(2026, 3, 2, 13)
    slots = local_slots(local_ms(2026, 3, 2), local_ms(2026, 3, 3), STOCKHOLM, [cut])
    assert cut in slots.edges_ms
    assert slots.slot.tolist() == [0, 1, 2, 3, 3, 4, 5]


@pytest.mark.parametrize("zone_name", ZONES)
@given(
    start=st.integers(1_600_000_000_000, 1_790_000_000_000),
    length=st.integers(1, 400 * DAY_MS),
    at=st.floats(0, 1, exclude_max=True),
)
def test_slot_and_day_are_those_of_the_wall_clock(
    zone_name: str, start: int, length: int, at: float
) -> None:
    zone = ZoneInfo(zone_name)
    instant = start + int(at * length)
    slots = local_slots(start, start + length, zone)
    inside = slots.locate(np.array([instant]))
    local = datetime.fromtimestamp(instant / 1000, UTC).astimezone(zone)
    assert slots.day[inside].tolist() == [local.toordinal()]
    assert slots.slot[inside].tolist() == [6 * local.weekday() + local.hour // 4]
    assert slots.edges_ms[0] == start
    assert slots.edges_ms[-1] == start + length
    assert (np.diff(slots.edges_ms) > 0).all()
