"""What places and categories are called on the screen, and what can be wrong with their forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext

KINDS: Final[Mapping[str, Any]] = {
    "torg": lazy_gettext("Square"),
    "park": lazy_gettext("Park"),
    "gata": lazy_gettext("Street"),
    "gränd": lazy_gettext("Alley"),
    "trafikplats": lazy_gettext("Junction or roundabout"),
    "kollektivtrafik": lazy_gettext("Station or stop"),
    "parkering": lazy_gettext("Car park"),
    "handel": lazy_gettext("Shop"),
    "bensinstation": lazy_gettext("Petrol station"),
    "bostadsområde": lazy_gettext("Residential area"),
    "skola": lazy_gettext("School"),
    "fritidsgård": lazy_gettext("Youth centre"),
    "aktivitetsyta": lazy_gettext("Activity ground"),
    "idrott": lazy_gettext("Sports ground"),
    "motionsspår": lazy_gettext("Running track"),
    "bibliotek": lazy_gettext("Library"),
    "kyrka": lazy_gettext("Church"),
    "övrigt": lazy_gettext("Other"),
}
GROUPS: Final[Mapping[str, Any]] = {
    "fysisk": lazy_gettext("Physical environment"),
    "social": lazy_gettext("Public order"),
    "trafik": lazy_gettext("Traffic"),
    "trygghet": lazy_gettext("Perceived safety"),
}
SEVERITIES: Final[Mapping[int, Any]] = {
    0: lazy_gettext("none"),
    1: lazy_gettext("minor"),
    2: lazy_gettext("moderate"),
    3: lazy_gettext("serious"),
}
PLACE_LABELS: Final[Mapping[str, Any]] = {
    "name": lazy_gettext("Name"),
    "kind": lazy_gettext("Kind of place"),
    "lat": lazy_gettext("Latitude"),
    "lon": lazy_gettext("Longitude"),
    "accuracy_m": lazy_gettext("How certain the position is, in metres"),
    "radius_m": lazy_gettext("Radius, in metres"),
    "outline": lazy_gettext("Outline"),
    "visits_per_week": lazy_gettext("Visits a week"),
    "minutes_per_week": lazy_gettext("Minutes a week"),
    "version": lazy_gettext("Version"),
}
CATEGORY_LABELS: Final[Mapping[str, Any]] = {
    "code": lazy_gettext("Code"),
    "group": lazy_gettext("Group"),
    "name_sv": lazy_gettext("Name in Swedish"),
    "name_en": lazy_gettext("Name in English"),
    "description_sv": lazy_gettext("Description in Swedish"),
    "description_en": lazy_gettext("Description in English"),
    "severity": lazy_gettext("Severity to begin with"),
    "order": lazy_gettext("Order in lists"),
    "is_disorder": lazy_gettext("Counts as disorder"),
    "version": lazy_gettext("Version"),
}
AREA_LABELS: Final[Mapping[str, Any]] = {
    "name": lazy_gettext("Name"),
    "timezone": lazy_gettext("Time zone"),
    "outline": lazy_gettext("Outline"),
    "centre_lat": lazy_gettext("Centre of the map, latitude"),
    "centre_lon": lazy_gettext("Centre of the map, longitude"),
    "centre": lazy_gettext("Centre of the map"),
    "zoom": lazy_gettext("Zoom of the map"),
    "version": lazy_gettext("Version"),
}
PROBLEMS: Final[Mapping[str, Any]] = {
    "name_length": lazy_gettext("Write a name that is not too long."),
    "description_length": lazy_gettext("Use at most 200 characters."),
    "unknown_kind": lazy_gettext("Choose one."),
    "unknown_group": lazy_gettext("Choose one."),
    "unknown_timezone": lazy_gettext("Write a time zone such as Europe/Stockholm."),
    "out_of_range": lazy_gettext("The number is too small or too large."),
    "not_on_earth": lazy_gettext("This position does not exist."),
    "outside_area": lazy_gettext(
        "The position is more than 1 km outside the area. Are latitude and longitude swapped?"
    ),
    "code_form": lazy_gettext("Use 2 to 40 letters a–z, digits and underscores."),
    "code_taken": lazy_gettext("This code is used already."),
    "outline_too_few_corners": lazy_gettext("An outline needs at least three corners."),
    "outline_too_many_corners": lazy_gettext("An outline can have at most 500 corners."),
    "outline_not_on_earth": lazy_gettext("A corner is at a position that does not exist."),
    "outline_crosses_itself": lazy_gettext("The outline crosses itself."),
    "outline_too_small": lazy_gettext("The outline is too small: at least 25 square metres."),
    "outline_too_large": lazy_gettext("The outline is too large."),
    "point_outside_outline": lazy_gettext("The place's position is outside its outline."),
}
