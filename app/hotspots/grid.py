"""The grid as the units of the list: its squares, where visits were on them, and what phones sent of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from app.hotspots.columns import Bools, Floats, Ints
from app.hotspots.grid_presence import SquareSeconds
from app.hotspots.sites import NO_SITES, Sites
from app.hotspots.squares import centres
from app.hotspots.units import find_squares

#: Eight directions by the compass, from north on clockwise.
DIRECTIONS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_ROUND_M = 10


@dataclass(frozen=True)
class Landmarks:
    """Places by which people know where a square is; in the order of their ids."""

    place_id: Sequence[str] = ()
    name: Sequence[str] = ()
    east: Floats = field(default_factory=lambda: np.zeros(0))
    north: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True, slots=True)
class Near:
    """The place that is nearest to a square: how far from its centre, in which direction from the place."""

    place_id: str
    name: str
    distance_m: int  # to ten metres; 0 where the place's centre is in the square
    direction: str | None  # one of `DIRECTIONS`; None where the place's centre is in the square


@dataclass(frozen=True)
class Grid:
    """Squares 0..n-1 as units; `visits.place` of the inputs is a site here, not a unit."""

    size_m: int
    ix: Ints
    iy: Ints
    inside_place: Bools  # a place that is visited covers it or a part of it
    sites: Sites = NO_SITES
    seconds: SquareSeconds = field(default_factory=SquareSeconds)
    reach: tuple[Ints, Ints] | None = None  # all squares of the area; None where they are too many
    landmarks: Landmarks = field(default_factory=Landmarks)

    def with_reach(self) -> Grid:
        """The grid with all squares of the area behind those it has; the units that are there keep their numbers."""
        if self.reach is None:
            return self
        ix, iy = self.reach
        new = find_squares(self.ix, self.iy, ix, iy) < 0
        more = int(new.sum())
        return replace(
            self,
            ix=np.concatenate([self.ix, ix[new]]),
            iy=np.concatenate([self.iy, iy[new]]),
            inside_place=np.concatenate([self.inside_place, np.zeros(more, bool)]),
        )


def find_near(grid: Grid, unit: Ints) -> list[Near | None]:
    """For each of these squares the place by which people know it; None where the area has no place."""
    marks = grid.landmarks
    if not marks.place_id or not len(unit):
        return [None] * len(unit)
    east, north = centres(grid.size_m, grid.ix[unit], grid.iy[unit])
    nearest, distance = np.zeros(len(unit), np.int64), np.full(len(unit), np.inf)
    for number, (x, y) in enumerate(zip(marks.east.tolist(), marks.north.tolist(), strict=True)):
        away = np.hypot(east - x, north - y)
        closer = away < distance
        nearest[closer], distance[closer] = number, away[closer]
    return [
        _describe(grid, at, mark) for at, mark in zip(unit.tolist(), nearest.tolist(), strict=True)
    ]


def _describe(grid: Grid, unit: int, mark: int) -> Near:
    marks, size = grid.landmarks, grid.size_m
    x, y = float(marks.east[mark]), float(marks.north[mark])
    name = (marks.place_id[mark], marks.name[mark])
    if (x // size, y // size) == (grid.ix[unit], grid.iy[unit]):
        return Near(*name, 0, None)
    east, north = (float(a[0]) for a in centres(size, grid.ix[[unit]], grid.iy[[unit]]))
    bearing = np.degrees(np.arctan2(east - x, north - y)) % 360
    direction = DIRECTIONS[int((bearing + 22.5) // 45) % len(DIRECTIONS)]
    return Near(*name, round(float(np.hypot(east - x, north - y)) / _ROUND_M) * _ROUND_M, direction)
