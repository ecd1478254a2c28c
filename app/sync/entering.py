"""Entries on their way into the log: what those of one push share, their rows, and those that came before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from app.core import bulk, changes
from app.core.access import Actor, Scope
from app.core.changes import Change
from app.core.clock import to_ms
from app.core.ids import named_id
from app.core.statements import Prepared, one_of
from app.sync.devices import DeviceState
from app.sync.entries import Entry
from app.sync.models import Operation
from app.sync.reading_entries import read_rest
from app.sync.registry import Registry

_operation = Operation.__table__
COLUMNS = (
    "op_id",
    "record_id",
    "device_id",
    "device_seq",
    "kind",
    "type",
    "status",
    "code",
    "errors",
    "waits_for",
    "author_id",
    "organisation_id",
    "submitted_by",
    "area_id",
    "reaches_colleagues",
    "received_at",
    "skew_ms",
    "base_version",
    "version",
    "push_id",
    "body",
)


_STORED = Prepared(
    select(
        _operation.c.op_id,
        _operation.c.record_id,
        _operation.c.organisation_id,
        _operation.c.status,
        _operation.c.code,
        _operation.c.errors,
        _operation.c.version,
        _operation.c.received_at,
        _operation.c.body,
    ).where(one_of(_operation.c.op_id, "ids"))
)
_SEQS = Prepared(
    select(changes.log.c.op_id, changes.log.c.seq).where(
        one_of(changes.log.c.record_id, "record_ids"), one_of(changes.log.c.op_id, "ids")
    )
)


@dataclass(slots=True)
class Batch:
    """What all entries of one push share, and what has changed so far."""

    connection: Connection
    registry: Registry
    actor: Actor
    device: DeviceState
    push_id: str
    received_at: datetime
    skew_ms: int
    #: who brings in what the actor recorded, where it is somebody else (a rescue file)
    carrier: Actor | None = None
    changes: list[Change] = field(default_factory=list)
    changed_entries: list[Entry] = field(default_factory=list)
    received_ms: int = 0

    def __post_init__(self) -> None:
        self.received_ms = to_ms(self.received_at)

    @property
    def device_id(self) -> str:
        return self.device.device_id


def author_of(batch: Batch, entry: Entry) -> Actor:
    """Whose entry it is: the actor's, or that of whom they bring it in for."""
    return entry.author or batch.actor


def _operation_row(batch: Batch, entry: Entry) -> tuple[Any, ...]:
    author = author_of(batch, entry)
    area_id = entry.area_id or author.area_ids[0]
    kind = entry.kind
    scope = author.scope(kind.record_action, area_id) if kind else None
    is_folded = entry.is_live_create and entry.waits_for is None
    return (
        entry.op_id,
        entry.record_id,
        batch.device_id,
        entry.device_seq,
        entry.kind_name,
        entry.type,
        entry.status,
        entry.code,
        json.dumps(entry.errors) if entry.errors else None,
        entry.waits_for,
        author.user_id,
        author.organisation_id,
        (batch.carrier or batch.actor).user_id,
        area_id,
        scope is not None and scope is not Scope.OWN,
        batch.received_ms,
        batch.skew_ms,
        entry.base_version,
        1 if is_folded else None,
        batch.push_id,
        entry.body,
    )


def insert_operations(batch: Batch, entries: list[Entry]) -> set[str]:
    """The ids that were new. Sorted, so that two pushes of the same operations wait for each other in one order."""
    rows = (
        sorted(_operation_row(batch, entry) for entry in entries)
        if len(entries) > 1
        else [_operation_row(batch, entry) for entry in entries]
    )
    new = bulk.insert_rows(batch.connection, _operation, COLUMNS, rows, returning="op_id")
    for entry in entries:
        entry.received_ms = batch.received_ms
    return new


def recognise(batch: Batch, entries: list[Entry], suspected: list[Entry]) -> list[Entry]:
    """Those of `suspected` whose id is in the log are the same again, or an id that was used for something else.

    Answers the other `entries`. Whoever sends again what has arrived is spared the look-ups and the inserts.
    """
    if not suspected:
        return entries
    stored = _STORED(batch.connection, ids=[entry.op_id for entry in suspected])
    rows = {str(row.op_id): row for row in stored}
    if not rows:
        return entries
    record_ids = {str(row.record_id) for row in rows.values() if row.record_id is not None}
    seqs = dict(_SEQS(batch.connection, record_ids=record_ids, ids=list(rows)))
    others = [entry for entry in entries if entry.op_id not in rows]
    for entry in suspected:
        row = rows.get(entry.op_id)
        if row is None:
            continue
        if row.organisation_id == batch.actor.organisation_id and _is_same(row.body, entry.body):
            entry.first_status = row.status
            entry.status, entry.code = "duplicate", row.code
            entry.errors = json.loads(row.errors) if row.errors else None
            entry.version, entry.received_ms = row.version, row.received_at
            entry.seq, entry.waits_for = seqs.get(entry.op_id), None
        else:
            _keep_reused(batch, entry)
    return others


def _is_same(stored: str, sent: str) -> bool:
    """Whether two entries say the same; the order of their fields is no difference. 1 is not true, nor 1.0."""
    if stored == sent:
        return True
    try:
        one, other = (json.dumps(json.loads(each), sort_keys=True) for each in (stored, sent))
    except (ValueError, RecursionError):
        return False
    return one == other


def _keep_reused(batch: Batch, entry: Entry) -> None:
    read_rest(entry, batch.registry)
    digest = hashlib.sha256(entry.body.encode()).hexdigest()
    entry.op_id = named_id("reused", batch.actor.organisation_id, entry.op_id, digest)
    entry.quarantine("op_id_reused", {"op_id": ["Was used for something else."]})
    if not insert_operations(batch, [entry]):
        (there,) = _STORED(batch.connection, ids=[entry.op_id])
        if (there.organisation_id, there.body) != (batch.actor.organisation_id, entry.body):
            raise LookupError("the id that was to keep an entry is somebody else's")
