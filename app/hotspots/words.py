"""What the method's codes are called on the screen: verdicts, confidence, trend, and why an entry isn't counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from babel.dates import get_day_names
from flask_babel import gettext, lazy_gettext

from app.core.formats import say_number
from app.hotspots.backtest import Order
from app.hotspots.blocks import BLOCK_HOURS, BLOCKS_A_DAY
from app.hotspots.bootstrap import Estimate
from app.hotspots.codes import Basis, Confidence, Direction, LeftOut, NoRate, PresenceClass, Verdict
from app.hotspots.comparison import Change
from app.hotspots.emerging import Emerging, Heat
from app.hotspots.funnel import Zone
from app.hotspots.parameters import VerdictRules
from app.hotspots.results import PlaceResult
from app.hotspots.tracing import Counted

SMALLEST_SAID = 0.001
#: code -> (icon, words, kind of badge)
Said = tuple[str, Any, str]
VERDICTS: Final[Mapping[Verdict, Said]] = {
    Verdict.CLEAR_HOTSPOT: ("hotspots", lazy_gettext("clear hotspot"), "alert"),
    Verdict.POSSIBLE: ("warning", lazy_gettext("possible"), "wait"),
    Verdict.AS_EXPECTED: ("level", lazy_gettext("as expected"), ""),
    Verdict.QUIET: ("calm", lazy_gettext("quiet"), "ok"),
    Verdict.TOO_LITTLE_PRESENCE: ("unknown", lazy_gettext("too little presence to say"), ""),
}
#: what the list can be asked to show of its rows -> its words
SHOWN: Final[Mapping[str, Any]] = {
    "hot": lazy_gettext("Hotspots alone"),
    **{verdict.value: said for verdict, (_, said, _) in VERDICTS.items()},
}
CONFIDENCE: Final[Mapping[Confidence, Any]] = {
    Confidence.HIGH: lazy_gettext("high certainty"),
    Confidence.MEDIUM: lazy_gettext("medium certainty"),
    Confidence.LOW: lazy_gettext("low certainty"),
}
PRESENCE: Final[Mapping[PresenceClass, Any]] = {
    PresenceClass.KNOWN: lazy_gettext("enough presence"),
    PresenceClass.THIN: lazy_gettext("thin presence"),
    PresenceClass.UNKNOWN: lazy_gettext("unknown presence"),
}
NO_RATE: Final[Mapping[NoRate, Any]] = {
    NoRate.NO_PRESENCE: lazy_gettext("no basis"),
    NoRate.TOO_SHORT: lazy_gettext("too short a time"),
}
BASES: Final[Mapping[Basis, Any]] = {
    Basis.PRESENCE: lazy_gettext("the time that patrols were there"),
    Basis.OBSERVATIONS_ALONE: lazy_gettext(
        "observations alone: nothing is known of the time on site"
    ),
    Basis.REPORTS_ALONE: lazy_gettext("others' reports alone"),
}
TRENDS: Final[Mapping[Direction, Said]] = {
    Direction.UP: ("up", lazy_gettext("rising"), "alert"),
    Direction.DOWN: ("down", lazy_gettext("falling"), "ok"),
    Direction.UNCLEAR: ("level", lazy_gettext("no certain change"), ""),
    Direction.MISSING: ("unknown", lazy_gettext("no basis before"), ""),
}
CHANGES: Final[Mapping[Change, Said]] = {
    Change.INCREASED: ("up", lazy_gettext("increased"), "alert"),
    Change.DECREASED: ("down", lazy_gettext("decreased"), "ok"),
    Change.UNCLEAR: ("level", lazy_gettext("no certain change"), ""),
    Change.TOO_LITTLE: ("unknown", lazy_gettext("too little presence"), ""),
}
#: code -> (icon, words, kind of badge, what it means): the published classes for hot places (`emerging`)
EMERGING: Final[Mapping[Emerging, tuple[str, Any, str, Any]]] = {
    Emerging.NEW: (
        "hotspots",
        lazy_gettext("new hotspot"),
        "alert",
        lazy_gettext("Hot in the latest period, and never before."),
    ),
    Emerging.CONSECUTIVE: (
        "hotspots",
        lazy_gettext("consecutive"),
        "alert",
        lazy_gettext("Hot in several periods in a row up to the latest, and never before them."),
    ),
    Emerging.INTENSIFYING: (
        "up",
        lazy_gettext("intensifying"),
        "alert",
        lazy_gettext("Hot in at least nine periods of ten and in the latest, and rising."),
    ),
    Emerging.PERSISTENT: (
        "hotspots",
        lazy_gettext("persistent"),
        "alert",
        lazy_gettext(
            "Hot in at least nine periods of ten and in the latest, without a certain change."
        ),
    ),
    Emerging.DIMINISHING: (
        "down",
        lazy_gettext("diminishing"),
        "wait",
        lazy_gettext("Hot in at least nine periods of ten and in the latest, but falling."),
    ),
    Emerging.SPORADIC: (
        "warning",
        lazy_gettext("sporadic"),
        "wait",
        lazy_gettext("Hot in the latest period and on and off before, never quiet."),
    ),
    Emerging.OSCILLATING: (
        "warning",
        lazy_gettext("oscillating"),
        "wait",
        lazy_gettext("Hot in the latest period and before, and quiet at some time between."),
    ),
    Emerging.HISTORICAL: (
        "calm",
        lazy_gettext("historical"),
        "ok",
        lazy_gettext("Hot in at least nine periods of ten, but not in the latest."),
    ),
    Emerging.NONE: (
        "level",
        lazy_gettext("no pattern"),
        "",
        lazy_gettext("Not hot in the latest period, and in fewer than nine periods of ten in all."),
    ),
    Emerging.TOO_LITTLE: (
        "unknown",
        lazy_gettext("too little presence"),
        "",
        lazy_gettext("Patrols were here in fewer than 6 periods, or not in the latest."),
    ),
}
HEATS: Final[Mapping[Heat, Any]] = {
    Heat.HOT: lazy_gettext("hot"),
    Heat.NEITHER: lazy_gettext("not hot"),
    Heat.COLD: lazy_gettext("quiet"),
    Heat.MISSING: lazy_gettext("missing"),
}
FUNNEL_ZONES: Final[Mapping[Zone, Said]] = {
    Zone.FAR_ABOVE: ("up", lazy_gettext("far above (outside 99.8 %)"), "alert"),
    Zone.ABOVE: ("up", lazy_gettext("above (outside 95 %)"), "wait"),
    Zone.WITHIN: ("level", lazy_gettext("within the limits"), ""),
    Zone.BELOW: ("down", lazy_gettext("below (outside 95 %)"), "ok"),
    Zone.FAR_BELOW: ("down", lazy_gettext("far below (outside 99.8 %)"), "ok"),
}
STATUSES: Final[Mapping[Counted | LeftOut, Said]] = {
    Counted.COUNTED: ("check", lazy_gettext("counted"), "ok"),
    Counted.MERGED: ("link", lazy_gettext("same event as another entry"), ""),
    LeftOut.WITHDRAWN: ("close", lazy_gettext("withdrawn"), ""),
    LeftOut.NOT_DISORDER: ("calm", lazy_gettext("is no disorder"), ""),
    LeftOut.SUSPECT_TIME: ("clock", lazy_gettext("uncertain time"), "wait"),
    LeftOut.POOR_POSITION: ("places", lazy_gettext("uncertain position"), "wait"),
    LeftOut.OUTSIDE_AREA: ("area", lazy_gettext("outside the area"), ""),
}
SORT_NAMES: Final[Mapping[str, Any]] = {
    "rank": lazy_gettext("Worst for the time spent"),
    "-observed": lazy_gettext("Most observations"),
    "-visits": lazy_gettext("Most visits"),
    "hours": lazy_gettext("Least patrol time"),
    "-reported": lazy_gettext("Most reports from others"),
    "last_visited": lazy_gettext("Longest unvisited"),
    "name": lazy_gettext("Name"),
}
DAYS: Final[Mapping[str, tuple[Any, range]]] = {
    "weekdays": (lazy_gettext("Monday–Friday"), range(5)),
    "weekend": (lazy_gettext("Saturday–Sunday"), range(5, 7)),
}
ORDERS: Final[Mapping[Order, Any]] = {
    Order.LIST: lazy_gettext("The list"),
    Order.YEAR_COUNT: lazy_gettext("The count of the year"),
    Order.RANDOM: lazy_gettext("At random"),
}
PEOPLE_BANDS: Final[Mapping[str, Any]] = {
    "0": "0",
    "1-2": "1–2",
    "3-5": "3–5",
    "6-10": "6–10",
    "10+": lazy_gettext("over 10"),
}


def say_certainty(place: PlaceResult) -> str:
    """How certain it is that this is a hotspot; nothing where it isn't said to be one."""
    is_said = place.verdict in {Verdict.CLEAR_HOTSPOT, Verdict.POSSIBLE}
    return str(CONFIDENCE[place.confidence]) if is_said else ""


def is_change_unknown(place: PlaceResult) -> bool:
    """Whether an unclear trend is no news that nothing changed: next to no time was spent there, then or before."""
    least = min(place.presence_hours, place.trend.hours_before)
    return least < VerdictRules().known_hours and place.trend.direction is Direction.UNCLEAR


def say_trend(place: PlaceResult) -> Said:
    """The trend in a word or two; that there was too little presence where it can't be known."""
    if is_change_unknown(place):
        return ("unknown", CHANGES[Change.TOO_LITTLE][1], "")
    if place.trend.direction is Direction.MISSING and not place.presence_hours:
        return ("unknown", gettext("no basis now"), "")
    return TRENDS[place.trend.direction]


def say_no_ratio(place: PlaceResult) -> str:
    """Why nothing is said of how many times what is expected was seen."""
    if place.expected >= VerdictRules().thin_expected:
        return str(VERDICTS[Verdict.TOO_LITTLE_PRESENCE][1])
    return str(gettext("too few expected to compare"))


def say_small(value: float, locale: str) -> str:
    """A probability: `0,014`, or that it is under a thousandth."""
    if value < SMALLEST_SAID:
        return str(gettext("under %(value)s", value=say_number(SMALLEST_SAID, locale, 3)))
    return say_number(value, locale, 3)


def say_percent(found: Estimate, locale: str, alone: bool) -> str:
    """`48 % (44–51 %)` of shares between 0 and 1; `alone`: without the interval."""
    value, low, high = (say_number(100 * each, locale, 0) for each in found)
    return f"{value} %" if alone else f"{value} % ({low}–{high} %)"


def say_times(found: Estimate | None, locale: str, alone: bool) -> str:
    """`1,3 (1,2–1,5)`; a dash where there is none."""
    if found is None:
        return "–"
    value, low, high = (say_number(each, locale, 1) for each in found)
    return value if alone else f"{value} ({low}–{high})"


def block_name(block: int) -> str:
    """`20–24`: the hours of a block of the day."""
    start = block * BLOCK_HOURS
    return f"{start:02}–{start + BLOCK_HOURS:02}"


def day_name(weekday: int, locale: str) -> str:
    """`fre` of 4: the weekday, Monday 0."""
    return str(get_day_names("abbreviated", locale=locale)[weekday])


def slot_name(slot: int, locale: str) -> str:
    """`fre 20–24`: a slot of the week."""
    weekday, block = divmod(slot, BLOCKS_A_DAY)
    return f"{day_name(weekday, locale)} {block_name(block)}"
