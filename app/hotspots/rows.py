"""Rows as the tables have them, turned into what the method is given. Pure; the same rows have the same fingerprint.

No column holds a note: the statistics never see what people wrote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import orjson

from app.hotspots.answers import digest
from app.hotspots.columns import (
    NO_NUMBER,
    BoolColumn,
    Bools,
    FloatColumn,
    IntColumn,
    MaybeBoolColumn,
    MaybeIntColumn,
)
from app.hotspots.inputs import (
    HotspotInputs,
    ObservationRows,
    PatrolRows,
    Places,
    Question,
    ReportRows,
    VisitRows,
)
from app.hotspots.keys import Keys, as_keys
from app.hotspots.siting import Ground, Spot, find_places, is_in_area, place_positions

NEVER_DISORDER = "positiv"
_ANSWERS = {1: True, 0: False, -1: None}


class CategoryColumns(NamedTuple):
    """Every version of every category of the area, the oldest first."""

    code: Sequence[str] = ()
    valid_from_ms: Sequence[int] = ()
    is_disorder: Sequence[bool] = ()


class VisitColumns(NamedTuple):
    """Visits that stand."""

    record_id: Sequence[str] = ()
    place_id: Sequence[str | None] = ()
    lon: FloatColumn = ()
    lat: FloatColumn = ()
    start_ms: IntColumn = ()
    end_ms: MaybeIntColumn = ()
    calm: MaybeBoolColumn = ()
    patrol_id: Sequence[str | None] = ()
    reporter: Sequence[str] = ()


class ObservationColumns(NamedTuple):
    """Observations of patrols, withdrawn ones and those of suspect time too: the list says how many it left out."""

    record_id: Sequence[str] = ()
    place_id: Sequence[str | None] = ()
    lon: FloatColumn = ()
    lat: FloatColumn = ()
    occurred_ms: IntColumn = ()
    category: Sequence[str] = ()
    patrol_id: Sequence[str | None] = ()
    reporter: Sequence[str] = ()
    accuracy_m: FloatColumn = ()
    position_source: Sequence[str] = ()
    withdrawn: BoolColumn = ()
    suspect: BoolColumn = ()
    ix: MaybeIntColumn = ()  # the square of 100 m, as it was folded
    iy: MaybeIntColumn = ()


class ReportColumns(NamedTuple):
    """Reports from others."""

    report_id: Sequence[str] = ()
    lon: FloatColumn = ()
    lat: FloatColumn = ()
    occurred_ms: IntColumn = ()
    category: Sequence[str] = ()
    ix: MaybeIntColumn = ()
    iy: MaybeIntColumn = ()
    #: The end of the span in which it happened, its beginning where the time is known; empty: all are known.
    until_ms: IntColumn = ()


class PatrolColumns(NamedTuple):
    """Patrols that stand."""

    record_id: Sequence[str] = ()
    start_ms: IntColumn = ()
    end_ms: MaybeIntColumn = ()
    presence: Sequence[str | None] = ()  # JSON rows of squares, as they are kept
    organisation_id: Sequence[str] = ()
    reporter: Sequence[str] = ()


@dataclass(frozen=True)
class Rows:
    """All that a list is made from, each table in the order of its ids."""

    spots: Sequence[Spot]
    categories: CategoryColumns
    visits: VisitColumns
    observations: ObservationColumns
    reports: ReportColumns
    patrols: PatrolColumns


def fingerprint(ground: Ground, rows: Rows, question: Question) -> str:
    """The same text for the same rows, whatever database they are in and in whatever order they came."""
    spots = [
        (s.id, s.name, s.lon, s.lat, s.radius_m, s.outline, s.retired)
        for s in sorted(rows.spots, key=lambda spot: spot.id)
    ]
    content: list[Any] = [
        (ground.timezone, ground.epsg, ground.outline),
        (question.from_ms, question.to_ms),
        spots,
        tuple(rows.categories),
        *(
            [_plain(column) for column in table]
            for table in (rows.visits, rows.observations, rows.reports, rows.patrols)
        ),
    ]
    return digest(content)


def _plain(column: Any) -> Any:
    """What JSON says of the column: nothing for what stands for nothing."""
    if isinstance(column, Keys):
        return column.tolist()
    if isinstance(column, np.ndarray) and column.dtype == np.int8:
        return [_ANSWERS[said] for said in column.tolist()]
    if isinstance(column, np.ndarray) and column.dtype == np.int64 and NO_NUMBER in column:
        return [None if value == NO_NUMBER else value for value in column.tolist()]
    return column


def make_inputs(
    ground: Ground, rows: Rows, question: Question, also: str | None = None
) -> tuple[HotspotInputs, list[Spot]]:
    """What the method is given, and its places.

    A retired place is listed while something in the period names it (figures of the past stand), or where it is `also`.
    """
    seen, visits, reports = rows.observations, rows.visits, rows.reports
    spots = _listed(rows, question, also)
    seen_at = place_positions(seen.lon, seen.lat, ground.epsg)
    visited_at = place_positions(visits.lon, visits.lat, ground.epsg)
    reported_at = place_positions(reports.lon, reports.lat, ground.epsg)
    disorder = Disorder(rows.categories)
    reported = disorder.counts(reports.category, reports.occurred_ms)
    inputs = HotspotInputs(
        question=question,
        places=Places([spot.id for spot in spots], [spot.name for spot in spots]),
        visits=VisitRows(
            find_places(visits.place_id, visited_at, spots, ground.epsg),
            visits.start_ms,
            visits.end_ms,
            visits.calm,
            visits.patrol_id,
            visits.reporter,
        ),
        observations=ObservationRows(
            seen.record_id,
            find_places(seen.place_id, seen_at, spots, ground.epsg),
            seen.occurred_ms,
            seen.category,
            seen.patrol_id,
            seen.reporter,
            seen_at.east,
            seen_at.north,
            seen.accuracy_m,
            seen.position_source,
            seen.withdrawn,
            seen.suspect,
            is_in_area(seen_at, ground.outline, ground.epsg),
            disorder.counts(seen.category, seen.occurred_ms),
        ),
        reports=ReportRows(
            find_places([None] * len(reports.lon), reported_at, spots, ground.epsg)[reported],
            np.asarray(reports.occurred_ms, np.int64)[reported],
            as_keys(reports.category).where(reported),
            np.asarray(reports.until_ms, np.int64)[reported] if len(reports.until_ms) else (),
        ),
        patrols=_patrol_rows(rows.patrols),
    )
    return inputs, spots


def _patrol_rows(patrols: PatrolColumns) -> PatrolRows:
    known = as_keys(patrols.presence)
    parsed = [None if text is None else orjson.loads(text) for text in known.words]
    squares = [parsed[code] for code in known.code.tolist()]
    return PatrolRows(patrols.record_id, patrols.start_ms, patrols.end_ms, squares)


def _listed(rows: Rows, question: Question, also: str | None) -> list[Spot]:
    named = {also}
    for keys, times in (
        (rows.visits.place_id, rows.visits.start_ms),
        (rows.observations.place_id, rows.observations.occurred_ms),
    ):
        at_ms = np.asarray(times, np.int64)
        within = (question.from_ms <= at_ms) & (at_ms < question.to_ms)
        named.update(as_keys(keys).where(within).used())
    by_id = sorted(rows.spots, key=lambda spot: spot.id)
    return [spot for spot in by_id if not spot.retired or spot.id in named]


class Disorder:
    """Which categories were disorder, and when: a change of a category does not rewrite the past."""

    def __init__(self, categories: CategoryColumns) -> None:
        self._since: defaultdict[str, list[int]] = defaultdict(list)
        self._is: defaultdict[str, list[bool]] = defaultdict(list)
        for code, valid_from_ms, is_disorder in zip(*categories, strict=True):
            self._since[code].append(valid_from_ms)
            self._is[code].append(is_disorder)

    def counts(self, codes: Sequence[str], at_ms: IntColumn) -> Bools:
        """Whether each is disorder, as its category was then; before its first version as it began.

        A code that the area doesn't know is what a patrol found worth writing down: it counts.
        """
        at, keys = np.asarray(at_ms, np.int64), as_keys(codes)
        answer = np.ones(len(keys), bool)
        for number, code in enumerate(keys.words):
            rows = keys.code == number
            answer[rows] = code != NEVER_DISORDER and self._at(str(code), at[rows])
        return answer

    def _at(self, code: str, at: np.ndarray[Any, Any]) -> Bools | bool:
        if code not in self._is:
            return True
        version = np.searchsorted(np.asarray(self._since[code]), at, side="right") - 1
        return np.asarray(self._is[code], bool)[np.maximum(version, 0)]
