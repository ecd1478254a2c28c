"""Areas: changed by administrators alone, told to phones, never by two at once."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from app.core.changes import ChangeRow
from app.core.errors import AppError, InvalidInput, NotPermitted
from app.places import areas
from app.places.areas import AreaFields, StaleVersion
from app.places.pull import load_areas
from tests.support.builders import TOWN, VALLEY
from tests.support.desks import acting

FIELDS = AreaFields(
    name="Ljusdal",
    timezone="Europe/Stockholm",
    outline=[[16.0, 61.7], [16.3, 61.7], [16.3, 61.9], [16.0, 61.7]],
    centre_lon=16.1,
    centre_lat=61.8,
    zoom=13,
)


@pytest.fixture
def database_url(world_url):
    return world_url


def test_a_change_is_told_to_phones_with_what_changed_in_the_log(app):
    with acting(app, "administrator") as (session, actor, now):
        assert areas.change_area(session, actor, TOWN, FIELDS, version=1, now=now) == 2

        told = session.scalars(
            select(ChangeRow.version).where(ChangeRow.record_id == TOWN).order_by(ChangeRow.seq)
        )
        details = session.scalar(select(AuditRow.details).where(AuditRow.event == "area.changed"))
        assert list(told) == [1, 2]
        assert json.loads(details)["fields"] == [
            "centre_lat",
            "centre_lon",
            "name",
            "outline",
            "zoom",
        ]
        assert load_areas(session.connection(), actor, [TOWN])[TOWN]["name"] == "Ljusdal"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"timezone": "Europe/Ljusdal"}, {"timezone": ["unknown_timezone"]}),
        ({"name": ""}, {"name": ["name_length"]}),
        ({"zoom": 30}, {"zoom": ["out_of_range"]}),
        ({"centre_lat": 95.0}, {"centre": ["not_on_earth"]}),
        ({"outline": [[16.0, 61.7], [16.3, 61.7]]}, {"outline": ["outline_too_few_corners"]}),
    ],
)
def test_what_cannot_be_an_area_is_refused_at_its_field(app, change, refused):
    with acting(app, "administrator") as (session, actor, now):
        with pytest.raises(InvalidInput) as refusal:
            areas.change_area(session, actor, TOWN, replace(FIELDS, **change), version=1, now=now)

        assert refusal.value.fields == refused


def test_the_second_of_two_who_change_it_is_told(app):
    with acting(app, "administrator") as (session, actor, now):
        areas.change_area(session, actor, TOWN, FIELDS, version=1, now=now)

        with pytest.raises(StaleVersion):
            areas.change_area(session, actor, TOWN, replace(FIELDS, zoom=11), version=1, now=now)


def test_only_an_administrator_of_the_area_changes_it(app):
    for name, area_id in (("supervisor", TOWN), ("administrator", VALLEY)):
        with acting(app, name) as (session, actor, now), pytest.raises(NotPermitted):
            areas.change_area(session, actor, area_id, FIELDS, version=1, now=now)


def test_an_area_that_is_not_mine_cannot_be_chosen(app):
    with acting(app, "supervisor") as (session, actor, _):
        assert areas.choose_area(session, actor, "place.read").id == TOWN
        with pytest.raises(AppError) as refused:
            areas.choose_area(session, actor, "place.read", "jarvso")
        assert refused.value.code == "unknown_area"
