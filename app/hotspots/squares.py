"""Squares of the grid: their names, how they nest, which of them lie in an area. Metres of the area's projection.

The origin is absolute, `ix = floor(E / size)`, `iy = floor(N / size)`, half-open, so that 100 m squares nest into those
of 200, 500 and 1,000 m (HOTSPOTS.md, "Grid and places") and a square has the same name in every list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.core.geometry import CELL_M
from app.hotspots.columns import Floats, Ints

SIZES_M = (100, 200, 500, 1000)
#: 500 km2 in squares of 100 m: the whole method takes about a second of it.
MAX_SQUARES = 50_000
#: HOTSPOTS.md, the 200 m rule.
LEAST_A_SQUARE, WORST_ACCURACY_M, ACCURACY_QUANTILE = 2.0, 50.0, 0.75
_NAME = re.compile(r"r(100|200|500|1000)-(-?[0-9]{1,8})-(-?[0-9]{1,8})", re.ASCII)


class TooManySquares(ValueError):
    """More squares than the method takes at once."""


@dataclass(frozen=True, slots=True)
class Square:
    """One square; its name says all of it."""

    size_m: int
    ix: int
    iy: int

    @property
    def id(self) -> str:
        """`r100-5621-68521`: stable, whatever else is in the list."""
        return f"r{self.size_m}-{self.ix}-{self.iy}"


def read_square(name: str) -> Square | None:
    """The square of this name, None for any other text."""
    found = _NAME.fullmatch(name)
    if not found:
        return None
    square = Square(*map(int, found.groups()))
    return square if square.id == name else None


def name_squares(size_m: int, ix: Ints, iy: Ints) -> list[str]:
    """The names of these squares."""
    return [Square(size_m, x, y).id for x, y in zip(ix.tolist(), iy.tolist(), strict=True)]


def nest(cell: Ints, size_m: int) -> Ints:
    """The column or row of the larger square in which a 100 m square is."""
    return np.asarray(cell // (size_m // CELL_M), np.int64)


def choose_size_m(ix: Ints, iy: Ints, accuracy_m: Floats) -> int:
    """100, or 200 where squares of 100 m would pretend to know more than the entries do.

    `ix`, `iy` are the 100 m squares of what counts, `accuracy_m` what the phones said (NaN: nothing).
    """
    if not len(ix):
        return SIZES_M[0]
    occupied = len(np.unique(np.stack([ix, iy], axis=1), axis=0))
    said = accuracy_m[~np.isnan(accuracy_m)]
    is_vague = len(said) and float(np.quantile(said, ACCURACY_QUANTILE)) > WORST_ACCURACY_M
    return SIZES_M[1] if len(ix) / occupied < LEAST_A_SQUARE or is_vague else SIZES_M[0]


def squares_between(
    size_m: int, box: Sequence[float], ground: BaseGeometry | None
) -> tuple[Ints, Ints] | None:
    """`(ix, iy)` of the squares that meet the box (west, south, east, north) and have their centre on the ground.

    None where there are more than the method takes.
    """
    west, south, east, north = (int(edge // size_m) for edge in box)
    if (east - west + 1) * (north - south + 1) > MAX_SQUARES * 4:
        return None
    columns, rows = np.arange(west, east + 1), np.arange(south, north + 1)
    ix, iy = (axis.ravel().astype(np.int64) for axis in np.meshgrid(columns, rows, indexing="ij"))
    if ground is not None:
        inside = shapely.contains_xy(ground, *centres(size_m, ix, iy))
        ix, iy = ix[inside], iy[inside]
    return (ix, iy) if len(ix) <= MAX_SQUARES else None


def centres(size_m: int, ix: Ints, iy: Ints) -> tuple[Floats, Floats]:
    """East and north of the squares' centres."""
    return np.asarray((ix + 0.5) * size_m, float), np.asarray((iy + 0.5) * size_m, float)


def outline_squares(squares: Sequence[Square]) -> list[list[list[tuple[float, float]]]]:
    """What these squares cover together, as polygons of rings in metres: the outer counterclockwise, holes after it.

    Squares that meet at a corner alone are polygons of their own.
    """
    boxes = [
        shapely.box(*(edge * s.size_m for edge in (s.ix, s.iy, s.ix + 1, s.iy + 1)))
        for s in squares
    ]
    together = shapely.normalize(shapely.simplify(shapely.union_all(boxes), 0))
    parts = shapely.get_parts(shapely.orient_polygons(together))
    return [
        [list(ring.coords) for ring in (part.exterior, *part.interiors)] for part in parts.tolist()
    ]
