"""What has been loaded of a demonstration: kept in the audit log, as everything that happens to a database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.accounts.models import Area
from app.core import audit
from app.core.audit import AuditRow

BEGUN, LOADED = "demo.begun", "demo.loaded"
_log, _area = AuditRow.__table__, Area.__table__


@dataclass(frozen=True, slots=True)
class Begun:
    """Which demonstration this database has; all of it follows from this."""

    seed: int
    first_on: date
    #: the last day of each load that was begun
    last_days: tuple[date, ...]
    is_finished: bool


def find_begun(connection: Connection | Session) -> Begun | None:
    """The demonstration of this database; None where none was begun."""
    rows = connection.execute(
        select(_log.c.event, _log.c.details)
        .where(_log.c.event.in_([BEGUN, LOADED]))
        .order_by(_log.c.number)
    ).all()
    begun = [json.loads(row.details) for row in rows if row.event == BEGUN]
    if not begun:
        return None
    return Begun(
        begun[0]["seed"],
        date.fromisoformat(begun[0]["first_on"]),
        tuple(date.fromisoformat(each["last_on"]) for each in begun),
        rows[-1].event == LOADED,
    )


def has_area(connection: Connection) -> bool:
    """Whether there is any area at all."""
    return connection.execute(select(_area.c.id).limit(1)).first() is not None


def note_begun(
    connection: Connection | Session, seed: int, first_on: date, last_on: date, now: datetime
) -> None:
    """A load of this demonstration up to this day has begun."""
    _note(connection, BEGUN, now, seed=seed, first_on=str(first_on), last_on=str(last_on))


def note_loaded(connection: Connection | Session, last_on: date, now: datetime) -> None:
    """The load up to this day is finished."""
    _note(connection, LOADED, now, last_on=str(last_on))


def _note(connection: Connection | Session, event: str, now: datetime, **details: Any) -> None:
    audit.record(connection, at=now, event=event, details=details)
