"""Rows of a query as columns: some hundred at a time become arrays, so that no row is an object for long. Pure.

As SQLAlchemy's rows, and all at once, they took three quarters of the time of a list of a quarter of a million.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any

import numpy as np

from app.hotspots.columns import NO_NUMBER
from app.hotspots.keys import Keys, Numbering

AT_ONCE = (
    500  # rows: of 250 to 16,000 at once, the fewer the faster; below, numpy's calls begin to count
)


class TooManyRows(Exception):
    """There are more than are wanted in memory."""


class Column(Enum):
    """What a column becomes."""

    TEXT = auto()  # texts that are all different: a list of them
    KEY = auto()  # texts, or None, of which many rows have the same: `Keys`
    INT = auto()  # integers, NO_NUMBER for None
    FLOAT = auto()  # NaN for None
    BOOL = auto()
    MAYBE = auto()  # 1, 0, and -1 for None


def read_columns(
    fetch: Callable[[int], Sequence[Sequence[Any]]], shapes: Sequence[Column], most: int
) -> list[Any]:
    """Rows as columns; `fetch` gives the next so many, or none. Raises TooManyRows where they are more than `most`."""
    gathering = [_GATHERED[shape](shape) for shape in shapes]
    count = 0
    while found := fetch(AT_ONCE):
        count += len(found)
        if count > most:
            raise TooManyRows
        for column, values in zip(gathering, zip(*found, strict=True), strict=True):
            column.add(values)
    return [column.whole() for column in gathering]


class _Texts:
    def __init__(self, _shape: Column) -> None:
        self._found: list[str] = []

    def add(self, values: Sequence[str]) -> None:
        self._found.extend(values)

    def whole(self) -> list[str]:
        return self._found


class _Keys:
    def __init__(self, _shape: Column) -> None:
        self._numbering = Numbering()
        self._found: list[Any] = [np.zeros(0, np.int64)]

    def add(self, values: Sequence[str | None]) -> None:
        self._found.append(self._numbering.encode(values))

    def whole(self) -> Keys:
        return Keys(list(self._numbering), np.concatenate(self._found))


class _Numbers:
    def __init__(self, shape: Column) -> None:
        self._type, self._none = _TYPES[shape]
        self._found: list[Any] = [np.zeros(0, self._type)]

    def add(self, values: Sequence[Any]) -> None:
        if self._none is not None and None in values:
            values = [self._none if value is None else value for value in values]
        self._found.append(np.array(values, self._type))

    def whole(self) -> Any:
        return np.concatenate(self._found)


_TYPES: dict[Column, tuple[Any, int | None]] = {
    Column.INT: (np.int64, NO_NUMBER),
    Column.FLOAT: (np.float64, None),  # numpy makes NaN of None
    Column.BOOL: (np.bool_, None),
    Column.MAYBE: (np.int8, -1),
}
_GATHERED: dict[Column, type[_Texts | _Keys | _Numbers]] = {
    Column.TEXT: _Texts,
    Column.KEY: _Keys,
    **dict.fromkeys(_TYPES, _Numbers),
}
