"""Where an area's squares are: of rows, of its places, and of all its ground. Metres of its projection. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.core.geometry import CELL_M, project
from app.hotspots.columns import NO_NUMBER, Bools, Floats, Ints, MaybeIntColumn, instants
from app.hotspots.grid import Landmarks
from app.hotspots.sites import circle
from app.hotspots.siting import Ground, Spot, outline_polygon
from app.hotspots.squares import (
    MAX_SQUARES,
    Square,
    TooManySquares,
    centres,
    nest,
    squares_between,
)

#: Stands for "no square" in columns of squares: farther than any that a phone may send.
NO_CELL = -1_000_000_000


def stored_cells(ix: MaybeIntColumn, iy: MaybeIntColumn) -> Ints:
    """Two columns of a table as cells, shape `(n, 2)`."""
    cells = np.stack([instants(column, len(column)) for column in (ix, iy)], axis=1)
    cells[cells == NO_NUMBER] = NO_CELL
    return cells


def cells_at(east: Floats, north: Floats) -> Ints:
    """The 100 m square of each position, shape `(n, 2)`; `NO_CELL` where it has none."""
    known = np.isfinite(east) & np.isfinite(north)
    cells = np.full((len(east), 2), NO_CELL)
    cells[known] = np.stack([east[known] // CELL_M, north[known] // CELL_M], axis=1)
    return cells


def known_cells(cells: Ints) -> Ints:
    """Those that are squares at all."""
    known: Ints = cells[cells[:, 0] != NO_CELL]
    return known


def nest_cells(cells: Ints, size_m: int) -> Ints:
    """The larger squares in which squares of 100 m are."""
    nested: Ints = np.where(cells == NO_CELL, NO_CELL, nest(cells, size_m))
    return nested


def pairs_of(cover: tuple[Ints, Ints, Floats]) -> Ints:
    """The squares of a cover as rows."""
    return np.stack(cover[:2], axis=1)


def shape_of(spot: Spot, east: float, north: float, epsg: int) -> BaseGeometry:
    """A place as its outline, else as the circle around its centre."""
    polygon = outline_polygon(spot.outline, epsg)
    return circle(east, north, spot.radius_m) if polygon is None else polygon


def choose_units(
    polygon: BaseGeometry | None,
    size_m: int,
    surely: Sequence[Ints],
    presence: Sequence[Ints],
    also: Square | None,
) -> tuple[Ints, Ints]:
    """The squares that anything is in, by column and row; where somebody only was, those that the polygon has."""
    if also is not None:
        presence = [*presence, np.array([[also.ix, also.iy]], np.int64)]
    there = np.unique(np.concatenate(presence), axis=0)
    if polygon is not None and len(there):
        there = there[shapely.contains_xy(polygon, *centres(size_m, *there.T))]
    units = np.unique(np.concatenate([*surely, there]), axis=0)
    units = units[units[:, 0] != NO_CELL]
    if len(units) > MAX_SQUARES:
        raise TooManySquares
    return units[:, 0], units[:, 1]


def find_inside_places(
    placed: Sequence[tuple[Ints, Floats]], spots: Sequence[Spot], size: int
) -> Bools:
    """Which units a place that is visited reaches into; `placed` begins with the places' units and shares."""
    inside = np.zeros(size, bool)
    for spot, (unit, _) in zip(spots, placed, strict=False):
        if not spot.retired:
            inside[unit[unit >= 0]] = True
    return inside


def find_ground(ground: Ground, size_m: int) -> tuple[Ints, Ints] | None:
    """All squares of the area by its outline; None without one, and where they are too many."""
    polygon = outline_polygon(ground.outline, ground.epsg)
    return None if polygon is None else squares_between(size_m, polygon.bounds, polygon)


def find_span(ground: Ground, size_m: int, ix: Ints, iy: Ints) -> tuple[Ints, Ints] | None:
    """The squares between these, for an area whose own squares are not known; None where they are too many."""
    if not len(ix):
        return ix, iy
    polygon = outline_polygon(ground.outline, ground.epsg)
    half = size_m / 2
    west, east = (float(edge) * size_m + half for edge in (ix.min(), ix.max()))
    south, north = (float(edge) * size_m + half for edge in (iy.min(), iy.max()))
    return squares_between(size_m, (west, south, east, north), polygon)


def find_landmarks(spots: Sequence[Spot], epsg: int) -> Landmarks:
    """The places by which people know where they are: those that are not retired."""
    known = [spot for spot in spots if not spot.retired]
    east, north = project([s.lon for s in known], [s.lat for s in known], epsg)
    return Landmarks([s.id for s in known], [s.name for s in known], east, north)
