"""The transaction of a push: entries into the log, creates into their tables, the rest folded one at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import update

from app.core.changes import Change
from app.sync import records, times
from app.sync.entering import Batch, author_of, insert_operations, recognise
from app.sync.entries import Entry
from app.sync.models import Operation
from app.sync.parents import find_parents, place
from app.sync.permitting import permit
from app.sync.reading_entries import read_rest
from app.sync.registry import Kind

_operation = Operation.__table__


def store(batch: Batch, entries: Sequence[Entry]) -> None:
    """Every entry is in the log, once. Creates are folded; an amend or retract waits for `release`."""
    first, rest = _split(_recognise_known(batch, list(entries)))
    _store_together(batch, first)
    for entry in rest:
        _store_together(batch, [entry])


def _recognise_known(batch: Batch, entries: list[Entry]) -> list[Entry]:
    """Those that are not in the log under a number that the device has sent before; what was left unread is read."""
    others = recognise(batch, entries, [e for e in entries if batch.device.has(e.device_seq)])
    late = [entry for entry in others if entry.unread is not None]
    for entry in late:
        read_rest(entry, batch.registry)
    permit(batch, late)
    return others


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
    if not entries:
        return
    coming = _check_creates(batch, entries)
    new = insert_operations(batch, entries)
    fresh = [entry for entry in entries if entry.op_id in new]
    refused = [entry for entry in entries if entry.op_id not in new]
    if recognise(batch, refused, refused):
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
        by_author[author_of(batch, entry).user_id].append(entry)
    for theirs in by_author.values():
        author = author_of(batch, theirs[0])
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
            author = author_of(batch, entry)
            there = find_parents(batch.connection, batch.registry, kind, author, [entry.payload])
            if named - there.keys():
                entry.hold(min(named - there.keys()))
                _rejudge(batch, entry)


def _insert_creates(batch: Batch, kind: Kind, entries: list[Entry]) -> None:
    records.lay_out(entries, times.correction_ms(batch.skew_ms))
    heads = [_head(batch, entry) for entry in entries]
    tails = [entry.columns for entry in entries]
    new = records.insert_records(batch.connection, kind, heads, tails)
    for entry in entries:
        if entry.record_id in new:
            entry.version = 1
            _note_change(batch, entry)
        else:
            entry.quarantine("record_exists", {"record_id": ["Has a record already."]})
            _rejudge(batch, entry)


def _head(batch: Batch, entry: Entry) -> tuple[Any, ...]:
    author = author_of(batch, entry)
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
    author = author_of(batch, entry)
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
