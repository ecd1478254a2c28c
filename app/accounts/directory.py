"""Organisations, people and their roles, as an administrator keeps them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Select, delete, insert, select, update
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import (
    AreaOrganisation,
    MembershipRow,
    Organisation,
    Person,
    SignInSession,
)
from app.core import audit
from app.core.access import Actor, OrganisationKind, Role
from app.core.errors import InvalidInput
from app.core.ids import uuid7

_person, _session = Person.__table__, SignInSession.__table__
_membership, _organisation = MembershipRow.__table__, Organisation.__table__


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
