"""What was held: heads by sex and age band added up, for the organisation that counted them alone."""

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import func, insert, select

from app.activities import held
from app.activities.checkins import Checkin
from app.activities.heads import HeadCount, add_heads, read_heads
from app.activities.held import Outcome
from app.core.audit import AuditRow
from app.core.ids import uuid7
from tests.support.builders import MUNICIPALITY, PEOPLE, TOWN, YOUTH_CLUB
from tests.support.desks import acting

BEGAN_AT = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
PERIOD = {"since": BEGAN_AT - timedelta(days=1), "until": BEGAN_AT + timedelta(days=1)}
LATER = BEGAN_AT + timedelta(hours=12)


def check_in(session, **changes):
    """A check-in of the municipality to the youth club, with seven heads."""
    session.execute(
        insert(Checkin).values(
            {
                "record_id": uuid7(),
                "area_id": TOWN,
                "organisation_id": MUNICIPALITY,
                "author_id": PEOPLE["youth"].id,
                "sharing": "own",
                "version": 1,
                "withdrawn": False,
                "needs_review": False,
                "occurred_at": BEGAN_AT,
                "received_at": BEGAN_AT,
                "time_quality": "good",
                "activity_id": YOUTH_CLUB,
                "started_at": BEGAN_AT,
                "ended_at": BEGAN_AT + timedelta(hours=2),
                "heads": '{"girls": {"13-15": 4}, "boys": {"13-15": 2, "16-19": 1}}',
                "police_minutes": 20,
            }
            | changes
        )
    )


def the_evening(session, actor):
    (found,) = held.list_held(session, actor, TOWN, now=LATER, **PERIOD)
    return found


def test_heads_are_added_by_sex_and_by_age_band():
    one = read_heads('{"girls": {"13-15": 4}, "boys": {"13-15": 2}}')
    both = add_heads([one, HeadCount({("girls", "16-19"): 3}), read_heads(None)])

    assert both.total == 9
    assert (both.of_group("girls"), both.of_group("boys"), both.of_group("other")) == (7, 2, 0)
    assert (both.of_band("13-15"), both.of_band("16-19")) == (6, 3)
    assert both.cell("boys", "20-25") == 0


def test_the_check_ins_of_an_evening_are_one_sum(app):
    with acting(app, "coordinator") as (session, actor, _):
        check_in(session)
        check_in(session, heads='{"other": {"10-12": 1}}', police_minutes=None)
        check_in(session, withdrawn=True)

        evening = the_evening(session, actor)

        assert evening.outcome is Outcome.HELD
        assert (evening.checkins, evening.heads.total, evening.police_minutes) == (2, 8, 20)


@pytest.mark.parametrize(
    ("name", "outcome", "total"),
    [
        ("coordinator", Outcome.HELD, 7),
        ("supervisor", Outcome.NOT_YOURS, 0),
        ("organiser", Outcome.NOT_YOURS, 0),
    ],
)
def test_heads_are_seen_by_the_organisation_that_counted(app, name, outcome, total):
    with acting(app, name) as (session, actor, _):
        check_in(session)

        evening = the_evening(session, actor)

        assert (evening.outcome, evening.heads.total) == (outcome, total)


def test_an_evening_without_check_in_says_so(app):
    with acting(app, "coordinator") as (session, actor, _):
        assert the_evening(session, actor).outcome is Outcome.NO_CHECKIN

        check_in(session, heads=None, cancelled_reason="För få ledare")
        assert the_evening(session, actor).outcome is Outcome.CANCELLED


def test_what_goes_on_is_listed_when_somebody_has_checked_in(app):
    during = BEGAN_AT + timedelta(hours=1)
    with acting(app, "coordinator") as (session, actor, _):
        assert held.list_held(session, actor, TOWN, now=during, **PERIOD) == []

        check_in(session)
        assert len(held.list_held(session, actor, TOWN, now=during, **PERIOD)) == 1


def test_who_came_is_not_known_before_somebody_has_checked_out(app):
    with acting(app, "coordinator") as (session, actor, _):
        check_in(session, ended_at=None, heads=None, police_minutes=None)
        evening = the_evening(session, actor)
        assert (evening.outcome, evening.checkins) == (Outcome.NOT_ENDED, 0)

        check_in(session)
        assert the_evening(session, actor).outcome is Outcome.HELD


def test_zeros_are_not_shown_for_what_is_anothers(app, clock, desk_of):
    clock.at = LATER
    with acting(app, "coordinator") as (session, _, _now):
        check_in(session)
    address = "/activities/held?from=2026-11-19&to=2026-11-21"
    theirs, own = desk_of("supervisor").open(address), desk_of("coordinator").open(address)
    assert "1 aktivitet är en annan organisations" in theirs.text
    assert "visas inte för er" in theirs.text
    assert (len(theirs.all("dl")), len(own.all("dl"))) == (0, 1)
    assert "Ingen checkade in" not in desk_of("supervisor").open(f"/activities/{YOUTH_CLUB}").text


def test_reading_check_ins_is_in_the_audit_log_without_their_words(app):
    with acting(app, "coordinator") as (session, actor, now):
        check_in(session, note="Lugn kväll")
        (seen,) = held.read_checkins(session, actor, YOUTH_CLUB, now)

        details = session.scalar(select(AuditRow.details).where(AuditRow.event == "checkin.read"))
        assert seen.note == "Lugn kväll"
        assert seen.id in details
        assert "Lugn" not in details


def test_a_page_with_check_ins_is_audited_and_one_without_is_not(app, desk_of):
    with acting(app, "coordinator") as (session, _, _now):
        check_in(session, note="Lugn kväll")

    assert "Lugn kväll" in desk_of("coordinator").open(f"/activities/{YOUTH_CLUB}").text
    assert "Lugn kväll" not in desk_of("officer").open(f"/activities/{YOUTH_CLUB}").text
    assert "Lugn kväll" not in desk_of("supervisor").open(f"/activities/{YOUTH_CLUB}").text

    with acting(app, "coordinator") as (session, _, _now):
        read = select(func.count()).where(AuditRow.event == "checkin.read")
        assert session.scalar(read.where(AuditRow.user_id == PEOPLE["coordinator"].id)) == 1
        assert session.scalar(read.where(AuditRow.user_id == PEOPLE["officer"].id)) == 0


def test_the_file_has_what_the_list_shows_and_no_formula(app, clock, desk_of):
    clock.at = LATER
    with acting(app, "coordinator") as (session, _, _now):
        check_in(session)
    desk = desk_of("coordinator")
    evil = {"title": "=HYPERLINK(1)", "organiser": "+46", "location": "@torget"}
    desk.send("/activities", **evil, day="2026-11-20", starts="10:00", ends="11:00", weeks="1")

    answer = desk.open("/activities/held.csv?from=2026-11-20&to=2026-11-20&sort=starts")

    header, formula, club = answer.html.lstrip("\ufeff").strip().split("\r\n")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert header.startswith("Datum;Börjar;Slutar;Rubrik;Arrangör;Plats;Utfall")
    assert formula.split(";")[3:6] == ["'=HYPERLINK(1)", "'+46", "'@torget"]
    assert club.split(";")[7:10] == ["1", "7", "20"]
    book = desk.open("/activities/held.xlsx?from=2026-11-20&to=2026-11-20&sort=starts")
    cells = list(openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0].iter_rows())
    assert [cell.value for cell in cells[1][3:6]] == ["=HYPERLINK(1)", "+46", "@torget"]
    assert {cell.data_type for cell in cells[1][3:6]} == {"s"}
    assert [cell.value for cell in cells[2][7:10]] == [1, 7, 20]
    with acting(app, "coordinator") as (session, _, _now):
        exported = select(func.count()).where(AuditRow.event == "activity.export")
        assert session.scalar(exported) == 2
