"""What judgements, reasons and the operative group's steps are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext

from app.hotspots.reviews.codes import Judgement, Outcome, Reason, Since, State, Step
from app.hotspots.words import Said

JUDGEMENTS: Final[Mapping[Judgement, Said]] = {
    Judgement.CONFIRMED: ("check", lazy_gettext("confirmed"), "accent"),
    Judgement.DISMISSED: ("close", lazy_gettext("dismissed"), ""),
    Judgement.HANDED_ON: ("group", lazy_gettext("handed on"), "accent"),
    Judgement.UNDONE: ("back", lazy_gettext("taken back"), ""),
}
#: judgement -> (what the choice does, what it means)
CHOICES: Final[Mapping[Judgement, tuple[Any, Any]]] = {
    Judgement.CONFIRMED: (
        lazy_gettext("Confirm"),
        lazy_gettext("It is as bad here as the figures say."),
    ),
    Judgement.DISMISSED: (
        lazy_gettext("Dismiss"),
        lazy_gettext("The figures have another explanation. Say which."),
    ),
    Judgement.HANDED_ON: (
        lazy_gettext("Hand on to the operative group"),
        lazy_gettext("It needs more than patrols. It comes onto the group's list."),
    ),
}
REASONS: Final[Mapping[Reason, Any]] = {
    Reason.DATA_ERROR: lazy_gettext("Wrong data: place, time or category"),
    Reason.SAME_EVENT: lazy_gettext("The same event was logged several times"),
    Reason.KNOWN_CAUSE: lazy_gettext("A known cause that passes, such as a fair or roadworks"),
    Reason.THIN_BASIS: lazy_gettext("Too thin a basis"),
    Reason.DEALT_WITH: lazy_gettext("Already dealt with"),
    Reason.NO_PROBLEM: lazy_gettext("No problem, say those who know the place"),
    Reason.RECURRING: lazy_gettext("It comes back in spite of patrols"),
    Reason.SURROUNDINGS: lazy_gettext("The surroundings: lighting, sight lines, damage"),
    Reason.NEEDS_OTHERS: lazy_gettext("It needs the municipality, a landlord or an association"),
    Reason.YOUNG_PEOPLE: lazy_gettext("Young people who need something else than police"),
    Reason.TRAFFIC: lazy_gettext("The traffic environment"),
    Reason.UNKNOWN_CAUSE: lazy_gettext("The cause is not known: it must be looked into"),
}
SINCE: Final[Mapping[Since, Any]] = {
    Since.NO_LONGER: lazy_gettext("now no longer a hotspot"),
    Since.NOW_POSSIBLE: lazy_gettext("now possible"),
    Since.NOW_CLEAR: lazy_gettext("now clear"),
}
#: where a clear one is no longer clear, the words say so
NO_LONGER_CLEAR: Final = lazy_gettext("now no longer clear")
FILTERS: Final[Mapping[str, Any]] = {
    "unreviewed": lazy_gettext("Not judged"),
    Judgement.CONFIRMED.value: lazy_gettext("Confirmed"),
    Judgement.DISMISSED.value: lazy_gettext("Dismissed"),
    Judgement.HANDED_ON.value: lazy_gettext("Handed on"),
}
STATES: Final[Mapping[State, Said]] = {
    State.OPEN: ("warning", lazy_gettext("open"), "wait"),
    State.TAKEN_UP: ("group", lazy_gettext("taken up"), "accent"),
    State.CLOSED: ("check", lazy_gettext("closed"), "ok"),
    State.TAKEN_BACK: ("back", lazy_gettext("taken back"), ""),
}
STATE_FILTERS: Final[Mapping[str, Any]] = {
    State.OPEN.value: lazy_gettext("Open"),
    State.TAKEN_UP.value: lazy_gettext("Taken up"),
    State.CLOSED.value: lazy_gettext("Closed"),
    State.TAKEN_BACK.value: lazy_gettext("Taken back"),
}
STEPS: Final[Mapping[Step, Any]] = {
    Step.TAKEN_UP: lazy_gettext("taken up"),
    Step.CLOSED: lazy_gettext("closed"),
    Step.REOPENED: lazy_gettext("opened again"),
}
OUTCOMES: Final[Mapping[Outcome, Any]] = {
    Outcome.SOLVED: lazy_gettext("The problem is solved"),
    Outcome.MEASURES: lazy_gettext("Measures are decided"),
    Outcome.NO_MEASURE: lazy_gettext("No measure is needed"),
    Outcome.ELSEWHERE: lazy_gettext("It is dealt with elsewhere"),
}
LABELS: Final[Mapping[str, Any]] = {
    "judgement": lazy_gettext("What do you say of it?"),
    "reasons": lazy_gettext("Why"),
    "note": lazy_gettext("Note"),
    "outcome": lazy_gettext("What came of it"),
}
#: the services' keys -> what stands at the field
PROBLEMS: Final[Mapping[str, Any]] = {
    "choose_one": lazy_gettext("Choose one."),
    "reason_needed": lazy_gettext("Choose at least one reason."),
}
