"""What a unit is called before others: a named place by its name, a square no finer than what is published. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.hotspots.grid import Grid
from app.hotspots.grid_ground import find_ground, find_landmarks
from app.hotspots.grid_publishing import FINEST_M
from app.hotspots.siting import Ground, Spot
from app.hotspots.square_names import find_near, say_where
from app.hotspots.squares import Square, read_square

NAMELESS = "–"


def coarsen(square: Square) -> Square:
    """The square of 200 m that holds one of 100 m; a larger one is itself."""
    if square.size_m >= FINEST_M:
        return square
    step = FINEST_M // square.size_m
    return Square(FINEST_M, square.ix // step, square.iy // step)


def shared_unit(
    unit_id: str, place_name: str | None, square_name: str | None = None
) -> tuple[str, str]:
    """(id, name) as other organisations see them; `square_name` is what `name_shared` said when it was handed on."""
    if place_name is not None:
        return unit_id, place_name
    square = read_square(unit_id)
    if square is None:
        return "", NAMELESS
    shared = coarsen(square).id
    return shared, square_name or shared


def name_shared(ground: Ground, spots: Sequence[Spot], square: Square) -> str:
    """`Ruta vid Station, 730 m NO`: where the square is, as others are told. Of the area's ground and places alone."""
    shared = coarsen(square)
    grid = Grid(
        size_m=shared.size_m,
        ix=np.array([shared.ix]),
        iy=np.array([shared.iy]),
        inside_place=np.zeros(1, bool),
        ground=find_ground(ground, shared.size_m),
        landmarks=find_landmarks(spots, ground.epsg),
    )
    (near,) = find_near(grid, np.zeros(1, np.int64))
    return say_where((shared,), near)
