"""A place down to its rows: by place and never by person, the words only for those who may read them."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from app.core.database import read_connection, write_transaction
from app.core.errors import NotFound
from app.hotspots.answers import HotspotQuery
from app.hotspots.codes import LeftOut
from app.hotspots.detail import PlaceDetail, place_detail
from app.hotspots.tracing import Counted
from tests.hotspots.evenings import FRIDAY_EVENING, Town, actor_of, evening
from tests.hotspots.test_service_counting import report
from tests.support.builders import COOP, MUNICIPALITY, PEOPLE, STATION, VALLEY_SQUARE


def detail(
    town: Town, name: str = "supervisor", place_id: str = STATION, **query: Any
) -> PlaceDetail:
    with town.app.app_context(), write_transaction() as connection:
        asked = HotspotQuery(**query)
        return place_detail(connection, actor_of(name), place_id, asked, town.clock.now())


def test_every_figure_opens_to_its_rows(town):
    town.walk(evening(11, 17), seen=2)
    town.walk(evening(11, 18), "officer2", minutes=30, seen=1, visit={"calm": False})
    town.walk(evening(11, 19), minutes=20, visit={"calm": True})
    town.walk(evening(11, 19), place_id=COOP, seen=1)
    found = detail(town)
    counted = [row for row in found.observations if row.status is Counted.COUNTED]
    assert len(counted) == found.place.observed == 3
    assert len(found.stays) == found.place.visits == 3
    hours = sum((stay.ended_at - stay.started_at) / timedelta(hours=1) for stay in found.stays)
    assert hours == pytest.approx(found.place.presence_hours)
    assert [stay.calm for stay in found.stays] == [False, False, True]
    assert sum(week.observed for week in found.weeks) == 3
    assert sum(week.presence_hours for week in found.weeks) == pytest.approx(hours)


def test_a_row_says_why_it_is_not_in_the_figure(town):
    at = evening(11, 18)
    patrol_id = town.walk(at, seen=1)[0]["record_id"]
    again = {"patrol_id": patrol_id, "accuracy_m": 14}
    town.walk(at + timedelta(minutes=3), minutes=0, seen=1, patrol_id=patrol_id, observation=again)
    town.walk(at, minutes=0, seen=1, observation={"category": "brak", "accuracy_m": 400})
    status = sorted(str(row.status) for row in detail(town).observations)
    assert status == sorted([Counted.COUNTED, Counted.MERGED, LeftOut.POOR_POSITION])


def test_what_was_withdrawn_is_not_shown_again(town):
    ops = town.walk(evening(11, 18), seen=2)
    phone = town.signed_in("officer")
    phone.push(phone.retract(ops[-1]))
    assert len(detail(town).observations) == 1


def test_two_officers_together_are_one_row(town):
    at = evening(11, 18)
    patrol_id = town.walk(at, "officer")[0]["record_id"]
    town.walk(at, "officer2", patrol_id=patrol_id)
    (stay,) = detail(town).stays
    assert stay.checkins == 2


def test_a_supervisor_reads_the_notes_and_an_officer_only_their_own(town):
    town.walk(evening(11, 17), "officer", seen=1, observation={"note": "Mitt"})
    town.walk(evening(11, 18), "officer2", seen=1, observation={"note": "Ditt"})
    notes = {
        name: [row.note for row in detail(town, name).observations]
        for name in ("supervisor", "officer", "officer2")
    }
    assert notes == {
        "supervisor": ["Mitt", "Ditt"],
        "officer": ["Mitt", None],
        "officer2": [None, "Ditt"],
    }


def test_no_row_says_who(town):
    town.walk(evening(11, 18), "officer", seen=2)
    found = detail(town)
    told = repr((found.observations, found.stays, found.weeks, found.place, found.spot))
    told += repr(found.hotspots)
    assert not [name for name, person in PEOPLE.items() if person.id in told]


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("coordinator", STATION),
        ("youth", STATION),
        ("officer", VALLEY_SQUARE),
        ("valley_supervisor", STATION),
        ("supervisor", "0193a000-0000-7000-8000-00000000dead"),
        ("supervisor", "station"),
    ],
)
def test_a_place_without_a_list_of_ones_own_is_not_there(town, name, place_id):
    with pytest.raises(NotFound):
        detail(town, name, place_id)


def test_another_police_organisation_sees_only_its_own(town):
    town.walk(evening(11, 18), "officer", seen=2, observation={"note": "Vårt"})
    found = detail(town, "other_supervisor")
    assert found.observations == ()
    assert found.stays == ()


def test_the_reading_is_in_the_log_with_the_ids_of_the_notes(town):
    ops = town.walk(evening(11, 18), seen=1, observation={"note": "Text"})
    detail(town)
    with town.app.app_context(), read_connection() as connection:
        row = connection.execute(
            select(AuditRow.__table__).where(AuditRow.event == "hotspot.read_rows")
        ).one()
    assert row.user_id == PEOPLE["supervisor"].id
    assert ops[-1]["record_id"] in row.details
    assert "Text" not in row.details


def test_weeks_begin_on_mondays_and_end_with_the_period(town):
    town.walk(evening(11, 15, 22, 30), minutes=60)  # 23:30 on Sunday to 00:30 on Monday
    weeks = detail(town, from_on=date(2026, 11, 12), to_on=date(2026, 11, 18)).weeks
    assert [(week.monday_on, week.days) for week in weeks] == [
        (date(2026, 11, 9), 4),
        (date(2026, 11, 16), 3),
    ]
    assert [week.presence_hours for week in weeks] == [0.5, 0.5]
    assert [week.visits for week in weeks] == [1, 0]


def test_filters_hold_for_the_rows_too(town):
    town.walk(evening(11, 16), seen=1)  # a Monday, 19:00
    town.walk(evening(11, 17), seen=1, observation={"category": "brak"})
    assert len(detail(town, categories=frozenset({"brak"})).observations) == 1
    monday_evening = detail(town, slots=frozenset({4}))
    assert len(monday_evening.observations) == len(monday_evening.stays) == 1


def test_reports_known_as_a_span_are_spread_over_the_week(town):
    """Found at 01:00 on Saturday, not there at 21:00 on Friday: three hours of the one block and one of the other."""
    found_at, gone_at = evening(11, 14, 0), evening(11, 13, 20)
    report(town, MUNICIPALITY, 2, occurred_from=gone_at, occurred_to=found_at, source="sanering")
    report(town, MUNICIPALITY, occurred_from=evening(11, 10, 9), occurred_to=evening(11, 10, 9))
    town.clock.at = FRIDAY_EVENING
    found = detail(town)
    assert found.reported == {"berusade": 3}
    week = found.reported_week
    assert (len(week), sum(week)) == (42, pytest.approx(3))
    friday_night, saturday_morning, tuesday_morning = 4 * 6 + 5, 5 * 6, 1 * 6 + 2
    assert week[friday_night] == pytest.approx(1.5)
    assert week[saturday_morning] == pytest.approx(0.5)
    assert week[tuesday_morning] == pytest.approx(1)


def test_without_reports_the_week_is_empty(town):
    town.walk(evening(11, 17), seen=1)
    assert detail(town).reported_week == (0.0,) * 42
