"""The list for maps: GeoJSON (RFC 7946, WGS 84, longitude first) and GeoPackage (metres in the area's projection)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import geojson
import orjson

from app.core import geopackage
from app.hotspots.answers import HotspotList, PublishedHotspots
from app.hotspots.wire import DEGREE_DECIMALS, degrees, describe_places, describe_question

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


def to_geopackage(
    answer: HotspotList | PublishedHotspots, shown: Sequence[str], now: datetime
) -> bytes:
    """The places of `shown` (ids, in their order) as one layer; its description says what was asked."""
    described = {place["place_id"]: place for place in describe_places(answer)}
    places = [described[place_id] for place_id in shown]
    return geopackage.write_points(
        LAYER,
        orjson.dumps(describe_question(answer)).decode(),
        COLUMNS,
        [(place["lon"], place["lat"]) for place in places],
        [[_cell(place, name, answer) for name in COLUMNS] for place in places],
        now,
        answer.area.epsg,
    )


def _cell(place: dict[str, Any], name: str, answer: HotspotList | PublishedHotspots) -> object:
    if name == "radius_m":
        return answer.spots[place["place_id"]].radius_m
    value = place[name]
    if name == "trend" and value is not None:
        return value["direction"]
    if name == "categories" and value is not None:
        return ", ".join(f"{each['category']} {each['observed']}" for each in value)
    return value


def to_geojson(
    answer: HotspotList | PublishedHotspots, shown: Collection[str] | None = None
) -> bytes:
    """A FeatureCollection; what was asked stands beside the features as foreign members (RFC 7946, 6.1).

    With `shown` (ids) only those places, in that order.
    """
    described = {place["place_id"]: place for place in describe_places(answer)}
    ids = described if shown is None else shown
    features = [_feature(described[place_id], answer) for place_id in ids]
    collection = geojson.FeatureCollection(features, **describe_question(answer))
    return orjson.dumps(collection)


def stem_of(answer: HotspotList | PublishedHotspots) -> str:
    """What the file is called, without its ending: area and days."""
    period = answer.period
    return STEM.format(code=answer.area.code, first=period.from_on, last=period.to_on)


def _feature(place: dict[str, Any], answer: HotspotList | PublishedHotspots) -> geojson.Feature:
    spot = answer.spots[place["place_id"]]
    point = geojson.Point(degrees(spot.lon, spot.lat), precision=DEGREE_DECIMALS)
    properties = {name: value for name, value in place.items() if name not in {"lon", "lat"}}
    return geojson.Feature(
        id=place["place_id"],
        geometry=point,
        properties=properties | {"radius_m": spot.radius_m},
    )
