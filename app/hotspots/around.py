"""Why a row has a verdict that its own figures do not show, in sentences: of squares what is of those around them.

A square is judged together with the eight around it (a merged hotspot with all that touch it), and shows its own
figures: where the two say different things the row must say why, or nobody believes it.
"""

from __future__ import annotations

from flask_babel import gettext, ngettext

from app.core.formats import say_duration, say_number
from app.hotspots.circumstances import tell_chance
from app.hotspots.codes import Verdict
from app.hotspots.parameters import VerdictRules
from app.hotspots.results import PlaceResult, is_ratio_said

RULES = VerdictRules()
HOT = (Verdict.CLEAR_HOTSPOT, Verdict.POSSIBLE)


def say_itself(place: PlaceResult) -> str:
    """`the square itself`, or of a merged hotspot `the squares themselves`: what the row's own figures are of."""
    count = 1 if place.square is None else len(place.square.squares)
    return str(ngettext("the square itself", "the squares themselves", count))


def tell_compared(place: PlaceResult, locale: str) -> list[str]:
    """What was expected: of the square itself, then with those around it, on which the verdict stands."""
    reasons = place.reasons
    if reasons.too_few_hours or reasons.too_little_expected:
        return [_say_too_little(place, locale)]
    said = [
        gettext(
            "With as much time at the same hours, %(expected)s would be expected in %(itself)s.",
            expected=say_number(place.expected, locale, 1),
            itself=say_itself(place),
        )
    ]
    if is_ratio_said(place) and place.ratio_low is not None and place.ratio_high is not None:
        said.append(
            gettext(
                "Counted with caution there is %(ratio)s times what is expected in %(itself)s, "
                "likely between %(low)s and %(high)s.",
                ratio=say_number(place.ratio or 0.0, locale, 1),
                low=say_number(place.ratio_low, locale, 1),
                high=say_number(place.ratio_high, locale, 1),
                itself=say_itself(place),
            )
        )
    around = gettext(
        "The verdict stands on this together with the squares around: %(seen)s seen, on "
        "%(days)s different days, and %(expected)s expected.",
        seen=say_number(reasons.observed, locale),
        days=reasons.days,
        expected=say_number(reasons.expected, locale, 1),
    )
    return [*said, f"{around} {tell_chance(place)}"]


def _say_too_little(place: PlaceResult, locale: str) -> str:
    """Why nothing can be said, by what is missing first."""
    reasons = place.reasons
    if not place.presence_hours:
        said = gettext(
            "Nobody is known to have been in %(itself)s: so nothing is said, whatever was seen "
            "around.",
            itself=say_itself(place),
        )
    elif reasons.too_few_hours:
        said = gettext(
            "In the 90 days to the end of the period patrols were here and in the squares around "
            "for %(time)s: too little to say anything.",
            time=say_duration(reasons.recent_hours * 60, locale),
        )
    else:
        said = gettext(
            "Together with the squares around so little is expected (%(expected)s) that nothing "
            "can be said.",
            expected=say_number(reasons.expected, locale, 1),
        )
    return str(said)


def is_little_expected(place: PlaceResult) -> bool:
    """Whether a place has no verdict in spite of enough time there: what is asked for is rare."""
    reasons = place.reasons
    return (
        place.square is None
        and place.verdict is Verdict.TOO_LITTLE_PRESENCE
        and place.presence_hours >= RULES.known_hours
        and reasons.too_little_expected
        and not reasons.too_few_hours
    )


def tell_little_expected(place: PlaceResult) -> str:
    """That the time is enough, and that so rare a thing still can't be judged."""
    if place.observed or not place.visits:
        return str(
            gettext("The time is enough, but so few are expected in it that nothing can be said.")
        )
    return str(
        ngettext(
            "Nothing was seen on the one visit, but so few are expected that nothing can be said.",
            "Nothing was seen on %(num)d visits, but so few are expected that nothing can be said.",
            place.visits,
        )
    )


def tell_contrast(place: PlaceResult, locale: str) -> str:
    """Why a row has a verdict that its own figures do not show; empty where they do."""
    if place.square is None:
        return _tell_place(place, locale)
    if place.verdict in HOT:
        return _tell_hot(place, locale)
    if place.verdict is Verdict.TOO_LITTLE_PRESENCE:
        has_much = place.observed >= RULES.clear_own or place.presence_hours >= RULES.known_hours
        return _say_too_little(place, locale) if has_much else ""
    over = RULES.clear_ratio if place.verdict is Verdict.AS_EXPECTED else 1.0
    if place.observed < RULES.clear_own or place.observed < over * place.expected:
        return ""
    return str(
        gettext(
            "More than expected in %(itself)s, but not together with the squares around; alone it "
            "may be chance.",
            itself=say_itself(place),
        )
    )


def _tell_place(place: PlaceResult, locale: str) -> str:
    """Why there is no verdict in spite of enough time in the period."""
    if is_little_expected(place):
        return tell_little_expected(place)
    is_unknown = place.verdict is Verdict.TOO_LITTLE_PRESENCE
    if not is_unknown or place.presence_hours < RULES.known_hours:
        return ""
    return str(
        gettext(
            "only %(time)s of patrol in the 90 days to the end of the period",
            time=say_duration(place.reasons.recent_hours * 60, locale),
        )
    )


def _tell_hot(place: PlaceResult, locale: str) -> str:
    """What stands out is around; and what a possible hotspot lacks, the first of it: one reason is read."""
    said = []
    if not place.observed:
        said.append(gettext("Nothing was seen here: the squares around are what stands out."))
    elif place.observed <= place.expected:
        said.append(gettext("No more than expected here: the squares around are what stands out."))
    if place.verdict is Verdict.POSSIBLE:
        said.append(gettext("Not clear: %(why)s.", why=_say_unmet(place, locale)))
    return " ".join(said)


def _say_unmet(place: PlaceResult, locale: str) -> str:
    reasons = place.reasons
    if not reasons.enough_own:
        said = gettext(
            "under %(least)s seen in %(itself)s", least=RULES.clear_own, itself=say_itself(place)
        )
    elif not reasons.enough_days:
        said = gettext("fewer than %(least)s days, with those around", least=RULES.clear_days)
    elif not reasons.enough_observed:
        said = gettext("fewer than %(least)s seen, with those around", least=RULES.clear_observed)
    elif not reasons.at_least_double:
        said = gettext(
            "less than twice what is expected (%(seen)s against %(expected)s), with those around",
            seen=say_number(reasons.observed, locale),
            expected=say_number(reasons.expected, locale, 2),
        )
    elif not reasons.beyond_chance:
        said = gettext("among so many squares it may be chance")
    else:
        said = gettext("nothing is known of the time on site")
    return str(said)
