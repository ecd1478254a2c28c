"""Rows of the grid as things on a map: where each is, and what it covers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from shapely import MultiPolygon, Point, Polygon

from app.core.geometry import project, unproject
from app.hotspots.grid import Grid
from app.hotspots.results import HotspotResult
from app.hotspots.siting import Spot
from app.hotspots.squares import Square, outline_squares
from app.hotspots.units import find_squares

#: A centimetre; RFC 7946 asks for no more than what is known.
DEGREE_DECIMALS = 7


def square_spots(result: HotspotResult, epsg: int) -> dict[str, Spot]:
    """Each row's first square as a spot: its centre, and half a side as its radius."""
    rows = [place for place in result.places if place.square is not None]
    leads = [place.square.squares[0] for place in rows if place.square is not None]
    if not leads:
        return {}
    east, north = zip(*map(_centre, leads), strict=True)
    lon, lat = unproject(east, north, epsg)
    return {
        place.place_id: Spot(place.place_id, place.name, x, y, lead.size_m // 2, None, False)
        for place, lead, x, y in zip(rows, leads, lon.tolist(), lat.tolist(), strict=True)
    }


def square_spot(square: Square, name: str, epsg: int) -> Spot:
    """A square as a spot: its centre, and half a side as its radius."""
    (east, north) = _centre(square)
    (lon,), (lat,) = (axis.tolist() for axis in unproject([east], [north], epsg))
    return Spot(square.id, name, lon, lat, square.size_m // 2, None, False)


def _centre(square: Square) -> tuple[float, float]:
    return (square.ix + 0.5) * square.size_m, (square.iy + 0.5) * square.size_m


def geometry_of(squares: Sequence[Square], epsg: int) -> dict[str, Any]:
    """What the squares cover as GeoJSON in WGS 84 degrees, outer rings counterclockwise (RFC 7946, 3.1.6)."""
    polygons = [[_degrees(ring, epsg) for ring in rings] for rings in outline_squares(squares)]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def polygons_of(squares: Sequence[Square]) -> MultiPolygon:
    """What the squares cover, in metres."""
    return MultiPolygon([Polygon(rings[0], rings[1:]) for rings in outline_squares(squares)])


def points_of(positions: Sequence[tuple[float, float]], epsg: int) -> list[Point]:
    """Positions in degrees as points in metres."""
    east, north = project([lon for lon, _ in positions], [lat for _, lat in positions], epsg)
    return [Point(x, y) for x, y in zip(east.tolist(), north.tolist(), strict=True)]


def _degrees(ring: Sequence[tuple[float, float]], epsg: int) -> list[list[float]]:
    lon, lat = unproject([x for x, _ in ring], [y for _, y in ring], epsg)
    return [
        [round(x, DEGREE_DECIMALS), round(y, DEGREE_DECIMALS)]
        for x, y in zip(lon.tolist(), lat.tolist(), strict=True)
    ]


def find_unit(grid: Grid, square: Square) -> int | None:
    """The unit that this square is, None where it is none of them."""
    if square.size_m != grid.size_m:
        return None
    wanted = np.array([square.ix]), np.array([square.iy])
    found = int(find_squares(grid.ix, grid.iy, *wanted)[0])
    return found if found >= 0 else None
