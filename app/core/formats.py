"""Dates, times and numbers as people here write them (UX.md, "Words"): pure, given the zone and the language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

_DAY = {"sv": "EEE d MMMM", "en": "EEE d MMMM"}
_CLOCK = {"sv": "HH.mm", "en": "HH:mm"}
_JOIN = {"sv": " 'kl.' ", "en": ", "}
_WEEK = {"sv": "vecka", "en": "week"}
_HOUR = {"sv": "tim", "en": "h"}
_BABEL = {"sv": "sv_SE", "en": "en_GB"}
MIDNIGHT_HOUR = 24


def local(instant: datetime, zone: str) -> datetime:
    """The wall clock of this instant in the zone."""
    return instant.astimezone(ZoneInfo(zone))


def say_day(day: date, locale: str, *, this_year: int | None = None) -> str:
    """`fre 14 juni`; with the year where it isn't this one."""
    pattern = _DAY[locale] if day.year == this_year else f"{_DAY[locale]} y"
    return str(format_date(day, pattern, locale=_BABEL[locale]))


def say_clock(instant: datetime, zone: str, locale: str) -> str:
    """`21.30`."""
    return str(format_datetime(local(instant, zone), _CLOCK[locale], locale=_BABEL[locale]))


def say_hours(start: datetime, end: datetime | None, zone: str, locale: str) -> str:
    """`kl. 18.00–21.30`: the hours alone, where the day stands beside them."""
    before = "kl. " if locale == "sv" else ""
    said = f"{before}{say_clock(start, zone, locale)}"
    return said if end is None else f"{said}–{say_clock(end, zone, locale)}"


def say_instant(instant: datetime, zone: str, locale: str, *, this_year: int | None = None) -> str:
    """`fre 14 juni kl. 21.30`."""
    at = local(instant, zone)
    day = _DAY[locale] if at.year == this_year else f"{_DAY[locale]} y"
    pattern = f"{day}{_JOIN[locale]}{_CLOCK[locale]}"
    return str(format_datetime(at, pattern, locale=_BABEL[locale]))


def say_span(
    start: datetime, end: datetime | None, zone: str, locale: str, *, this_year: int | None = None
) -> str:
    """`fre 14 juni kl. 18.00–21.30`; the second day is named where it ends on another than it began, but for nights."""
    said = say_instant(start, zone, locale, this_year=this_year)
    if end is None:
        return said
    days = (local(end, zone).date() - local(start, zone).date()).days
    is_night = days == 1 and end - start < timedelta(hours=MIDNIGHT_HOUR / 2)
    if days == 0 or is_night:
        return f"{said}–{say_clock(end, zone, locale)}"
    return f"{said} – {say_instant(end, zone, locale, this_year=this_year)}"


def say_week(day: date, locale: str, *, this_year: int | None = None) -> str:
    """`vecka 24`: ISO 8601, with the year where it isn't this one."""
    year, week, _ = day.isocalendar()
    said = f"{_WEEK[locale]} {week}"
    return said if year == this_year else f"{said} {year}"


def say_number(value: float, locale: str, decimals: int = 0) -> str:
    """Grouped thousands and a decimal comma: `1 234,5`; always this many decimals."""
    fraction = "." + "0" * decimals if decimals else ""
    return str(format_decimal(value, f"#,##0{fraction}", locale=_BABEL[locale]))


def say_duration(minutes: float, locale: str) -> str:
    """`45 min`, `2 tim`, `2 tim 5 min`; seconds are `under 1 min`, since they are not nothing."""
    whole = round(minutes)
    if minutes > 0 and not whole:
        return "under 1 min"
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} {_HOUR[locale]}" + (f" {rest} min" if rest else "")
