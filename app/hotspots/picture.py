"""The list as a picture: a drawing made here, and what the page hands to the map that takes its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext

from app.basemap import service as basemaps
from app.core.access import current_actor
from app.core.database import db
from app.core.formats import say_number
from app.core.i18n import select_locale
from app.hotspots import words
from app.hotspots.answers import HotspotList
from app.hotspots.around import say_itself
from app.hotspots.grid_spots import geometry_of
from app.hotspots.naming import say_name
from app.hotspots.results import PlaceResult, say_rate
from app.hotspots.siting import Ring
from app.hotspots.wire import degrees
from app.places import sketch
from app.places.areas import AreaView

#: What is drawn around the squares of the list, in their sides; and how small their marks may be.
SQUARES_AROUND, SMALLEST = 2.5, 0.5


def draw_places(area: AreaView, answer: HotspotList, shown: Sequence[PlaceResult]) -> sketch.Sketch:
    """The places in the list with their ranks, the worst on top; the others as small dots.

    Of places the whole area; of squares, which lie side by side, the ground around those in the list.
    """
    ranks = {place.place_id for place in shown}
    side_m = answer.square_m or 0
    marks = []
    for place in reversed(answer.result.places):
        spot, is_shown = answer.spots[place.place_id], place.place_id in ranks
        kind = place.verdict.value.replace("_", "-") if is_shown else "is-other"
        label = str(place.rank) if is_shown else ""
        half_m = side_m / 2 if is_shown else 0
        marks.append(sketch.Spot(spot.lon, spot.lat, half_m, None, label, kind, place.place_id))
    if not side_m:
        return sketch.draw(area.outline, marks)
    within = [mark for mark in marks if mark.label]
    return sketch.draw(area.outline, marks, within=within, reach_m=SQUARES_AROUND * side_m)


def scale_of(mark: sketch.Mark) -> float:
    """How large a mark is drawn: one of a square no larger than its square, so that neighbours can be told apart."""
    return min(1.0, max(SMALLEST, mark.r / sketch.MARK_HALF)) if mark.r else 1.0


def describe_picture(
    area: AreaView,
    answer: HotspotList,
    shown: Sequence[PlaceResult],
    address_of: Callable[[str], str],
) -> dict[str, Any]:
    """What static/pwa/src/desk/units.ts reads: the outline, the places worst first, and the basemap if there is one."""
    ranks = {place.place_id for place in shown}
    return {
        "outline": close_ring(area.outline),
        "units": [
            {
                "id": place.place_id,
                "name": say_name(place),
                "at": degrees(answer.spots[place.place_id].lon, answer.spots[place.place_id].lat),
                "rank": place.rank if place.place_id in ranks else None,
                "verdict": place.verdict.value,
                "said": say_place(place),
                "href": address_of(place.place_id),
                "ring": _ring(place, answer.area.epsg),
            }
            for place in (shown if answer.square_m else answer.result.places)
        ],
        "basemap": _basemap(area.id),
    }


def say_place(place: PlaceResult) -> str:
    """`tydlig hotspot, 7,4 per patrulltimme (4,3–11,8)`: what is said of the place that was chosen on the map."""
    locale, verdict = select_locale(), str(words.VERDICTS[place.verdict][1])
    if place.square is not None:
        verdict = gettext("%(verdict)s with the squares around", verdict=verdict)
    rate = say_rate(place)
    if rate.per_hour is None or rate.low is None or rate.high is None:
        return verdict
    if place.square is not None:
        return str(
            gettext(
                "%(verdict)s; %(itself)s: %(rate)s per patrol hour (%(low)s–%(high)s)",
                verdict=verdict,
                itself=say_itself(place),
                rate=say_number(rate.per_hour, locale, 1),
                low=say_number(rate.low, locale, 1),
                high=say_number(rate.high, locale, 1),
            )
        )
    return str(
        gettext(
            "%(verdict)s, %(rate)s per patrol hour (%(low)s–%(high)s)",
            verdict=verdict,
            rate=say_number(rate.per_hour, locale, 1),
            low=say_number(rate.low, locale, 1),
            high=say_number(rate.high, locale, 1),
        )
    )


def _ring(place: PlaceResult, epsg: int) -> list[list[float]] | None:
    """The corners of squares that hang together; None for a place, and for squares that meet at corners alone."""
    if place.square is None:
        return None
    geometry = geometry_of(place.square.squares, epsg)
    ring: list[list[float]] | None = None
    if geometry["type"] == "Polygon":
        ring = geometry["coordinates"][0]
    return ring


def close_ring(ring: Ring | None) -> list[list[float]] | None:
    """The corners with the first one again at the end, as GeoJSON wants it."""
    if not ring:
        return None
    corners = [degrees(corner[0], corner[1]) for corner in ring]
    return corners if corners[0] == corners[-1] else [*corners, corners[0]]


def _basemap(area_id: str) -> dict[str, Any] | None:
    """The area's basemap where this person may read it and its file is there."""
    if not current_actor().can(basemaps.READ, area_id):
        return None
    found = basemaps.describe(db.session().connection(), [area_id]).get(area_id)
    if found is None:
        return None
    if not basemaps.file_of(Path(current_app.instance_path), found["sha256"]).is_file():
        return None
    return {
        "url": url_for("basemap_api.get_basemap", sha256=found["sha256"]),
        "min_zoom": found["min_zoom"],
        "attribution": found["attribution"],
        "sketch": found["sketch"],
    }
