"""A small world with everything in it, and what a phone says: each builder makes something whole, fields overridden.

The ids are those of tests/contract/*.json, so that the examples run as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import Connection, insert, update

from app.accounts.models import Area, AreaOrganisation, MembershipRow, Organisation, Person
from app.accounts.passwords import hash_password
from app.activities.models import Activity
from app.core.access import OrganisationKind, Role, Sharing
from app.core.changes import Change, head, record_changes
from app.core.database import Model, write_transaction
from app.core.ids import uuid7
from app.places.models import Category, CategoryVersion, Place, PlaceVersion

PASSWORD = "korrekt häst batteri klammer"
EPOCH = "0193a000-0000-7000-8000-000000000001"
#: When the world was made: long before any test's now.
FOUNDED_AT = datetime(2026, 10, 1, 6, 0, tzinfo=UTC)


def known_id(tail: str) -> str:
    """An id of the contract examples by its last digits."""
    return f"0193a000-0000-7000-8000-{tail:0>12}"


TOWN, VALLEY = known_id("c1"), known_id("c2")
POLICE, MUNICIPALITY, ASSOCIATION, HOUSING, OTHER_POLICE = (
    known_id(tail) for tail in ("b1", "b2", "b3", "b4", "b5")
)
STATION, COOP, VALLEY_SQUARE = known_id("e1"), known_id("e2"), known_id("e3")
YOUTH_CLUB, VALLEY_CLUB = known_id("f1"), known_id("f2")

ORGANISATIONS: Mapping[str, tuple[OrganisationKind, str]] = {
    POLICE: (OrganisationKind.POLICE, "Polisen Gävleborg"),
    MUNICIPALITY: (OrganisationKind.MUNICIPALITY, "Ljusdals kommun"),
    ASSOCIATION: (OrganisationKind.ASSOCIATION, "Ljusdals IF"),
    HOUSING: (OrganisationKind.HOUSING, "Ljusdalshem"),
    OTHER_POLICE: (OrganisationKind.POLICE, "Polisen Dalarna"),
}


@dataclass(frozen=True)
class Somebody:
    """A person of the world: every role once, some twice, and some with two."""

    id: str
    organisation_id: str
    roles: tuple[tuple[str, Role], ...]

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(area for area, _ in self.roles))


def _somebody(tail: str, organisation_id: str, *roles: tuple[str, Role]) -> Somebody:
    return Somebody(known_id(tail), organisation_id, roles)


PEOPLE: Mapping[str, Somebody] = {
    "officer": _somebody("a1", POLICE, (TOWN, Role.OFFICER)),
    "officer2": _somebody("a2", POLICE, (TOWN, Role.OFFICER)),
    "supervisor": _somebody("a3", POLICE, (TOWN, Role.SUPERVISOR)),
    "administrator": _somebody("a4", POLICE, (TOWN, Role.ADMINISTRATOR)),
    "auditor": _somebody("a5", POLICE, (TOWN, Role.AUDITOR)),
    "operator": _somebody("a6", POLICE, (TOWN, Role.OPERATOR)),
    "youth": _somebody("a7", MUNICIPALITY, (TOWN, Role.YOUTH_WORKER)),
    "youth2": _somebody("a8", MUNICIPALITY, (TOWN, Role.YOUTH_WORKER)),
    "coordinator": _somebody("a9", MUNICIPALITY, (TOWN, Role.COORDINATOR)),
    "town_administrator": _somebody("aa", MUNICIPALITY, (TOWN, Role.ADMINISTRATOR)),
    "organiser": _somebody("ab", ASSOCIATION, (TOWN, Role.ORGANISER)),
    "other_officer": _somebody("ac", OTHER_POLICE, (TOWN, Role.OFFICER)),
    "other_supervisor": _somebody("ad", OTHER_POLICE, (TOWN, Role.SUPERVISOR)),
    "valley_officer": _somebody("ae", POLICE, (VALLEY, Role.OFFICER)),
    "valley_supervisor": _somebody("af", POLICE, (VALLEY, Role.SUPERVISOR)),
    "both": _somebody("a10", POLICE, (TOWN, Role.OFFICER), (TOWN, Role.YOUTH_WORKER)),
    "split": _somebody("a11", POLICE, (TOWN, Role.OFFICER), (VALLEY, Role.SUPERVISOR)),
    "two_areas": _somebody("a12", POLICE, (TOWN, Role.OFFICER), (VALLEY, Role.OFFICER)),
    "newcomer": _somebody("a13", POLICE),
}
#: One person for each role, all in the town.
BY_ROLE: Mapping[Role, str] = {
    Role.OFFICER: "officer",
    Role.YOUTH_WORKER: "youth",
    Role.SUPERVISOR: "supervisor",
    Role.COORDINATOR: "coordinator",
    Role.ORGANISER: "organiser",
    Role.ADMINISTRATOR: "administrator",
    Role.AUDITOR: "auditor",
    Role.OPERATOR: "operator",
}


def email_of(name: str) -> str:
    """The address with which this person signs in."""
    return f"{name}@demo.ljuspunkt.example"


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


# --- the world ------------------------------------------------------------------------------


def build_world(app: Flask) -> None:
    """The migrated, empty database of this app holds the world, announced to phones, with a known epoch."""
    with app.app_context(), write_transaction() as connection:
        connection.execute(update(head).values(epoch=EPOCH))
        _add_organisations(connection)
        changes = [*_add_areas(connection), *_add_places(connection)]
        _add_people(connection)
        changes += [*_add_categories(connection), *_add_activities(connection)]
        record_changes(connection, changes, FOUNDED_AT)


#: What every row of the desk has, as it was made.
_KEPT = {
    "sharing": Sharing.PARTNERS.value,
    "version": 1,
    "created_at": FOUNDED_AT,
    "updated_at": FOUNDED_AT,
}
_FIRST = {"version": 1, "valid_from": FOUNDED_AT}


def _add(connection: Connection, model: type[Model], **values: Any) -> None:
    connection.execute(insert(model).values(**values))


def _add_organisations(connection: Connection) -> None:
    for organisation_id, (kind, name) in ORGANISATIONS.items():
        _add(connection, Organisation, id=organisation_id, kind=kind.value, name=name)


def _add_areas(connection: Connection) -> list[Change]:
    for area_id, code, name in (
        (TOWN, "ljusdal-tatort", "Ljusdals tätort"),
        (VALLEY, "jarvso", "Järvsö"),
    ):
        _add(
            connection,
            Area,
            id=area_id,
            code=code,
            name=name,
            timezone="Europe/Stockholm",
            epsg=3006,
            outline="[[16.0, 61.7], [16.3, 61.7], [16.3, 61.9], [16.0, 61.9], [16.0, 61.7]]",
            centre_lon=16.0925,
            centre_lat=61.8295,
            zoom=14,
            version=1,
            demonstration=False,
        )
        for organisation_id in ORGANISATIONS:
            _add(connection, AreaOrganisation, area_id=area_id, organisation_id=organisation_id)
    return [Change("area", area_id, 1, area_id) for area_id in (TOWN, VALLEY)]


def _add_people(connection: Connection) -> None:
    for name, person in PEOPLE.items():
        _add(
            connection,
            Person,
            id=person.id,
            organisation_id=person.organisation_id,
            email=email_of(name),
            name="Elin Åström" if name == "officer" else name.title(),
            locale="sv",
            password_hash=_password_hash(),
            created_at=FOUNDED_AT,
            scope_version=0,
        )
        for area_id, role in person.roles:
            _add(connection, MembershipRow, person_id=person.id, area_id=area_id, role=role.value)


def _add_places(connection: Connection) -> list[Change]:
    changes = []
    for place_id, area_id, code, lon, lat in (
        (STATION, TOWN, "station", 16.09712, 61.826855),
        (COOP, TOWN, "coop", 16.09223, 61.82914),
        (VALLEY_SQUARE, VALLEY, "torget", 16.17, 61.71),
    ):
        fields = {
            "name": code.title(),
            "kind": "torg",
            "lon": lon,
            "lat": lat,
            "radius_m": 60,
            "accuracy_m": 20,
            "retired": False,
        }
        named = {"id": place_id, "area_id": area_id, "organisation_id": POLICE, "code": code}
        _add(connection, Place, **named, **_KEPT, **fields)
        _add(connection, PlaceVersion, place_id=place_id, **_FIRST, **fields)
        changes.append(Change("place", place_id, 1, area_id))
    return changes


def _add_categories(connection: Connection) -> list[Change]:
    changes = []
    wanted = [(TOWN, "berusade"), (TOWN, "brak"), (TOWN, "positiv"), (VALLEY, "berusade")]
    for number, (area_id, code) in enumerate(wanted, 1):
        category_id = known_id(f"30{number}")
        fields = {
            "category_group": "trygghet" if code == "positiv" else "social",
            "name_sv": code.title(),
            "name_en": code.title(),
            "description_sv": "Beskrivning",
            "description_en": "Description",
            "severity": 0 if code == "positiv" else 2,
            "sort_order": number,
            "is_disorder": code != "positiv",
            "retired": False,
        }
        named = {"id": category_id, "area_id": area_id, "organisation_id": POLICE, "code": code}
        _add(connection, Category, **named, **_KEPT, **fields)
        _add(connection, CategoryVersion, category_id=category_id, **_FIRST, **fields)
        changes.append(Change("category", category_id, 1, area_id))
    return changes


def _add_activities(connection: Connection) -> list[Change]:
    changes = []
    for activity_id, area_id, place_id in (
        (YOUTH_CLUB, TOWN, STATION),
        (VALLEY_CLUB, VALLEY, VALLEY_SQUARE),
    ):
        _add(
            connection,
            Activity,
            id=activity_id,
            area_id=area_id,
            organisation_id=MUNICIPALITY,
            title="Öppen fritidsgård",
            organiser="Ljusdals kommun",
            place_id=place_id,
            starts_at=datetime(2026, 11, 20, 17, 0, tzinfo=UTC),
            ends_at=datetime(2026, 11, 20, 21, 30, tzinfo=UTC),
            age_from=13,
            age_to=19,
            police_expected=True,
            cancelled=False,
            **_KEPT,
        )
        changes.append(Change("activity", activity_id, 1, area_id))
    return changes


# --- what a phone says ----------------------------------------------------------------------


def stamp(at: datetime) -> str:
    """The instant as a phone in Ljusdal writes it in winter."""
    local = (at.astimezone(UTC) + timedelta(hours=1)).replace(tzinfo=None)
    return f"{local.isoformat(timespec='milliseconds')}+01:00"


def patrol_payload(at: datetime, **changes: Any) -> dict[str, Any]:
    """A foot patrol of two that goes on."""
    return {"started_at": stamp(at), "officers": 2} | changes


def visit_payload(at: datetime, patrol_id: str, **changes: Any) -> dict[str, Any]:
    """A stay at the station."""
    return {
        "patrol_id": patrol_id,
        "place_id": STATION,
        "lon": 16.09712,
        "lat": 61.826855,
        "accuracy_m": 12,
        "started_at": stamp(at),
        "method": "tap",
        "calm": None,
    } | changes


def observation_payload(**changes: Any) -> dict[str, Any]:
    """Drunk people at the station, without a note."""
    return {
        "category": "berusade",
        "lon": 16.09712,
        "lat": 61.826855,
        "accuracy_m": 12,
        "position_source": "gps",
        "place_id": STATION,
    } | changes


def checkin_payload(at: datetime, **changes: Any) -> dict[str, Any]:
    """A check-in to the youth club."""
    return {"activity_id": YOUTH_CLUB, "started_at": stamp(at)} | changes


_numbers = count(1)


def make_operation(
    at: datetime, kind: str = "observation", payload: Any = None, **changes: Any
) -> dict[str, Any]:
    """A `create` with ids of its own; `device_seq` only goes up. Any field can be overridden."""
    return {
        "op_id": uuid7(),
        "record_id": uuid7(),
        "device_seq": next(_numbers),
        "kind": kind,
        "type": "create",
        "occurred_at": stamp(at),
        "base_version": None,
        "payload": observation_payload() if payload is None else payload,
    } | changes


def make_envelope(
    ops: list[Any], sent_at: datetime, device_id: str, /, **changes: Any
) -> dict[str, Any]:
    """A whole envelope around these entries."""
    return {
        "proto": 1,
        "epoch": None,
        "device_id": device_id,
        "app": "1.4.0",
        "sent_at": stamp(sent_at),
        "queue": {"count": len(ops), "oldest_at": stamp(sent_at), "max_seq": 1},
        "ops": ops,
    } | changes
