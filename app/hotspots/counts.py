"""The numerator: which observations count, and when and where they are counted.

Only patrols' own observations are counted here; reports from others stand beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from app.hotspots.blocks import SLOTS, local_slots
from app.hotspots.codes import LeftOut
from app.hotspots.columns import BoolColumn, Bools, FloatColumn, Floats, Ints, count_by, sum_by
from app.hotspots.intervals import split_intervals
from app.hotspots.keys import as_keys
from app.hotspots.parameters import CountRules

CHECKED_BY_HAND = ("pin", "place")


@dataclass(frozen=True)
class Observations:
    """Observations that count, one for each incident; all columns of one length."""

    unit: Ints
    at_ms: Ints
    slot: Ints
    day: Ints
    reporter: Ints
    category: Ints
    multiplicity: Ints  # how many entries became this one
    row: Ints  # where its first entry stands in the input

    def where(self, keep: Bools | Ints) -> Observations:
        """The observations that are kept; of positions, those in their order."""
        return Observations(
            self.unit[keep],
            self.at_ms[keep],
            self.slot[keep],
            self.day[keep],
            self.reporter[keep],
            self.category[keep],
            self.multiplicity[keep],
            self.row[keep],
        )

    def by_unit(self, size: int) -> Ints:
        """How many each unit has, shape `(size,)`."""
        return count_by(self.unit, size)


@dataclass(frozen=True)
class Quality:
    """What decides whether an entry counts; all columns of one length."""

    withdrawn: BoolColumn
    counts_as_disorder: BoolColumn
    suspect: BoolColumn
    accuracy_m: FloatColumn  # NaN where the phone did not say
    position_source: Sequence[str]  # gps | pin | place
    inside_area: BoolColumn  # the area and 1 km around it


LEFT_OUT = tuple(LeftOut)


def left_out_because(quality: Quality, rules: CountRules) -> Ints:
    """For each entry the first of `LEFT_OUT` that applies (its index), or -1 where it counts."""
    accuracy = np.asarray(quality.accuracy_m, float)
    sure = (accuracy <= rules.worst_accuracy_m) | as_keys(quality.position_source).holds(
        CHECKED_BY_HAND.__contains__
    )
    reasons = {
        LeftOut.WITHDRAWN: np.asarray(quality.withdrawn, bool),
        LeftOut.NOT_DISORDER: ~np.asarray(quality.counts_as_disorder, bool),
        LeftOut.SUSPECT_TIME: np.asarray(quality.suspect, bool),
        LeftOut.POOR_POSITION: ~sure,
        LeftOut.OUTSIDE_AREA: ~np.asarray(quality.inside_area, bool),
    }
    return np.select([reasons[why] for why in LEFT_OUT], range(len(LEFT_OUT)), -1).astype(np.int64)


def spread_evenly(start_ms: Ints, end_ms: Ints, edges_ms: Ints) -> Floats:
    """Each span's share of the intervals between the edges, rows summing to 1 where inside them.

    Aoristic weights (Ratcliffe 2000): something found at 01:30 that was not there at 22:30 happened in each hour
    between with a chance in proportion to the time of it. A span without length falls whole in its interval.
    """
    start, end = np.asarray(start_ms)[:, None], np.asarray(end_ms)[:, None]
    overlap = np.minimum(end, edges_ms[1:]) - np.maximum(start, edges_ms[:-1])
    spread = np.maximum(overlap, 0) / np.maximum(end - start, 1)
    instant = (edges_ms[:-1] <= start) & (start < edges_ms[1:])
    return np.where(end > start, spread, instant.astype(float))


def spread_over_slots(start_ms: Ints, end_ms: Ints, zone: ZoneInfo) -> Floats:
    """Spans summed to the slots of the week, shape `(42,)`: what a week counts for times known only as a span.

    As `spread_evenly`, one for each span, however long it is.
    """
    if not len(start_ms):
        return np.zeros(SLOTS)
    end_ms = np.maximum(end_ms, start_ms)
    slots = local_slots(int(start_ms.min()), int(end_ms.max()) + 1, zone)
    row, start, end = split_intervals(start_ms, end_ms, slots.edges_ms)
    share = (end - start) / np.maximum(end_ms - start_ms, 1)[row]
    known = start_ms[end_ms == start_ms]
    return sum_by(slots.slot[slots.locate(start)], share, SLOTS) + count_by(
        slots.slot[slots.locate(known)], SLOTS
    )
