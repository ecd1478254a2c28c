"""Which place a position is at, and whether it is in the area: many positions at once, in projected metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon

from app.core.geometry import project
from app.hotspots.columns import Bools, FloatColumn, Floats, Ints
from app.hotspots.keys import as_keys

OUTSIDE_MARGIN_M = 1_000.0  # HOTSPOTS.md, Counts: outside the area + 1 km is left out
NOWHERE = -1
Ring = list[list[float]]


@dataclass(frozen=True, slots=True)
class Ground:
    """An area as far as counting needs it."""

    id: str
    code: str
    name: str
    timezone: str
    epsg: int
    outline: Ring | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as far as counting and drawing need it."""

    id: str
    name: str
    lon: float
    lat: float
    radius_m: int
    outline: Ring | None
    retired: bool


@dataclass(frozen=True)
class Positions:
    """Positions in the metres of the area's projection; infinite where it has no answer."""

    east: Floats
    north: Floats


def place_positions(lon: FloatColumn, lat: FloatColumn, epsg: int) -> Positions:
    """These degrees in metres."""
    if not len(lon):
        return Positions(np.zeros(0), np.zeros(0))
    return Positions(*project(lon, lat, epsg))


def find_places(
    place_ids: Sequence[str | None], positions: Positions, spots: Sequence[Spot], epsg: int
) -> Ints:
    """For each row the spot it is at (its index), or -1.

    A place that was named is believed. Otherwise it is the spot that holds the position, the nearest centre first and
    then the lower index; nothing is found at a retired one.
    """
    index = {spot.id: number for number, spot in enumerate(spots)}
    named = as_keys(place_ids).find(index, NOWHERE)
    unnamed = np.flatnonzero(named == NOWHERE)
    if len(unnamed) and spots:
        named[unnamed] = _nearest_holding(
            positions.east[unnamed], positions.north[unnamed], spots, epsg
        )
    return named


def _nearest_holding(east: Floats, north: Floats, spots: Sequence[Spot], epsg: int) -> Ints:
    found, nearest = np.full(len(east), NOWHERE), np.full(len(east), np.inf)
    centre_east, centre_north = project(
        [spot.lon for spot in spots], [spot.lat for spot in spots], epsg
    )
    for number, spot in enumerate(spots):
        if spot.retired:
            continue
        distance = np.hypot(east - centre_east[number], north - centre_north[number])
        if spot.outline:
            holds = shapely.contains_xy(_polygon(spot.outline, epsg), east, north)
        else:
            holds = distance <= spot.radius_m
        closer = holds & (distance < nearest)
        found[closer], nearest[closer] = number, distance[closer]
    return found.astype(np.int64)


def is_in_area(positions: Positions, outline: Ring | None, epsg: int) -> Bools:
    """Whether each position is inside the outline or at most 1 km from it; an area without outline has them all."""
    finite = np.isfinite(positions.east) & np.isfinite(positions.north)
    if not outline or not len(finite):
        return np.asarray(finite, bool)
    reach = _polygon(outline, epsg, OUTSIDE_MARGIN_M)
    return np.asarray(finite & shapely.contains_xy(reach, positions.east, positions.north), bool)


def outline_polygon(ring: Ring | None, epsg: int, margin_m: float = 0) -> Polygon | None:
    """The outline in metres, with a margin around it; None where there is no outline."""
    return _polygon(ring, epsg, margin_m) if ring else None


def _polygon(ring: Ring, epsg: int, margin_m: float = 0) -> Polygon:
    east, north = project([corner[0] for corner in ring], [corner[1] for corner in ring], epsg)
    polygon = Polygon(np.column_stack((east, north)))
    if margin_m:
        polygon = polygon.buffer(margin_m)
    shapely.prepare(polygon)
    return polygon
