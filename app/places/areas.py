"""Areas: which one a page is about, and changing what it is called, where it ends and what its clock says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import available_timezones

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Area
from app.core import audit
from app.core.access import Actor
from app.core.changes import Change, record_changes
from app.core.errors import AppError, InvalidInput, NotFound, NotPermitted
from app.core.geometry import SWEREF_99_TM
from app.core.ids import uuid7
from app.places.outlines import MAX_AREA_M2, Ring, problem_with_outline

MAX_NAME = 120
MIN_ZOOM, MAX_ZOOM = 5, 18
_area = Area.__table__


class StaleVersion(AppError):
    """Somebody else changed it since this form was opened; `details["version"]` is the version now."""

    code = "conflict"

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(details={"version": version})


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area as pages need it."""

    id: str
    code: str
    name: str
    timezone: str
    epsg: int
    outline: Ring | None
    centre: tuple[float, float]
    zoom: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFields:
    """What people decide about an area."""

    name: str
    timezone: str
    outline: Ring | None
    centre_lon: float
    centre_lat: float
    zoom: int


@lru_cache(maxsize=1)
def known_timezones() -> frozenset[str]:
    """The names of time zones that this machine knows."""
    return frozenset(available_timezones())


def read_ring(stored: str | None) -> Ring | None:
    """The ring that a column holds as JSON."""
    return json.loads(stored) if stored else None


def write_ring(ring: Ring | None) -> str | None:
    """The ring as a column keeps it."""
    return json.dumps(ring) if ring else None


def list_areas(session: Session, actor: Actor, action: str) -> list[AreaView]:
    """The areas in which this actor may do this, in the order of their names."""
    rows = session.execute(
        select(_area).where(_area.c.id.in_(actor.areas(action))).order_by(_area.c.name)
    )
    return [
        AreaView(
            row.id,
            row.code,
            row.name,
            row.timezone,
            row.epsg,
            read_ring(row.outline),
            (row.centre_lon, row.centre_lat),
            row.zoom,
            row.version,
        )
        for row in rows
    ]


def choose_area(session: Session, actor: Actor, action: str, code: str | None = None) -> AreaView:
    """The area with this code, else the actor's first. Raises `unknown_area`; NotFound where there is none."""
    areas = list_areas(session, actor, action)
    if not areas:
        raise NotFound
    if code is None:
        return areas[0]
    for area in areas:
        if area.code == code:
            return area
    raise AppError("unknown_area")


def find_area(session: Session, actor: Actor, action: str, area_id: str) -> AreaView:
    """The area with this id, where the actor may do this in it; raises NotFound."""
    for area in list_areas(session, actor, action):
        if area.id == area_id:
            return area
    raise NotFound


def problems_with_area(given: AreaFields, epsg: int = SWEREF_99_TM) -> dict[str, list[str]]:
    """What can't be taken, field by field, as keys of texts."""
    problems: dict[str, list[str]] = {}
    if not 1 <= len(given.name.strip()) <= MAX_NAME:
        problems["name"] = ["name_length"]
    if given.timezone not in known_timezones():
        problems["timezone"] = ["unknown_timezone"]
    if not (-180 <= given.centre_lon <= 180 and -90 <= given.centre_lat <= 90):
        problems["centre"] = ["not_on_earth"]
    if not MIN_ZOOM <= given.zoom <= MAX_ZOOM:
        problems["zoom"] = ["out_of_range"]
    if given.outline is not None:
        problem = problem_with_outline(given.outline, MAX_AREA_M2, epsg)
        if problem:
            problems["outline"] = [problem]
    return problems


def add_area(
    session: Session,
    given: AreaFields,
    now: datetime,
    *,
    code: str,
    epsg: int = SWEREF_99_TM,
    demonstration: bool = False,
    by: Actor | None = None,
) -> str:
    """A new area exists; answers its id. For commands: nobody has a role in an area before it is there."""
    problems = problems_with_area(given, epsg)
    if session.scalar(select(_area.c.id).where(_area.c.code == code)):
        problems["code"] = ["code_taken"]
    if problems:
        raise InvalidInput(problems)
    area_id = uuid7()
    session.execute(
        insert(Area).values(
            id=area_id,
            code=code,
            epsg=epsg,
            version=1,
            demonstration=demonstration,
            **_columns(given),
        )
    )
    record_changes(session, [Change("area", area_id, 1, area_id)], now)
    audit.record(session, at=now, event="area.added", actor=by, details={"area_id": area_id})
    return area_id


def change_area(
    session: Session, actor: Actor, area_id: str, given: AreaFields, *, version: int, now: datetime
) -> int:
    """The area is as given; answers its new version. Raises StaleVersion where somebody was quicker."""
    if not actor.can("area.edit", area_id):
        raise NotPermitted
    current = session.execute(
        select(_area).where(_area.c.id == area_id).with_for_update()
    ).one_or_none()
    if current is None:
        raise NotFound
    problems = problems_with_area(given, current.epsg)
    if problems:
        raise InvalidInput(problems)
    if current.version != version:
        raise StaleVersion(current.version)
    columns = _columns(given)
    changed = sorted(name for name in columns if columns[name] != getattr(current, name))
    if not changed:
        return version
    session.execute(
        update(Area)
        .where(Area.id == area_id)
        .values(version=version + 1, **columns)
        .execution_options(synchronize_session=False)
    )
    record_changes(session, [Change("area", area_id, version + 1, area_id)], now)
    audit.record(
        session,
        at=now,
        event="area.changed",
        actor=actor,
        details={"area_id": area_id, "version": version + 1, "fields": changed},
    )
    return version + 1


def _columns(given: AreaFields) -> dict[str, object]:
    return {
        "name": given.name.strip(),
        "timezone": given.timezone,
        "outline": write_ring(given.outline),
        "centre_lon": given.centre_lon,
        "centre_lat": given.centre_lat,
        "zoom": given.zoom,
    }
