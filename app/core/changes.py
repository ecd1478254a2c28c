"""The change log: what pull reads, in the order of commits.

The one-row counter is raised as one of a transaction's last statements and its lock is held to the commit. A cursor on
a sequence or on a time missed more than half of the rows under concurrent writers on PostgreSQL; this one misses none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, Index, Text, bindparam, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import bulk
from app.core.clock import to_ms
from app.core.database import BigNumber, Model, UtcMillis, UuidText
from app.core.ids import uuid7
from app.core.statements import Prepared


class ChangeHead(Model):
    """One row: the newest seq, and the epoch, an id of this database's history."""

    __tablename__ = "change_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[str] = mapped_column(UuidText)
    seq: Mapped[int] = mapped_column(BigInteger)


class ChangeRow(Model):
    """One change of one record. `author_id` is null for what the desk made."""

    __tablename__ = "change_log"
    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcMillis)
    kind: Mapped[str] = mapped_column(Text)
    record_id: Mapped[str] = mapped_column(UuidText)
    op_id: Mapped[str | None] = mapped_column(UuidText)
    version: Mapped[int]
    area_id: Mapped[str] = mapped_column(UuidText)
    organisation_id: Mapped[str | None] = mapped_column(UuidText)
    author_id: Mapped[str | None] = mapped_column(UuidText)
    __table_args__ = (
        Index(None, "record_id", "seq"),
        Index(
            "ix_change_log_desk",
            "area_id",
            "seq",
            sqlite_where=text("author_id IS NULL"),
            postgresql_where=text("author_id IS NULL"),
        ),
    )


head = ChangeHead.__table__
log = ChangeRow.__table__


class Change(NamedTuple):
    """That a record of a kind is now at this version, and who may be told by scope. The change log's columns."""

    kind: str
    record_id: str
    version: int
    area_id: str
    organisation_id: str | None = None
    author_id: str | None = None
    op_id: str | None = None


_COLUMNS = ("at", *Change._fields)
_HOLD = Prepared(update(head).values(seq=head.c.seq))
_CURRENT = Prepared(select(head.c.epoch, head.c.seq))


def record_changes(
    connection: Connection | Session, changes: Sequence[Change], at: datetime
) -> int:
    """The changes are numbered and logged when the transaction commits; answers the first seq.

    Call it last but for the audit row: from here to the commit the counter's lock is held.
    """
    core = connection.connection() if isinstance(connection, Session) else connection
    at_ms = to_ms(at)
    rows = [(at_ms, *change) for change in changes]
    last = bulk.insert_numbered(core, log, "seq", _COLUMNS, rows, head.c.seq)
    return last - len(rows) + 1


def take_turn(connection: Connection) -> None:
    """The counter's lock is this transaction's until it ends: nobody else changes records that are there."""
    _HOLD(connection)


def start_epoch(connection: Connection | Session) -> str:
    """This database's history has a new id: after it was made, or restored from a backup."""
    epoch = uuid7()
    done = connection.execute(update(head).values(epoch=epoch).returning(head.c.id)).one_or_none()
    if done is None:
        connection.execute(insert(head).values(id=1, epoch=epoch, seq=0))
    return epoch


def current_epoch(connection: Connection | Session) -> tuple[str, int]:
    """The epoch and the newest seq that is committed."""
    core = connection.connection() if isinstance(connection, Session) else connection
    epoch, seq = _CURRENT(core).one()
    return str(epoch), int(seq)


_AT_OR_BEFORE = Prepared(
    select(log.c.at).where(log.c.seq <= bindparam("seq")).order_by(log.c.seq.desc()).limit(1)
)


_NEXT = Prepared(select(log.c.at).where(log.c.seq > bindparam("seq")).order_by(log.c.seq).limit(1))


def last_seq_before(connection: Connection, at: datetime, after: int, newest: int) -> int:
    """The newest seq from `after` to `newest` of those logged before `at`; `after` where there is none.

    Found by halves: an index on time would cost every push.
    """
    low, high, limit_ms = after, newest, to_ms(at)
    first_ms = _NEXT(connection, seq=after).scalar()
    if first_ms is None or first_ms >= limit_ms:
        return after
    while low < high:
        middle = (low + high + 1) // 2
        logged_ms = _AT_OR_BEFORE(connection, seq=middle).scalar()
        if logged_ms is None or logged_ms < limit_ms:
            low = middle
        else:
            high = middle - 1
    return low
