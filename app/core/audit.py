"""The audit log: append-only, chained by hash, in the transaction of what it records.

Every row holds the SHA-256 of the row before and itself, so that a row that was changed or taken out shows. The head
of the chain is one row whose lock is held to the commit: the order of the chain is the order of commits. It is taken
after sync's counter, never before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Index, Text, bindparam, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.access import Actor
from app.core.clock import to_ms
from app.core.database import BigNumber, Model, UtcMillis, UuidText
from app.core.statements import Prepared

GENESIS = "0" * 64


class AuditHead(Model):
    """One row: the number and hash of the newest row of the log."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(Text)


class AuditRow(Model):
    """One event: who did what to which ids, with what result."""

    __tablename__ = "audit_log"
    number: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcMillis)
    event: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    user_id: Mapped[str | None] = mapped_column(UuidText)
    organisation_id: Mapped[str | None] = mapped_column(UuidText)
    request_id: Mapped[str | None] = mapped_column(Text)
    details: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index(None, "organisation_id", "number"),)


_head = AuditHead.__table__
_log = AuditRow.__table__


_NEXT = Prepared(
    update(_head).values(number=_head.c.number + 1).returning(_head.c.number, _head.c.hash)
)
_INSERT = Prepared(insert(_log))
#: PostgreSQL hashes by itself: what `_NEXT`, `chain_hash`, `_INSERT` and `_SEAL` do is one statement there
_APPEND = Prepared(
    text(
        """
        WITH raised AS (
            UPDATE audit_head
            SET number = number + 1,
                hash = encode(sha256(convert_to(
                    '["' || hash || '",' || (number + 1) || ',' || CAST(:rest AS text), 'UTF8'
                )), 'hex')
            RETURNING number, hash
        )
        INSERT INTO audit_log
            (number, at, event, result, user_id, organisation_id, request_id, details, hash)
        SELECT number, CAST(:at AS bigint), :event, :result, CAST(:user_id AS uuid),
            CAST(:organisation_id AS uuid), :request_id, :details, hash
        FROM raised
        RETURNING number
        """
    )
)
_HOLD = Prepared(update(_head).values(number=_head.c.number))
_SEAL = Prepared(update(_head).values(hash=bindparam("digest")))


def chain_hash(previous: str, fields: tuple[Any, ...]) -> str:
    """SHA-256 (hex) of the previous hash and this row's fields as compact JSON."""
    line = f'["{previous}",{_compact(fields)}'
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def _compact(fields: tuple[Any, ...]) -> str:
    """The fields as compact JSON without the bracket that opens the list."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))[1:]


def record(
    connection: Connection | Session,
    *,
    at: datetime,
    event: str,
    actor: Actor | None = None,
    result: str = "ok",
    details: Mapping[str, Any] | None = None,
    request_id: str | None = None,
) -> int:
    """The event is in the log when the transaction commits; answers the row's number.

    `details` never holds free text or a position: ids, counts, names of settings.
    """
    core = connection.connection() if isinstance(connection, Session) else connection
    row = {
        "at": to_ms(at),
        "event": event,
        "result": result,
        "user_id": actor.user_id if actor else None,
        "organisation_id": actor.organisation_id if actor else None,
        "request_id": request_id,
        "details": json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True),
    }
    if core.dialect.name == "postgresql":
        return int(_APPEND(core, **row, rest=_compact(tuple(row.values()))).one().number)
    number, previous = _NEXT(core).one()
    digest = chain_hash(previous, (number, *row.values()))
    _INSERT(core, number=number, **row, hash=digest)
    _SEAL(core, digest=digest)
    return int(number)


def take_turn(connection: Connection) -> None:
    """The chain's lock is this transaction's until it ends: what it counts stays so, whoever else wants to count."""
    _HOLD(connection)


def verify_chain(connection: Connection) -> tuple[int, int | None]:
    """How many rows were walked, and the number of the first that does not fit (None: all fit)."""
    previous, walked, expected = GENESIS, 0, 1
    for row in connection.execute(select(_log).order_by(_log.c.number)):
        fields = (
            row.number,
            to_ms(row.at),
            row.event,
            row.result,
            row.user_id,
            row.organisation_id,
            row.request_id,
            row.details,
        )
        if row.number != expected or row.hash != chain_hash(previous, fields):
            return walked, row.number
        previous, walked, expected = row.hash, walked + 1, expected + 1
    head = connection.execute(select(_head.c.number, _head.c.hash)).one_or_none()
    if head is None or (head.number, head.hash) != (walked, previous):
        return walked, walked + 1
    return walked, None
