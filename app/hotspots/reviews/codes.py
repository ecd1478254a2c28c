"""Stable codes of what people say of a hotspot, and of what becomes of what they hand on. `words` has their words."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Judgement(StrEnum):
    """What a person says of a computed verdict. `undone` takes back the newest judgement that stands."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    HANDED_ON = "handed_on"
    UNDONE = "undone"


class Reason(StrEnum):
    """Why, in words that name nobody."""

    DATA_ERROR = "data_error"
    SAME_EVENT = "same_event"
    KNOWN_CAUSE = "known_cause"
    THIN_BASIS = "thin_basis"
    DEALT_WITH = "dealt_with"
    NO_PROBLEM = "no_problem"
    RECURRING = "recurring"
    SURROUNDINGS = "surroundings"
    NEEDS_OTHERS = "needs_others"
    YOUNG_PEOPLE = "young_people"
    TRAFFIC = "traffic"
    UNKNOWN_CAUSE = "unknown_cause"


#: The reasons that a judgement takes. Where there are any, one is needed.
REASONS: Final[dict[Judgement, tuple[Reason, ...]]] = {
    Judgement.CONFIRMED: (),
    Judgement.DISMISSED: (
        Reason.DATA_ERROR,
        Reason.SAME_EVENT,
        Reason.KNOWN_CAUSE,
        Reason.THIN_BASIS,
        Reason.DEALT_WITH,
        Reason.NO_PROBLEM,
    ),
    Judgement.HANDED_ON: (
        Reason.RECURRING,
        Reason.SURROUNDINGS,
        Reason.NEEDS_OTHERS,
        Reason.YOUNG_PEOPLE,
        Reason.TRAFFIC,
        Reason.UNKNOWN_CAUSE,
    ),
    Judgement.UNDONE: (),
}


class Since(StrEnum):
    """What a later computation says of a place that somebody has judged."""

    NO_LONGER = "no_longer"
    NOW_POSSIBLE = "now_possible"
    NOW_CLEAR = "now_clear"


class Step(StrEnum):
    """What the operative group does with what was handed on."""

    TAKEN_UP = "taken_up"
    CLOSED = "closed"
    REOPENED = "reopened"


class State(StrEnum):
    """Where it stands with what was handed on. `taken_back`: whoever handed it on has undone that."""

    OPEN = "open"
    TAKEN_UP = "taken_up"
    CLOSED = "closed"
    TAKEN_BACK = "taken_back"


class Outcome(StrEnum):
    """What came of what was closed."""

    SOLVED = "solved"
    MEASURES = "measures"
    NO_MEASURE = "no_measure"
    ELSEWHERE = "elsewhere"


#: From which states each step leads, and where to.
STEPS: Final[dict[Step, tuple[frozenset[State], State]]] = {
    Step.TAKEN_UP: (frozenset({State.OPEN}), State.TAKEN_UP),
    Step.CLOSED: (frozenset({State.OPEN, State.TAKEN_UP}), State.CLOSED),
    Step.REOPENED: (frozenset({State.CLOSED}), State.OPEN),
}
