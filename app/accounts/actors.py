"""Who an account or a person acts as, where no session says so."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, select

from app.accounts.models import Area, MembershipRow, Organisation, Person
from app.core.access import Actor, Membership, OrganisationKind, Role
from app.core.database import read_connection
from app.core.errors import NotFound

_person, _organisation = Person.__table__, Organisation.__table__
_membership, _area = MembershipRow.__table__, Area.__table__


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


def load_actor(email: str) -> Actor:
    """The actor of this account, for commands that act as somebody; raises NotFound."""
    with read_connection() as connection:
        person_id = connection.scalar(
            select(_person.c.id).where(_person.c.email == email.strip().casefold())
        )
        if person_id is None:
            raise NotFound(details={"email": email})
        return load_actor_by_id(connection, person_id)
