"""What activities and their outcomes are called on the screen, and what can be wrong with their forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext

from app.activities.held import Outcome

LABELS: Final[Mapping[str, Any]] = {
    "title": lazy_gettext("Title"),
    "organiser": lazy_gettext("Organiser"),
    "place_id": lazy_gettext("Place"),
    "location": lazy_gettext("Another location"),
    "day": lazy_gettext("Date"),
    "starts": lazy_gettext("Begins"),
    "ends": lazy_gettext("Ends"),
    "age_from": lazy_gettext("Ages from"),
    "age_to": lazy_gettext("Ages to"),
    "police_expected": lazy_gettext("The police are expected to come by"),
    "weeks": lazy_gettext("Number of weeks in a row"),
    "reason": lazy_gettext("Why it is called off"),
    "following": lazy_gettext("Also call off those that follow in the same series"),
    "version": lazy_gettext("Version"),
}
PROBLEMS: Final[Mapping[str, Any]] = {
    "text_length": lazy_gettext("Write something that is not too long."),
    "place_or_location": lazy_gettext("Choose a place, or write another location."),
    "unknown_place": lazy_gettext("Choose a place that is in use."),
    "span": lazy_gettext("It must end after it begins, and within 24 hours."),
    "age_range": lazy_gettext("Write an age between 6 and 30."),
    "ages_reversed": lazy_gettext("The upper age is below the lower one."),
    "out_of_range": lazy_gettext("The number is too small or too large."),
}
#: outcome -> (icon, words, kind of badge)
OUTCOMES: Final[Mapping[Outcome, tuple[str, Any, str]]] = {
    Outcome.HELD: ("check", lazy_gettext("held"), "ok"),
    Outcome.NOT_ENDED: ("clock", lazy_gettext("not checked out"), "wait"),
    Outcome.CANCELLED: ("close", lazy_gettext("called off"), ""),
    Outcome.NO_CHECKIN: ("unknown", lazy_gettext("nobody checked in"), "wait"),
    Outcome.NOT_YOURS: ("info", lazy_gettext("not shown to you"), ""),
}
GROUPS: Final[Mapping[str, Any]] = {
    "girls": lazy_gettext("Girls"),
    "boys": lazy_gettext("Boys"),
    "other": lazy_gettext("Other or not stated"),
}
#: mood -> (icon, words)
MOODS: Final[Mapping[int, tuple[str, Any]]] = {
    1: ("sad", lazy_gettext("went badly")),
    2: ("so-so", lazy_gettext("went so-so")),
    3: ("calm", lazy_gettext("went well")),
}
EXPORT_HEADER: Final = (
    lazy_gettext("Date"),
    lazy_gettext("Begins"),
    lazy_gettext("Ends"),
    lazy_gettext("Title"),
    lazy_gettext("Organiser"),
    lazy_gettext("Place"),
    lazy_gettext("Outcome"),
    lazy_gettext("Check-ins"),
    lazy_gettext("Heads"),
    lazy_gettext("Police minutes"),
)
