"""Patrols that walked together get one id, in all rows that name them: from there on they are one patrol. Pure.

So each reader of the rows, by place or by square, counts them once: visits as the union of their time, square-seconds
as the most of any phone, and what two of them wrote of one incident as one observation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import orjson

from app.core.geometry import cells
from app.hotspots.blocks import HOUR_MS
from app.hotspots.columns import NO_END, Bools, Ints, compact, instants
from app.hotspots.intervals import union_intervals
from app.hotspots.keys import Keys, as_keys, encode_keys
from app.hotspots.known_time import SECOND_MS
from app.hotspots.parameters import PresenceRules
from app.hotspots.presence import Visits, close_visits
from app.hotspots.rows import PatrolColumns, Rows, VisitColumns
from app.hotspots.together import Patrols, Stretches, find_companies, meets_another

_NOBODY = np.zeros(0, np.int64)


def join_patrols(rows: Rows, rules: PresenceRules) -> Rows:
    """The same rows, in which those who walked together are the patrol with the lowest of their ids.

    Visits and observations of patrols that are not among the rows (withdrawn, of suspect time) stay as they are.
    """
    ids = rows.patrols.record_id
    patrols = _patrols(rows.patrols, rules)
    meets = meets_another(patrols, rules)
    if not meets.any():
        return rows
    visits, squares = _visited(rows.visits, ids, meets, rules), _walked(rows.patrols, meets)
    first = find_companies(patrols, visits, squares, rules).tolist()
    joined = {ids[row]: ids[one] for row, one in enumerate(first) if row != one}
    return _rename(rows, joined) if joined else rows


def _patrols(columns: PatrolColumns, rules: PresenceRules) -> Patrols:
    """The patrols' own time; one that nobody ended lasts as long as a pass can."""
    start = np.asarray(columns.start_ms, np.int64)
    end = instants(columns.end_ms, len(start))
    end = np.where(end == NO_END, start + rules.longest_visit_ms, end)
    return Patrols(encode_keys(columns.organisation_id)[1][0], start, end)


def _visited(
    columns: VisitColumns, ids: Sequence[str], meets: Bools, rules: PresenceRules
) -> Stretches:
    """Visits of these patrols, closed; at the place that was named, else in the square of the position."""
    index = {ids[row]: row for row in np.flatnonzero(meets).tolist()}
    patrol = as_keys(columns.patrol_id).find(index, -1)
    rows = np.flatnonzero(patrol >= 0)
    if not len(rows):
        return Stretches(_NOBODY, _NOBODY, _NOBODY, _NOBODY, _NOBODY)
    place = encode_keys(_places(columns, rows))[1][0]
    visits = close_visits(
        Visits(
            place,
            np.asarray(columns.start_ms, np.int64)[rows],
            instants(columns.end_ms, len(columns.start_ms))[rows],
            patrol[rows],
            encode_keys(as_keys(columns.reporter).where(rows))[1][0],
        ),
        rules,
    )
    size = int(place.max()) + 1
    spans = union_intervals(visits.patrol * size + place, visits.start_ms, visits.end_ms)
    return Stretches(
        spans.group // size, spans.group % size, spans.start, spans.end, spans.end - spans.start
    )


def _places(columns: VisitColumns, rows: Ints) -> Keys:
    named = as_keys(columns.place_id).where(rows)
    unnamed = np.flatnonzero(named.holds(lambda word: not word))
    lon, lat = (np.asarray(axis, float)[rows[unnamed]] for axis in (columns.lon, columns.lat))
    squares = as_keys([str(square) for square in cells(lon, lat)])
    code = named.code.copy()
    code[unnamed] = len(named.words) + squares.code
    return Keys([*named.words, *squares.words], code)


def _walked(columns: PatrolColumns, meets: Bools) -> Stretches:
    """What the phones of these patrols summed up, by square and hour."""
    known = as_keys(columns.presence)
    parsed = [orjson.loads(text or b"[]") for text in known.words]
    sent = {row: parsed[known.code[row]] for row in np.flatnonzero(meets).tolist()}
    table = np.array([cell for squares in sent.values() for cell in squares], np.int64)
    if not len(table):
        return Stretches(_NOBODY, _NOBODY, _NOBODY, _NOBODY, _NOBODY)
    patrol = np.repeat(np.array(list(sent)), [len(squares) for squares in sent.values()])
    east, north, hour, seconds = table.T
    square = compact((east - east.min()) * (int(np.ptp(north)) + 1) + north - north.min())
    there = (
        (patrol * (int(square.max()) + 1) + square) * (int(np.ptp(hour)) + 1) + hour - hour.min()
    )
    first, row = np.unique(there, return_index=True, return_inverse=True)[1:]
    summed = np.bincount(row, weights=seconds).astype(np.int64)
    start = hour[first] * HOUR_MS
    return Stretches(patrol[first], square[first], start, start + HOUR_MS, summed * SECOND_MS)


def _rename(rows: Rows, joined: Mapping[str, str]) -> Rows:
    visits, seen, patrols = rows.visits, rows.observations, rows.patrols

    def first_of(key: str | None) -> str | None:
        return joined.get(key or "", key)

    return replace(
        rows,
        visits=visits._replace(patrol_id=as_keys(visits.patrol_id).rename(first_of)),
        observations=seen._replace(patrol_id=as_keys(seen.patrol_id).rename(first_of)),
        patrols=patrols._replace(record_id=as_keys(patrols.record_id).rename(first_of)),
    )
