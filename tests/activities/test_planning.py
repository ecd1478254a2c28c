"""Planning: weekly on the wall clock, changed by the organisation that plans it, told to phones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.activities import service
from app.activities.pull import load_activities
from app.activities.service import ActivityFields, repeat_weekly
from app.core.changes import ChangeRow
from app.core.errors import InvalidInput, NotFound, NotPermitted
from app.core.formats import local
from app.places.areas import StaleVersion
from tests.support.builders import STATION, TOWN, VALLEY, VALLEY_CLUB, VALLEY_SQUARE, YOUTH_CLUB
from tests.support.desks import acting

STARTS_AT = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
EVENING = ActivityFields(
    title="Öppen idrottshall",
    organiser="Ljusdals IF",
    starts_at=STARTS_AT,
    ends_at=STARTS_AT + timedelta(hours=3),
    place_id=STATION,
    age_from=13,
    age_to=16,
)


def test_a_weekly_evening_keeps_its_hours_when_the_clock_changes():
    start = datetime(2026, 10, 16, 16, 0, tzinfo=UTC)  # 18.00, nine days before winter time

    spans = repeat_weekly(start, start + timedelta(hours=4), 4, "Europe/Stockholm")

    clock = [(f"{local(a, 'Europe/Stockholm'):%d %H:%M}", b - a) for a, b in spans]
    assert clock == [(f"{day} 18:00", timedelta(hours=4)) for day in ("16", "23", "30", "06")]


def test_ten_weeks_are_ten_activities_of_one_series_each_told_to_phones(app):
    with acting(app, "coordinator") as (session, actor, now):
        ids = service.plan_activity(session, actor, TOWN, EVENING, now, weeks=10)

        views = [service.find_activity(session, actor, each) for each in ids]
        told = session.scalar(
            select(func.count()).where(ChangeRow.kind == "activity", ChangeRow.record_id.in_(ids))
        )
        assert len({view.series_id for view in views}) == 1
        assert views[0].series_id is not None
        assert [view.fields.starts_at - STARTS_AT for view in views] == [
            timedelta(weeks=n) for n in range(10)
        ]
        assert told == 10
        assert set(load_activities(session.connection(), actor, ids)) == set(ids)


def test_an_activity_has_a_place_or_a_location_in_words(app):
    with acting(app, "coordinator") as (session, actor, now):
        with pytest.raises(InvalidInput) as refused:
            service.plan_activity(session, actor, TOWN, replace(EVENING, place_id=None), now)
        assert refused.value.fields == {"location": ["place_or_location"]}

        somewhere = replace(EVENING, place_id=None, location="Samling vid torget")
        (activity_id,) = service.plan_activity(session, actor, TOWN, somewhere, now)
        assert service.find_activity(session, actor, activity_id).where == "Samling vid torget"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"title": ""}, {"title": ["text_length"]}),
        ({"organiser": " "}, {"organiser": ["text_length"]}),
        ({"ends_at": STARTS_AT}, {"ends": ["span"]}),
        ({"ends_at": STARTS_AT + timedelta(hours=25)}, {"ends": ["span"]}),
        ({"age_from": 5}, {"age_from": ["age_range"]}),
        ({"age_from": 17}, {"age_to": ["ages_reversed"]}),
        ({"place_id": VALLEY_SQUARE}, {"place_id": ["unknown_place"]}),
    ],
)
def test_what_cannot_be_an_activity_is_refused_at_its_field(app, change, refused):
    with acting(app, "coordinator") as (session, actor, now):
        with pytest.raises(InvalidInput) as refusal:
            service.plan_activity(session, actor, TOWN, replace(EVENING, **change), now)

        assert refusal.value.fields == refused


def test_the_second_of_two_who_change_it_is_told(app):
    with acting(app, "coordinator") as (session, actor, now):
        change = service.change_activity
        assert change(session, actor, YOUTH_CLUB, EVENING, version=1, now=now) == 2
        assert change(session, actor, YOUTH_CLUB, EVENING, version=2, now=now) == 2

        with pytest.raises(StaleVersion):
            change(session, actor, YOUTH_CLUB, replace(EVENING, title="Ny"), version=1, now=now)


def test_calling_off_takes_those_that_follow_and_no_others(app):
    with acting(app, "coordinator") as (session, actor, now):
        ids = service.plan_activity(session, actor, TOWN, EVENING, now, weeks=4)
        count = service.cancel_activity(
            session, actor, ids[1], "Hallen är upptagen", version=1, now=now, following=True
        )

        off = [service.find_activity(session, actor, each).cancelled for each in ids]
        assert count == 3
        assert off == [False, True, True, True]
        assert not service.find_activity(session, actor, YOUTH_CLUB).cancelled

        service.restore_activity(session, actor, ids[2], version=2, now=now)
        assert not service.find_activity(session, actor, ids[2]).cancelled


def test_an_activity_is_changed_by_its_own_organisation_alone(app):
    for name, activity_id in (
        ("supervisor", YOUTH_CLUB),
        ("organiser", YOUTH_CLUB),
        ("coordinator", VALLEY_CLUB),
    ):
        with acting(app, name) as (session, actor, now), pytest.raises(NotFound):
            service.change_activity(session, actor, activity_id, EVENING, version=1, now=now)
    with acting(app, "coordinator") as (session, actor, now), pytest.raises(NotPermitted):
        service.plan_activity(session, actor, VALLEY, EVENING, now)
    with acting(app, "youth") as (session, actor, now), pytest.raises(NotPermitted):
        service.plan_activity(session, actor, TOWN, EVENING, now)


def test_a_retired_place_is_kept_by_an_activity_that_had_it(app):
    from app.places.service import change_place, find_place

    with acting(app, "coordinator") as (session, actor, now):
        fields = find_place(session, actor, STATION).fields
        change_place(session, actor, STATION, replace(fields, retired=True), version=1, now=now)

        assert service.change_activity(session, actor, YOUTH_CLUB, EVENING, version=1, now=now) == 2
        with pytest.raises(InvalidInput):
            service.plan_activity(session, actor, TOWN, EVENING, now)
