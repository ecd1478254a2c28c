"""The transaction of a push: entries into the log, creates into their tables, the rest folded one at a time."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from app.core import bulk, changes
from app.core.access import Actor, Scope
from app.core.changes import Change
from app.core.clock import to_ms
from app.core.ids import named_id
from app.core.statements import Prepared, one_of
from app.sync import records, times
from app.sync.devices import DeviceState
from app.sync.entries import Entry
from app.sync.models import Operation
from app.sync.parents import find_parents, place
from app.sync.registry import Folded, Kind, Registry

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


def store(batch: Batch, entries: Sequence[Entry]) -> None:
    """Every entry is in the log, once. Creates are folded; an amend or retract waits for `release`."""
    first, rest = _split(entries)
    _store_together(batch, first)
    for entry in rest:
        _store_together(batch, [entry])


def _split(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Those that cannot touch each other, and the rest in order: a second entry, or create, with an id met before."""
    ops: set[str] = set()
    created: set[tuple[str | None, str | None]] = set()
    first: list[Entry] = []
    rest: list[Entry] = []
    for entry in entries:
        record = (entry.kind_name, entry.record_id) if entry.is_live_create else None
        is_alone = entry.op_id not in ops and record not in created
        (first if is_alone else rest).append(entry)
        ops.add(entry.op_id)
        if record is not None:
            created.add(record)
    return first, rest


def _store_together(batch: Batch, entries: list[Entry]) -> None:
    entries = _recognise(batch, entries, [e for e in entries if batch.device.has(e.device_seq)])
    if not entries:
        return
    coming = _check_creates(batch, entries)
    new = _insert_operations(batch, entries)
    fresh = [entry for entry in entries if entry.op_id in new]
    refused = [entry for entry in entries if entry.op_id not in new]
    if _recognise(batch, refused, refused):
        raise LookupError("an operation was neither stored nor there before")
    doubtful = coming.keys() - {entry.record_id for entry in fresh}
    for kind in batch.registry.kinds.values():
        ready = [
            entry
            for entry in fresh
            if entry.kind is kind and entry.is_live_create and entry.waits_for is None
        ]
        if ready:
            if doubtful:
                _hold_orphans(batch, kind, ready, doubtful)
            _insert_creates(batch, kind, [entry for entry in ready if entry.waits_for is None])
            doubtful |= {str(entry.record_id) for entry in ready if entry.version is None}


def _check_creates(batch: Batch, entries: list[Entry]) -> dict[str, str]:
    """The creates know what speaks against them or keeps them waiting; every amend and retract waits at first.

    Answers record_id -> area_id of the records that are to be made.
    """
    creates: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.is_live_create:
            creates[str(entry.kind_name)].append(entry)
        elif not entry.is_quarantined:
            entry.hold(str(entry.record_id))
    coming: dict[str, str] = {}
    for name, kind in batch.registry.kinds.items():
        if name in creates:
            _check_references(batch, kind, creates[name], coming)
            coming.update(
                {
                    str(entry.record_id): str(entry.area_id)
                    for entry in creates[name]
                    if not entry.is_quarantined and entry.waits_for is None
                }
            )
    return coming


def _check_references(
    batch: Batch, kind: Kind, entries: list[Entry], coming: dict[str, str]
) -> None:
    """Entries know their area, what they wait for, and what they name that does not exist.

    `coming` are the parents in this same push: record_id -> area_id.
    """
    live = [entry for entry in entries if not entry.is_quarantined]
    by_author: dict[str, list[Entry]] = defaultdict(list)
    for entry in live:
        by_author[_author(batch, entry).user_id].append(entry)
    for theirs in by_author.values():
        author = _author(batch, theirs[0])
        found: list[tuple[Any, str | None]] = [(None, None)] * len(theirs)
        if kind.look_up is not None:
            found = list(
                kind.look_up(batch.connection, author, [entry.payload for entry in theirs])
            )
        payloads = [entry.payload for entry in theirs]
        allowed = author.areas(kind.record_action)
        parents = find_parents(batch.connection, batch.registry, kind, author, payloads) | coming
        for entry, (problem, looked_up) in zip(theirs, found, strict=True):
            if problem is not None:
                entry.quarantine(*problem)
                continue
            entry.area_id, waits_for = place(kind, entry.payload, allowed, parents, looked_up)
            if entry.area_id is None:
                entry.quarantine("not_permitted", {"area_id": ["Not one of yours."]})
            elif waits_for is not None:
                entry.hold(waits_for)


def _hold_orphans(batch: Batch, kind: Kind, entries: list[Entry], doubtful: set[str]) -> None:
    """Those whose parent was to come in this push, and made no record after all, wait for it if it isn't there."""
    for entry in entries:
        named = {getattr(entry.payload, name) for name in kind.parents} & doubtful
        if named:
            author = _author(batch, entry)
            there = find_parents(batch.connection, batch.registry, kind, author, [entry.payload])
            if named - there.keys():
                entry.hold(min(named - there.keys()))
                _rejudge(batch, entry)


def _author(batch: Batch, entry: Entry) -> Actor:
    return entry.author or batch.actor


def _operation_row(batch: Batch, entry: Entry) -> tuple[Any, ...]:
    author = _author(batch, entry)
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


def _insert_operations(batch: Batch, entries: list[Entry]) -> set[str]:
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


def _recognise(batch: Batch, entries: list[Entry], suspected: list[Entry]) -> list[Entry]:
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
    digest = hashlib.sha256(entry.body.encode()).hexdigest()
    entry.op_id = named_id("reused", batch.actor.organisation_id, entry.op_id, digest)
    entry.quarantine("op_id_reused", {"op_id": ["Was used for something else."]})
    if not _insert_operations(batch, [entry]):
        (there,) = _STORED(batch.connection, ids=[entry.op_id])
        if (there.organisation_id, there.body) != (batch.actor.organisation_id, entry.body):
            raise LookupError("the id that was to keep an entry is somebody else's")


def _insert_creates(batch: Batch, kind: Kind, entries: list[Entry]) -> None:
    heads = [_head(batch, entry) for entry in entries]
    correction = times.correction_ms(batch.skew_ms)
    payloads = [Folded(entry.payload, correction) for entry in entries]
    new = records.insert_records(batch.connection, kind, heads, payloads)
    for entry in entries:
        if entry.record_id in new:
            entry.version = 1
            _note_change(batch, entry)
        else:
            entry.quarantine("record_exists", {"record_id": ["Has a record already."]})
            _rejudge(batch, entry)


def _head(batch: Batch, entry: Entry) -> tuple[Any, ...]:
    author = _author(batch, entry)
    return records.row_of(
        record_id=str(entry.record_id),
        area_id=str(entry.area_id),
        organisation_id=author.organisation_id,
        author_id=author.user_id,
        version=1,
        withdrawn=False,
        needs_review=False,
        occurred_ms=entry.occurred_ms,
        received_ms=batch.received_ms,
        skew_ms=batch.skew_ms,
    )


def _note_change(batch: Batch, entry: Entry) -> None:
    author = _author(batch, entry)
    batch.changed_entries.append(entry)
    batch.changes.append(
        Change(
            str(entry.kind_name),
            str(entry.record_id),
            int(entry.version or 0),
            str(entry.area_id),
            author.organisation_id,
            author.user_id,
            entry.op_id,
        )
    )


def _rejudge(batch: Batch, entry: Entry) -> None:
    """The log says what was found out after the entry was put into it."""
    batch.connection.execute(
        update(_operation)
        .where(_operation.c.op_id == entry.op_id)
        .values(
            status=entry.status,
            code=entry.code,
            errors=json.dumps(entry.errors) if entry.errors else None,
            waits_for=entry.waits_for,
            version=entry.version,
        )
    )
