"""How much of the patrols' time is known: by visits, or by the squares that phones send. Pure.

Squares hold the time of visits too (ADR 0007), so the two are never added: the larger of them is what is known. Two
phones of one patrol are one: the one that knows most sets it. Time is in milliseconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from app.hotspots.blocks import HOUR_MS
from app.hotspots.columns import Floats, Ints, sum_by
from app.hotspots.intervals import union_intervals
from app.hotspots.presence import Visits

SECOND_MS = 1000
#: `[ix, iy, hour, seconds]`, hour = whole hours since 1970-01-01T00:00Z.
CellRow = Sequence[int]


def known_by_squares_ms(cells: Iterable[CellRow], start_ms: int, end_ms: int) -> int:
    """What a phone's squares account for between the instants: in no hour more than there is of it."""
    by_hour: defaultdict[int, int] = defaultdict(int)
    for _ix, _iy, hour, seconds in cells:
        by_hour[hour] += max(seconds, 0) * SECOND_MS
    return sum(
        min(known, max(0, min(end_ms, (hour + 1) * HOUR_MS) - max(start_ms, hour * HOUR_MS)))
        for hour, known in by_hour.items()
    )


def share_of_time_known(
    patrol: Ints, start_ms: Ints, end_ms: Ints, visits: Visits, by_squares_ms: Ints
) -> float | None:
    """How much of the patrols' time is accounted for, 0..1; None without any patrol time.

    Where a phone slept there is no invented line: this share is shown instead.
    """
    if not len(patrol):
        return None
    size = int(patrol.max()) + 1
    of_these = visits.where(np.isin(visits.patrol, patrol))
    lasted = _covered_by(patrol, start_ms, end_ms, size)
    present = _covered_by(of_these.patrol, of_these.start_ms, of_these.end_ms, size)
    either = _covered_by(
        np.concatenate([patrol, of_these.patrol]),
        np.concatenate([start_ms, of_these.start_ms]),
        np.concatenate([end_ms, of_these.end_ms]),
        size,
    )
    by_squares = np.zeros(size)
    np.maximum.at(by_squares, patrol, by_squares_ms)
    known = np.maximum(lasted + present - either, np.minimum(lasted, by_squares))
    return float(known.sum() / lasted.sum()) if lasted.sum() > 0 else None


def _covered_by(group: Ints, start: Ints, end: Ints, size: int) -> Floats:
    """Milliseconds in the union of each group, shape `(size,)`."""
    spans = union_intervals(group, start, end)
    return sum_by(spans.group, spans.end - spans.start, size)
