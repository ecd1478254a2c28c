"""Devices: registered at their first push, and the proof of what is missing from each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Session

from app.accounts import service
from app.core import audit, bulk, changes
from app.core.access import Actor
from app.core.clock import to_ms
from app.core.database import statement_connection
from app.core.errors import AppError, NotFound
from app.core.statements import Prepared
from app.sync.envelope import Envelope
from app.sync.models import Device, DevicePerson

_device, _person = Device.__table__, DevicePerson.__table__
MAX_MISSING_SHOWN = 200
MAX_RUNS_AHEAD = 1_000
#: A device that has nothing else to say is noted as seen again after so long.
SEEN_EVERY_MS = 60_000


class Heard(NamedTuple):
    """When a device was last heard of (ms since 1970), and what it said of itself."""

    seen_at: int
    app_version: str | None
    queue_count: int
    queue_oldest_at: str | None


@dataclass(slots=True)
class DeviceState:
    """What is known of a device's sequence: all of 1..contiguous, then runs [first, last] up to `max_seq`.

    `heard` is written with it: where `is_news`, also when the sequence is as it was.
    """

    device_id: str
    organisation_id: str
    heard: Heard
    #: the id of the database's history, read in the same statement as the device: a push has journeys enough
    epoch: str
    contiguous_seq: int
    max_seq: int
    missing: list[int]
    ahead: list[list[int]] = field(default_factory=list)
    is_news: bool = True
    is_new: bool = False

    def has(self, seq: int | None) -> bool:
        """Whether the device has sent this number before."""
        return seq is not None and _is_in(self.contiguous_seq, self.ahead, seq)


#: The row is locked here and written once, at the end. PostgreSQL looks up what a foreign key names again, and locks
#: it, where a row that the same transaction has written is written once more: one row for all who push.
_GREET = Prepared(
    select(
        _device.c.contiguous_seq,
        _device.c.max_seq,
        _device.c.ahead_seqs,
        _device.c.revoked_at,
        _device.c.last_person_id,
        _device.c.seen_at,
        _device.c.app_version,
        _device.c.queue_count,
        _device.c.queue_oldest_at,
        select(changes.head.c.epoch).scalar_subquery().label("epoch"),
    )
    .where(
        _device.c.device_id == bindparam("device"),
        _device.c.organisation_id == bindparam("organisation"),
    )
    .with_for_update(key_share=True)
)
_NOTE = Prepared(
    update(_device)
    .where(
        _device.c.device_id == bindparam("device"),
        _device.c.organisation_id == bindparam("organisation"),
    )
    .values(
        seen_at=bindparam("now"),
        app_version=bindparam("app"),
        queue_count=bindparam("count"),
        queue_oldest_at=bindparam("oldest"),
        contiguous_seq=bindparam("contiguous"),
        max_seq=bindparam("highest"),
        ahead_seqs=bindparam("ahead"),
    )
)
_SENT = Prepared(
    select(_device.c.contiguous_seq, _device.c.ahead_seqs).where(
        _device.c.device_id == bindparam("device"),
        _device.c.organisation_id == bindparam("organisation"),
    )
)


def sent_before(actor: Actor, device_id: str) -> Callable[[int], bool]:
    """Whether the device has sent a number, as it is now: others may send at the same time."""
    with statement_connection() as connection:
        row = _SENT(connection, device=device_id, organisation=actor.organisation_id).one_or_none()
    contiguous, ahead = (0, []) if row is None else (row.contiguous_seq, json.loads(row.ahead_seqs))
    return partial(_is_in, contiguous, ahead)


def _is_in(contiguous: int, ahead: Sequence[Sequence[int]], seq: int) -> bool:
    return seq <= contiguous or any(first <= seq <= last for first, last in ahead)


def greet(connection: Connection, actor: Actor, envelope: Envelope, now: datetime) -> DeviceState:
    """The device is registered, and its row locked; raises `device_revoked`. `note_sequence` writes what was heard."""
    row = _GREET(
        connection, device=envelope.device_id, organisation=actor.organisation_id
    ).one_or_none()
    if row is None:
        return _register(connection, actor, envelope, now)
    if row.revoked_at is not None:
        raise AppError("device_revoked")
    if row.last_person_id != actor.user_id:
        _note_person(connection, actor, envelope.device_id)
    heard = _hear(envelope, now)
    known = (row.app_version, row.queue_count, row.queue_oldest_at)
    return DeviceState(
        envelope.device_id,
        actor.organisation_id,
        heard,
        str(row.epoch),
        row.contiguous_seq,
        row.max_seq,
        [],
        json.loads(row.ahead_seqs),
        is_news=known != heard[1:] or abs(heard.seen_at - row.seen_at) >= SEEN_EVERY_MS,
    )


def _hear(envelope: Envelope, now: datetime) -> Heard:
    """What waits on the phone when it has this push's answer: its queue still holds what the push carries."""
    waiting = max(0, envelope.queue_count - len(envelope.ops))
    oldest_at = envelope.queue_oldest_at if waiting else None
    return Heard(to_ms(now), envelope.app_version, waiting, oldest_at)


def _register(
    connection: Connection, actor: Actor, envelope: Envelope, now: datetime
) -> DeviceState:
    columns = (
        "device_id",
        "organisation_id",
        "registered_at",
        "seen_at",
        "contiguous_seq",
        "max_seq",
        "queue_count",
        "ahead_seqs",
    )
    heard = _hear(envelope, now)
    seen_at, count = heard.seen_at, heard.queue_count
    row = (envelope.device_id, actor.organisation_id, seen_at, seen_at, 0, 0, count, "[]")
    new = bulk.insert_rows(connection, _device, columns, [row], returning="device_id")
    if not new:  # another push of this device registered it while this one waited
        return greet(connection, actor, envelope, now)
    _note_person(connection, actor, envelope.device_id)
    epoch, _ = changes.current_epoch(connection)
    return DeviceState(
        envelope.device_id, actor.organisation_id, heard, epoch, 0, 0, [], is_new=True
    )


def _note_person(connection: Connection, actor: Actor, device_id: str) -> None:
    """The person has pushed from the device: now, and for good."""
    bulk.insert_rows(connection, _person, ("device_id", "person_id"), [(device_id, actor.user_id)])
    connection.execute(
        update(_device)
        .where(
            _device.c.device_id == device_id,
            _device.c.organisation_id == actor.organisation_id,
        )
        .values(last_person_id=actor.user_id)
    )


def has_used(connection: Connection, device_id: str, person_id: str) -> bool:
    """Whether this person has pushed from this device."""
    return (
        connection.execute(
            select(_person.c.person_id).where(
                _person.c.device_id == device_id, _person.c.person_id == person_id
            )
        ).one_or_none()
        is not None
    )


def find_revoked(
    connection: Connection, actor: Actor, device_id: str
) -> tuple[DeviceState, datetime] | None:
    """(what is known of its sequence, when it was revoked) of a device that the actor's organisation has revoked."""
    row = connection.execute(
        select(
            _device.c.contiguous_seq,
            _device.c.max_seq,
            _device.c.ahead_seqs,
            _device.c.revoked_at,
            _device.c.seen_at,
            _device.c.app_version,
            _device.c.queue_count,
            _device.c.queue_oldest_at,
        ).where(
            _device.c.device_id == device_id,
            _device.c.organisation_id == actor.organisation_id,
            _device.c.revoked_at.is_not(None),
        )
    ).one_or_none()
    if row is None:
        return None
    epoch, _ = changes.current_epoch(connection)
    state = DeviceState(
        device_id,
        actor.organisation_id,
        Heard(to_ms(row.seen_at), row.app_version, row.queue_count, row.queue_oldest_at),
        epoch,
        row.contiguous_seq,
        row.max_seq,
        [],
        json.loads(row.ahead_seqs),
        is_news=False,
    )
    return state, row.revoked_at


def note_sequence(connection: Connection, state: DeviceState, seqs: Sequence[int]) -> None:
    """The device's row is up to date: its proof with these numbers, which are stored, and what was heard of it.

    `state.missing` is filled.
    """
    (_, contiguous), *ahead = _join([[0, state.contiguous_seq], *state.ahead], seqs)
    highest = max(state.max_seq, ahead[-1][1] if ahead else contiguous)
    ahead = ahead[:MAX_RUNS_AHEAD]
    state.missing = _gaps(contiguous, ahead)
    known = (state.contiguous_seq, state.max_seq, state.ahead)
    if state.is_news or (contiguous, highest, ahead) != known:
        state.contiguous_seq, state.max_seq, state.ahead = contiguous, highest, ahead
        _NOTE(
            connection,
            device=state.device_id,
            organisation=state.organisation_id,
            now=state.heard.seen_at,
            app=state.heard.app_version,
            count=state.heard.queue_count,
            oldest=state.heard.queue_oldest_at,
            contiguous=contiguous,
            highest=highest,
            ahead=json.dumps(ahead),
        )


def _join(runs: Sequence[list[int]], seqs: Sequence[int]) -> list[list[int]]:
    """Runs [first, last] without overlap, in order, of these runs and numbers together."""
    joined: list[list[int]] = []
    for first, last in sorted([*runs, *_runs_of(seqs)]):
        if joined and first <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    return joined


def _runs_of(seqs: Sequence[int]) -> list[list[int]]:
    """Runs that hold these numbers: a push is one run in order as a rule, and is not taken apart to be sorted."""
    if seqs and list(seqs) == list(range(seqs[0], seqs[0] + len(seqs))):
        return [[seqs[0], seqs[-1]]]
    return [[seq, seq] for seq in seqs]


def _gaps(contiguous: int, ahead: Sequence[list[int]]) -> list[int]:
    """At most MAX_MISSING_SHOWN numbers between what is known; nothing is claimed of what lies behind the last run."""
    missing: list[int] = []
    expected = contiguous + 1
    for first, last in ahead:
        room = MAX_MISSING_SHOWN - len(missing)
        missing.extend(range(expected, min(first, expected + room)))
        expected = last + 1
    return missing


def revoke(session: Session, actor: Actor, device_id: str, now: datetime) -> None:
    """The device may push and pull nothing more for this organisation; raises NotFound.

    A session knows no device, and who finds a phone can say that it is another: everybody of the organisation who has
    used it signs in again.
    """
    done = session.execute(
        update(_device)
        .where(
            _device.c.device_id == device_id,
            _device.c.organisation_id == actor.organisation_id,
            _device.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(_device.c.device_id)
    ).one_or_none()
    if done is None:
        raise NotFound
    users = select(_person.c.person_id).where(_person.c.device_id == device_id)
    closed = service.close_sessions(session, actor.organisation_id, users, now)
    audit.record(
        session,
        at=now,
        event="device.revoked",
        actor=actor,
        details={"device_id": device_id, "sessions": closed},
    )
