"""Two periods of an address, and the organisation's own places in both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.core.formats import local
from app.core.web import current_clock
from app.hotspots.answers import HotspotList
from app.hotspots.asking import Asked, ask_readable, day_of, read_asked
from app.hotspots.comparison import Comparison, compare_places
from app.hotspots.own_list import ask_own_list
from app.hotspots.period import Period, choose_period
from app.places.areas import AreaView

#: The same days of the week a year ago.
YEAR = timedelta(weeks=52)


@dataclass(frozen=True)
class TwoPeriods:
    """What is compared; None where the periods share days, which no test of difference allows."""

    asked: Asked
    now: Period
    then: Period
    answer: HotspotList
    comparison: Comparison | None


def compare_asked(area: AreaView) -> TwoPeriods:
    """The two periods of the address and their comparison.

    Raises `reversed_period`, InvalidInput (a day that can't be), NotPermitted.
    """
    asked = read_asked(area.id)
    today = local(current_clock().now(), area.timezone).date()
    now = choose_period(asked.query.from_on, asked.query.to_on, today)
    then = _period_before(now, today)
    asked, answer = ask_readable(area.id, lambda asked: _load(asked, now))
    if now.from_on <= then.to_on and then.from_on <= now.to_on:
        return TwoPeriods(asked, now, then, answer, None)
    earlier = _load(asked, then)
    comparison = compare_places(answer.result.places, earlier.result.places, answer.parameters)
    return TwoPeriods(asked, now, then, answer, comparison)


def _period_before(now: Period, today: date) -> Period:
    """What the address asks to compare with; what it leaves open is the period just before, as long."""
    until = day_of("against_to") or now.from_on - timedelta(days=1)
    # Days that no clock of ours counts are refused before anything is counted back from them.
    until = choose_period(until, until, today).to_on
    since = day_of("against_from") or until - timedelta(days=now.days - 1)
    return choose_period(since, until, today)


def _load(asked: Asked, period: Period) -> HotspotList:
    return ask_own_list(replace(asked.query, from_on=period.from_on, to_on=period.to_on))


def usual_pairs(now: Period) -> dict[str, Period]:
    """The periods that are mostly compared with: the one before, and the same days of the week a year ago."""
    day = timedelta(days=1)
    return {
        "before": Period(now.from_on - day * now.days, now.from_on - day),
        "year": Period(now.from_on - YEAR, now.to_on - YEAR),
    }


def asked_days(two: TwoPeriods) -> dict[str, date]:
    """Both periods by their names in the address."""
    return {
        "from": two.now.from_on,
        "to": two.now.to_on,
        "against_from": two.then.from_on,
        "against_to": two.then.to_on,
    }
