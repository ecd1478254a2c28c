"""When it happened, as far as the phone's clock can be believed (SYNC.md, Identity and order)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.core.clock import to_ms

DISAGREE_MS = 2 * 60 * 1000
FUTURE_MS = 5 * 60 * 1000
OLD_MS = 30 * 24 * 3600 * 1000
#: What every clock of the house can say; a phone that is thousands of years off is kept at the edge, as suspect.
EARLIEST_MS = to_ms(datetime(1, 1, 2, tzinfo=UTC))
LATEST_MS = to_ms(datetime(9999, 12, 30, tzinfo=UTC))


def correction_ms(skew_ms: int) -> int:
    """What to add to the phone's times: nothing where the clocks agree to 2 minutes."""
    return skew_ms if abs(skew_ms) > DISAGREE_MS else 0


def estimate(occurred_ms: int, received_ms: int, skew_ms: int) -> tuple[int, str]:
    """(estimated milliseconds since 1970, `good` | `corrected` | `suspect`). Nothing is refused for its time."""
    correction = correction_ms(skew_ms)
    estimated = _within(occurred_ms + correction)
    if estimated - received_ms > FUTURE_MS or received_ms - estimated > OLD_MS:
        return estimated, "suspect"
    return estimated, "corrected" if correction else "good"


def shift_ms(instant: datetime | None, correction: int) -> int | None:
    """The instant in milliseconds since 1970, corrected; None stays None."""
    return None if instant is None else _within(to_ms(instant) + correction)


def _within(milliseconds: int) -> int:
    return min(max(milliseconds, EARLIEST_MS), LATEST_MS)


def check_span(payload: Any) -> dict[str, list[str]]:
    """What is wrong with a payload whose `ended_at` is before its `started_at`."""
    if payload.ended_at is not None and payload.ended_at < payload.started_at:
        return {"ended_at": ["Is before started_at."]}
    return {}
