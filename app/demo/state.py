"""What has been loaded of a demonstration: kept in the audit log, as everything that happens to a database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Area
from app.core import audit
from app.core.audit import AuditRow

BEGUN, LOADED = "demo.begun", "demo.loaded"
_log, _area = AuditRow.__table__, Area.__table__


@dataclass(frozen=True, slots=True)
class Begun:
    """Which demonstration this database has: the rest follows from it."""

    seed: int
    first_on: date
    is_finished: bool


def find_begun(connection: Connection) -> Begun | None:
    """The demonstration of this database; None where none was begun."""
    row = connection.execute(
        select(_log.c.number, _log.c.details)
        .where(_log.c.event == BEGUN)
        .order_by(_log.c.number)
        .limit(1)
    ).first()
    if row is None:
        return None
    details = json.loads(row.details)
    finished = connection.scalar(
        select(func.count())
        .select_from(_log)
        .where(_log.c.event == LOADED, _log.c.number > row.number)
    )
    return Begun(details["seed"], date.fromisoformat(details["first_on"]), bool(finished))


def has_area(connection: Connection) -> bool:
    """Whether there is any area at all."""
    return connection.execute(select(_area.c.id).limit(1)).first() is not None


def note_begun(connection: Connection | Session, seed: int, first_on: date, now: datetime) -> None:
    """The database has this demonstration from here on."""
    details = {"seed": seed, "first_on": first_on.isoformat()}
    audit.record(connection, at=now, event=BEGUN, details=details)


def note_loaded(connection: Connection, last_on: date, now: datetime) -> None:
    """The demonstration is loaded up to this day."""
    details = {"last_on": last_on.isoformat()}
    audit.record(connection, at=now, event=LOADED, details=details)
