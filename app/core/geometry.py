"""Positions on the ground: SWEREF 99 TM squares, outlines and distances."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

SWEREF_99_TM = 3006
CELL_M = 100
EARTH_RADIUS_M = 6_371_008.8
_local = threading.local()
Degrees = Sequence[float] | NDArray[np.float64]


def _transformer(epsg: int) -> Transformer:
    """PROJ's transformers may not be shared by threads that run at once."""
    cache: dict[int, Transformer] = _local.__dict__.setdefault("transformers", {})
    if epsg not in cache:
        cache[epsg] = Transformer.from_crs(4326, epsg, always_xy=True)
    return cache[epsg]


def project(
    lon: Degrees, lat: Degrees, epsg: int = SWEREF_99_TM
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """East and north in metres of these WGS 84 degrees; infinite where the projection has no answer."""
    east, north = _transformer(epsg).transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.asarray(east), np.asarray(north)


def unproject(
    east: Sequence[float], north: Sequence[float], epsg: int = SWEREF_99_TM
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude in WGS 84 degrees of these metres."""
    lon, lat = _transformer(epsg).transform(
        np.asarray(east, float), np.asarray(north, float), direction="INVERSE"
    )
    return np.asarray(lon), np.asarray(lat)


def cells(
    lon: Degrees, lat: Degrees, epsg: int = SWEREF_99_TM
) -> list[tuple[int, int] | tuple[None, None]]:
    """The 100 m square (ix, iy) of each position, half-open from an absolute origin (HOTSPOTS.md)."""
    east, north = project(lon, lat, epsg)
    return [
        (int(e // CELL_M), int(n // CELL_M)) if abs(e) < 1e8 and abs(n) < 1e8 else (None, None)
        for e, n in zip(east.tolist(), north.tolist(), strict=True)
    ]


def distance_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Metres along the great circle between two positions in degrees (haversine)."""
    d_lat, d_lon = radians(lat_b - lat_a), radians(lon_b - lon_a)
    h = sin(d_lat / 2) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(h))


def is_inside(lon: float, lat: float, outline: Sequence[Sequence[float]]) -> bool:
    """Whether a position is inside a ring of [lon, lat] (even-odd rule, the edge undecided)."""
    inside = False
    for (x1, y1), (x2, y2) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
