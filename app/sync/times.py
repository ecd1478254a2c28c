"""When it happened, as far as the phone's clock can be believed (SYNC.md, Identity and order)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from app.core.clock import to_ms
from app.sync.registry import Folded

DISAGREE_MS = 2 * 60 * 1000
FUTURE_MS = 5 * 60 * 1000
OLD_MS = 30 * 24 * 3600 * 1000
#: What every clock of the house can say; a phone that is thousands of years off is kept at the edge, as suspect.
EARLIEST_MS = to_ms(datetime(1, 1, 2, tzinfo=UTC))
LATEST_MS = to_ms(datetime(9999, 12, 30, tzinfo=UTC))
HOUR_MS = 3600 * 1000
SUSPECT = "suspect"


def correction_ms(skew_ms: int) -> int:
    """What to add to the phone's times: nothing where the clocks agree to 2 minutes."""
    return skew_ms if abs(skew_ms) > DISAGREE_MS else 0


def estimate(occurred_ms: int, received_ms: int, skew_ms: int) -> tuple[int, str]:
    """(estimated milliseconds since 1970, `good` | `corrected` | `suspect`). Nothing is refused for its time."""
    correction = correction_ms(skew_ms)
    estimated = _within(occurred_ms + correction)
    if estimated - received_ms > FUTURE_MS or received_ms - estimated > OLD_MS:
        return estimated, SUSPECT
    return estimated, "corrected" if correction else "good"


def span_ms(folded: Folded) -> tuple[int, int | None]:
    """(start, end) in milliseconds since 1970, each corrected by the clock it was written by; an open span has no end.

    Where two clocks put the end before the start, the span lasts no time.
    """
    start, end = _corrected_span(folded)
    return start, end if end is None else max(start, end)


def is_reversed(folded: Folded) -> bool:
    """Whether the span ends before it starts, once each of its times is corrected by its own clock."""
    start, end = _corrected_span(folded)
    return end is not None and end < start


def find_reversed(started_at: datetime, ended_at: datetime | None) -> dict[str, list[str]]:
    """What is wrong with two times that one operation says: one clock wrote both."""
    if ended_at is not None and ended_at < started_at:
        return {"ended_at": ["Is before started_at."]}
    return {}


def shift_hours(
    rows: Sequence[tuple[int, int, int, int]], correction_ms: int
) -> list[tuple[int, int, int, int]]:
    """Presence rows (ix, iy, hour since 1970, seconds) with their hours corrected, to the nearest whole hour."""
    by = round(correction_ms / HOUR_MS)
    latest = LATEST_MS // HOUR_MS
    return [(ix, iy, min(max(hour + by, 0), latest), seconds) for ix, iy, hour, seconds in rows]


def _corrected_span(folded: Folded) -> tuple[int, int | None]:
    payload = folded.payload
    start = _within(to_ms(payload.started_at) + folded.correction_of("started_at"))
    if payload.ended_at is None:
        return start, None
    return start, _within(to_ms(payload.ended_at) + folded.correction_of("ended_at"))


def _within(milliseconds: int) -> int:
    return min(max(milliseconds, EARLIEST_MS), LATEST_MS)
