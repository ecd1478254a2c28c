"""Who acts when nobody is signed in: a person by name, or an organisation at its server's command line."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.accounts.models import AreaOrganisation, MembershipRow, Organisation
from app.core.access import Actor, Membership, OrganisationKind, Role
from app.core.errors import InvalidInput
from app.core.ids import named_id

_organisation, _taking_part = Organisation.__table__, AreaOrganisation.__table__
_membership = MembershipRow.__table__
#: The desk's role in each kind of organisation: what somebody with the server's keys may do for it.
DESK_ROLE = {
    OrganisationKind.POLICE: Role.SUPERVISOR,
    OrganisationKind.MUNICIPALITY: Role.COORDINATOR,
    OrganisationKind.ASSOCIATION: Role.COORDINATOR,
    OrganisationKind.HOUSING: Role.COORDINATOR,
}


def act_as_organisation(connection: Connection | Session, organisation_id: str) -> Actor:
    """The actor for an organisation's own work at the command line: its desk's role in the areas it takes part in.

    The log shows it under an id of its own, which is no person's.
    """
    kind = OrganisationKind(
        connection.execute(
            select(_organisation.c.kind).where(_organisation.c.id == organisation_id)
        ).scalar_one()
    )
    areas = connection.execute(
        select(_taking_part.c.area_id)
        .where(_taking_part.c.organisation_id == organisation_id)
        .order_by(_taking_part.c.area_id)
    ).scalars()
    memberships = tuple(Membership(str(area_id), DESK_ROLE[kind]) for area_id in areas)
    user_id = named_id("command line", organisation_id)
    return Actor.of(user_id, organisation_id, kind, memberships)


def find_organisation(connection: Connection | Session, name: str | None) -> str:
    """The id of the organisation with this name, or of the only one. Raises InvalidInput that names those there are."""
    rows = connection.execute(
        select(_organisation.c.id, _organisation.c.name).order_by(_organisation.c.name)
    ).all()
    found = [str(row.id) for row in rows if name is None or row.name.casefold() == name.casefold()]
    if len(found) != 1:
        names = "; ".join(row.name for row in rows)
        raise InvalidInput({"organisation": [f"name one of: {names}" if names else "none yet"]})
    return found[0]


def roles_of(connection: Connection | Session, person_id: str) -> list[tuple[str, Role]]:
    """(area_id, role) of everything that this person is."""
    rows = connection.execute(
        select(_membership.c.area_id, _membership.c.role).where(
            _membership.c.person_id == person_id
        )
    )
    return [(str(row.area_id), Role(row.role)) for row in rows]
