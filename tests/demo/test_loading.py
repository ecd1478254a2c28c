"""A demonstration in the database: by the ways of real data, whole, once, and going on where it was."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select

from app.accounts.models import Area, Person
from app.activities.checkins import Checkin
from app.activities.models import Activity
from app.core.audit import AuditRow
from app.core.clock import from_ms
from app.core.database import read_connection
from app.core.web import current_clock
from app.demo import loader
from app.demo.accounts import ACCOUNTS
from app.observations.models import Observation, Report
from app.patrols.models import Patrol, Visit
from app.places.models import Category, Place
from app.sync.models import Device, Operation
from tests.support.checks import check_whole
from tests.support.databases import sqlite_only

pytestmark = pytest.mark.slow
SHORT = ["demo", "load", "--months", "0.5"]
#: The clock of these tests stands on Friday 20 November.
YESTERDAY = date(2026, 11, 19)
RECORDED = (Patrol, Visit, Observation, Checkin, Report, Activity)


def asking(app):
    def execute(query):
        with app.app_context(), read_connection() as connection:
            return connection.execute(query).all()

    return execute


@pytest.fixture
def ask(app):
    return asking(app)


@pytest.fixture
def ask_loaded(loaded):
    return asking(loaded)


def count(ask, model):
    return ask(select(func.count()).select_from(model))[0][0]


def log_of(ask):
    columns = Operation.__table__.c
    return sorted(ask(select(columns.op_id, columns.status, columns.device_seq, columns.version)))


def test_everything_is_applied_and_whole(loaded, ask_loaded):
    statuses = Counter(row.status for row in ask_loaded(select(Operation.__table__.c.status)))
    assert set(statuses) == {"applied"}
    assert all(count(ask_loaded, model) > 5 for model in RECORDED)
    devices = ask_loaded(select(Device.__table__.c.contiguous_seq, Device.__table__.c.max_seq))
    assert len(devices) >= 3
    assert all(contiguous == highest for contiguous, highest in devices)
    check_whole(loaded)


def test_times_are_those_of_the_simulation(ask_loaded):
    ask = ask_loaded
    patrols = ask(select(Patrol.__table__.c.started_at, Patrol.__table__.c.author_id))
    assert max(row.started_at for row in patrols).date() == YESTERDAY
    assert len({row.author_id for row in patrols if row.started_at.date() == YESTERDAY}) == 2
    assert (max(p.started_at for p in patrols) - min(p.started_at for p in patrols)).days >= 12
    qualities = ask(select(Observation.__table__.c.time_quality).distinct())
    assert qualities == [("good",)]
    pushes = ask(select(AuditRow.__table__.c.at).where(AuditRow.__table__.c.event == "sync.push"))
    assert max(row.at for row in pushes).date() <= date(2026, 11, 20)
    assert min(row.at for row in pushes).date() <= date(2026, 11, 7)


def test_activities_are_planned_for_the_next_two_weeks_too(ask_loaded):
    starts = [row.starts_at.date() for row in ask_loaded(select(Activity.__table__.c.starts_at))]
    assert min(starts) < YESTERDAY
    assert sum(start > YESTERDAY for start in starts) >= 6
    assert 13 <= (max(starts) - YESTERDAY).days <= 15


def test_loading_again_adds_nothing(loaded, ask_loaded):
    tables = (*RECORDED, Area, Person, Place)
    before = log_of(ask_loaded), [count(ask_loaded, table) for table in tables]
    again = loaded.test_cli_runner().invoke(args=SHORT)
    assert "0 operations in 0 pushes, 0 reports" in again.output
    assert (log_of(ask_loaded), [count(ask_loaded, table) for table in tables]) == before
    sizes = [count(ask_loaded, table) for table in (Area, Place, Category, Person)]
    assert sizes == [1, 26, 27, len(ACCOUNTS)]


def test_reports_of_three_organisations_are_shared(ask_loaded):
    columns = Report.__table__.c
    rows = ask_loaded(select(columns.source, columns.organisation_id, columns.sharing).distinct())
    assert {row.source for row in rows} == {"Felanmälan", "Störningsjouren", "Anmälda händelser"}
    assert len({row.organisation_id for row in rows}) == 3
    assert {row.sharing for row in rows} == {"partners"}


@pytest.mark.parametrize("pushes", [1, 25])
def test_a_load_that_was_killed_goes_on_where_it_was(app, run, ask, monkeypatch, pushes):
    whole = loader.push
    sent = []

    def push_until_killed(*arguments):
        if len(sent) == pushes:
            raise KeyboardInterrupt
        sent.append(1)
        return whole(*arguments)

    monkeypatch.setattr(loader, "push", push_until_killed)
    assert run(*SHORT).exit_code != 0
    assert len(log_of(ask)) < 100 * (pushes + 1)
    monkeypatch.undo()
    resumed = run("demo", "load", "--unless-real")
    assert resumed.exit_code == 0, resumed.output
    interrupted = log_of(ask)
    assert {status for _, status, *_ in interrupted} == {"applied"}
    assert len({op_id for op_id, *_ in interrupted}) == len(interrupted) > 200
    check_whole(app)


@sqlite_only
def test_an_answer_that_was_lost_makes_no_double(app, run, ask, monkeypatch):
    """The push was committed, and the phone never heard of it: it sends the same again."""
    run(*SHORT)
    before = log_of(ask)
    monkeypatch.setattr(loader, "_received", dict)
    again = run(*SHORT)
    assert again.exit_code == 0, again.output
    assert log_of(ask) == before
    check_whole(app)


def test_the_next_day_adds_just_that_day(app, run, ask, pass_days):
    run(*SHORT)
    before = log_of(ask)
    reports = {row.external_id for row in ask(select(Report.__table__.c.external_id))}
    pass_days(2)
    later = run("demo", "load")
    assert later.exit_code == 0, later.output
    after = log_of(ask)
    assert set(before) < set(after)
    assert len(after) - len(before) < len(before) / 3
    assert reports <= {row.external_id for row in ask(select(Report.__table__.c.external_id))}
    newest = max(row.started_at for row in ask(select(Patrol.__table__.c.started_at)))
    assert newest.date() == date(2026, 11, 21)
    check_whole(app)


@sqlite_only
def test_a_patrol_that_is_not_over_yet_waits(app, run, ask, clock):
    """At one in the night the late patrol of yesterday still walks: what it will record isn't there yet."""
    clock.at = from_ms(1_795_215_600_000)
    assert clock.at.isoformat() == "2026-11-20T23:00:00+00:00"
    run(*SHORT)
    columns = Operation.__table__.c
    assert max(row.received_at for row in ask(select(columns.received_at))) <= clock.at
    with app.app_context():
        assert current_clock().now() == clock.at
    check_whole(app)
