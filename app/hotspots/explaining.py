"""Why a place stands where it stands, in sentences that a person says: every figure with what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from app.core.formats import say_duration, say_number
from app.hotspots import around
from app.hotspots.circumstances import (
    tell_chance,
    tell_reported,
    tell_verdict,
    tell_what,
    tell_when,
)
from app.hotspots.codes import Direction, NoRate
from app.hotspots.funnel import Funnel, Zone
from app.hotspots.parameters import VerdictRules
from app.hotspots.results import PlaceResult, is_ratio_said, leaves_out_one, say_rate
from app.hotspots.words import is_change_unknown

RULES = VerdictRules()
#: A sentence with more names than these is not read.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One of the things that a clear hotspot must have, and whether the place has it."""

    words: str
    is_met: bool


def explain(place: PlaceResult, names: Mapping[str, str], locale: str) -> list[str]:
    """The sentences, from what was seen to what it comes to; `names` is category code -> name."""
    return [
        *_seen(place, locale),
        *tell_what(place, names),
        *tell_when(place, locale),
        *_compared(place, locale),
        *_changed(place, locale),
        *tell_reported(place),
        *_doubts(place, locale),
        *tell_verdict(place),
    ]


def _seen(place: PlaceResult, locale: str) -> list[str]:
    time = say_duration(place.presence_hours * 60, locale)
    if not place.observed and not place.visits and not place.presence_hours:
        return [gettext("No visits in the period: there is nothing to go by.")]
    if not place.observed and place.square:
        return [
            gettext(
                "Nothing was seen in %(itself)s in the period. Patrols were there for %(time)s.",
                itself=around.say_itself(place),
                time=time,
            )
        ]
    if not place.observed:
        said = ngettext(
            "No observations in the period. The place was visited once, %(time)s.",
            "No observations in the period. The place was visited %(num)d times, %(time)s in all.",
            place.visits,
            time=time,
        )
        return [said]
    seen = (
        ngettext("One thing was seen here", "%(num)d things were seen here", place.observed)
        if place.square is None
        else ngettext(
            "One thing was seen in %(itself)s",
            "%(num)d things were seen in %(itself)s",
            place.observed,
            itself=around.say_itself(place),
        )
    )
    rate = say_rate(place)
    if rate.missing is NoRate.NO_PRESENCE:
        return [gettext("%(seen)s, but nobody checked in.", seen=seen)]
    if rate.per_hour is None:
        return [
            gettext(
                "%(seen)s in %(time)s of patrol time: too short for a rate.", seen=seen, time=time
            )
        ]
    return [
        gettext(
            "%(seen)s in %(time)s of patrol time: %(rate)s an hour.",
            seen=seen,
            time=time,
            rate=say_number(rate.per_hour, locale, 1),
        )
    ]


def _compared(place: PlaceResult, locale: str) -> list[str]:
    if place.square is not None:
        return around.tell_compared(place, locale)
    reasons, said = place.reasons, []
    if around.is_little_expected(place):
        return [around.tell_little_expected(place)]
    if reasons.too_few_hours or reasons.too_little_expected:
        hours = say_duration(reasons.recent_hours * 60, locale)
        return [
            gettext(
                "In the 90 days to the end of the period patrols were here for %(time)s: too "
                "little to say anything.",
                time=hours,
            )
        ]
    said.append(
        gettext(
            "With as much time at the same hours, %(expected)s would be expected of a place like "
            "the others.",
            expected=say_number(place.expected, locale, 1),
        )
    )
    if is_ratio_said(place) and place.ratio_low is not None and place.ratio_high is not None:
        said.append(
            gettext(
                "Counted with caution that is %(ratio)s times what is expected, likely between "
                "%(low)s and %(high)s.",
                ratio=say_number(place.ratio or 0.0, locale, 1),
                low=say_number(place.ratio_low, locale, 1),
                high=say_number(place.ratio_high, locale, 1),
            )
        )
    said.append(tell_chance(place))
    return said


def _changed(place: PlaceResult, locale: str) -> list[str]:
    trend = place.trend
    before = gettext(
        "The period before: %(observed)s in %(time)s.",
        observed=trend.observed_before,
        time=say_duration(trend.hours_before * 60, locale),
    )
    if trend.direction is Direction.MISSING and trend.hours_before:
        now = gettext("Nobody was here now, so nothing can be said of a change.")
        return [f"{before} {now}"]
    if trend.direction is Direction.MISSING:
        return [gettext("There was too little presence in the period before to compare with.")]
    words = {
        Direction.UP: gettext("The rate has risen."),
        Direction.DOWN: gettext("The rate has fallen."),
        Direction.UNCLEAR: gettext("No change that is certain."),
    }
    if is_change_unknown(place):
        unknown = gettext("Too little presence to say whether it has changed.")
        return [f"{before} {unknown}"]
    said = [f"{before} {words[trend.direction]}"]
    if trend.direction is Direction.UNCLEAR and leaves_out_one(trend.low, trend.high):
        said.append(
            gettext(
                "Looked at alone it would be a certain change. So many are looked at together that "
                "one like it may come by chance."
            )
        )
    return said


def _doubts(place: PlaceResult, locale: str) -> list[str]:
    reasons, said = place.reasons, []
    if place.observed and reasons.logged > place.observed:
        said.append(
            gettext(
                "%(logged)s entries count as %(observed)s, because some are of the same event.",
                logged=say_number(reasons.logged, locale),
                observed=say_number(place.observed, locale),
            )
        )
    if place.observed and reasons.reporters < RULES.enough_reporters:
        said.append(
            gettext("One person alone has logged this: confirm it with another patrol.")
            if place.square is None
            else gettext(
                "One person alone has logged what was seen here and in the squares around: confirm "
                "it with another patrol."
            )
        )
    elif reasons.one_reporter_dominates:
        said.append(gettext("Nearly all of the time here is one person's."))
    if reasons.without_presence:
        said.append(
            ngettext(
                "One observation was made where nobody had checked in; a minute was added for it.",
                "%(num)d observations were made where nobody had checked in; a minute was added "
                "for each.",
                reasons.without_presence,
            )
        )
    return said


def explain_funnel(funnel: Funnel, locale: str) -> str:
    """The funnel in one or two sentences: how many places, and which of them chance hardly explains."""
    count = len(funnel.points)
    outside = {zone: [point.name for point in funnel.points if point.zone is zone] for zone in Zone}
    above = outside[Zone.FAR_ABOVE] + outside[Zone.ABOVE]
    below = outside[Zone.FAR_BELOW] + outside[Zone.BELOW]
    said = ngettext(
        "One place, against %(rate)s observations per patrol hour for all together.",
        "%(num)d places, against %(rate)s observations per patrol hour for all together.",
        count,
        rate=say_number(funnel.target, locale, 2),
    )
    sides = (
        (above, gettext("Above the limits: %(places)s.", places=_names(above))),
        (below, gettext("Below the limits: %(places)s.", places=_names(below))),
    )
    found = [words for places, words in sides if places]
    return " ".join([said, *(found or [gettext("All of them are within the limits.")])])


def explain_place_in_funnel(funnel: Funnel, place_id: str, locale: str) -> str:
    """Where this place lies, with its limits; or that it isn't there."""
    for point in funnel.points:
        if point.place_id == place_id:
            return str(
                gettext(
                    "%(rate)s per patrol hour in %(hours)s hours. By chance alone it would, 19 times of 20, be "
                    "between %(low)s and %(high)s if the place were like all together.",
                    rate=say_number(point.rate, locale, 2),
                    hours=say_number(point.hours, locale, 1),
                    low=say_number(point.low, locale, 2),
                    high=say_number(point.high, locale, 2),
                )
            )
    return str(
        gettext(
            "Patrols were here under two minutes in the period, so the place is not in the plot."
        )
    )


def _names(places: list[str]) -> str:
    """With semicolons between them: there are commas in the names of places."""
    if len(places) <= MOST_NAMED:
        return "; ".join(places)
    rest = len(places) - MOST_NAMED
    named = "; ".join(places[:MOST_NAMED])
    return str(gettext("%(places)s and %(rest)s more", places=named, rest=rest))


def checks_of(place: PlaceResult, locale: str) -> list[Check]:
    """What a clear hotspot must have, in the order in which it is asked: a square with those around it."""
    reasons, is_square = place.reasons, place.square is not None
    enough = gettext("At least %(least)s observations", least=RULES.clear_observed)
    double = gettext(
        "At least twice what is expected (%(seen)s against %(expected)s)",
        seen=say_number(reasons.observed, locale),
        expected=say_number(reasons.expected, locale, 2),
    )
    days = gettext("On at least %(least)s different days", least=RULES.clear_days)
    chance = gettext("More than chance alone explains")
    if is_square:
        chance, enough, double, days = (
            gettext("%(check)s, with the squares around", check=check)
            for check in (chance, enough, double, days)
        )
    checks = [
        Check(chance, reasons.beyond_chance),
        Check(enough, reasons.enough_observed),
        # Nothing is not twice nothing.
        Check(double, reasons.at_least_double and reasons.observed > 0),
        Check(days, reasons.enough_days),
    ]
    if is_square:  # all that counts for a place was seen at it
        itself = around.say_itself(place)
        own = gettext("At least %(least)s in %(itself)s", least=RULES.clear_own, itself=itself)
        checks.insert(3, Check(own, reasons.enough_own))
    return checks
