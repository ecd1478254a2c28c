"""Where visits are on the grid: the squares that a place covers, and how much of it each has. Metres of the projection.

A visit is somewhere in its place, so its time is spread over the place's squares in proportion to what they cover of
it; a visit at no place is in the square of its position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.hotspots.columns import Floats, Ints, sum_by
from app.hotspots.presence import Visits

#: Slivers under this share of a place would be squares with a minute in them.
LEAST_SHARE = 0.05
_AROUND = 16  # segments of a quarter circle: 0.2 % short of its area


@dataclass(frozen=True)
class Sites:
    """Squares of each site as rows of a sparse matrix: site s has `unit[start[s]:start[s + 1]]` with these shares."""

    start: Ints
    unit: Ints
    share: Floats  # of each site they sum to 1

    def expand(self, site: Ints) -> tuple[Ints, Ints]:
        """`(entry, row)`: each row (by its site) once for every square of the site; `entry` points into `unit`."""
        count = np.diff(self.start)[site]
        row = np.repeat(np.arange(len(site)), count)
        step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        return self.start[site][row] + step, row


NO_SITES = Sites(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))


def spread_visits(visits: Visits, sites: Sites) -> tuple[Visits, Ints]:
    """The visits (by site) in each square that they may have been in, and the row of each."""
    entry, row = sites.expand(visits.unit)
    return Visits(
        sites.unit[entry],
        visits.start_ms[row],
        visits.end_ms[row],
        visits.patrol[row],
        visits.reporter[row],
    ), row


def cover_shape(shape: BaseGeometry, size_m: int) -> tuple[Ints, Ints, Floats]:
    """`(ix, iy, share)`: the squares that have at least a twentieth of the shape; the shares sum to 1."""
    west, south, east, north = (int(edge // size_m) for edge in shape.bounds)
    axes = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1), indexing="ij")
    ix, iy = (axis.ravel().astype(np.int64) for axis in axes)
    boxes = shapely.box(ix * size_m, iy * size_m, (ix + 1) * size_m, (iy + 1) * size_m)
    area = shapely.area(shapely.intersection(boxes, shape))
    total = float(area.sum())
    # A large place has no square with a twentieth of it: there half of the largest part is enough.
    enough = min(LEAST_SHARE * total, float(area.max()) / 2)
    kept = (area >= enough) & (area > 0)
    return ix[kept], iy[kept], area[kept] / area[kept].sum()


def circle(east: float, north: float, radius_m: float) -> BaseGeometry:
    """A place that is a point and a radius."""
    return shapely.Point(east, north).buffer(max(radius_m, 1.0), quad_segs=_AROUND)


def join_sites(covers: Sequence[tuple[Ints, Floats]]) -> Sites:
    """Sites from `(unit, share)` of each; a site without a unit (-1) loses it, and what is left sums to 1 again."""
    unit = np.concatenate([np.zeros(0, np.int64), *(each for each, _ in covers)])
    share = np.concatenate([np.zeros(0), *(each for _, each in covers)])
    site = np.repeat(np.arange(len(covers)), [len(each) for each, _ in covers])
    kept = unit >= 0
    unit, share, site = unit[kept], share[kept], site[kept]
    total = sum_by(site, share, len(covers))
    start = np.concatenate([[0], np.cumsum(np.bincount(site, minlength=len(covers)))])
    return Sites(start.astype(np.int64), unit.astype(np.int64), share / total[site])
