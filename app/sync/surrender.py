"""What a revoked device still holds: taken in raw for the desk to look at; nothing is handed out for it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.accounts import service
from app.core import audit
from app.core.access import Actor
from app.core.clock import to_ms
from app.core.database_faults import is_storage_full, is_transient
from app.core.errors import AppError
from app.core.group_commit import commit_in_turn
from app.core.ids import uuid7
from app.sync import devices
from app.sync.entering import Batch
from app.sync.entries import Entry, sender_of
from app.sync.envelope import Envelope
from app.sync.push import Pushed
from app.sync.reading_entries import read_entry
from app.sync.registry import Registry
from app.sync.store import store

logger = logging.getLogger("ljuspunkt")


def surrender(
    token: str, envelope: Envelope, registry: Registry, now: datetime, request_id: str = ""
) -> Pushed:
    """Every entry of this organisation's people is kept in quarantine, committed when this returns.

    The token may be of a session that was closed: revoking a device closes the sessions of everybody who used it, and
    what those tokens still open is this alone. Entries of another organisation's people are answered `retry`: they are
    not this organisation's to read, and stay on the phone. Raises `not_signed_in` where the device is not revoked for
    the token's organisation, or its holder has not used it.
    """

    try:
        return _surrender(token, envelope, registry, now, request_id, raw=False)
    except (DBAPIError, ValueError, OverflowError, LookupError) as error:
        if isinstance(error, DBAPIError) and (is_transient(error) or is_storage_full(error)):
            raise
        logger.warning("surrendered entries kept as nothing but their text", exc_info=error)
        return _surrender(token, envelope, registry, now, request_id, raw=True)


def _surrender(
    token: str, envelope: Envelope, registry: Registry, now: datetime, request_id: str, *, raw: bool
) -> Pushed:
    """`raw`: the database would not take the entries as they were read, so each is kept as its text alone."""

    def work(connection: Connection) -> Pushed:
        actor, revoked = _find_holder(connection, token, envelope.device_id)
        skew_ms = to_ms(now) - to_ms(envelope.sent_at)
        batch = Batch(connection, registry, actor, revoked, uuid7(), now, skew_ms)
        sender = sender_of(actor, envelope.device_id)
        entries = [
            read_entry(index, content, sender, registry)
            for index, content in enumerate(envelope.ops)
        ]
        kept = _set_aside(batch, entries)
        seqs = [each.device_seq for each in kept if each.device_seq is not None]
        for entry in kept if raw else ():
            entry.keep_raw(sender, "storage_refused")
        store(batch, kept)
        devices.note_sequence(connection, revoked, seqs)
        audit.record(
            connection,
            at=now,
            event="sync.surrender",
            actor=actor,
            details={
                "push_id": batch.push_id,
                "device_id": envelope.device_id,
                "kept": len(kept),
                "left": len(entries) - len(kept),
            },
            request_id=request_id,
        )
        return Pushed(entries, revoked, now)

    return commit_in_turn(work)


def _find_holder(
    connection: Connection, token: str, device_id: str
) -> tuple[Actor, devices.DeviceState]:
    """Whose session it is or was, and the revoked device; the session was open when the device was revoked."""
    holder = service.find_holder(connection, token)
    if holder is not None:
        actor = service.load_actor_by_id(connection, holder.person_id)
        found = devices.find_revoked(connection, actor, device_id)
        if found is not None and devices.has_used(connection, device_id, actor.user_id):
            state, revoked_at = found
            if holder.closed_at is None or holder.closed_at >= revoked_at:
                return actor, state
    raise AppError("not_signed_in")


def _set_aside(batch: Batch, entries: Sequence[Entry]) -> list[Entry]:
    """Those that are kept, each in quarantine; the others are told to stay where they are."""
    ours: dict[str, Actor | None] = {batch.actor.user_id: batch.actor}
    kept = []
    for entry in entries:
        author_id = entry.author_id or batch.actor.user_id
        if author_id not in ours:
            ours[author_id] = _colleague(batch, author_id)
        author = ours[author_id]
        if author is None:
            entry.status, entry.code, entry.errors = "retry", None, None
            continue
        entry.author = author
        # Who has no role left still has what they recorded: it is looked at where the organisation works.
        entry.area_id = None if author.area_ids else _any_area(batch)
        entry.quarantine("device_revoked")
        kept.append(entry)
    return kept


def _colleague(batch: Batch, person_id: str) -> Actor | None:
    """Somebody of the same organisation; nobody else's entries are read here."""
    if not service.is_of_organisation(batch.connection, person_id, batch.actor.organisation_id):
        return None
    return service.load_actor_by_id(batch.connection, person_id)


def _any_area(batch: Batch) -> str | None:
    areas = batch.actor.area_ids or service.list_area_ids(
        batch.connection, batch.actor.organisation_id
    )
    return areas[0] if areas else None
