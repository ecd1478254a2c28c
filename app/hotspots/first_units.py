"""The first so many units of an order, and what they hold: ties are shared, nothing is drawn."""

from __future__ import annotations

import numpy as np

from app.hotspots.columns import Floats, Ints, sum_by


def rank_groups(*keys: Ints | Floats) -> Ints:
    """0 for the units with the highest first key, then the highest second; units that tie in all share a number."""
    table = np.stack([-np.asarray(key, float) for key in keys], axis=1)
    return np.unique(table, axis=0, return_inverse=True)[1].ravel().astype(np.int64)


def hold_first(group: Ints, weight: Floats, value: Floats, wanted: int) -> float:
    """What the first `wanted` units hold of a value; where a tie is cut, what a draw among its units would on average.

    `group` and `weight` have an entry more than `value`: that of the units without any.
    """
    groups = int(group.max()) + 1
    there = sum_by(group, weight, groups)
    total = sum_by(group, np.append(value, 0.0), groups)
    taken = np.clip(wanted - (np.cumsum(there) - there), 0, there)
    return float((total * np.divide(taken, there, out=np.zeros(groups), where=there > 0)).sum())
