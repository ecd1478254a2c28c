"""The import of a phone's exported queue: every operation as if its author had pushed it from that phone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from app.accounts.models import Person
from app.accounts.service import load_actor_by_id
from app.core import audit
from app.core.access import Actor
from app.core.database import read_connection, write_transaction
from app.core.errors import NotPermitted
from app.sync.envelope import Envelope
from app.sync.push import Pushed, push, rehearse
from app.sync.registry import Registry
from app.sync.rescue import RescueFile, kind_of

_person = Person.__table__
ACTION = "rescue.import"
#: As many as a phone sends at once: pushes get their turn in between.
BATCH = 200
LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of some operations. `author` is a name of the importer's organisation, or None.

    `status` is a push's, or `left_out`: not taken in, and nothing of it kept.
    """

    author: str | None
    kind: str | None
    status: str
    code: str | None


@dataclass(slots=True)
class RescueReport:
    """How many operations met which fate; never what they say."""

    rescue: RescueFile
    fates: Counter[Fate] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.fates.total()

    def count(self, *statuses: str) -> int:
        """How many have one of these statuses."""
        return sum(n for fate, n in self.fates.items() if fate.status in statuses)

    def rows(self) -> list[tuple[Fate, int]]:
        """By author, kind and fate, in an order that stays."""

        def key(row: tuple[Fate, int]) -> tuple[str, ...]:
            fate, _ = row
            return (fate.author or "~", fate.kind or "~", fate.status, fate.code or "")

        return sorted(self.fates.items(), key=key)


@dataclass(frozen=True, slots=True)
class _Author:
    """Whose operations are pushed, under which name they are shown; `refused` says why they are not."""

    name: str | None
    actor: Actor | None
    refused: str | None
    ops: list[msgspec.Raw]


def rehearse_import(
    importer: Actor, rescue: RescueFile, registry: Registry, now: datetime
) -> RescueReport:
    """What an import would do, found out by doing it and taking it back. Raises as `import_rescue`."""
    report = RescueReport(rescue)
    authors = _authors(importer, rescue)
    with write_transaction() as connection:
        with connection.begin_nested() as trial:
            for author, actor, ops in _batches(report, authors):
                pushed = rehearse(
                    connection, actor, _envelope(rescue, ops, now), registry, now, importer
                )
                _count(report, author, pushed)
            trial.rollback()
        _audit(connection, importer, report, now, "sync.rescue_tried")
    return report


def import_rescue(
    importer: Actor,
    rescue: RescueFile,
    registry: Registry,
    now: datetime,
    request_id: str = "",
    progress: Callable[[int], None] = lambda _done: None,
) -> RescueReport:
    """Every operation of the organisation's people is in the log; again is no difference.

    Each batch is a transaction of its own: what was taken in before a failure stays, and the file may be imported
    again. Raises NotPermitted, and `device_revoked` as a push would.
    """
    report = RescueReport(rescue)
    for author, actor, ops in _batches(report, _authors(importer, rescue)):
        envelope = _envelope(rescue, ops, now)
        _count(report, author, push(actor, envelope, registry, now, request_id, importer))
        progress(report.total)
    with write_transaction() as connection:
        _audit(connection, importer, report, now, "sync.rescue_imported")
    return report


def _authors(importer: Actor, rescue: RescueFile) -> list[_Author]:
    """Whoever recorded something, in the file's order. Only people of the importer's organisation are named."""
    if not importer.can(ACTION):
        raise NotPermitted
    by_author = rescue.by_author()
    with read_connection() as connection:
        names = _colleagues(connection, importer, [each for each in by_author if each])
        return [_author(connection, names, each, ops) for each, ops in by_author.items()]


def _author(
    connection: Connection, names: dict[str, str], person_id: str | None, ops: list[msgspec.Raw]
) -> _Author:
    """Another organisation's operations, and what names nobody, are nobody's here to take in."""
    if person_id is None or person_id not in names:
        return _Author(None, None, "author_mismatch", ops)
    actor = load_actor_by_id(connection, person_id)
    refused = None if actor.memberships else "not_permitted"
    return _Author(names[person_id], actor, refused, ops)


def _colleagues(connection: Connection, importer: Actor, ids: Sequence[str]) -> dict[str, str]:
    """id -> name of those of the importer's organisation; closed accounts too, they recorded it all the same."""
    rows = connection.execute(
        select(_person.c.id, _person.c.name).where(
            _person.c.id.in_(ids), _person.c.organisation_id == importer.organisation_id
        )
    )
    return {row.id: row.name for row in rows}


def _batches(
    report: RescueReport, authors: Sequence[_Author]
) -> Iterator[tuple[_Author, Actor, list[msgspec.Raw]]]:
    for author in authors:
        if author.actor is None or author.refused is not None:
            for op in author.ops:
                report.fates[Fate(author.name, kind_of(op), LEFT_OUT, author.refused)] += 1
            continue
        for first in range(0, len(author.ops), BATCH):
            yield author, author.actor, author.ops[first : first + BATCH]


def _envelope(rescue: RescueFile, ops: list[msgspec.Raw], now: datetime) -> Envelope:
    """As the phone would have sent it, to whichever history of the database.

    How far off the phone's clock was can't be known from a file that lay about; only a clock that was ahead of ours
    when it exported shows itself, by that much at least.
    """
    return Envelope(
        epoch=None,
        device_id=rescue.device_id,
        sent_at=max(now, rescue.exported_at or now),
        ops=ops,
        app_version=rescue.app_version,
        queue_count=0,
        queue_oldest_at=None,
    )


def _count(report: RescueReport, author: _Author, pushed: Pushed) -> None:
    for entry in pushed.entries:
        report.fates[Fate(author.name, entry.kind_name, entry.status, entry.code)] += 1


def _audit(
    connection: Connection, importer: Actor, report: RescueReport, now: datetime, event: str
) -> None:
    counts: Counter[str] = Counter()
    for fate, count in report.fates.items():
        counts[fate.status] += count
    audit.record(
        connection,
        at=now,
        event=event,
        actor=importer,
        details={
            "device_id": report.rescue.device_id,
            "file_sha256": report.rescue.digest,
            "counts": dict(counts),
        },
    )
