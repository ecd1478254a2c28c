"""The reader's language on every page: Swedish unless they say otherwise, English second.

Message ids are English. The templates' filters for dates and numbers are here too, bound to the request's language and
the zone of the area that the page is about (`g.timezone`, set where a page chooses its area).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel

from app.core import formats
from app.core.clock import from_ms
from app.core.web import current_clock
from config import ROOT

LOCALES: Final = ("sv", "en")
DEFAULT_LOCALE: Final = "sv"
DEFAULT_TIMEZONE: Final = "Europe/Stockholm"
#: The sign-in page has no person yet: its language can be chosen in the address.
LOCALE_PARAMETER: Final = "lang"

babel = Babel()


def init_i18n(app: Flask) -> None:
    """Texts, dates and numbers of this app's pages speak the reader's language."""
    babel.init_app(
        app,
        default_locale=DEFAULT_LOCALE,
        default_timezone=DEFAULT_TIMEZONE,
        default_translation_directories=str(ROOT / "translations"),
        locale_selector=select_locale,
        timezone_selector=current_timezone,
    )
    filters = {
        "day": _day,
        "clock": _clock,
        "instant": _instant,
        "span": _span,
        "week": _week,
        "number": _number,
        "duration": _duration,
        "local": _local,
        "hours": _hours,
        "from_ms": from_ms,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(current_locale=select_locale)


def select_locale() -> str:
    """The signed-in person's language; without one the address's, then the browser's; else Swedish."""
    actor = g.get("actor") if has_app_context() else None
    if actor is not None and actor.locale in LOCALES:
        return str(actor.locale)
    if not has_request_context():
        return DEFAULT_LOCALE
    asked = request.args.get(LOCALE_PARAMETER)
    if asked in LOCALES:
        return str(asked)
    wanted = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((language for language in wanted if language in LOCALES), DEFAULT_LOCALE)


def current_timezone() -> str:
    """The zone of the area that this page is about."""
    return str(g.get("timezone", DEFAULT_TIMEZONE))


def current_year() -> int:
    """The year that dates leave out: the present one on this page's wall clock."""
    return formats.local(current_clock().now(), current_timezone()).year


def _day(value: date | datetime) -> str:
    day = formats.local(value, current_timezone()).date() if isinstance(value, datetime) else value
    return formats.say_day(day, select_locale(), this_year=current_year())


def _clock(value: datetime) -> str:
    return formats.say_clock(value, current_timezone(), select_locale())


def _instant(value: datetime) -> str:
    return formats.say_instant(value, current_timezone(), select_locale(), this_year=current_year())


def _span(start: datetime, end: datetime | None) -> str:
    return formats.say_span(
        start, end, current_timezone(), select_locale(), this_year=current_year()
    )


def _hours(start: datetime, end: datetime | None) -> str:
    return formats.say_hours(start, end, current_timezone(), select_locale())


def _week(value: date) -> str:
    return formats.say_week(value, select_locale(), this_year=current_year())


def _number(value: float, decimals: int = 0) -> str:
    return formats.say_number(value, select_locale(), decimals)


def _duration(minutes: float) -> str:
    return formats.say_duration(minutes, select_locale())


def _local(value: datetime) -> datetime:
    return formats.local(value, current_timezone())
