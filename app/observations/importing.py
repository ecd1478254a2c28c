"""Before an import at the command line: who acts, and the area, made where it isn't there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.acting import act_as_organisation, find_organisation, roles_of
from app.core.access import Actor, Membership, OrganisationKind
from app.core.errors import InvalidInput, NotPermitted
from app.observations.columns import ColumnMap
from app.observations.extent import find_extent
from app.observations.imports import ACTION
from app.observations.tables import Table
from app.places.areas import choose_area
from app.places.founding import fields_of_outline, find_area_id, found_area, ring_of_box
from app.places.outlines import OutlineUnreadable, Ring, read_outline

AROUND_THE_TABLE = "bbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArea:
    """The area as it is made where it isn't there."""

    name: str
    timezone: str
    outline: str
    epsg: int
    organisation_kind: OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Who imports, and where to: an account, else an organisation by name, else the only one."""

    area_code: str
    email: str | None = None
    organisation: str | None = None
    new_area: NewArea | None = None


def find_importer(
    session: Session, importer: Importer, table: Table, columns: ColumnMap, now: datetime
) -> tuple[Actor, str]:
    """The actor and the id of the area, which is there when the transaction commits.

    Raises InvalidInput, NotFound (no such account), `unknown_area` and NotPermitted.
    """
    area_id = find_area_id(session, importer.area_code)
    new = importer.new_area if area_id is None else None
    if importer.email:
        actor = accounts.load_actor(importer.email)
        organisation_id = actor.organisation_id
    else:
        organisation_id = _organisation_of(session, importer, new)
        actor = act_as_organisation(session, organisation_id)
    if new is not None:
        ring = _read_ring(new, table, columns)
        area_id = found_area(
            session,
            fields_of_outline(new.name, new.timezone, ring),
            now,
            code=importer.area_code,
            organisation_id=organisation_id,
            epsg=new.epsg,
            by=actor,
        )
        actor = _let_in(session, importer, actor, area_id, now)
    return actor, choose_area(session, actor, ACTION, importer.area_code).id


def _organisation_of(session: Session, importer: Importer, new: NewArea | None) -> str:
    """The organisation by name; made with a new area, where it isn't there."""
    if new is not None and importer.organisation:
        return accounts.create_organisation(
            session.connection(), new.organisation_kind, importer.organisation
        )
    return find_organisation(session, importer.organisation)


def _let_in(
    session: Session, importer: Importer, actor: Actor, area_id: str, now: datetime
) -> Actor:
    """The actor with a role in the new area: a person gets there what lets them import elsewhere."""
    if not importer.email:
        return act_as_organisation(session, actor.organisation_id)
    roles = roles_of(session, actor.user_id)
    desk = [
        role
        for area, role in roles
        if Actor.of("", "", actor.organisation_kind, (Membership(area, role),)).can(ACTION)
    ]
    if not desk:
        raise NotPermitted
    accounts.set_roles(session, actor.user_id, [*roles, (area_id, desk[0])], now=now, by=actor)
    memberships = (*actor.memberships, Membership(area_id, desk[0]))
    return Actor.of(
        actor.user_id, actor.organisation_id, actor.organisation_kind, memberships, actor.locale
    )


def _read_ring(new: NewArea, table: Table, columns: ColumnMap) -> Ring:
    if new.outline == AROUND_THE_TABLE:
        return ring_of_box(*find_extent(table, columns, new.epsg))
    parts = new.outline.split(",")
    try:
        if len(parts) == 4:
            west, south, east, north = map(float, parts)
            return ring_of_box(west, south, east, north)
        ring = read_outline(Path(new.outline).read_text("utf-8-sig"))
    except (OSError, ValueError, OutlineUnreadable) as error:
        raise InvalidInput({"outline": [f"can't be read ({error})"]}) from error
    if ring is None:
        raise InvalidInput({"outline": ["is empty"]})
    return ring
