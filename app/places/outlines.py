"""Outlines and positions as people write them, and what is wrong with them: pure geometry on degrees.

People copy positions from maps as "latitude, longitude"; the wire and the tables have [lon, lat] (RFC 7946).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import numpy as np
from shapely import Polygon, is_valid_reason

from app.core.geometry import SWEREF_99_TM, is_inside, project

Ring = list[list[float]]

MIN_CORNERS = 3
MAX_CORNERS = 500
MIN_OUTLINE_M2 = 25.0
MAX_PLACE_M2 = 5_000_000.0  # a place is somewhere to stand, not a district: 5 km2
MAX_AREA_M2 = 30_000_000_000.0  # Sweden's largest municipality has 20,700 km2
OUTSIDE_MARGIN_M = 1_000.0  # HOTSPOTS.md counts to the area's outline + 1 km
DECIMALS = 6
_PAIR = re.compile(
    r"\s*([+-]?\d{1,3}[.,]\d+|[+-]?\d{1,3})\s*(?:[,;]\s+|[;\s]\s*|,)([+-]?\d{1,3}[.,]\d+|[+-]?\d{1,3})\s*",
    re.ASCII,
)


class OutlineUnreadable(ValueError):
    """The text is no outline; `line` says where reading stopped (1 is the first; 0: as a whole)."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}")


def read_outline(text: str) -> Ring | None:
    """The closed ring that this text names, None for no text. Raises OutlineUnreadable.

    Either a GeoJSON polygon (its outer ring) or one "latitude, longitude" to a line.
    """
    stripped = text.strip()
    if not stripped:
        return None
    if stripped[0] in "{[":
        return close_ring(_read_geojson(stripped))
    ring: Ring = []
    for number, line in enumerate(stripped.splitlines(), start=1):
        if not line.strip():
            continue
        found = _PAIR.fullmatch(line)
        if not found:
            raise OutlineUnreadable(number)
        lat, lon = (float(part.replace(",", ".")) for part in found.groups())
        ring.append([lon, lat])
    return close_ring(ring)


def _read_geojson(text: str) -> Ring:
    try:
        value = json.loads(text)
        if isinstance(value, dict) and value.get("type") == "FeatureCollection":
            value = value["features"][0]
        if isinstance(value, dict) and value.get("type") == "Feature":
            value = value["geometry"]
        if isinstance(value, dict):
            value = value["coordinates"][0]
        return [[float(lon), float(lat)] for lon, lat, *_ in value]
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        raise OutlineUnreadable(0) from error


def close_ring(ring: Ring) -> Ring:
    """The ring with its first corner again at its end, rounded to about a decimetre."""
    rounded = [[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in ring]
    return rounded if not rounded or rounded[0] == rounded[-1] else [*rounded, rounded[0]]


def write_outline(ring: Sequence[Sequence[float]] | None) -> str:
    """One "latitude, longitude" to a line, without the closing corner: what `read_outline` reads."""
    corners = list(ring or ())
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return "\n".join(f"{lat:.{DECIMALS}f}, {lon:.{DECIMALS}f}" for lon, lat in corners)


def problem_with_outline(
    ring: Sequence[Sequence[float]], most_m2: float, epsg: int = SWEREF_99_TM
) -> str | None:
    """Why this ring can't be an outline, as the key of a text; None where it can."""
    corners = ring[:-1] if len(ring) > 1 and list(ring[0]) == list(ring[-1]) else ring
    if not MIN_CORNERS <= len(corners) <= MAX_CORNERS:
        few = len(corners) < MIN_CORNERS
        return "outline_too_few_corners" if few else "outline_too_many_corners"
    on_earth = all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in corners)
    east, north = project([c[0] for c in corners], [c[1] for c in corners], epsg)
    if not (on_earth and np.isfinite(east).all() and np.isfinite(north).all()):
        return "outline_not_on_earth"
    polygon = Polygon(list(zip(east.tolist(), north.tolist(), strict=True)))
    if is_valid_reason(polygon) != "Valid Geometry":
        return "outline_crosses_itself"
    if polygon.area < MIN_OUTLINE_M2:
        return "outline_too_small"
    return "outline_too_large" if polygon.area > most_m2 else None


def is_near(
    lon: float,
    lat: float,
    outline: Sequence[Sequence[float]],
    margin_m: float,
    epsg: int = SWEREF_99_TM,
) -> bool:
    """Whether a position is inside the outline or at most `margin_m` from its edge."""
    if is_inside(lon, lat, outline):
        return True
    east, north = project([p[0] for p in outline], [p[1] for p in outline], epsg)
    (x,), (y,) = project([lon], [lat], epsg)
    if not (np.isfinite(x) and np.isfinite(y)):
        return False
    start = np.column_stack((east, north))
    along = np.roll(start, -1, axis=0) - start
    length2 = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip((((x, y) - start) * along).sum(axis=1) / length2, 0, 1)
    gap = start + along * share[:, None] - (x, y)
    return bool(np.sqrt((gap**2).sum(axis=1)).min() <= margin_m)


def centre_of(ring: Sequence[Sequence[float]]) -> tuple[float, float]:
    """A (lon, lat) that is surely inside the ring."""
    point = Polygon([tuple(corner) for corner in ring]).representative_point()
    return round(point.x, DECIMALS), round(point.y, DECIMALS)
