"""A push: the whole of it committed at once, one result for each entry."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from app.core import audit
from app.core.access import Actor
from app.core.changes import record_changes
from app.core.clock import ms_to_rfc3339, to_ms, to_rfc3339
from app.core.database import write_transaction
from app.core.database_faults import is_storage_full, is_transient
from app.core.errors import AppError
from app.core.group_commit import commit_in_turn, computes_in_turn, computing
from app.core.ids import uuid7
from app.sync import devices
from app.sync.crowding import turn_away
from app.sync.devices import DeviceState
from app.sync.entering import Batch
from app.sync.entries import Entry, sender_of
from app.sync.envelope import PROTO, Envelope
from app.sync.permitting import permit
from app.sync.reading_entries import read_entry
from app.sync.records import lay_out
from app.sync.registry import Registry
from app.sync.release import Release
from app.sync.store import store
from app.sync.times import correction_ms

logger = logging.getLogger("ljuspunkt")
MAX_TRIES = 3
#: More bytes than these are never read in a push's turn: reading them may take a hostile push a second.
MAX_READ_IN_TURN = 256 * 1024
#: PostgreSQL ended one of two transactions that waited for each other: the same again will do
_ENDED_BY_DEADLOCK = frozenset({"40P01", "40001"})
#: PostgreSQL gave up waiting for a lock: what stands before the savepoint is as it was
_SPARES_THE_REST = frozenset({"55P03", "40P01"})


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a committed push answers."""

    entries: list[Entry]
    device: DeviceState
    received_at: datetime

    def to_wire(self, now: datetime) -> dict[str, Any]:
        """The body of the 200 (SYNC.md, Push)."""
        return {
            "proto": PROTO,
            "epoch": self.device.epoch,
            "server_time": to_rfc3339(now),
            "results": [_result(entry) for entry in self.entries],
            "device": {
                "known_max_seq": self.device.max_seq,
                "missing_seq": self.device.missing,
            },
        }


def _result(entry: Entry) -> dict[str, Any]:
    result = {
        "index": entry.index,
        "op_id": entry.shown_op_id,
        "status": entry.status,
        "seq": entry.seq,
        "version": entry.version,
        "received_at": None if entry.received_ms is None else ms_to_rfc3339(entry.received_ms),
        "code": entry.code,
        "message": MESSAGES.get(entry.code or entry.status),
        "errors": entry.errors,
    }
    if entry.first_status is not None:
        result["first_status"] = entry.first_status
    return result


#: What a result's code says; the phone has its own words for each in Swedish and English.
MESSAGES = {
    "held": "Kept until what it belongs to has come.",
    "unknown_fields": "Applied; fields that are not known were kept in the log.",
    "personal_data": "Applied; a text may point out a person, and nobody said why it stays.",
    "op_id_reused": "The operation's id was used before for something else.",
    "unreadable": "The entry can't be read as an operation.",
    "invalid_payload": "The payload does not fit its kind.",
    "unknown_kind": "There is no such kind.",
    "unknown_type": "There is no such type of operation.",
    "unknown_category": "There is no such category in the area.",
    "unknown_place": "There is no such place in the area.",
    "record_exists": "The record was created before by another operation.",
    "not_permitted": "The role does not allow this.",
    "author_mismatch": "The author has not used this device, or is of another organisation.",
    "device_revoked": "The phone was revoked; it is kept for somebody to look at.",
    "stale_version": "The record was changed in the meantime; both versions are kept.",
    "record_withdrawn": "The record was withdrawn before; the change is kept beside it.",
    "storage_refused": "The database would not take it; it is kept as it came.",
    "retry": "Something passing; try again.",
}


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be pushed, and for whom; `carrier` is who brings it in the actor's place."""

    actor: Actor
    envelope: Envelope
    registry: Registry
    now: datetime
    request_id: str = ""
    carrier: Actor | None = None

    def read(self, was_sent: Callable[[int], bool] | None = None) -> list[Entry]:
        """The entries, new at each try: judging changes them. `was_sent` as in `read_entry`."""
        sender = sender_of(self.actor, self.envelope.device_id)
        return [
            read_entry(index, raw, sender, self.registry, was_sent)
            for index, raw in enumerate(self.envelope.ops)
        ]

    def read_and_lay_out(self, was_sent: Callable[[int], bool]) -> list[Entry]:
        """As `read`, and what was read knows the values of its kind's columns."""
        entries = self.read(was_sent)
        lay_out(entries, correction_ms(self.skew_ms))
        return entries

    @property
    def skew_ms(self) -> int:
        """How far the phone's clock is off, and the way here."""
        return to_ms(self.now) - to_ms(self.envelope.sent_at)


def push(
    actor: Actor,
    envelope: Envelope,
    registry: Registry,
    now: datetime,
    request_id: str = "",
    carrier: Actor | None = None,
) -> Pushed:
    """The entries are stored and committed when this returns.

    `carrier` is who brings them in the actor's place (a rescue file). Raises `device_revoked` and `epoch_changed` (then
    nothing was processed), and what a busy database raises (then nothing was kept either, and the same push may be sent
    again).
    """
    job = _Job(actor, envelope, registry, now, request_id, carrier)
    for attempt in range(1, MAX_TRIES + 1):
        try:
            return commit_in_turn(partial(_push_together, job, _read_ahead(job)))
        except OperationalError as error:
            ended = getattr(error.orig, "sqlstate", None) in _ENDED_BY_DEADLOCK
            if not ended or attempt == MAX_TRIES:
                raise
        except (DBAPIError, ValueError, OverflowError, LookupError) as error:
            _raise_what_passes(error)
            logger.warning("push walked one by one", exc_info=error)
            with write_transaction() as connection:
                return _push_one_by_one(job, connection)
    raise AppError("busy")


def rehearse(
    connection: Connection,
    actor: Actor,
    envelope: Envelope,
    registry: Registry,
    now: datetime,
    carrier: Actor,
) -> Pushed:
    """What `push` would answer, done in the caller's transaction, which is there to be rolled back."""
    job = _Job(actor, envelope, registry, now, carrier=carrier)
    try:
        with connection.begin_nested():
            return _push_together(job, job.read(), connection)
    except (DBAPIError, ValueError, OverflowError, LookupError) as error:
        _raise_what_passes(error)
        return _push_one_by_one(job, connection)


def _raise_what_passes(error: Exception) -> None:
    """A lock or a full disk is no entry's fault: the same may be sent again."""
    if isinstance(error, DBAPIError) and (is_transient(error) or is_storage_full(error)):
        raise error


def _read_ahead(job: _Job) -> list[Entry] | None:
    """The entries, read before their turn comes; None where they are to be read in it.

    In its turn the device's row is at hand, which else is asked for by itself.
    """
    if computes_in_turn() and sum(map(len, job.envelope.ops)) <= MAX_READ_IN_TURN:
        return None
    was_sent = devices.sent_before(job.actor, job.envelope.device_id)
    with computing():
        return job.read_and_lay_out(was_sent)


def _push_together(job: _Job, entries: list[Entry] | None, connection: Connection) -> Pushed:
    batch = _begin(job, connection)
    if entries is None:
        entries = job.read_and_lay_out(batch.device.has)
    permit(batch, entries)
    store(batch, entries)
    _finish(batch, entries, job.request_id)
    return Pushed(entries, batch.device, job.now)


def _push_one_by_one(job: _Job, connection: Connection) -> Pushed:
    """Each entry in its own savepoint: one that the database will not take is kept raw, and blocks no other."""
    entries = job.read()
    batch = _begin(job, connection)
    permit(batch, entries)
    for entry in entries:
        _store_alone(batch, entry)
    _finish(batch, entries, job.request_id, one_by_one=True)
    return Pushed(entries, batch.device, job.now)


def _store_alone(batch: Batch, entry: Entry) -> None:
    changes, changed = list(batch.changes), list(batch.changed_entries)
    try:
        with batch.connection.begin_nested():
            store(batch, [entry])
        return
    except OperationalError as error:
        # Others may have cost the operations before this one too: SQLite rolls back everything on some.
        if getattr(error.orig, "sqlstate", None) not in _SPARES_THE_REST:
            raise
        batch.changes, batch.changed_entries = changes, changed
        entry.retry()
        return
    except (DBAPIError, ValueError, OverflowError, LookupError):
        logger.exception("operation refused by the database")
        batch.changes, batch.changed_entries = changes, changed
    entry.keep_raw(sender_of(batch.actor, batch.device_id), "storage_refused")
    with batch.connection.begin_nested():
        store(batch, [entry])


def _begin(job: _Job, connection: Connection) -> Batch:
    device = devices.greet(connection, job.actor, job.envelope, job.now)
    epoch = job.envelope.epoch
    if epoch is not None and epoch != device.epoch:
        raise AppError("epoch_changed", details={"epoch": device.epoch})
    return Batch(
        connection, job.registry, job.actor, device, uuid7(), job.now, job.skew_ms, job.carrier
    )


def _finish(
    batch: Batch,
    entries: Sequence[Entry],
    request_id: str,
    *,
    one_by_one: bool = False,
) -> None:
    """The last statements: the change log, what was waiting, the device's proof, the audit row."""
    held = [entry for entry in entries if entry.waits_for is not None]
    if batch.changes or held:
        first = record_changes(batch.connection, batch.changes, batch.received_at)
        for offset, entry in enumerate(batch.changed_entries):
            entry.seq = first + offset
        _release(batch, held, one_by_one=one_by_one)
        turn_away(batch.connection, entries, batch.actor.user_id)
    devices.note_sequence(
        batch.connection,
        batch.device,
        [e.device_seq for e in entries if e.device_seq is not None and e.status != "retry"],
    )
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.status] = counts.get(entry.status, 0) + 1
    if batch.device.is_new:
        audit.record(
            batch.connection,
            at=batch.received_at,
            event="device.registered",
            actor=batch.carrier or batch.actor,
            details={"device_id": batch.device_id},
            request_id=request_id,
        )
    audit.record(
        batch.connection,
        at=batch.received_at,
        event="sync.push" if batch.carrier is None else "sync.rescue",
        actor=batch.carrier or batch.actor,
        details=_audited(batch, counts),
        request_id=request_id,
    )


def _audited(batch: Batch, counts: Mapping[str, int]) -> dict[str, object]:
    details: dict[str, object] = {
        "push_id": batch.push_id,
        "device_id": batch.device_id,
        "counts": dict(counts),
    }
    return details if batch.carrier is None else details | {"author_id": batch.actor.user_id}


def _release(batch: Batch, held: Sequence[Entry], *, one_by_one: bool) -> None:
    """What waited folds where it can: these entries, and what others left waiting for what has come."""
    changed = {change.record_id for change in batch.changes}
    outcomes = Release(batch.connection, batch.registry, one_by_one).run(
        changed, [entry.op_id for entry in held]
    )
    changes = [each.change for each in outcomes.values() if each.change is not None]
    first = record_changes(batch.connection, changes, batch.received_at) if changes else 0
    seqs = {change.op_id: first + offset for offset, change in enumerate(changes)}
    for entry in held:
        if entry.op_id in outcomes:
            outcome = outcomes[entry.op_id]
            entry.status, entry.code, entry.errors = outcome.status, outcome.code, outcome.errors
            entry.version, entry.seq = outcome.version, seqs.get(entry.op_id)
            entry.waits_for = outcome.waits_for
