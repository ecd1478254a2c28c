"""The one place where the product asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Clock(Protocol):
    """Answers the present instant as aware UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands where it was put: for simulations and tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def to_ms(instant: datetime) -> int:
    """Whole milliseconds since 1970-01-01T00:00Z; the instant must be aware."""
    return (instant - EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The aware UTC instant of these milliseconds since 1970-01-01T00:00Z."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def to_rfc3339(instant: datetime) -> str:
    """UTC with milliseconds and a Z: 2026-11-23T20:47:03.511Z."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=1024)
def ms_to_rfc3339(milliseconds: int) -> str:
    """The same for milliseconds since 1970-01-01T00:00Z."""
    return to_rfc3339(from_ms(milliseconds))
