"""What squares are called: by the nearest place, how far and in which direction, and no two of an area alike. Pure.

What tells a square from another is asked of the area's ground, not of the rows of a list: so a name stays the same
whatever is filtered, and tells nothing of where anything happened. Without an outline it is asked of what is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.hotspots.columns import Bools, Floats, Ints
from app.hotspots.grid import DIRECTIONS, Grid, Near, ToldBy
from app.hotspots.squares import Square, centres

_ROUND_M = 10
_AT_THE_PLACE = -1
_MOST_NUMBERS = 2**62
#: Swedish, as the area's own places are named; pages say it in the reader's language (`naming.say_square`).
_DIRECTIONS_SV = {
    "n": "N",
    "ne": "NO",
    "e": "O",
    "se": "SO",
    "s": "S",
    "sw": "SV",
    "w": "V",
    "nw": "NV",
}


@dataclass(frozen=True, slots=True)
class _Bearings:
    """Squares from their nearest places, arrays of the same length."""

    mark: Ints
    distance_m: Ints
    direction: Ints  # position in `DIRECTIONS`, or `_AT_THE_PLACE`
    east_m: Ints
    north_m: Ints


def find_near(grid: Grid, unit: Ints) -> list[Near | None]:
    """For each of these squares the place by which people know it; None where the area has no place."""
    marks = grid.landmarks
    if not marks.place_id or not len(unit):
        return [None] * len(unit)
    ix, iy = grid.ix[unit], grid.iy[unit]
    if grid.ground is not None:
        ix, iy = (np.concatenate(both) for both in zip((ix, iy), grid.ground, strict=True))
    # Each square once, however often it is among them.
    _, first, row = np.unique(_number_rows([ix, iy]), return_index=True, return_inverse=True)
    found = _find_bearings(grid, ix[first], iy[first])
    told_by = _tell_apart(grid, found)
    return [
        Near(
            place_id=marks.place_id[mark],
            name=marks.name[mark],
            distance_m=int(found.distance_m[at]),
            direction=None if way == _AT_THE_PLACE else DIRECTIONS[way],
            east_m=int(found.east_m[at]),
            north_m=int(found.north_m[at]),
            told_by=ToldBy(str(told_by[at])),
        )
        for at in row[: len(unit)].tolist()
        for mark, way in [(int(found.mark[at]), int(found.direction[at]))]
    ]


def _find_bearings(grid: Grid, ix: Ints, iy: Ints) -> _Bearings:
    """The nearest place of each square (the first of those that are as near), and the way from it."""
    marks, size = grid.landmarks, grid.size_m
    east, north = centres(size, ix, iy)
    nearest, least = np.zeros(len(ix), np.int64), np.full(len(ix), np.inf)
    for number, (x, y) in enumerate(zip(marks.east.tolist(), marks.north.tolist(), strict=True)):
        away = (east - x) ** 2 + (north - y) ** 2
        closer = away < least
        nearest[closer], least[closer] = number, away[closer]
    x, y = marks.east[nearest], marks.north[nearest]
    bearing = np.degrees(np.arctan2(east - x, north - y)) % 360
    direction = ((bearing + 22.5) // 45).astype(np.int64) % len(DIRECTIONS)
    inside = (x // size == ix) & (y // size == iy)
    return _Bearings(
        mark=nearest,
        distance_m=np.where(inside, 0, _round(np.sqrt(least))),
        direction=np.where(inside, _AT_THE_PLACE, direction),
        east_m=_round(east - x),
        north_m=_round(north - y),
    )


def _round(metres: Floats) -> Ints:
    tens: Ints = np.rint(metres / _ROUND_M).astype(np.int64)
    return tens * _ROUND_M


def _tell_apart(grid: Grid, found: _Bearings) -> np.ndarray[Any, np.dtype[np.str_]]:
    """For each square the least that its name must say (a `ToldBy`), so that no other has the same."""
    name = np.unique(np.asarray(grid.landmarks.name, str), return_inverse=True)[1].ravel()
    bearing = [name[found.mark], found.distance_m, found.direction]
    shared = _is_shared(bearing)
    same = _is_shared([*bearing, found.east_m, found.north_m])
    # An offset says nothing of a square that has the place in it.
    same |= shared & (found.direction == _AT_THE_PLACE)
    return np.where(same, ToldBy.SQUARE, np.where(shared, ToldBy.OFFSET, ToldBy.BEARING))


def _is_shared(columns: Sequence[Ints]) -> Bools:
    """Which rows have their values in common with another."""
    _, row, count = np.unique(_number_rows(columns), return_inverse=True, return_counts=True)
    shared: Bools = count[row] > 1
    return shared


def _number_rows(columns: Sequence[Ints]) -> Ints:
    """A number for each row, the same for rows with the same values. Sorting whole rows takes ten times as long."""
    number, size = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        value = column - column.min()
        span = int(value.max()) + 1
        if size * span > _MOST_NUMBERS:  # no more numbers than there are rows
            number, size = np.unique(number, return_inverse=True)[1], len(number)
        number, size = number * span + value, size * span
    return number


def say_where(squares: Sequence[Square], near: Near | None) -> str:
    """`Ruta vid Stationen, 120 m NO`: how people know the first of the squares, in Swedish."""
    what = "Ruta" if len(squares) == 1 else f"{len(squares)} rutor"
    if near is None:
        return f"{what} {squares[0].ix}/{squares[0].iy}"
    at = f"{what} vid {near.name}"
    if near.direction is not None:
        at += f", {near.distance_m} m {_DIRECTIONS_SV[near.direction]}"
    if near.told_by is ToldBy.BEARING:
        return at
    return f"{at} ({_say_apart(squares[0], near)})"


def _say_apart(square: Square, near: Near) -> str:
    if near.told_by is ToldBy.SQUARE:
        return f"{square.ix}/{square.iy}"
    return ", ".join(f"{metres} m {_DIRECTIONS_SV[way]}" for metres, way in steps_of(near))


def steps_of(near: Near) -> list[tuple[int, str]]:
    """The way from the place to the square's centre as metres to the east or west, then to the north or south."""
    steps = [
        (abs(near.east_m), "e" if near.east_m > 0 else "w"),
        (abs(near.north_m), "n" if near.north_m > 0 else "s"),
    ]
    return [(metres, way) for metres, way in steps if metres]
