"""Local time in blocks: six blocks of four hours a day, right on days of 23 and 25 hours.

A *slot* is weekday x block: `slot = 6 * weekday + hour // 4`, 0..41, Monday 0. A *time block* of the expected counts is
weekday or weekend x block: 0..11, weekend (Saturday, Sunday by the local calendar) from 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from app.hotspots.columns import Ints

BLOCK_HOURS = 4
BLOCKS_A_DAY = 24 // BLOCK_HOURS
SLOTS = 7 * BLOCKS_A_DAY
TIME_BLOCKS = 2 * BLOCKS_A_DAY
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@dataclass(frozen=True)
class LocalSlots:
    """Intervals `[edges_ms[i], edges_ms[i + 1])` that each lie within one slot of one local day."""

    edges_ms: Ints  # n + 1, rising
    slot: Ints  # n, 0..41
    day: Ints  # n, the local date's proleptic ordinal

    def locate(self, at_ms: Ints) -> Ints:
        """The interval that holds each instant; instants outside fall in the first or last."""
        inside = np.searchsorted(self.edges_ms, at_ms, side="right") - 1
        return np.clip(inside, 0, len(self.slot) - 1).astype(np.int64)


def local_slots(
    from_ms: int, to_ms: int, zone: ZoneInfo, cuts_ms: Iterable[int] = ()
) -> LocalSlots:
    """The slots of `[from_ms, to_ms)` in the zone's wall clock, cut at `cuts_ms` as well.

    An hour that the clock repeats belongs to the block that names it, an hour that it skips to none.
    """
    first, last = (datetime.fromtimestamp(ms / 1000, zone).toordinal() for ms in (from_ms, to_ms))
    days = np.arange(first, last + 2)
    midnights = np.array([_instant_ms(day, 0, zone) for day in days.tolist()])
    starts = midnights[:-1, None] + np.arange(BLOCKS_A_DAY) * BLOCK_HOURS * HOUR_MS
    for odd in np.flatnonzero(np.diff(midnights) != DAY_MS).tolist():
        for block in range(1, BLOCKS_A_DAY):
            starts[odd, block] = _instant_ms(int(days[odd]), block * BLOCK_HOURS, zone)
    starts = starts.ravel()
    cuts = np.array([from_ms, to_ms, *cuts_ms], np.int64)
    edges = np.unique(np.concatenate([starts, cuts]))
    edges = edges[(edges >= from_ms) & (edges <= to_ms)]
    within = np.searchsorted(starts, edges[:-1], side="right") - 1
    day = days[within // BLOCKS_A_DAY]
    # Ordinal 1 was a Monday.
    slot = (day - 1) % 7 * BLOCKS_A_DAY + within % BLOCKS_A_DAY
    return LocalSlots(edges, slot.astype(np.int64), day.astype(np.int64))


def time_block_of(slot: Ints) -> Ints:
    """The time block (0..11) of each slot (0..41)."""
    weekend = slot // BLOCKS_A_DAY >= 5
    return np.where(weekend, BLOCKS_A_DAY, 0) + slot % BLOCKS_A_DAY


def _instant_ms(day_ordinal: int, hour: int, zone: ZoneInfo) -> int:
    day = date.fromordinal(day_ordinal)
    return round(datetime(day.year, day.month, day.day, hour, tzinfo=zone).timestamp() * 1000)
