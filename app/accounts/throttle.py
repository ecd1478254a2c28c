"""Sign-in failures, counted in the database so that restarts and other workers know them too."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from app.accounts.models import SignInFailure
from app.core import audit
from app.core.access import Actor
from app.core.clock import to_ms
from app.core.database import write_transaction
from app.core.errors import AppError
from app.core.ids import lowest_uuid7, uuid7

WINDOW = timedelta(hours=1)
MAX_BY_ACCOUNT = 10
MAX_BY_ADDRESS = 100
_KEPT = timedelta(days=2)
_table = SignInFailure.__table__


def key_of(value: str) -> str:
    """What is stored of an e-mail or network address: a hash, cut short."""
    return hashlib.sha256(value.strip().casefold().encode("utf-8", "replace")).hexdigest()[:32]


def wait_s(connection: Connection, email: str, address: str, now: datetime) -> int:
    """Seconds until another try is allowed for this account from this address; 0 where it is now."""
    since = now - WINDOW
    longest = 0
    for column, key, most in (
        (_table.c.account_key, key_of(email), MAX_BY_ACCOUNT),
        (_table.c.address_key, key_of(address), MAX_BY_ADDRESS),
    ):
        count, oldest = connection.execute(
            select(func.count(), func.min(_table.c.at)).where(column == key, _table.c.at > since)
        ).one()
        if count >= most:
            longest = max(longest, int((oldest + WINDOW - now).total_seconds()) + 1)
    return longest


def note_failure(connection: Connection, email: str, address: str, now: datetime) -> None:
    """The failure counts from now on; those older than two days are gone.

    Ids begin with their time: the old ones are found by the key, however many tries somebody makes from however many
    addresses.
    """
    connection.execute(
        insert(_table).values(
            id=uuid7(to_ms(now)), account_key=key_of(email), address_key=key_of(address), at=now
        )
    )
    connection.execute(delete(_table).where(_table.c.id < lowest_uuid7(to_ms(now - _KEPT))))


def forget(connection: Connection, email: str) -> None:
    """The account's failures are gone: somebody who knew the password has signed in."""
    connection.execute(delete(_table).where(_table.c.account_key == key_of(email)))


def count_try(
    email: str,
    address: str,
    now: datetime,
    event: str,
    *,
    actor: Actor | None = None,
    request_id: str | None = None,
) -> None:
    """One more try at this account's password is counted and may be made; raises `too_many_requests`."""
    with write_transaction() as connection:
        audit.take_turn(connection)
        seconds = wait_s(connection, email, address, now)
        if seconds:
            audit.record(
                connection,
                at=now,
                event=event,
                actor=actor,
                result="throttled",
                details={"account_key": key_of(email)},
                request_id=request_id,
            )
        else:
            note_failure(connection, email, address, now)
    if seconds:
        raise AppError("too_many_requests", retry_after_s=seconds)
