"""What somebody at the desk must look at: quarantined operations, conflicts, what was held too long, and texts that
may point out a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column, or_, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.access import Actor, visible
from app.core.changes import record_changes, take_turn
from app.core.database import AnyRow
from app.core.errors import NotFound
from app.places.categories import CategoryFields, categories_at
from app.places.models import Place
from app.sync import records
from app.sync.models import Operation
from app.sync.registry import Registry

_operation, _place = Operation.__table__, Place.__table__
HELD_TOO_LONG = timedelta(days=1)


def _open(now: datetime) -> ColumnElement[bool]:
    waiting = and_(
        _operation.c.waits_for.is_not(None), _operation.c.received_at < now - HELD_TOO_LONG
    )
    stopped = _operation.c.status.in_(("quarantined", "conflict"))
    # Said literally, so that SQLite sees that the partial index holds them all.
    personal = _operation.c.code == literal_column("'personal_data'")
    return and_(_operation.c.reviewed_at.is_(None), or_(stopped, waiting, personal))


def standing_of(row: AnyRow) -> str:
    """Why the operation is in the list: how it was judged, or what it waits for, or what its text may do."""
    if row.waits_for is not None:
        return "held"
    if row.status == "applied" and row.code == "personal_data":
        return "personal_data"
    return str(row.status)


def list_open(
    session: Session, actor: Actor, now: datetime, *, limit: int, offset: int = 0
) -> Sequence[AnyRow]:
    """Operations of the actor's organisation that nobody has reviewed, newest first, without their bodies."""
    columns = [column for column in _operation.c if column.name != "body"]
    return session.execute(
        select(*columns)
        .where(_open(now), visible(actor, "review.read", _operation.c))
        .order_by(_operation.c.received_at.desc(), _operation.c.op_id)
        .limit(limit)
        .offset(offset)
    ).all()


def read_one(session: Session, actor: Actor, op_id: str, now: datetime) -> AnyRow:
    """The operation as it was sent; the reading is audited. Raises NotFound."""
    row = session.execute(
        select(_operation).where(
            _operation.c.op_id == op_id, visible(actor, "review.read", _operation.c)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    audit.record(session, at=now, event="operation.read", actor=actor, details={"op_id": op_id})
    return row


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """What the record of an operation is about, for whoever must find those who know of it."""

    occurred_at: datetime
    withdrawn: bool
    category: CategoryFields | None
    place: str | None
    values: Mapping[str, Any]  # the record's columns

    def category_name(self, locale: str) -> str | None:
        return self.category.name(locale) if self.category else None


def read_record(session: Session, registry: Registry, row: AnyRow) -> RecordSeen | None:
    """The record that the operation made or changed, where it is the same organisation's; None where there is none."""
    kind = registry.kinds.get(row.kind or "")
    if kind is None or row.record_id is None:
        return None
    table = kind.table
    found = (
        session.execute(
            select(table).where(
                table.c.record_id == row.record_id,
                table.c.organisation_id == row.organisation_id,
            )
        )
        .mappings()
        .one_or_none()
    )
    if found is None:
        return None
    named = categories_at(session, found["area_id"], found["occurred_at"])
    place = session.scalar(select(_place.c.name).where(_place.c.id == found.get("place_id")))
    category = named.get(found.get("category") or "")
    return RecordSeen(found["occurred_at"], found["withdrawn"], category, place, dict(found))


def names_of(
    session: Session, actor: Actor, area_id: str, at: datetime, locale: str
) -> dict[str, dict[str, str]]:
    """What fields of an operation name: field -> key -> name, of the area's categories then and its places."""
    places = session.execute(
        select(_place.c.id, _place.c.name).where(
            _place.c.area_id == area_id, visible(actor, "place.read", _place.c)
        )
    )
    named = categories_at(session, area_id, at)
    return {
        "category": {code: each.name(locale) for code, each in named.items()},
        "place_id": {str(row.id): row.name for row in places},
    }


def mark_reviewed(
    session: Session, actor: Actor, registry: Registry, op_id: str, now: datetime
) -> None:
    """Nobody needs to look at it again; a record that it flagged loses the flag. Raises NotFound."""
    connection = session.connection()
    take_turn(connection)
    row = session.execute(
        update(_operation)
        .where(
            _operation.c.op_id == op_id,
            _operation.c.reviewed_at.is_(None),
            visible(actor, "review.read", _operation.c),
        )
        .values(reviewed_at=now, reviewed_by=actor.user_id)
        .returning(_operation.c.kind, _operation.c.record_id, _operation.c.status)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.status == "conflict":
        change = records.refold(connection, registry.kinds[row.kind], row.record_id)
        if change is not None:
            record_changes(connection, [change], now)
    audit.record(session, at=now, event="operation.reviewed", actor=actor, details={"op_id": op_id})
