"""Local days as instants: what "from 1 June to 30 June" is in an area's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.errors import AppError, InvalidInput

DEFAULT_DAYS = 90
RECENT_DAYS = 7
MAX_DAYS = 3_660  # ten years: what the longest series that the method was measured on has
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both included."""

    from_on: date
    to_on: date

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1


def choose_period(from_on: date | None, to_on: date | None, today: date) -> Period:
    """The period that is asked for; what is not said is today, and 90 days in all.

    Raises `reversed_period`; InvalidInput for a day that no clock of ours counts, or for more than ten years.
    """
    problems = {
        name: [f"between {EARLIEST} and {LATEST}"]
        for name, day in (("from", from_on), ("to", to_on))
        if day is not None and not EARLIEST <= day <= LATEST
    }
    if problems:
        raise InvalidInput(problems)
    end = to_on or today
    start = from_on or max(end - timedelta(days=DEFAULT_DAYS - 1), EARLIEST)
    if start > end:
        raise AppError("reversed_period", details={"from": str(start), "to": str(end)})
    period = Period(start, end)
    if period.days > MAX_DAYS:
        raise InvalidInput({"from": [f"at most {MAX_DAYS} days before `to`"]})
    return period


def local_day(at_ms: int, zone: ZoneInfo) -> date:
    """The day that the area's calendar shows at this instant."""
    return datetime.fromtimestamp(at_ms / 1000, zone).date()


def midnight_ms(day: date, zone: ZoneInfo) -> int:
    """The instant at which this local day begins."""
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return round(local.astimezone(UTC).timestamp() * 1000)


def span_ms(period: Period, zone: ZoneInfo) -> tuple[int, int]:
    """`[from, to)` in milliseconds: from the first day's midnight to the one after the last day."""
    return (
        midnight_ms(period.from_on, zone),
        midnight_ms(period.to_on + timedelta(days=1), zone),
    )
