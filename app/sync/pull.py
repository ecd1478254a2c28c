"""A pull: the latest state of each record that changed, in the order of commits, as far as this person may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from app.core import audit
from app.core.access import Actor, visible
from app.core.changes import current_epoch, last_seq_before, log
from app.core.clock import to_rfc3339
from app.core.database import AnyRow, read_connection, write_transaction
from app.sync.envelope import PROTO
from app.sync.registry import Kind, Registry

KEPT_ON_PHONE = timedelta(days=30)
MAX_PULL = 500


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a phone has come to: `<epoch>.<seq>`, with `-<scope>` after the epoch once a person's reach has changed."""

    epoch: str
    scope_version: int
    seq: int

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """The cursor that this text names; None where it names none."""
        history, _, seq = text.rpartition(".")
        parts = history.split("-")
        scope = parts.pop() if len(parts) == 6 else "0"
        if not (scope.isascii() and scope.isdigit() and seq.isascii() and seq.isdigit()):
            return None
        if len(seq) > 18 or len(scope) > 9:
            return None
        return cls("-".join(parts), int(scope), int(seq))

    def __str__(self) -> str:
        scope = f"-{self.scope_version}" if self.scope_version else ""
        return f"{self.epoch}{scope}.{self.seq}"


def pull(
    actor: Actor,
    scope_version: int,
    registry: Registry,
    *,
    cursor: str | None,
    limit: int,
    now: datetime,
) -> dict[str, Any]:
    """The body of the 200 (SYNC.md, Pull). A cursor of another history or reach starts over with `reset`."""
    for source in registry.sources.values():
        if source.refresh is not None and actor.can(source.read_action):
            source.refresh(actor)
    with read_connection() as connection:
        epoch, newest = current_epoch(connection)
        start = Cursor.parse(cursor) if cursor else Cursor(epoch, scope_version, 0)
        known = (
            start is not None
            and (start.epoch, start.scope_version) == (epoch, scope_version)
            and start.seq <= newest
        )
        after = start.seq if start is not None and known else 0
        rows = _changed(connection, actor, registry, after, newest, limit + 1, now)
        has_more, rows = len(rows) > limit, rows[:limit]
        changes = _describe(connection, actor, registry, rows)
    end = rows[-1].seq if has_more else newest
    _audit(actor, rows, now)
    return {
        "proto": PROTO,
        "epoch": epoch,
        "changes": changes,
        "cursor": str(Cursor(epoch, scope_version, end)),
        "has_more": has_more,
        "reset": not (cursor and known),
        "server_time": to_rfc3339(now),
    }


def _records(actor: Actor, registry: Registry) -> ColumnElement[bool]:
    """What people recorded and this person may see: the policy as a condition on the change log."""
    return or_(
        false(),
        *(
            and_(log.c.kind == kind.name, visible(actor, kind.read_action, log.c))
            for kind in registry.kinds.values()
            if actor.can(kind.read_action)
        ),
    )


def _desk(actor: Actor, registry: Registry) -> ColumnElement[bool]:
    """What the desk made, in this person's areas, and what is computed for their organisation."""
    parts: list[ColumnElement[bool]] = [false()]
    for source in registry.sources.values():
        condition = and_(
            log.c.kind == source.name, log.c.area_id.in_(actor.areas(source.read_action))
        )
        if source.is_own:
            condition = and_(condition, log.c.organisation_id == actor.organisation_id)
        parts.append(condition)
    return and_(log.c.author_id.is_(None), log.c.area_id.in_(actor.area_ids), or_(*parts))


def _changed(
    connection: Connection,
    actor: Actor,
    registry: Registry,
    after: int,
    newest: int,
    limit: int,
    now: datetime,
) -> list[AnyRow]:
    """At most `limit` changes in the order of seq, up to `newest`: each statement may see more than the one before it.

    Records of more than 30 days ago are not for phones, however little has happened since: what somebody gets must not
    hang on how much others did.
    """
    recent = last_seq_before(connection, now - KEPT_ON_PHONE, after, newest)
    found = [
        *_newest_of(connection, _desk(actor, registry), after, newest, limit),
        *_newest_of(connection, _records(actor, registry), recent, newest, limit),
    ]
    return sorted(found, key=lambda row: row.seq)[:limit]


def _newest_of(
    connection: Connection, condition: ColumnElement[bool], after: int, newest: int, limit: int
) -> Sequence[AnyRow]:
    """The changes under this condition that no newer one of the same record supersedes.

    Phones make ids: a record of another kind, or another organisation's list of the same area, is not the same.
    """
    newer = log.alias("newer")
    superseded = (
        select(newer.c.seq)
        .where(
            newer.c.record_id == log.c.record_id,
            newer.c.seq > log.c.seq,
            newer.c.kind == log.c.kind,
            newer.c.organisation_id.is_not_distinct_from(log.c.organisation_id),
        )
        .exists()
    )
    return connection.execute(
        select(log.c.seq, log.c.kind, log.c.record_id, log.c.version, log.c.author_id)
        .where(log.c.seq > after, log.c.seq <= newest, condition, ~superseded)
        .order_by(log.c.seq)
        .limit(limit)
    ).all()


def _describe(
    connection: Connection, actor: Actor, registry: Registry, rows: list[AnyRow]
) -> list[dict[str, Any]]:
    ids: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        ids[row.kind].append(row.record_id)
    data: dict[str, dict[str, dict[str, Any]]] = {}
    for name, record_ids in ids.items():
        if name in registry.kinds:
            data[name] = load_records(connection, actor, registry.kinds[name], record_ids)
        else:
            data[name] = registry.sources[name].load(connection, actor, record_ids)
    return [
        {
            "seq": row.seq,
            "kind": row.kind,
            "record_id": row.record_id,
            "version": row.version,
            "deleted": row.record_id not in data[row.kind],
            "data": data[row.kind].get(row.record_id),
        }
        for row in rows
    ]


def load_records(
    connection: Connection, actor: Actor, kind: Kind, record_ids: list[str]
) -> dict[str, dict[str, Any]]:
    """record_id -> data of the records that this actor may read; a withdrawn one is not among them."""
    table = kind.table
    rows = connection.execute(
        select(table).where(
            table.c.record_id.in_(record_ids),
            table.c.withdrawn.is_(False),
            visible(actor, kind.read_action, table.c),
        )
    ).mappings()
    return {
        row["record_id"]: {
            **kind.to_wire(row, actor),
            "area_id": row["area_id"],
            "author_is_me": row["author_id"] == actor.user_id,
            "occurred_at": to_rfc3339(row["occurred_at"]),
            "received_at": to_rfc3339(row["received_at"]),
            "time_quality": row["time_quality"],
            "needs_review": row["needs_review"],
        }
        for row in rows
    }


def _audit(actor: Actor, rows: list[AnyRow], now: datetime) -> None:
    """Reading what colleagues recorded leaves a row; reading one's own does not."""
    others = [row.seq for row in rows if row.author_id not in {None, actor.user_id}]
    if not others:
        return
    details = {"count": len(others), "first_seq": others[0], "last_seq": others[-1]}
    with write_transaction() as connection:
        audit.record(connection, at=now, event="sync.pull", actor=actor, details=details)
