"""The grid as the units of the list: its squares, where visits were on them, and what phones sent of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from app.hotspots.columns import Bools, Floats, Ints
from app.hotspots.grid_presence import SquareSeconds
from app.hotspots.sites import NO_SITES, Sites
from app.hotspots.units import find_squares

#: Eight directions by the compass, from north on clockwise.
DIRECTIONS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


class ToldBy(StrEnum):
    """What tells a square from the others that have the same nearest place."""

    BEARING = "bearing"  # how far from it, and in which direction
    OFFSET = "offset"  # how far to the east or west, and to the north or south
    SQUARE = "square"  # the square's own numbers: another place has the same name


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
    east_m: int  # of the square's centre from the place, to ten metres; below 0 to the west
    north_m: int
    told_by: ToldBy  # what its name must say, so that no other square of the area has the same


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
    ground: tuple[Ints, Ints] | None = (
        None  # the same by its outline alone, whatever happened; None: not known
    )
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
