"""A fault before or after any statement of a push: all of it is there or nothing, and the same again is the same."""

import pytest
from sqlalchemy import event, select, text

from app.core.database import db, read_connection
from tests.support.builders import (
    COOP,
    checkin_payload,
    observation_payload,
    patrol_payload,
    visit_payload,
)
from tests.support.checks import check_whole
from tests.support.databases import postgres_only, sqlite_only
from tests.support.faults import AFTER, BEFORE, brittle, fail_for_a_moment, refuse

pytestmark = pytest.mark.slow
NOT_OF_THE_PUSH = {"sign_in_session"}


@pytest.fixture
def phone(signed_in):
    return signed_in("both")


def everything(app):
    """Every row of every table but the sessions'."""
    with app.app_context(), read_connection() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in db.metadata.sorted_tables
            if table.name not in NOT_OF_THE_PUSH
        }


def before_the_push(phone):
    """What is there already: a record to change, one to conflict with, a child whose parent is missing."""
    there = phone.op()
    used = phone.op()
    missing = phone.op("patrol", patrol_payload(phone.now()))
    child = phone.op("visit", visit_payload(phone.now(), missing["record_id"]))
    assert phone.push(there, used, child, phone.amend(there, 1, note="ett")).status == 200
    return there, used, missing


def a_push_of_everything(phone):
    """Each way that an operation can go, in one batch."""
    there, used, missing = before_the_push(phone)
    patrol = phone.op("patrol", patrol_payload(phone.now()))
    visit = phone.op("visit", visit_payload(phone.now(), patrol["record_id"]))
    seen = phone.op(payload=observation_payload(visit_id=visit["record_id"], colour="red"))
    return [
        phone.amend(visit, 1, calm=True),
        patrol,
        visit,
        seen,
        phone.op("checkin", checkin_payload(phone.now())),
        phone.amend(seen, 1, place_id=COOP),
        phone.retract(seen, 2),
        phone.amend(there, 1, note="för sent"),
        used,
        used | {"payload": observation_payload(severity=3)},
        missing,
        phone.op("nonsense"),
        f"not an object {patrol['op_id']}",
        phone.op(payload=observation_payload(category="finns_inte")),
        phone.amend(phone.op(), 1, note="väntar"),
    ]


EXPECTED = [
    ("applied", None),
    ("applied", None),
    ("applied", None),
    ("applied", "unknown_fields"),
    ("applied", None),
    ("applied", None),
    ("applied", None),
    ("conflict", "stale_version"),
    ("duplicate", None),
    ("quarantined", "op_id_reused"),
    ("applied", None),
    ("quarantined", "unknown_kind"),
    ("quarantined", "unreadable"),
    ("quarantined", "unknown_category"),
    ("applied", "held"),
]


def outcomes(answer):
    return [(result["status"], result["code"]) for result in answer.results]


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_fault_at_any_statement_leaves_all_or_nothing(app, phone, when):
    batch = a_push_of_everything(phone)
    start = everything(app)
    with brittle(app, when) as engine:
        for number in range(1, 500):
            engine.break_at(number, fail_for_a_moment)
            answer = phone.push(*batch)
            if engine.is_armed:
                break
            assert answer.status == 503, number
            assert int(answer.headers["Retry-After"]) > 0
            assert everything(app) == start, number
    assert number > 30
    assert outcomes(answer) == EXPECTED
    check_whole(app)
    again = phone.push(*batch)
    assert [status for status, _ in outcomes(again)] == [
        "quarantined" if code == "op_id_reused" else "duplicate" for _, code in EXPECTED
    ]
    first = [(r["seq"], r["version"], r["received_at"]) for r in answer.results]
    second = [(r["seq"], r["version"], r["received_at"]) for r in again.results]
    assert [a for a, (_, code) in zip(first, EXPECTED, strict=True) if code != "op_id_reused"] == [
        a for a, (_, code) in zip(second, EXPECTED, strict=True) if code != "op_id_reused"
    ]
    check_whole(app)


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_statement_that_the_database_refuses_once_stops_no_other_operation(app, phone, when):
    """The batch is walked again one by one: nothing is lost, whichever statement it was (here each fifth)."""
    with brittle(app, when) as engine:
        for number in range(2, 500, 5):
            batch = a_push_of_everything(phone)
            engine.break_at(number, refuse)
            answer = phone.push(*batch)
            if engine.is_armed:
                break
            if answer.status == 200:
                assert outcomes(answer) == EXPECTED, number
            else:  # outside the batch: who it is, and whether it may
                assert answer.status == 500
                assert outcomes(phone.push(*batch)) == EXPECTED
    assert number > 30
    check_whole(app)


def test_a_commit_that_fails_keeps_nothing(app, phone):
    batch = a_push_of_everything(phone)
    start = everything(app)

    def fail(connection):
        event.remove(engine, "commit", fail)
        fail_for_a_moment(connection)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", fail)
    answer = phone.push(*batch)
    assert (answer.status, answer.code) == (503, "busy")
    assert everything(app) == start
    assert outcomes(phone.push(*batch)) == EXPECTED
    check_whole(app)


@sqlite_only
@pytest.mark.parametrize("later", [8, 15, 24, 40, 70])
def test_a_disk_that_fails_while_a_batch_is_walked_acknowledges_nothing_that_is_not_there(
    app, phone, later
):
    """SQLite may roll back all of it, savepoints or not: the operations before are not there either."""
    batch = a_push_of_everything(phone)
    start = everything(app)

    def roll_back_and_fail(connection):
        connection.connection.dbapi_connection.rollback()
        fail_for_a_moment(connection)

    def refuse_and_then_fail(connection):
        engine.break_at(later, roll_back_and_fail)
        refuse(connection)

    with brittle(app) as engine:
        engine.break_at(9, refuse_and_then_fail)
        answer = phone.push(*batch)
        assert not engine.is_armed
    assert answer.status == 503
    assert everything(app) == start
    assert outcomes(phone.push(*batch)) == EXPECTED
    check_whole(app)


def end_own_session(connection):
    """PostgreSQL ends the session that runs this statement, as when its server is stopped."""
    with db.engine.connect() as other:
        pid = connection.connection.dbapi_connection.info.backend_pid
        other.execute(text("SELECT pg_terminate_backend(:pid, 60000)"), {"pid": pid})


@postgres_only
def test_a_session_that_ends_at_any_statement_leaves_all_or_nothing(app, phone):
    batch = a_push_of_everything(phone)
    start = everything(app)
    with brittle(app) as engine:
        number = 1
        while True:
            with app.app_context():
                engine.break_at(number, end_own_session)
                answer = phone.push(*batch)
            if engine.is_armed:
                break
            assert answer.status == 503, number
            assert everything(app) == start, number
            number += 1
    assert number > 30
    assert outcomes(answer) == EXPECTED
    check_whole(app)
