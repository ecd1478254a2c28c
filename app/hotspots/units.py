"""Units and their windows: what is summed around each unit before it is tested.

A unit is a place or a square, an index 0..size-1. The window of a place is the place itself; that of a square is the
3 x 3 squares around it that lie inside the area.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.hotspots.columns import Floats, Ints, count_by, sum_by

#: Marking a million rows takes 2 ms, sorting or hashing them 60 to 500; the board is a byte for each code.
MOST_MARKS = 1 << 25
_STRIDE = 1 << 32  # wider than any row of squares on Earth


@dataclass(frozen=True)
class UnitWindow:
    """Which windows each unit belongs to, as rows of a sparse matrix."""

    size: int  # windows; as many as units, but where windows were merged
    start: Ints  # units + 1: the windows of unit u are window[start[u]:start[u + 1]]
    window: Ints
    alone: bool = False  # every unit is its own window

    def expand(self, unit: Ints) -> tuple[Ints, Ints]:
        """`(window, row)`: each row (by its unit) once for every window that it belongs to."""
        if self.alone:
            return unit, np.arange(len(unit))
        count = np.diff(self.start)[unit]
        row = np.repeat(np.arange(len(unit)), count)
        step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        return self.window[self.start[unit][row] + step], row

    def sum(self, by_unit: ArrayLike) -> Floats:
        """The sum over each unit's window, in the dtype float64, shape `(size,)`."""
        values = np.asarray(by_unit, float)
        if self.alone:
            return values
        window, unit = self.expand(np.arange(len(self.start) - 1))
        return sum_by(window, values[unit], self.size)

    def count_distinct(self, unit: Ints, key: Ints) -> Ints:
        """How many distinct keys each window holds, shape `(size,)`."""
        if not len(unit):
            return np.zeros(self.size, np.int64)
        keys = int(key.max()) + 1
        # One of each pair is enough, before every row is taken nine times.
        pair = _distinct(unit * keys + key, (len(self.start) - 1) * keys)
        window, row = self.expand(pair // keys)
        found = _distinct(window * keys + pair[row] % keys, self.size * keys)
        return count_by(found // keys, self.size)


def _distinct(code: Ints, codes: int) -> Ints:
    """The codes (0..codes-1) that there are, rising: marked on a board where it is small, else sorted."""
    if codes > MOST_MARKS:
        return np.unique(code)
    board = np.zeros(codes, bool)
    board[code] = True
    return np.flatnonzero(board)


def place_window(size: int) -> UnitWindow:
    """Each place by itself."""
    return UnitWindow(size, np.arange(size + 1), np.arange(size), alone=True)


def square_window(ix: Ints, iy: Ints) -> UnitWindow:
    """Squares with the eight around them, as far as those are given (borders sum over fewer)."""
    steps = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    around = np.stack([find_squares(ix, iy, ix + dx, iy + dy) for dx, dy in steps], axis=1)
    inside = around >= 0
    start = np.concatenate([[0], np.cumsum(inside.sum(axis=1))])
    return UnitWindow(len(ix), start.astype(np.int64), around[inside])


def merge_windows(window: UnitWindow, row: Ints, size: int) -> UnitWindow:
    """The windows of units that are one row of the list (`row` by unit, -1: none) as one; each unit is in it once."""
    units = len(window.start) - 1
    merged, unit = window.expand(np.arange(units))
    merged = row[merged]
    pairs = np.unique((unit * (size + 1) + merged)[merged >= 0])
    start = np.concatenate([[0], np.cumsum(count_by(pairs // (size + 1), units))])
    return UnitWindow(size, start.astype(np.int64), pairs % (size + 1))


def find_squares(ix: Ints, iy: Ints, wanted_ix: Ints, wanted_iy: Ints) -> Ints:
    """The unit of each wanted square, -1 where the square is not one of the units."""
    codes = ix * _STRIDE + iy
    order = np.argsort(codes)
    wanted = wanted_ix * _STRIDE + wanted_iy
    at = np.clip(np.searchsorted(codes[order], wanted), 0, max(len(codes) - 1, 0))
    if not len(codes):
        return np.full(len(wanted), -1)
    found = order[at]
    return np.where(codes[found] == wanted, found, -1)
