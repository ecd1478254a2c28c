"""Signing in and out, sessions, and who acts. Whom an administrator keeps: `directory`, asked for here too."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update
from sqlalchemy.exc import DBAPIError

from app.accounts import passwords, throttle
from app.accounts.actors import load_actor, load_actor_by_id
from app.accounts.directory import (
    close_sessions,
    create_organisation,
    create_person,
    disable_person,
    is_of_organisation,
    join_area,
    list_area_ids,
    set_roles,
)
from app.accounts.models import (
    Area,
    MembershipRow,
    Organisation,
    Person,
    SignInSession,
)
from app.core import audit
from app.core.access import Actor, Membership, OrganisationKind, Role
from app.core.clock import from_ms, to_ms
from app.core.database import WriterBusy, read_connection, statement_connection, write_transaction
from app.core.database_faults import is_storage_full, is_transient
from app.core.errors import AppError, InvalidInput
from app.core.statements import Prepared

__all__ = [
    "LOCALES",
    "SEEN_EVERY",
    "Holder",
    "SignedIn",
    "close_sessions",
    "confirm_password",
    "create_organisation",
    "create_person",
    "disable_person",
    "find_holder",
    "hash_token",
    "is_of_organisation",
    "join_area",
    "list_area_ids",
    "load_actor",
    "load_actor_by_id",
    "note_seen",
    "open_session",
    "resume",
    "set_locale",
    "set_roles",
    "sign_in",
    "sign_out",
]

_person, _session = Person.__table__, SignInSession.__table__
_membership, _organisation, _area = (
    MembershipRow.__table__,
    Organisation.__table__,
    Area.__table__,
)
_IS_INVENTED = exists().where(
    _membership.c.person_id == _person.c.id,
    _membership.c.area_id == _area.c.id,
    _area.c.demonstration,
)
SEEN_EVERY = timedelta(minutes=1)
LOCALES = ("sv", "en")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with a live session, as the request needs it."""

    actor: Actor
    email: str
    name: str
    organisation_name: str
    areas: dict[str, tuple[str, str]]
    token_hash: str
    seen_at: datetime
    scope_version: int


def hash_token(token: str) -> str:
    """What the server keeps of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(
    email: str,
    password: str,
    *,
    address: str,
    now: datetime,
    lifetime: timedelta,
    is_demonstration: bool = False,
    request_id: str | None = None,
) -> str:
    """A new session exists; answers its token. Raises `sign_in_failed` or `too_many_requests`.

    The try is counted before the password is checked, so that many at once cannot slip past the limit, and forgotten
    when it was right. An unknown account takes the same time and gets the same answer, and so does an account of a
    demonstration's area where none is shown any more: its password is known to whoever tried it.
    """
    throttle.count_try(email, address, now, "account.sign_in", request_id=request_id)
    with read_connection() as connection:
        row = connection.execute(
            select(
                _person.c.id,
                _person.c.password_hash,
                _person.c.disabled_at,
                _IS_INVENTED.label("is_invented"),
            ).where(_person.c.email == email.strip().casefold())
        ).one_or_none()
    right = passwords.is_right(row.password_hash if row else None, password)
    if row is not None and row.is_invented and not is_demonstration:
        right = False
    if row is None or not right or row.disabled_at is not None:
        with write_transaction() as connection:
            audit.record(
                connection,
                at=now,
                event="account.sign_in",
                result="failed",
                details={"account_key": throttle.key_of(email)},
                request_id=request_id,
            )
        raise AppError("sign_in_failed")
    with write_transaction() as connection:
        throttle.forget(connection, email)
        token = open_session(connection, row.id, now, lifetime)
        actor = load_actor_by_id(connection, row.id)
        audit.record(
            connection, at=now, event="account.sign_in", actor=actor, request_id=request_id
        )
    return token


def confirm_password(
    signed_in: SignedIn,
    password: str,
    *,
    address: str,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Who is signed in has said their password again; a try at it counts as one at signing in.

    Raises InvalidInput where it is another, `too_many_requests`.
    """
    event, actor = "account.password_confirmed", signed_in.actor
    throttle.count_try(signed_in.email, address, now, event, actor=actor, request_id=request_id)
    with read_connection() as connection:
        stored = connection.scalar(
            select(_person.c.password_hash).where(_person.c.id == actor.user_id)
        )
    is_right = passwords.is_right(stored, password)
    with write_transaction() as connection:
        if is_right:
            throttle.forget(connection, signed_in.email)
        audit.record(
            connection,
            at=now,
            event=event,
            actor=actor,
            result="ok" if is_right else "failed",
            request_id=request_id,
        )
    if not is_right:
        raise InvalidInput({"current": ["wrong_password"]})


def open_session(connection: Connection, person_id: str, now: datetime, lifetime: timedelta) -> str:
    """A session row for this person; answers the token that opens it. Old ones of theirs that ended are gone."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        delete(_session).where(_session.c.person_id == person_id, _session.c.expires_at < now)
    )
    connection.execute(
        insert(_session).values(
            token_hash=hash_token(token),
            person_id=person_id,
            created_at=now,
            seen_at=now,
            expires_at=now + lifetime,
        )
    )
    return token


def resume(
    token: str, now: datetime, idle_timeout: timedelta, *, is_demonstration: bool = False
) -> SignedIn | None:
    """Who this token belongs to, if its session lives and the person is not disabled.

    As at signing in, an account of a demonstration's area opens nothing where none is shown.
    """
    with statement_connection() as connection:
        rows = _RESUME(
            connection,
            token=hash_token(token),
            now=to_ms(now),
            idle_since=to_ms(now - idle_timeout),
        )
    if not rows or (not is_demonstration and any(each.demonstration for each in rows)):
        return None
    row = rows[0]
    memberships = [each for each in rows if each.area_id is not None]
    actor = Actor.of(
        row.person_id,
        row.organisation_id,
        OrganisationKind(row.kind),
        tuple(Membership(each.area_id, Role(each.role)) for each in memberships),
        row.locale,
    )
    return SignedIn(
        actor,
        row.email,
        row.name,
        row.organisation_name,
        {each.area_id: (each.code, each.area_name) for each in memberships},
        row.token_hash,
        from_ms(row.seen_at),
        row.scope_version,
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose session a token is or was, and when it was closed."""

    person_id: str
    closed_at: datetime | None


def find_holder(connection: Connection, token: str) -> Holder | None:
    """Whose token it is, also where its session was closed or ran out: it opens nothing then, but names somebody."""
    row = connection.execute(
        select(_session.c.person_id, _session.c.revoked_at).where(
            _session.c.token_hash == hash_token(token)
        )
    ).one_or_none()
    return None if row is None else Holder(row.person_id, row.revoked_at)


_RESUME = Prepared(
    select(
        _session.c.token_hash,
        _session.c.seen_at,
        _person.c.id.label("person_id"),
        _person.c.email,
        _person.c.name,
        _person.c.locale,
        _person.c.organisation_id,
        _person.c.scope_version,
        _organisation.c.kind,
        _organisation.c.name.label("organisation_name"),
        _membership.c.area_id,
        _membership.c.role,
        _area.c.code,
        _area.c.name.label("area_name"),
        _area.c.demonstration,
    )
    .join(_person, _person.c.id == _session.c.person_id)
    .join(_organisation, _organisation.c.id == _person.c.organisation_id)
    .outerjoin(_membership, _membership.c.person_id == _person.c.id)
    .outerjoin(_area, _area.c.id == _membership.c.area_id)
    .where(
        _session.c.token_hash == bindparam("token"),
        _session.c.revoked_at.is_(None),
        _session.c.expires_at > bindparam("now"),
        _session.c.seen_at > bindparam("idle_since"),
        _person.c.disabled_at.is_(None),
    )
    .order_by(_area.c.name, _membership.c.role)
)


def note_seen(signed_in: SignedIn, now: datetime) -> None:
    """The session's idle time starts over; written at most once a minute."""
    if now - signed_in.seen_at < SEEN_EVERY:
        return
    try:
        with write_transaction(patient=False) as connection:
            connection.execute(
                update(_session)
                .where(_session.c.token_hash == signed_in.token_hash)
                .values(seen_at=now)
            )
    except (DBAPIError, WriterBusy) as error:
        # Reading goes on beside a writer that is slow and a disk that is full.
        if not (is_transient(error) or is_storage_full(error)):
            raise


def sign_out(signed_in: SignedIn, now: datetime, request_id: str | None = None) -> None:
    """The session is revoked: its token opens nothing any more."""
    with write_transaction() as connection:
        connection.execute(
            update(_session)
            .where(_session.c.token_hash == signed_in.token_hash)
            .values(revoked_at=now)
        )
        audit.record(
            connection,
            at=now,
            event="account.sign_out",
            actor=signed_in.actor,
            request_id=request_id,
        )


def set_locale(signed_in: SignedIn, locale: str, now: datetime) -> None:
    """The person's language on every screen."""
    if locale not in LOCALES:
        raise InvalidInput({"locale": [f"one of {', '.join(LOCALES)}"]})
    with write_transaction() as connection:
        connection.execute(
            update(_person).where(_person.c.id == signed_in.actor.user_id).values(locale=locale)
        )
        audit.record(
            connection,
            at=now,
            event="account.locale",
            actor=signed_in.actor,
            details={"locale": locale},
        )
