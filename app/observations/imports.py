"""Reports from others, brought in as tables: counted beside what patrols saw, never in the rate.

A plan reads the whole table and stores nothing; a run stores what the plan found good. Both read the table as a stream.
Running the same again adds nothing: a report is known by its area, organisation, source and id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.core import audit, bulk
from app.core.access import Actor, Sharing
from app.core.changes import Change, record_changes
from app.core.clock import to_ms
from app.core.errors import NotPermitted
from app.core.ids import uuid7
from app.observations.columns import ColumnMap
from app.observations.grounds import check_codes, load_ground
from app.observations.judging import Chunk, Ground, RefusedRow, ReportRow, judge_rows
from app.observations.models import Report
from app.observations.tables import Table
from app.places.areas import AreaView, find_area

ACTION = "report.import"
MAX_SHOWN = 20
MAX_REFUSED_KEPT = 1_000
_report = Report.__table__
_COLUMNS = (
    "id",
    "area_id",
    "organisation_id",
    "author_id",
    "sharing",
    "source",
    "external_id",
    "category",
    "occurred_from",
    "occurred_to",
    "lon",
    "lat",
    "ix",
    "iy",
    "imported_at",
)
_LOOKED_UP_AT_ONCE = 1_000
Progress = Callable[[Chunk], None]


@dataclass(slots=True)
class ImportPlan:
    """What an import would do. Lists are cut: rows at MAX_SHOWN, refused ones at MAX_REFUSED_KEPT; counts are whole."""

    area: AreaView
    columns: ColumnMap
    sharing: Sharing
    ground: Ground
    read: int = 0
    new: int = 0
    known: int = 0
    first_rows: list[ReportRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    unknown_words: Counter[str] = field(default_factory=Counter)  # categories without a code
    categories: Counter[str] = field(default_factory=Counter)
    from_ms: int | None = None
    to_ms: int | None = None

    @property
    def refused_count(self) -> int:
        return sum(self.reasons.values())


@dataclass(slots=True)
class ImportResult:
    """What an import did."""

    read: int = 0
    added: int = 0
    known: int = 0
    refused: int = 0


def plan_import(
    session: Session,
    actor: Actor,
    area_id: str,
    table: Table,
    columns: ColumnMap,
    now: datetime,
    *,
    sharing: Sharing = Sharing.OWN,
    progress: Progress | None = None,
) -> ImportPlan:
    """A dry run: every row is judged and nothing stored.

    Raises TableUnreadable, InvalidInput (a category that the area hasn't), NotFound and NotPermitted.
    """
    if not actor.can(ACTION, area_id):
        raise NotPermitted
    area = find_area(session, actor, ACTION, area_id)
    plan = ImportPlan(area, columns, sharing, load_ground(session, actor, area, now))
    check_codes(columns, plan.ground)
    for chunk in judge_rows(table, columns, plan.ground):
        known = _count_known(session, actor, plan, chunk.good)
        plan.read += chunk.read
        plan.known += known
        plan.new += len(chunk.good) - known
        plan.first_rows += chunk.good[: MAX_SHOWN - len(plan.first_rows)]
        plan.refused += chunk.refused[: MAX_REFUSED_KEPT - len(plan.refused)]
        plan.reasons.update(row.reason for row in chunk.refused)
        plan.unknown_words.update(row.word for row in chunk.refused if row.word)
        plan.categories.update(row.category for row in chunk.good)
        _widen(plan, chunk.good)
        if progress is not None:
            progress(chunk)
    return plan


def run_import(
    session: Session | Connection,
    actor: Actor,
    plan: ImportPlan,
    table: Table,
    now: datetime,
    *,
    progress: Progress | None = None,
) -> ImportResult:
    """The table's good rows are stored when the transaction commits; answers what was new."""
    result = ImportResult()
    for chunk in judge_rows(table, plan.columns, plan.ground):
        added = store_chunk(session, actor, plan, chunk, now)
        result.read += chunk.read
        result.added += added
        result.known += len(chunk.good) - added
        result.refused += len(chunk.refused)
        if progress is not None:
            progress(chunk)
    return result


def store_chunk(
    session: Session | Connection, actor: Actor, plan: ImportPlan, chunk: Chunk, now: datetime
) -> int:
    """The chunk's good rows are there when the transaction commits; answers how many were new.

    For long imports: a transaction for each chunk lets phones write in between.
    """
    if not actor.can(ACTION, plan.area.id):
        raise NotPermitted
    connection = session.connection() if isinstance(session, Session) else session
    now_ms = to_ms(now)
    rows = [
        (
            uuid7(),
            plan.area.id,
            actor.organisation_id,
            actor.user_id,
            plan.sharing.value,
            plan.columns.source,
            row.external_id,
            row.category,
            row.from_ms,
            row.to_ms,
            row.lon,
            row.lat,
            row.ix,
            row.iy,
            now_ms,
        )
        for row in chunk.good
    ]
    new = bulk.insert_rows(connection, _report, _COLUMNS, rows, returning="id")
    if not new:
        return 0
    # No phone pulls reports; the change says to all who keep what is computed that it is out of date.
    change = Change("report", uuid7(), 1, plan.area.id, actor.organisation_id, actor.user_id)
    record_changes(connection, [change], now)
    details = {
        "area_id": plan.area.id,
        "source": plan.columns.source,
        "added": len(new),
        "known": len(rows) - len(new),
        "refused": len(chunk.refused),
    }
    audit.record(connection, at=now, event="report.imported", actor=actor, details=details)
    return len(new)


def _count_known(
    session: Session, actor: Actor, plan: ImportPlan, rows: Sequence[ReportRow]
) -> int:
    ids = [row.external_id for row in rows]
    known = 0
    for start in range(0, len(ids), _LOOKED_UP_AT_ONCE):
        found = session.execute(
            select(_report.c.external_id).where(
                _report.c.area_id == plan.area.id,
                _report.c.organisation_id == actor.organisation_id,
                _report.c.source == plan.columns.source,
                _report.c.external_id.in_(ids[start : start + _LOOKED_UP_AT_ONCE]),
            )
        )
        known += len(found.all())
    return known


def _widen(plan: ImportPlan, rows: Sequence[ReportRow]) -> None:
    if rows:
        first, last = min(row.from_ms for row in rows), max(row.to_ms for row in rows)
        plan.from_ms = first if plan.from_ms is None else min(plan.from_ms, first)
        plan.to_ms = last if plan.to_ms is None else max(plan.to_ms, last)
