"""The list as GeoJSON (RFC 7946): a point for each place, degrees in WGS 84, longitude first."""

from __future__ import annotations

from typing import Any

import geojson
import orjson

from app.hotspots.answers import HotspotList, PublishedHotspots
from app.hotspots.wire import DEGREE_DECIMALS, degrees, describe_places, describe_question

MEDIA_TYPE = "application/geo+json"
FILENAME = "hotspots-{code}-{first}-{last}.geojson"


def to_geojson(answer: HotspotList | PublishedHotspots) -> bytes:
    """A FeatureCollection; what was asked stands beside the features as foreign members (RFC 7946, 6.1)."""
    features = [_feature(place, answer) for place in describe_places(answer)]
    collection = geojson.FeatureCollection(features, **describe_question(answer))
    return orjson.dumps(collection)


def filename(answer: HotspotList | PublishedHotspots) -> str:
    """What the file is called: area and days."""
    period = answer.period
    return FILENAME.format(code=answer.area.code, first=period.from_on, last=period.to_on)


def _feature(place: dict[str, Any], answer: HotspotList | PublishedHotspots) -> geojson.Feature:
    spot = answer.spots[place["place_id"]]
    point = geojson.Point(degrees(spot.lon, spot.lat), precision=DEGREE_DECIMALS)
    properties = {name: value for name, value in place.items() if name not in {"lon", "lat"}}
    return geojson.Feature(
        id=place["place_id"],
        geometry=point,
        properties=properties | {"radius_m": spot.radius_m},
    )
