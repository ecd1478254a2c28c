"""Columns of rows as arrays: the types, and keys turned into integers that arrays can be indexed with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Words = NDArray[np.str_]

IntColumn = Sequence[int] | Ints
FloatColumn = Sequence[float] | Floats
BoolColumn = Sequence[bool] | Bools

NO_END = np.iinfo(np.int64).min  # stands for "not ended" in a column of instants


def encode_keys(*columns: Sequence[str]) -> tuple[list[str], list[Ints]]:
    """The distinct keys in sorted order, and each column as positions in them.

    Sorted, so that the codes depend on which keys there are and never on the order of the rows.
    """
    keys = sorted(set().union(*columns))
    position = {key: code for code, key in enumerate(keys)}
    return keys, [
        np.fromiter(map(position.__getitem__, column), np.int64, len(column)) for column in columns
    ]


def patrol_keys(patrol_ids: Sequence[str | None], reporters: Sequence[str]) -> list[str]:
    """The patrol of each row; a row without one is a patrol of its reporter's own."""
    return [
        patrol if patrol is not None else f"\0{reporter}"
        for patrol, reporter in zip(patrol_ids, reporters, strict=True)
    ]


def instants(values: Iterable[int | None], size: int) -> Ints:
    """UTC milliseconds as an array, with `NO_END` where there is none."""
    return np.fromiter((NO_END if value is None else value for value in values), np.int64, size)


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
