"""Signing in and out, sessions, and the people that an administrator keeps."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.accounts import passwords, throttle
from app.accounts.models import (
    Area,
    AreaOrganisation,
    MembershipRow,
    Organisation,
    Person,
    SignInSession,
)
from app.core import audit
from app.core.access import Actor, Membership, OrganisationKind, Role
from app.core.clock import from_ms, to_ms
from app.core.database import (
    WriterBusy,
    is_storage_full,
    is_transient,
    read_connection,
    statement_connection,
    write_transaction,
)
from app.core.errors import AppError, InvalidInput, NotFound
from app.core.ids import uuid7
from app.core.statements import Prepared

_person, _session = Person.__table__, SignInSession.__table__
_membership, _organisation, _area = (
    MembershipRow.__table__,
    Organisation.__table__,
    Area.__table__,
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
    request_id: str | None = None,
) -> str:
    """A new session exists; answers its token. Raises `sign_in_failed` or `too_many_requests`.

    The try is counted before the password is checked, so that many at once cannot slip past the limit, and forgotten
    when it was right. An unknown account takes the same time and gets the same answer.
    """
    _count_try(email, address, now, "account.sign_in", request_id=request_id)
    with read_connection() as connection:
        row = connection.execute(
            select(_person.c.id, _person.c.password_hash, _person.c.disabled_at).where(
                _person.c.email == email.strip().casefold()
            )
        ).one_or_none()
    right = passwords.is_right(row.password_hash if row else None, password)
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


def _count_try(
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
        wait_s = throttle.wait_s(connection, email, address, now)
        if wait_s:
            audit.record(
                connection,
                at=now,
                event=event,
                actor=actor,
                result="throttled",
                details={"account_key": throttle.key_of(email)},
                request_id=request_id,
            )
        else:
            throttle.note_failure(connection, email, address, now)
    if wait_s:
        raise AppError("too_many_requests", retry_after_s=wait_s)


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
    _count_try(signed_in.email, address, now, event, actor=actor, request_id=request_id)
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


def resume(token: str, now: datetime, idle_timeout: timedelta) -> SignedIn | None:
    """Who this token belongs to, if its session lives and the person is not disabled."""
    with statement_connection() as connection:
        rows = _RESUME(
            connection,
            token=hash_token(token),
            now=to_ms(now),
            idle_since=to_ms(now - idle_timeout),
        )
    if not rows:
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


def _memberships_of(person_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(_membership.c.area_id, _membership.c.role, _area.c.code, _area.c.name)
        .join(_area, _area.c.id == _membership.c.area_id)
        .where(_membership.c.person_id == person_id)
        .order_by(_area.c.name, _membership.c.role)
    )


def load_actor_by_id(connection: Connection, person_id: str) -> Actor:
    """The actor of this person, disabled or not, as their roles are now."""
    row = connection.execute(
        select(_person.c.organisation_id, _person.c.locale, _organisation.c.kind)
        .join(_organisation, _organisation.c.id == _person.c.organisation_id)
        .where(_person.c.id == person_id)
    ).one()
    memberships = connection.execute(_memberships_of(person_id)).all()
    return Actor.of(
        person_id,
        row.organisation_id,
        OrganisationKind(row.kind),
        tuple(Membership(m.area_id, Role(m.role)) for m in memberships),
        row.locale,
    )


def is_of_organisation(connection: Connection, person_id: str, organisation_id: str) -> bool:
    """Whether the person is one of this organisation's, disabled or not."""
    query = select(_person.c.id).where(
        _person.c.id == person_id, _person.c.organisation_id == organisation_id
    )
    return connection.execute(query).one_or_none() is not None


def list_area_ids(connection: Connection, organisation_id: str) -> list[str]:
    """The areas in which the organisation takes part."""
    part = AreaOrganisation.__table__
    query = select(part.c.area_id).where(part.c.organisation_id == organisation_id)
    return [str(area_id) for area_id in connection.scalars(query.order_by(part.c.area_id))]


def load_actor(email: str) -> Actor:
    """The actor of this account, for commands that act as somebody; raises NotFound."""
    with read_connection() as connection:
        person_id = connection.scalar(
            select(_person.c.id).where(_person.c.email == email.strip().casefold())
        )
        if person_id is None:
            raise NotFound(details={"email": email})
        return load_actor_by_id(connection, person_id)


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


def create_organisation(connection: Connection, kind: OrganisationKind, name: str) -> str:
    """The organisation's id; the one that has this name already, or a new one."""
    found = connection.scalar(select(_organisation.c.id).where(_organisation.c.name == name))
    if found is not None:
        return str(found)
    organisation_id = uuid7()
    connection.execute(insert(_organisation).values(id=organisation_id, kind=kind.value, name=name))
    return organisation_id


def join_area(connection: Connection, area_id: str, organisation_id: str) -> None:
    """The organisation takes part in the area."""
    table = AreaOrganisation.__table__
    found = connection.execute(
        select(table).where(table.c.area_id == area_id, table.c.organisation_id == organisation_id)
    ).one_or_none()
    if found is None:
        connection.execute(insert(table).values(area_id=area_id, organisation_id=organisation_id))


def create_person(
    connection: Connection,
    *,
    email: str,
    name: str,
    password: str,
    organisation_id: str,
    roles: list[tuple[str, Role]],
    now: datetime,
    by: Actor | None = None,
) -> str:
    """A person with an account exists; answers the id. Raises InvalidInput for what can't be used."""
    email = email.strip().casefold()
    problems: dict[str, list[str]] = {}
    if "@" not in email or len(email) > 254 or email != email.strip():
        problems["email"] = ["not an e-mail address"]
    elif connection.scalar(select(_person.c.id).where(_person.c.email == email)):
        problems["email"] = ["has an account already"]
    weak = passwords.problems_with(password, *email.replace("@", ".").split("."), *name.split())
    if weak:
        problems["password"] = weak
    if not name.strip():
        problems["name"] = ["is needed"]
    if problems:
        raise InvalidInput(problems)
    person_id = uuid7()
    connection.execute(
        insert(_person).values(
            id=person_id,
            organisation_id=organisation_id,
            email=email,
            name=name.strip(),
            locale="sv",
            password_hash=passwords.hash_password(password),
            created_at=now,
            scope_version=0,
        )
    )
    for area_id, role in roles:
        connection.execute(
            insert(_membership).values(person_id=person_id, area_id=area_id, role=role.value)
        )
    audit.record(
        connection,
        at=now,
        event="person.created",
        actor=by,
        details={"person_id": person_id, "roles": [role.value for _, role in roles]},
    )
    return person_id


def set_roles(
    session: Connection | Session,
    person_id: str,
    roles: list[tuple[str, Role]],
    *,
    now: datetime,
    by: Actor,
) -> None:
    """The person has just these roles, from the next request on; their phones start their cache over."""
    session.execute(delete(_membership).where(_membership.c.person_id == person_id))
    for area_id, role in roles:
        session.execute(
            insert(_membership).values(person_id=person_id, area_id=area_id, role=role.value)
        )
    session.execute(
        update(_person)
        .where(_person.c.id == person_id)
        .values(scope_version=_person.c.scope_version + 1)
    )
    audit.record(
        session,
        at=now,
        event="person.roles",
        actor=by,
        details={"person_id": person_id, "roles": [[a, r.value] for a, r in roles]},
    )


def close_sessions(
    session: Session, organisation_id: str, person_ids: Select[*tuple[str]], now: datetime
) -> int:
    """Every open session of those of these people who are of this organisation is closed; answers how many."""
    theirs = select(_person.c.id).where(
        _person.c.organisation_id == organisation_id, _person.c.id.in_(person_ids)
    )
    closed = session.execute(
        update(_session)
        .where(_session.c.person_id.in_(theirs), _session.c.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(_session.c.token_hash)
    )
    return len(closed.all())


def disable_person(
    session: Connection | Session, person_id: str, *, now: datetime, by: Actor
) -> None:
    """The account opens nothing from the next request on, and every session of it is revoked."""
    session.execute(update(_person).where(_person.c.id == person_id).values(disabled_at=now))
    session.execute(
        update(_session)
        .where(_session.c.person_id == person_id, _session.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    audit.record(
        session, at=now, event="person.disabled", actor=by, details={"person_id": person_id}
    )
