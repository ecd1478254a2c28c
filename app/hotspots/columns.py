"""Columns of rows as arrays: the types, what stands for nothing in them, and keys as integers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Words = NDArray[np.str_]

IntColumn = Sequence[int] | Ints
FloatColumn = Sequence[float] | Floats
BoolColumn = Sequence[bool] | Bools

NO_NUMBER = np.iinfo(np.int64).min  # stands for "none" in a column of integers
NO_END = NO_NUMBER  # and for "not ended" in one of instants

MaybeIntColumn = Sequence[int | None] | Ints  # an array has NO_NUMBER where there is none
MaybeBoolColumn = Sequence[bool | None] | NDArray[np.int8]  # an array has 1, 0, and -1 for not said


def instants(values: MaybeIntColumn, size: int) -> Ints:
    """UTC milliseconds as an array, with `NO_END` where there is none."""
    if isinstance(values, np.ndarray):
        return values.astype(np.int64, copy=False)
    return np.fromiter((NO_END if value is None else value for value in values), np.int64, size)


def answers(values: MaybeBoolColumn) -> NDArray[np.int8]:
    """What was answered, as 1 and 0; -1 where nothing was."""
    if isinstance(values, np.ndarray):
        return values.astype(np.int8, copy=False)
    return np.fromiter((-1 if value is None else value for value in values), np.int8, len(values))


def count_by(index: Ints, size: int) -> Ints:
    """How often each of 0..size-1 stands in the index, shape `(size,)`."""
    return np.bincount(index, minlength=size).astype(np.int64)


def sum_by(index: Ints, values: ArrayLike, size: int) -> Floats:
    """The values summed by index, shape `(size,)`; the order of summing is the order of the rows."""
    return np.bincount(index, weights=np.asarray(values, float), minlength=size).astype(float)


def latest_by(index: Ints, at_ms: Ints, size: int) -> Ints:
    """The last instant by index, shape `(size,)`; `NO_END` where there is none."""
    latest = np.full(size, NO_END)
    np.maximum.at(latest, index, at_ms)
    return latest


def compact(codes: Ints) -> Ints:
    """The same grouping with codes 0..n-1, so that products of codes stay far from overflow."""
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def connect(label: Ints, first: Ints, second: Ints) -> Ints:
    """Each position's lowest connected position, once these pairs are connected too.

    Hooking and pointer jumping; `label` is such a labelling before them.
    """
    while True:
        before = label
        low = np.minimum(label[first], label[second])
        label = label.copy()
        np.minimum.at(label, before[first], low)
        np.minimum.at(label, before[second], low)
        label = label[label]
        if np.array_equal(label, before):
            return label
