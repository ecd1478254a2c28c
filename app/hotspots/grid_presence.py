"""Presence on squares: what phones sent by square and hour, and of visits what the phones don't account for.

Squares hold the time of visits too (ADR 0007), so the two are never added. What the phone knows of the squares of a
visit's site, in the same hour, is of that visit; only what is left of the visit, where the phone slept, is spread
over the site. Nothing else is invented. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.hotspots.blocks import HOUR_MS, LocalSlots
from app.hotspots.columns import Floats, Ints, sum_by
from app.hotspots.presence import Presence, Visits, presence_of
from app.hotspots.presence_cells import PresenceCells, presence_of_cells
from app.hotspots.sites import Sites

NOTHING = np.zeros(0, np.int64)


@dataclass(frozen=True)
class SquareSeconds:
    """Rows of the patrols' phones; `patrol` is the row of the patrol in the inputs, `unit` a square."""

    patrol: Ints = field(default_factory=NOTHING.copy)
    unit: Ints = field(default_factory=NOTHING.copy)
    hour: Ints = field(default_factory=NOTHING.copy)  # whole hours since 1970-01-01T00:00Z
    seconds: Floats = field(default_factory=lambda: np.zeros(0))


def bound_cells(
    cells: Iterable[Sequence[int]], start_ms: int, end_ms: int | None
) -> list[tuple[int, int, int, float]]:
    """A phone's rows, in no hour more than the patrol lasted in it: what is over is taken from all alike.

    A patrol that has not ended may have lasted until now: its hours count from its start on.
    """
    given = [(ix, iy, hour, max(seconds, 0)) for ix, iy, hour, seconds in cells]
    by_hour: defaultdict[int, int] = defaultdict(int)
    for _ix, _iy, hour, seconds in given:
        by_hour[hour] += seconds
    share = {}
    for hour, known in by_hour.items():
        until = (hour + 1) * HOUR_MS if end_ms is None else min(end_ms, (hour + 1) * HOUR_MS)
        lasted_s = max(0, until - max(start_ms, hour * HOUR_MS)) / 1000
        share[hour] = min(1.0, lasted_s / known) if known else 0.0
    return [(ix, iy, hour, s * share[hour]) for ix, iy, hour, s in given if s * share[hour] > 0]


def cells_as_visits(cells: PresenceCells) -> Visits:
    """The hours in which somebody was in a square at some time, for asking whether anybody was near."""
    start = cells.hour * HOUR_MS
    return Visits(cells.unit, start, start + HOUR_MS, cells.patrol, cells.reporter)


def join_presence(
    visits: Visits, sites: Sites, cells: PresenceCells, slots: LocalSlots
) -> Presence:
    """Presence by square; the unit of `visits` (closed) is their site."""
    known = presence_of_cells(cells, slots)
    if not len(visits.unit):
        return known
    key, code = np.unique(_site_key(visits.patrol, visits.unit, sites), return_inverse=True)
    by_site = Visits(
        code.astype(np.int64), visits.start_ms, visits.end_ms, visits.patrol, visits.reporter
    )
    pieces = presence_of(by_site, _by_hour(slots))
    left = pieces.hours * _not_in_cells(pieces, key, sites, cells)
    entry, row = sites.expand((key % _site_count(sites))[pieces.unit])
    hours = left[row] * sites.share[entry]
    spread = Presence(
        sites.unit[entry],
        pieces.start_ms[row],
        pieces.end_ms[row],
        pieces.slot[row],
        pieces.reporter[row],
        hours,
    )
    return known.and_also(spread.where(hours > 0))


def _site_count(sites: Sites) -> int:
    return max(len(sites.start) - 1, 1)


def _site_key(patrol: Ints, site: Ints, sites: Sites) -> Ints:
    return patrol * _site_count(sites) + site


def _by_hour(slots: LocalSlots) -> LocalSlots:
    """The same slots, cut at whole hours too."""
    first, last = int(slots.edges_ms[0]), int(slots.edges_ms[-1])
    hours = np.arange(first // HOUR_MS + 1, last // HOUR_MS + 1) * HOUR_MS
    edges = np.unique(np.concatenate([slots.edges_ms, hours[(hours > first) & (hours < last)]]))
    within = slots.locate(edges[:-1])
    return LocalSlots(edges, slots.slot[within], slots.day[within])


def _not_in_cells(pieces: Presence, key: Ints, sites: Sites, cells: PresenceCells) -> Floats:
    """The share of each piece (unit: its patrol and site, as in `key`) that the phones don't account for, 0..1."""
    count = _site_count(sites)
    hour = pieces.start_ms // HOUR_MS
    if not len(cells.unit) or not len(pieces.unit):
        return np.ones(len(pieces.unit))
    row, site = _sites_of(cells.unit, sites)
    at = np.searchsorted(key, cells.patrol[row] * count + site)
    at = np.clip(at, 0, len(key) - 1)
    is_visited = key[at] == cells.patrol[row] * count + site
    row, at = row[is_visited], at[is_visited]
    first = int(min(hour.min(), cells.hour.min()))
    span = int(max(hour.max(), cells.hour.max())) - first + 1
    groups, group = np.unique(
        np.concatenate([pieces.unit * span + hour - first, at * span + cells.hour[row] - first]),
        return_inverse=True,
    )
    visited = sum_by(group[: len(hour)], pieces.hours, len(groups))
    sent = _longest(group[len(hour) :], cells.reporter[row], cells.seconds[row], len(groups))
    share = np.divide(
        np.maximum(visited - sent, 0), visited, out=np.zeros(len(groups)), where=visited > 0
    )
    return np.asarray(share[group[: len(hour)]], float)


def _sites_of(unit: Ints, sites: Sites) -> tuple[Ints, Ints]:
    """`(row, site)`: each row (by its square) once for every site that the square is part of."""
    site = np.repeat(np.arange(_site_count(sites)), np.diff(sites.start))
    order = np.argsort(sites.unit, kind="stable")
    covered = sites.unit[order]
    low = np.searchsorted(covered, unit, side="left")
    count = np.searchsorted(covered, unit, side="right") - low
    row = np.repeat(np.arange(len(unit)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, site[order][low[row] + step]


def _longest(group: Ints, reporter: Ints, seconds: Floats, size: int) -> Floats:
    """Hours of each group: of the people who sent any, the one that sent most; at most an hour."""
    people = int(reporter.max(initial=0)) + 1
    person, at = np.unique(group * people + reporter, return_inverse=True)
    each = np.minimum(sum_by(at, seconds, len(person)), 3600.0) / 3600.0
    longest = np.zeros(size)
    np.maximum.at(longest, person // people, each)
    return longest
