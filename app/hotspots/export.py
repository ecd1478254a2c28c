"""The list for maps: GeoJSON (RFC 7946, WGS 84, longitude first) and GeoPackage (metres in the area's projection).

Places are points, rows of the grid polygons: one square, or all squares of the hotspot.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import geojson
import orjson
from shapely.geometry.base import BaseGeometry

from app.core import geopackage
from app.hotspots.answers import HotspotList, PublishedHotspots
from app.hotspots.grid_spots import DEGREE_DECIMALS, geometry_of, points_of, polygons_of
from app.hotspots.reviews.standing import Review
from app.hotspots.squares import Square
from app.hotspots.wire import (
    degrees,
    describe_gi_star,
    describe_places,
    describe_question,
    instant,
)

MEDIA_TYPE = "application/geo+json"
STEM = "hotspots-{code}-{first}-{last}"
LAYER = "hotspots"
#: The layer's columns, all of them the wire's own names (docs/api.md); `trend` and `categories` as one text each.
COLUMNS: dict[str, type] = {
    "rank": int,
    "place_id": str,
    "name": str,
    "verdict": str,
    "confidence": str,
    "presence_class": str,
    "observed": int,
    "visits": int,
    "calm_visits": int,
    "presence_hours": float,
    "rate_per_hour": float,
    "rate_low": float,
    "rate_high": float,
    "rate_missing": str,
    "expected": float,
    "ratio": float,
    "ratio_low": float,
    "ratio_high": float,
    "p": float,
    "q": float,
    "days": int,
    "trend": str,
    "categories": str,
    "reported_by_others": int,
    "last_observed_at": str,
    "last_visited_at": str,
    "hidden": bool,
    "retired": bool,
    "radius_m": float,
}
#: What the organisation has said of each place: in its own files alone.
REVIEW_COLUMNS: dict[str, type] = {"review": str, "reviewed_at": str}


#: What rows of the grid have beside them.
GRID_COLUMNS: dict[str, type] = {
    "square_m": int,
    "squares": str,
    "outside_places": bool,
    "gi_star_z": float,
    "gi_star_p": float,
    "gi_star_q": float,
    "gi_star_use": str,
}
#: column -> where it stands in the wire's `square`
_OF_SQUARES = {"square_m": "size_m", "squares": "squares", "outside_places": "outside_places"}
AnyAnswer = HotspotList | PublishedHotspots


def to_geopackage(
    answer: AnyAnswer,
    shown: Sequence[str],
    now: datetime,
    standings: Mapping[str, Review] | None = None,
    sort: str = "rank",
) -> bytes:
    """The rows of `shown` (ids, in their order) as one layer: points, of the grid polygons in the area's metres.

    Its description says what was asked.
    """
    described = {
        place["place_id"]: place | describe_review(place["place_id"], standings)
        for place in describe_places(answer)
    }
    places = [described[place_id] for place_id in shown]
    columns = COLUMNS | (GRID_COLUMNS if answer.query.by == "grid" else {})
    columns |= {} if standings is None else REVIEW_COLUMNS
    squares = _squares_of(answer)
    geometries: list[BaseGeometry] = []
    if answer.query.by == "grid":
        geometries = [polygons_of(squares[place["place_id"]]) for place in places]
    else:
        geometries = points_of([(p["lon"], p["lat"]) for p in places], answer.area.epsg)
    gi_star = _gi_star_of(answer)
    return geopackage.write_layer(
        geopackage.Layer(
            LAYER,
            orjson.dumps(describe_question(answer, sort)).decode(),
            columns,
            "MULTIPOLYGON" if answer.query.by == "grid" else "POINT",
            answer.area.epsg,
        ),
        geometries,
        [
            [_cell(place | gi_star.get(place["place_id"], {}), name, answer) for name in columns]
            for place in places
        ],
        now,
    )


def _squares_of(answer: AnyAnswer) -> dict[str, tuple[Square, ...]]:
    if isinstance(answer, PublishedHotspots):
        return {p.place_id: (p.square,) for p in answer.published.places if p.square is not None}
    return {p.place_id: p.square.squares for p in answer.result.places if p.square is not None}


def _gi_star_of(answer: AnyAnswer) -> dict[str, dict[str, Any]]:
    """Gi* of one's own rows; nothing of what others publish, since it knows the whole town."""
    if isinstance(answer, PublishedHotspots):
        return {}
    return {
        place.place_id: describe_gi_star(place.square.gi_star)
        for place in answer.result.places
        if place.square is not None
    }


def _cell(place: dict[str, Any], name: str, answer: AnyAnswer) -> object:
    if name == "radius_m":
        return answer.spots[place["place_id"]].radius_m
    if name in _OF_SQUARES:
        value = place["square"][_OF_SQUARES[name]]
        return ", ".join(value) if isinstance(value, list) else value
    value = place.get(name)
    if name == "trend" and value is not None:
        return value["direction"]
    if name == "categories" and value is not None:
        return ", ".join(f"{each['category']} {each['observed']}" for each in value)
    return value


def describe_review(place_id: str, standings: Mapping[str, Review] | None) -> dict[str, Any]:
    """The place's judgement that stands, null where there is none; nothing where none may be shown."""
    if standings is None:
        return {}
    review = standings.get(place_id)
    if review is None:
        return dict.fromkeys(REVIEW_COLUMNS)
    at_ms = round(review.reviewed_at.timestamp() * 1000)
    return {"review": review.judgement.value, "reviewed_at": instant(at_ms)}


def to_geojson(
    answer: AnyAnswer,
    shown: Collection[str] | None = None,
    standings: Mapping[str, Review] | None = None,
    sort: str = "rank",
) -> bytes:
    """A FeatureCollection; what was asked stands beside the features as foreign members (RFC 7946, 6.1).

    With `shown` (ids) only those rows, in that order, which `sort` names.
    """
    described = {
        place["place_id"]: place | describe_review(place["place_id"], standings)
        for place in describe_places(answer)
    }
    ids = described if shown is None else shown
    squares, gi_star = _squares_of(answer), _gi_star_of(answer)
    features = [
        _feature(described[each] | gi_star.get(each, {}), squares.get(each), answer) for each in ids
    ]
    collection = geojson.FeatureCollection(features, **describe_question(answer, sort))
    return orjson.dumps(collection)


def stem_of(answer: AnyAnswer) -> str:
    """What the file is called, without its ending: area and days, and that it is of squares."""
    period = answer.period
    stem = STEM.format(code=answer.area.code, first=period.from_on, last=period.to_on)
    return f"{stem}-{answer.square_m}m" if answer.query.by == "grid" else stem


def _feature(
    place: dict[str, Any], squares: tuple[Square, ...] | None, answer: AnyAnswer
) -> geojson.Feature:
    spot = answer.spots[place["place_id"]]
    if squares is None:
        point = degrees(spot.lon, spot.lat)
        geometry = geojson.Point(point, precision=DEGREE_DECIMALS)
    else:
        shape = geometry_of(squares, answer.area.epsg)
        kind = geojson.Polygon if shape["type"] == "Polygon" else geojson.MultiPolygon
        geometry = kind(shape["coordinates"], precision=DEGREE_DECIMALS)
    properties = {name: value for name, value in place.items() if name not in {"lon", "lat"}}
    return geojson.Feature(
        id=place["place_id"],
        geometry=geometry,
        properties=properties | {"radius_m": spot.radius_m},
    )
