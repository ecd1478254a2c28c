"""Which patrols walked together: officers who each began a pass of their own are one presence (ADR 0007). Pure.

Two patrols of one organisation are *together* where at least `together_share` of the known time of the shorter one was
spent where and when the other one was. Known time is that of visits or of squares, never their sum: a pair is judged by
whichever knows more of both. Taken transitively, as duplicates are: the only reading in which the order of the rows
can't matter. Instants and lengths are in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.hotspots.columns import Bools, Floats, Ints, connect, sum_by
from app.hotspots.parameters import PresenceRules


@dataclass(frozen=True)
class Patrols:
    """Patrols, each named by its position 0..n-1; all columns of one length."""

    organisation: Ints
    start_ms: Ints
    end_ms: Ints


@dataclass(frozen=True)
class Stretches:
    """Time that patrols spent somewhere: `lasted_ms` of it between start and end.

    One row for each patrol and place and time: the rows of one patrol at one place do not overlap.
    """

    patrol: Ints
    place: Ints  # a code of the place, 0 or more
    start_ms: Ints
    end_ms: Ints
    lasted_ms: Ints


class _Shared(NamedTuple):
    """What one kind of evidence says: for pairs `low * size + high`, rising; and for each patrol."""

    pair: Ints
    shared_ms: Floats
    known_ms: Floats

    def of(self, pairs: Ints) -> Floats:
        """Time that these pairs shared."""
        found = np.searchsorted(self.pair, pairs)
        known = np.append(self.pair, -1)[found] == pairs
        return np.where(known, np.append(self.shared_ms, 0.0)[found], 0.0)


def meets_another(patrols: Patrols, rules: PresenceRules) -> Bools:
    """Which patrols were out while another one of their organisation was: only these can have been together."""
    meets = np.zeros(len(patrols.start_ms), bool)
    keys = (patrols.end_ms, patrols.start_ms, patrols.organisation)
    for one, other in _at_once(patrols.organisation, patrols.start_ms, patrols.end_ms, keys, rules):
        meets[one] = meets[other] = True
    return meets


def find_companies(
    patrols: Patrols, visits: Stretches, squares: Stretches, rules: PresenceRules
) -> Ints:
    """For each patrol the first of those it walked with, itself where it walked alone.

    Stretches count as far as they lie within their patrol's own time. Each is compared with at most `most_at_once`
    others at the same place and time.
    """
    size = len(patrols.start_ms)
    by_visits, by_squares = (
        _share(patrols, _within(patrols, each), rules) for each in (visits, squares)
    )
    pairs = np.union1d(by_visits.pair, by_squares.pair)
    low, high = pairs // max(size, 1), pairs % max(size, 1)
    visited, walked = (
        np.minimum(each.known_ms[low], each.known_ms[high]) for each in (by_visits, by_squares)
    )
    shared = np.where(walked >= visited, by_squares.of(pairs), by_visits.of(pairs))
    together = shared >= rules.together_share * np.maximum(walked, visited)
    return connect(np.arange(size), low[together], high[together])


def _within(patrols: Patrols, rows: Stretches) -> Stretches:
    start = np.maximum(rows.start_ms, patrols.start_ms[rows.patrol])
    end = np.minimum(rows.end_ms, patrols.end_ms[rows.patrol])
    lasted = np.minimum(rows.lasted_ms, end - start)
    kept = lasted > 0
    return Stretches(rows.patrol[kept], rows.place[kept], start[kept], end[kept], lasted[kept])


def _share(patrols: Patrols, rows: Stretches, rules: PresenceRules) -> _Shared:
    """Time that pairs of one organisation spent at the same places at the same time."""
    size = len(patrols.start_ms)
    organisation = patrols.organisation[rows.patrol]
    where = organisation * (int(rows.place.max(initial=0)) + 1) + rows.place
    keys = (rows.patrol, rows.end_ms, rows.start_ms, where)
    pairs, times = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for one, other in _at_once(where, rows.start_ms, rows.end_ms, keys, rules):
        both = np.minimum(rows.end_ms[one], rows.end_ms[other]) - np.maximum(
            rows.start_ms[one], rows.start_ms[other]
        )
        low, high = (
            pick(rows.patrol[one], rows.patrol[other]) for pick in (np.minimum, np.maximum)
        )
        pairs.append(low * size + high)
        times.append(np.minimum(both, np.minimum(rows.lasted_ms[one], rows.lasted_ms[other])))
    pair, row = np.unique(np.concatenate(pairs), return_inverse=True)
    shared = sum_by(row.ravel(), np.concatenate(times), len(pair))
    return _Shared(pair, shared, sum_by(rows.patrol, rows.lasted_ms, size))


def _at_once(
    group: Ints, start: Ints, end: Ints, keys: tuple[Ints, ...], rules: PresenceRules
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of rows of one group that overlap, each row with at most `most_at_once` that start after it.

    `keys` order the rows, the last key first: by group and start before all else.
    """
    order = np.lexsort(keys)
    group, start, end = group[order], start[order], end[order]
    earlier = np.arange(len(order))
    for step in range(1, rules.most_at_once + 1):
        # In the order of starts, a row whose step-th follower starts too late has no later one either.
        earlier = earlier[earlier + step < len(order)]
        later = earlier + step
        earlier = earlier[(group[later] == group[earlier]) & (start[later] < end[earlier])]
        if not len(earlier):
            return
        yield order[earlier], order[earlier + step]
