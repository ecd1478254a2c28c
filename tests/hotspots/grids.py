"""Small grids by hand: the towns of `towns.py` with squares for places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.hotspots.grid import Grid, Landmarks
from app.hotspots.grid_method import name_units
from app.hotspots.inputs import HotspotInputs
from app.hotspots.sites import Sites
from tests.hotspots.towns import Seen, Visit, evenings, seen_on, town

SIDE = 8


def unit_at(x: int, y: int, side: int = SIDE) -> int:
    return x * side + y


def on_grid(inputs: HotspotInputs, side: int = SIDE, **changes: object) -> HotspotInputs:
    """The town with `side` x `side` squares, each place of it being one."""
    size = side * side
    ix, iy = np.divmod(np.arange(size), side)
    grid = Grid(
        size_m=100,
        ix=ix + 5000,
        iy=iy + 68000,
        inside_place=np.zeros(size, bool),
        sites=Sites(np.arange(size + 1), np.arange(size), np.ones(size)),
        landmarks=Landmarks(["p1"], ["Torget"], np.array([500_050.0]), np.array([6_800_050.0])),
    )
    grid = replace(grid, **changes)
    return replace(inputs, grid=grid, places=name_units(grid))


def patrolled(
    hot: Sequence[int], times: int = 5, *, days: int = 12, side: int = SIDE
) -> tuple[list[Visit], list[Seen]]:
    """Evenings in all squares by two officers: in each one thing was seen on one of them, in hot ones more."""
    visits, seen = [], []
    for unit in range(side * side):
        for day in range(days):
            who = "ab"[day % 2]
            visits += evenings(unit, [day], reporter=who)
            if unit in hot:
                seen += [
                    entry
                    for number in range(times)
                    for entry in seen_on(
                        unit, [day], reporter=who, easting_m=1000.0 * unit + 100 * number
                    )
                ]
            elif day == unit % days:
                seen += seen_on(unit, [day], reporter=who, easting_m=1000.0 * unit)
    return visits, seen


def hot_town(hot: Sequence[int], **changes: object) -> HotspotInputs:
    visits, seen = patrolled(hot)
    return on_grid(town(visits, seen, places=SIDE * SIDE), **changes)
