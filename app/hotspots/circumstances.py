"""What happens at a place, when, and what the method makes of it, in sentences: the rest of "why is it here"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext, ngettext

from app.hotspots import words
from app.hotspots.codes import Verdict
from app.hotspots.drawing import busiest_slots, seen_slots
from app.hotspots.results import PlaceResult, is_ratio_said

MOST_NAMED = 3


def tell_what(place: PlaceResult, names: Mapping[str, str]) -> list[str]:
    """On how many days, and which categories most: `names` is code -> name."""
    if not place.observed:
        return []
    named = [
        f"{names.get(code, code)} {count}"
        for code, count in list(place.categories.items())[:MOST_NAMED]
    ]
    return [
        ngettext(
            "On one day alone: %(categories)s.",
            "On %(num)d different days, mostly %(categories)s.",
            place.days,
            categories=_listed(named),
        )
    ]


def tell_when(place: PlaceResult, locale: str) -> list[str]:
    """The hours that stand out; where too little is known of the hours, those in which most was seen."""
    busy, seen = (
        [words.slot_name(slot, locale) for slot in slots]
        for slots in (busiest_slots(place.profile), seen_slots(place.profile))
    )
    if busy:
        return [gettext("Most for the time spent there: %(hours)s.", hours=_listed(busy))]
    if seen:
        return [
            gettext(
                "Seen mostly %(hours)s, but patrols were there too little at those hours to say "
                "how often it happens.",
                hours=_listed(seen),
            )
        ]
    return []


def tell_reported(place: PlaceResult) -> list[str]:
    """What others reported beside it."""
    if not place.reported_by_others:
        return []
    return [
        ngettext(
            "Others have reported one thing here. It is never in the rate.",
            "Others have reported %(num)d things here. They are never in the rate.",
            place.reported_by_others,
        )
    ]


def tell_chance(place: PlaceResult) -> str:
    """Whether chance would make as much, when all units are tried at once."""
    if place.reasons.beyond_chance:
        return str(gettext("That is more than chance usually makes."))
    if is_below(place):
        return str(gettext("That is less than expected, and chance hardly makes it."))
    if place.verdict is Verdict.POSSIBLE:
        return str(
            gettext("That is unusual, but where so many are tried at once it may be chance.")
        )
    return str(gettext("That may well be chance."))


def tell_verdict(place: PlaceResult) -> list[str]:
    """What it comes to, and how far it can be leaned on."""
    said = {
        Verdict.CLEAR_HOTSPOT: gettext("So it is a clear hotspot: all of what is asked is met."),
        Verdict.POSSIBLE: gettext("So it is a possible hotspot: not all of what is asked is met."),
        Verdict.AS_EXPECTED: gettext("So it is as expected for the time that was spent here."),
        Verdict.QUIET: gettext("So it is quiet: clearly less than expected."),
        Verdict.TOO_LITTLE_PRESENCE: gettext(
            "So nothing is said of it. That is not the same as quiet."
        ),
    }
    if place.verdict is Verdict.AS_EXPECTED and is_below(place):
        return [
            gettext(
                "It is not called quiet: for that even the higher figure must be at most half of what is expected."
            )
        ]
    return [said[place.verdict]]


def is_below(place: PlaceResult) -> bool:
    """Whether even the higher end of a place's ratio is under what is expected; a square stands on those around."""
    is_of_place = place.square is None and is_ratio_said(place)
    return is_of_place and place.ratio_high is not None and place.ratio_high < 1


def _listed(parts: Sequence[str]) -> str:
    """`a, b och c`."""
    if len(parts) < 2:
        return "".join(parts)
    return str(gettext("%(many)s and %(last)s", many=", ".join(parts[:-1]), last=parts[-1]))
