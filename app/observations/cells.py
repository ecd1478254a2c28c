"""Cells as people write them: numbers with comma or point, times with or without seconds and an offset. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?(\d{1,12}([.,]\d{0,20})?|[.,]\d{1,20})", re.ASCII)
_TIME = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<offset>[Zz]|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)


class CellUnreadable(ValueError):
    """The text is no value of its kind."""


def read_number(text: str) -> float:
    """The number, with comma or point. Raises CellUnreadable."""
    plain = text.strip().replace("\u2212", "-").replace("\u00a0", "")
    if not _NUMBER.fullmatch(plain):
        raise CellUnreadable(text)
    return float(plain.replace(",", "."))


def read_span(text: str, zone: ZoneInfo, *, is_local: bool = False) -> tuple[int, int]:
    """(from, to) in milliseconds since 1970: the same twice for a time, the whole local day for a date alone.

    A time without an offset is the zone's wall clock, as is any time with `is_local`: some systems write local time
    with a Z behind it. Where the clock skips an hour the time is as long after midnight as it says; where it repeats
    one, it is the first. Raises CellUnreadable.
    """
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise CellUnreadable(text)
    try:
        day = date.fromisoformat(found["day"])
        if found["hour"] is None:
            return _local_ms(day, zone), _local_ms(day + timedelta(days=1), zone)
        part = (found["part"] or "").ljust(6, "0")[:6]
        wall = datetime(
            day.year,
            day.month,
            day.day,
            int(found["hour"]),
            int(found["minute"]),
            int(found["second"] or 0),
            int(part),
            tzinfo=zone,
        )
        offset = found["offset"]
        at = wall if is_local or not offset else wall.replace(tzinfo=None) - _offset(offset)
        instant = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        milliseconds = _to_ms(instant)
    except (ValueError, OverflowError) as error:
        raise CellUnreadable(text) from error
    return milliseconds, milliseconds


def _local_ms(day: date, zone: ZoneInfo) -> int:
    return _to_ms(datetime(day.year, day.month, day.day, tzinfo=zone))


def _to_ms(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def _offset(text: str) -> timedelta:
    if text in "Zz":
        return timedelta(0)
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 23 or minutes > 59:
        raise CellUnreadable(text)
    size = timedelta(hours=hours, minutes=minutes)
    return size if text[0] == "+" else -size
