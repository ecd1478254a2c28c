"""What has been imported before: by the system it came from, how much and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.access import Actor, visible
from app.observations.models import Report

_report = Report.__table__


@dataclass(frozen=True, slots=True)
class Source:
    """A system that reports came from: how many, from when to when, and when the last were imported."""

    name: str
    count: int
    first_at: datetime
    last_at: datetime
    imported_at: datetime


def list_sources(session: Session, actor: Actor, area_id: str) -> list[Source]:
    """The sources of the actor's own imports in the area, by name."""
    rows = session.execute(
        select(
            _report.c.source,
            func.count(),
            func.min(_report.c.occurred_from),
            func.max(_report.c.occurred_to),
            func.max(_report.c.imported_at),
        )
        .where(visible(actor, "report.read", _report.c), _report.c.area_id == area_id)
        .group_by(_report.c.source)
        .order_by(_report.c.source)
    )
    return [Source(*row) for row in rows]
