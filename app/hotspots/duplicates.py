"""One incident is one observation, however many times it was logged.

Without this, entries that follow each other (1 + geometric(0.5)) gave a false map in 100 % of the simulations; with it
in 1-2.5 % (HOTSPOTS.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.hotspots.columns import Floats, Ints, connect
from app.hotspots.parameters import CountRules


@dataclass(frozen=True)
class Entries:
    """What merging looks at; all columns of one length."""

    entry_id: Sequence[str]
    at_ms: Ints
    category: Ints
    patrol: Ints
    unit: Ints  # -1 for none
    easting_m: Floats  # SWEREF 99 TM; NaN where there is no position
    northing_m: Floats


def merge_duplicates(entries: Entries, rules: CountRules) -> tuple[Ints, Ints]:
    """`(row, multiplicity)`: the first entry of each incident by time and id, and how many it has.

    Same patrol and category, within `merge_ms` and `merge_distance_m` (both inclusive), taken transitively: the only
    reading under which neither the order of the rows nor the batches they came in can matter. Entries without a
    position are at the same spot if they are at the same unit. Rows come in order of time and id.
    """
    order = _ordered(
        (entries.at_ms, entries.category, entries.patrol), entries.entry_id.__getitem__
    )
    label = np.arange(len(order))
    for earlier, later in _pairs(entries, order, rules):
        label = connect(label, earlier, later)
    first, multiplicity = np.unique(label, return_counts=True)
    opening = order[first]
    by_time = _ordered((entries.at_ms[opening],), lambda row: entries.entry_id[opening[row]])
    return opening[by_time], multiplicity[by_time].astype(np.int64)


def _ordered(keys: tuple[Ints, ...], id_of: Callable[[int], str]) -> Ints:
    """Rows by the last key first, then the others; ids are compared only where all keys tie."""
    order = np.lexsort(keys)
    tied = np.ones(max(len(order) - 1, 0), bool)
    for key in keys:
        tied &= key[order][1:] == key[order][:-1]
    if not tied.any():
        return order
    among = order[np.append(tied, False) | np.insert(tied, 0, False)]
    rank = np.zeros(len(order), np.int64)
    rank[sorted(among.tolist(), key=id_of)] = np.arange(len(among))
    return np.lexsort((rank, *keys))


def _pairs(entries: Entries, order: Ints, rules: CountRules) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of positions in `order` that are the same incident: neighbours first, then one apart."""
    at, category, patrol = (c[order] for c in (entries.at_ms, entries.category, entries.patrol))
    unit, east, north = (c[order] for c in (entries.unit, entries.easting_m, entries.northing_m))
    earlier = np.arange(len(order))
    step = 1
    while len(earlier):
        # In time order, a row whose step-th follower is too late has no later one either.
        earlier = earlier[earlier + step < len(order)]
        later = earlier + step
        alike = (category[later] == category[earlier]) & (patrol[later] == patrol[earlier])
        alike &= at[later] - at[earlier] <= rules.merge_ms
        earlier, later = earlier[alike], later[alike]
        apart = np.hypot(east[later] - east[earlier], north[later] - north[earlier])
        same_unit = (unit[later] == unit[earlier]) & (unit[earlier] >= 0)
        near = np.where(np.isnan(apart), same_unit, apart <= rules.merge_distance_m)
        yield earlier[near], later[near]
        step += 1
