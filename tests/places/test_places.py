"""Fokusplatser: every change is a version, told to phones and in the audit log."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from app.core.changes import ChangeRow
from app.core.errors import InvalidInput, NotFound, NotPermitted
from app.places import service
from app.places.areas import StaleVersion
from app.places.pull import load_places
from app.places.service import PlaceFields
from tests.support.builders import STATION, TOWN, VALLEY, VALLEY_SQUARE
from tests.support.desks import acting

PARK = PlaceFields(
    name="Östernäsparken", kind="park", lon=16.0925, lat=61.8235, radius_m=80, accuracy_m=30
)


@pytest.fixture
def database_url(world_url):
    return world_url


def test_a_new_place_is_told_to_phones_and_kept_as_its_first_version(app):
    with acting(app, "coordinator") as (session, actor, now):
        place_id = service.add_place(session, actor, TOWN, PARK, now)

        place = service.find_place(session, actor, place_id)
        told = session.execute(
            select(ChangeRow.kind, ChangeRow.version, ChangeRow.area_id).where(
                ChangeRow.record_id == place_id
            )
        ).all()
        written = session.execute(select(AuditRow).where(AuditRow.event == "place.added")).scalars()
        details = [json.loads(row.details) for row in written]

        assert (place.fields, place.code, place.version) == (PARK, "osternasparken", 1)
        assert told == [("place", 1, TOWN)]
        assert details == [{"place_id": place_id, "version": 1, "retired": False}]
        assert service.place_history(session, actor, place_id) == [(1, now, PARK)]


def test_a_change_keeps_what_the_place_was(app):
    with acting(app, "supervisor") as (session, actor, now):
        before = service.find_place(session, actor, STATION).fields
        after = replace(before, name="Resecentrum", radius_m=90)

        version = service.change_place(session, actor, STATION, after, version=1, now=now)

        history = service.place_history(session, actor, STATION)
        assert version == 2
        assert [(number, fields) for number, _, fields in history] == [(2, after), (1, before)]


def test_a_change_that_changes_nothing_is_no_version(app):
    with acting(app, "supervisor") as (session, actor, now):
        same = service.find_place(session, actor, STATION).fields

        assert service.change_place(session, actor, STATION, same, version=1, now=now) == 1


def test_the_second_of_two_who_change_it_is_told(app):
    with acting(app, "supervisor") as (session, actor, now):
        one = service.find_place(session, actor, STATION).fields
        service.change_place(session, actor, STATION, replace(one, radius_m=70), version=1, now=now)

        with pytest.raises(StaleVersion) as stale:
            service.change_place(
                session, actor, STATION, replace(one, radius_m=80), version=1, now=now
            )

        assert stale.value.version == 2
        assert service.find_place(session, actor, STATION).fields.radius_m == 70


def test_a_retired_place_is_gone_from_the_list_and_marked_for_phones(app):
    with acting(app, "supervisor") as (session, actor, now):
        fields = service.find_place(session, actor, STATION).fields
        service.change_place(
            session, actor, STATION, replace(fields, retired=True), version=1, now=now
        )

        listed = [place.id for place in service.all_places(session, actor, TOWN)]
        retired = [place.id for place in service.all_places(session, actor, TOWN, retired=True)]
        pulled = load_places(session.connection(), actor, [STATION])

        assert STATION not in listed
        assert retired == [STATION]
        assert pulled[STATION]["retired"] is True


def test_an_uncertain_position_is_approximate(app):
    with acting(app, "supervisor") as (session, actor, now):
        ids = {
            metres: service.add_place(session, actor, TOWN, replace(PARK, accuracy_m=metres), now)
            for metres in (100, 101)
        }
        pulled = load_places(session.connection(), actor, list(ids.values()))

        assert pulled[ids[100]]["approximate"] is False
        assert pulled[ids[101]]["approximate"] is True


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"lon": 61.8235, "lat": 16.0925}, "lat", "outside_area"),
        ({"lat": 91.0}, "lat", "not_on_earth"),
        ({"name": " "}, "name", "name_length"),
        ({"kind": "moské"}, "kind", "unknown_kind"),
        ({"radius_m": 9}, "radius_m", "out_of_range"),
        ({"minutes_per_week": -1}, "minutes_per_week", "out_of_range"),
        (
            {"outline": [[16.1, 61.83], [16.101, 61.83], [16.1, 61.831]]},
            "outline",
            "point_outside_outline",
        ),
    ],
)
def test_what_cannot_be_a_place_is_refused_at_its_field(app, change, field, problem):
    with acting(app, "supervisor") as (session, actor, now):
        with pytest.raises(InvalidInput) as refused:
            service.add_place(session, actor, TOWN, replace(PARK, **change), now)

        assert refused.value.fields == {field: [problem]}


def test_two_places_of_one_name_have_codes_of_their_own(app):
    with acting(app, "supervisor") as (session, actor, now):
        for _ in range(2):
            service.add_place(session, actor, TOWN, PARK, now)

        codes = {place.code for place in service.all_places(session, actor, TOWN)}
        assert codes >= {"osternasparken", "osternasparken-2"}


def test_another_areas_place_is_not_there(app):
    with acting(app, "supervisor") as (session, actor, now):
        fields = service.find_place(session, actor, STATION).fields

        with pytest.raises(NotFound):
            service.find_place(session, actor, VALLEY_SQUARE)
        with pytest.raises(NotFound):
            service.change_place(session, actor, VALLEY_SQUARE, fields, version=1, now=now)
        with pytest.raises(NotPermitted):
            service.add_place(session, actor, VALLEY, PARK, now)
        assert load_places(session.connection(), actor, [VALLEY_SQUARE]) == {}


def test_an_officer_sees_places_and_changes_none(app):
    with acting(app, "officer") as (session, actor, now):
        assert service.find_place(session, actor, STATION).code == "station"

        with pytest.raises(NotPermitted):
            service.add_place(session, actor, TOWN, PARK, now)
