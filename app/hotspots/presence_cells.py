"""Presence as phones send it: seconds in a square and hour, never a track.

Places are ranked on visits; this is for the squares of the grid, whose unit is found with `units.find_squares`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.hotspots.blocks import HOUR_MS, LocalSlots
from app.hotspots.columns import Floats, Ints, compact, sum_by
from app.hotspots.intervals import split_intervals
from app.hotspots.presence import Presence


@dataclass(frozen=True)
class PresenceCells:
    """What phones send of a patrol: seconds in a square (here: a unit) and whole hour."""

    unit: Ints
    hour: Ints  # whole hours since 1970-01-01T00:00Z
    seconds: Floats
    patrol: Ints
    reporter: Ints


def presence_of_cells(cells: PresenceCells, slots: LocalSlots) -> Presence:
    """The cells as presence: of a patrol's phones, the one that was there longest sets the time.

    It is shared between the phones in proportion, at most an hour in an hour, and spread evenly over its hour where a
    slot ends inside it (zones with half hours).
    """
    if not len(cells.unit):
        nothing = np.zeros(0, np.int64)
        return Presence(nothing, nothing, nothing, nothing, nothing, np.zeros(0))
    place_hour = compact(cells.patrol * (int(cells.unit.max(initial=0)) + 1) + cells.unit)
    group = compact(place_hour * (int(np.ptp(cells.hour)) + 1) + cells.hour - cells.hour.min())
    person = compact(group * (int(cells.reporter.max(initial=0)) + 1) + cells.reporter)
    first = np.unique(person, return_index=True)[1]
    seconds = np.minimum(sum_by(person, np.maximum(cells.seconds, 0.0), len(first)), 3600.0)
    together = sum_by(group[first], seconds, int(group.max()) + 1)
    longest = np.zeros(len(together))
    np.maximum.at(longest, group[first], seconds)
    share = np.divide(longest, together, out=np.zeros_like(longest), where=together > 0)
    hours = seconds * share[group[first]] / 3600.0
    row, start, end = split_intervals(
        cells.hour[first] * HOUR_MS, (cells.hour[first] + 1) * HOUR_MS, slots.edges_ms
    )
    source = first[row]
    return Presence(
        cells.unit[source],
        start,
        end,
        slots.slot[slots.locate(start)],
        cells.reporter[source],
        hours[row] * (end - start) / HOUR_MS,
    )
