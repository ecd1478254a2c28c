"""A new area, ready to be worked in: for commands, where nobody has a role in it before it is there."""

from __future__ import annotations

from datetime import datetime
from math import floor, log2

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.acting import act_as_organisation
from app.accounts.models import Area
from app.accounts.service import join_area
from app.core.access import Actor
from app.core.geometry import SWEREF_99_TM
from app.places.areas import MAX_ZOOM, MIN_ZOOM, AreaFields, add_area
from app.places.categories import add_standard_categories
from app.places.outlines import Ring, centre_of, close_ring

_area = Area.__table__


def find_area_id(session: Session, code: str) -> str | None:
    """The id of the area with this code, whoever takes part in it."""
    return session.scalar(select(_area.c.id).where(_area.c.code == code))


def found_area(
    session: Session,
    given: AreaFields,
    now: datetime,
    *,
    code: str,
    organisation_id: str,
    epsg: int = SWEREF_99_TM,
    demonstration: bool = False,
    by: Actor | None = None,
) -> str:
    """The area is there with the standard categories, and the organisation takes part in it; answers its id."""
    area_id = add_area(
        session, given, now, code=code, epsg=epsg, demonstration=demonstration, by=by
    )
    join_area(session.connection(), area_id, organisation_id)
    actor = act_as_organisation(session, organisation_id)
    add_standard_categories(session, actor, area_id, now)
    return area_id


def fields_of_outline(name: str, timezone: str, ring: Ring) -> AreaFields:
    """An area with this outline, its middle in the middle of the map and all of it on the map."""
    lon, lat = centre_of(ring)
    width = max(corner[0] for corner in ring) - min(corner[0] for corner in ring)
    height = max(corner[1] for corner in ring) - min(corner[1] for corner in ring)
    # The world is one tile at zoom 0; a degree of latitude is drawn about twice as long as one of longitude here.
    zoom = floor(log2(360 / max(width, 2 * height, 1e-6))) + 1
    return AreaFields(
        name=name,
        timezone=timezone,
        outline=ring,
        centre_lon=lon,
        centre_lat=lat,
        zoom=min(max(zoom, MIN_ZOOM), MAX_ZOOM),
    )


def ring_of_box(west: float, south: float, east: float, north: float) -> Ring:
    """The box as an outline."""
    return close_ring([[west, south], [east, south], [east, north], [west, north]])
