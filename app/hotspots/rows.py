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
from app.hotspots.columns import Bools
from app.hotspots.inputs import (
    HotspotInputs,
    ObservationRows,
    PatrolRows,
    Places,
    Question,
    ReportRows,
    VisitRows,
)
from app.hotspots.siting import Ground, Spot, find_places, is_in_area, place_positions

NEVER_DISORDER = "positiv"


class CategoryColumns(NamedTuple):
    """Every version of every category of the area, the oldest first."""

    code: Sequence[str] = ()
    valid_from_ms: Sequence[int] = ()
    is_disorder: Sequence[bool] = ()


class VisitColumns(NamedTuple):
    """Visits that stand."""

    record_id: Sequence[str] = ()
    place_id: Sequence[str | None] = ()
    lon: Sequence[float] = ()
    lat: Sequence[float] = ()
    start_ms: Sequence[int] = ()
    end_ms: Sequence[int | None] = ()
    calm: Sequence[bool | None] = ()
    patrol_id: Sequence[str | None] = ()
    reporter: Sequence[str] = ()


class ObservationColumns(NamedTuple):
    """Observations of patrols, withdrawn ones and those of suspect time too: the list says how many it left out."""

    record_id: Sequence[str] = ()
    place_id: Sequence[str | None] = ()
    lon: Sequence[float] = ()
    lat: Sequence[float] = ()
    occurred_ms: Sequence[int] = ()
    category: Sequence[str] = ()
    patrol_id: Sequence[str | None] = ()
    reporter: Sequence[str] = ()
    accuracy_m: Sequence[float] = ()
    position_source: Sequence[str] = ()
    withdrawn: Sequence[bool] = ()
    suspect: Sequence[bool] = ()
    ix: Sequence[int | None] = ()  # the square of 100 m, as it was folded
    iy: Sequence[int | None] = ()


class ReportColumns(NamedTuple):
    """Reports from others."""

    report_id: Sequence[str] = ()
    lon: Sequence[float] = ()
    lat: Sequence[float] = ()
    occurred_ms: Sequence[int] = ()
    category: Sequence[str] = ()
    ix: Sequence[int | None] = ()
    iy: Sequence[int | None] = ()


class PatrolColumns(NamedTuple):
    """Patrols that stand."""

    record_id: Sequence[str] = ()
    start_ms: Sequence[int] = ()
    end_ms: Sequence[int | None] = ()
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
        *map(tuple, (rows.categories, rows.visits, rows.observations, rows.reports, rows.patrols)),
    ]
    return digest(content)


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
            [reports.category[i] for i in np.flatnonzero(reported).tolist()],
        ),
        patrols=_patrol_rows(rows.patrols),
    )
    return inputs, spots


def _patrol_rows(patrols: PatrolColumns) -> PatrolRows:
    squares = [None if text is None else orjson.loads(text) for text in patrols.presence]
    return PatrolRows(patrols.record_id, patrols.start_ms, patrols.end_ms, squares)


def _listed(rows: Rows, question: Question, also: str | None) -> list[Spot]:
    named = {also} | {
        place_id
        for keys, times in (
            (rows.visits.place_id, rows.visits.start_ms),
            (rows.observations.place_id, rows.observations.occurred_ms),
        )
        for place_id, at_ms in zip(keys, times, strict=True)
        if question.from_ms <= at_ms < question.to_ms
    }
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

    def counts(self, codes: Sequence[str], at_ms: Sequence[int]) -> Bools:
        """Whether each is disorder, as its category was then; before its first version as it began.

        A code that the area doesn't know is what a patrol found worth writing down: it counts.
        """
        at, keys = np.asarray(at_ms, np.int64), np.asarray(codes, str)
        answer = np.ones(len(keys), bool)
        for code in np.unique(keys).tolist():
            rows = keys == code
            answer[rows] = code != NEVER_DISORDER and self._at(code, at[rows])
        return answer

    def _at(self, code: str, at: np.ndarray[Any, Any]) -> Bools | bool:
        if code not in self._is:
            return True
        version = np.searchsorted(np.asarray(self._since[code]), at, side="right") - 1
        return np.asarray(self._is[code], bool)[np.maximum(version, 0)]
