"""Fokusplatser: chosen, changed and retired by people; every change is announced to phones and kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, insert, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.access import Actor, Sharing, visible
from app.core.changes import Change, record_changes
from app.core.errors import InvalidInput, NotFound, NotPermitted
from app.core.ids import uuid7
from app.core.lists import Listing, Page, page_of, swedish_key
from app.places.areas import AreaView, StaleVersion, find_area, read_ring, write_ring
from app.places.models import Place, PlaceVersion
from app.places.outlines import (
    MAX_PLACE_M2,
    OUTSIDE_MARGIN_M,
    Ring,
    is_near,
    problem_with_outline,
)

MAX_NAME = 120
MIN_RADIUS_M, MAX_RADIUS_M = 10, 1_000
MAX_ACCURACY_M = 5_000
MAX_VISITS_PER_WEEK = 100
MAX_MINUTES_PER_WEEK = 5_000
#: From here on a position is shown as "ungefärlig position" (domain/ljusdal.json).
APPROXIMATE_FROM_M = 100
KINDS = (
    "torg",
    "park",
    "gata",
    "gränd",
    "trafikplats",
    "kollektivtrafik",
    "parkering",
    "handel",
    "bensinstation",
    "bostadsområde",
    "skola",
    "fritidsgård",
    "aktivitetsyta",
    "idrott",
    "motionsspår",
    "bibliotek",
    "kyrka",
    "övrigt",
)
_place, _version = Place.__table__, PlaceVersion.__table__
_FIELDS = (
    "name",
    "kind",
    "lon",
    "lat",
    "radius_m",
    "outline",
    "accuracy_m",
    "visits_per_week",
    "minutes_per_week",
    "retired",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFields:
    """What people decide about a place."""

    name: str
    kind: str
    lon: float
    lat: float
    radius_m: int
    accuracy_m: int
    outline: Ring | None = None
    visits_per_week: int | None = None
    minutes_per_week: int | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place as pages and the phone need it."""

    id: str
    area_id: str
    code: str
    version: int
    updated_at: datetime
    fields: PlaceFields

    @property
    def is_approximate(self) -> bool:
        """Whether the position is only a guess that says so."""
        return self.fields.accuracy_m > APPROXIMATE_FROM_M


SORTS: Mapping[str, Callable[[PlaceView], Any]] = {
    "name": lambda place: swedish_key(place.fields.name),
    "kind": lambda place: swedish_key(place.fields.kind),
    "accuracy": lambda place: place.fields.accuracy_m,
    "minutes": lambda place: place.fields.minutes_per_week or 0,
    "updated": lambda place: place.updated_at,
}


def make_code(name: str) -> str:
    """The name as a code: lower-case letters, digits and hyphens, at most 40 of them."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "plats"


def problems_with_place(given: PlaceFields, area: AreaView) -> dict[str, list[str]]:
    """What can't be taken, field by field, as keys of texts."""
    problems: dict[str, list[str]] = {}
    bounds = {
        "radius_m": (given.radius_m, MIN_RADIUS_M, MAX_RADIUS_M),
        "accuracy_m": (given.accuracy_m, 0, MAX_ACCURACY_M),
        "visits_per_week": (given.visits_per_week, 0, MAX_VISITS_PER_WEEK),
        "minutes_per_week": (given.minutes_per_week, 0, MAX_MINUTES_PER_WEEK),
    }
    for name, (value, low, high) in bounds.items():
        if value is not None and not low <= value <= high:
            problems[name] = ["out_of_range"]
    if not 1 <= len(given.name.strip()) <= MAX_NAME:
        problems["name"] = ["name_length"]
    if given.kind not in KINDS:
        problems["kind"] = ["unknown_kind"]
    if not (-180 <= given.lon <= 180 and -90 <= given.lat <= 90):
        problems["lat"] = ["not_on_earth"]
    elif area.outline and not is_near(
        given.lon, given.lat, area.outline, OUTSIDE_MARGIN_M, area.epsg
    ):
        problems["lat"] = ["outside_area"]
    if given.outline is not None:
        problem = problem_with_outline(given.outline, MAX_PLACE_M2, area.epsg)
        if problem is None and not is_near(
            given.lon, given.lat, given.outline, MIN_RADIUS_M, area.epsg
        ):
            problem = "point_outside_outline"
        if problem:
            problems["outline"] = [problem]
    return problems


def add_place(
    session: Session,
    actor: Actor,
    area_id: str,
    given: PlaceFields,
    now: datetime,
    *,
    code: str | None = None,
) -> str:
    """A new place exists; answers its id. Raises InvalidInput with keys of texts."""
    if not actor.can("place.edit", area_id):
        raise NotPermitted
    area = find_area(session, actor, "place.edit", area_id)
    problems = problems_with_place(given, area)
    taken = set(session.scalars(select(_place.c.code).where(_place.c.area_id == area_id)))
    if code is not None and code in taken:
        problems["code"] = ["code_taken"]
    if problems:
        raise InvalidInput(problems)
    place_id = uuid7()
    session.execute(
        insert(Place).values(
            id=place_id,
            area_id=area_id,
            organisation_id=actor.organisation_id,
            sharing=Sharing.PARTNERS.value,
            code=code or free_code(make_code(given.name), taken),
            version=1,
            created_at=now,
            updated_at=now,
            **_columns(given),
        )
    )
    _announce(session, actor, "place.added", place_id, area_id, 1, given, now)
    return place_id


def free_code(wanted: str, taken: set[str]) -> str:
    """The code, with a number behind it where others have it."""
    code, number = wanted, 2
    while code in taken:
        code, number = f"{wanted}-{number}", number + 1
    return code


def change_place(
    session: Session,
    actor: Actor,
    place_id: str,
    given: PlaceFields,
    *,
    version: int,
    now: datetime,
) -> int:
    """The place is as given; answers its new version. Raises StaleVersion where somebody was quicker."""
    row = _one(session, visible(actor, "place.edit", _place.c), place_id, lock=True)
    current = view_place(row)
    problems = problems_with_place(given, find_area(session, actor, "place.edit", current.area_id))
    if problems:
        raise InvalidInput(problems)
    if current.version != version:
        raise StaleVersion(current.version)
    if current.fields == given:
        return version
    columns = _columns(given)
    session.execute(
        update(Place)
        .where(Place.id == place_id)
        .values(version=version + 1, updated_at=now, **columns)
        .execution_options(synchronize_session=False)
    )
    _announce(session, actor, "place.changed", place_id, current.area_id, version + 1, given, now)
    return version + 1


def find_place(session: Session, actor: Actor, place_id: str) -> PlaceView:
    """The place, where this actor may see it; raises NotFound."""
    return view_place(_one(session, visible(actor, "place.read", _place.c), place_id))


def _one(
    session: Session, reach: ColumnElement[bool], place_id: str, *, lock: bool = False
) -> RowMapping:
    query = select(_place).where(_place.c.id == place_id, reach)
    row = session.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NotFound
    return row


def all_places(
    session: Session, actor: Actor, area_id: str, *, retired: bool = False
) -> list[PlaceView]:
    """Every place of the area that is in use (or retired), by name."""
    rows = session.execute(
        select(_place)
        .where(
            visible(actor, "place.read", _place.c),
            _place.c.area_id == area_id,
            _place.c.retired.is_(retired),
        )
        .order_by(_place.c.id)
    ).mappings()
    return sorted(map(view_place, rows), key=SORTS["name"])


def choose_places(
    places: Sequence[PlaceView], listing: Listing, *, words: str = "", kind: str = ""
) -> Page[PlaceView]:
    """One page of these places, of a kind and with these words in the name."""
    wanted = words.casefold()
    found = [
        place
        for place in places
        if wanted in place.fields.name.casefold() and kind in {"", place.fields.kind}
    ]
    return page_of(found, listing, SORTS)


def place_history(
    session: Session, actor: Actor, place_id: str
) -> list[tuple[int, datetime, PlaceFields]]:
    """What the place was: (version, from when, fields), the newest first."""
    find_place(session, actor, place_id)
    rows = session.execute(
        select(_version).where(_version.c.place_id == place_id).order_by(_version.c.version.desc())
    ).mappings()
    return [(row["version"], row["valid_from"], view_fields(row)) for row in rows]


def view_place(row: RowMapping) -> PlaceView:
    """A row of the table as a place."""
    return PlaceView(
        row["id"], row["area_id"], row["code"], row["version"], row["updated_at"], view_fields(row)
    )


def view_fields(row: RowMapping) -> PlaceFields:
    """What people decided, of a place or of a version of it."""
    values: dict[str, Any] = {name: row[name] for name in _FIELDS}
    return PlaceFields(**(values | {"outline": read_ring(row["outline"])}))


def _columns(given: PlaceFields) -> dict[str, Any]:
    return asdict(given) | {"name": given.name.strip(), "outline": write_ring(given.outline)}


def _announce(
    session: Session,
    actor: Actor,
    event: str,
    place_id: str,
    area_id: str,
    version: int,
    given: PlaceFields,
    now: datetime,
) -> None:
    session.execute(
        insert(PlaceVersion).values(
            place_id=place_id,
            version=version,
            valid_from=now,
            changed_by=actor.user_id,
            **_columns(given),
        )
    )
    record_changes(session, [Change("place", place_id, version, area_id)], now)
    audit.record(
        session,
        at=now,
        event=event,
        actor=actor,
        details={"place_id": place_id, "version": version, "retired": given.retired},
    )
