"""Records are folds of the log: made again from scratch they are the same (SYNC.md, invariant 2)."""

import threading

import pytest
from sqlalchemy import delete, event, update

from app.core.database import db, write_transaction
from app.observations.models import Observation
from app.patrols.models import Patrol
from app.sync.rebuild import compare
from tests.support.builders import (
    checkin_payload,
    observation_payload,
    patrol_payload,
    stamp,
    visit_payload,
)
from tests.support.checks import check_whole, records

KINDS = ("patrol", "visit", "observation", "checkin")


@pytest.fixture
def lived_in(app, signed_in, clock):
    """A database in which everything has happened."""
    phone, supervisor = signed_in("both"), signed_in("supervisor")
    for year_off in (0, 1):
        sent_at = stamp(clock.at.replace(year=clock.at.year - year_off))
        patrol = phone.op("patrol", patrol_payload(phone.now(), presence=[[1, 2, 3, 4]]))
        visit = phone.op("visit", visit_payload(phone.now(), patrol["record_id"]))
        seen = phone.op(payload=observation_payload(visit_id=visit["record_id"], colour="red"))
        heads = {"girls": {"13-15": 4}}
        checkin = phone.op("checkin", checkin_payload(phone.now(), heads=heads))
        early = phone.amend(seen, 2, note="före")
        phone.push(early, checkin, visit, sent_at=sent_at)
        phone.push(seen, patrol, phone.amend(seen, 1, severity=3), sent_at=sent_at)
        phone.push(phone.amend(seen, 1, note="för sent"), phone.retract(visit))
        phone.push(phone.op("nonsense"), "nothing", phone.op(kind="patrol", payload={}))
        supervisor.push(supervisor.amend(patrol, 1, officers=5))
    return phone


def all_records(app):
    return {kind: records(app, kind) for kind in KINDS}


def test_a_rebuild_makes_the_same_records(app, lived_in):
    before = all_records(app)
    assert all(before.values())
    result = app.test_cli_runner().invoke(args=["sync", "rebuild"])
    assert result.exit_code == 0, result.output
    assert all_records(app) == before
    check_whole(app)


def test_a_rebuild_makes_what_was_lost_and_takes_away_what_nobody_recorded(app, lived_in):
    before = all_records(app)
    with app.app_context(), write_transaction() as connection:
        connection.execute(delete(Patrol))
        connection.execute(update(Observation).values(note="påhittat", version=99))
    check = app.test_cli_runner().invoke(args=["sync", "rebuild", "--check"])
    assert check.exit_code == 1
    with app.app_context(), write_transaction() as connection:
        different = compare(connection, app.extensions["ljuspunkt_registry"])
    assert [len(different[kind]) for kind in KINDS] == [2, 0, len(before["observation"]), 0]
    assert app.test_cli_runner().invoke(args=["sync", "rebuild"]).exit_code == 0
    assert all_records(app) == before
    assert app.test_cli_runner().invoke(args=["sync", "rebuild", "--check"]).exit_code == 0


def test_phones_go_on_after_a_rebuild_as_if_nothing_had_happened(app, lived_in):
    cursor = lived_in.pull().json["cursor"]
    app.test_cli_runner().invoke(args=["sync", "rebuild"])
    assert lived_in.pull(cursor).json["changes"] == []
    create = lived_in.op()
    assert lived_in.push(create, lived_in.amend(create, 1, note="efter")).codes == [None, None]
    check_whole(app)


@pytest.mark.slow
@pytest.mark.parametrize("number", [2, 3, 5, 8])
def test_an_amend_that_comes_while_records_are_rebuilt_is_not_lost(app, signed_in, number):
    phone = signed_in("officer")
    create = phone.op()
    phone.push(create)
    count, answers = [0], []
    push = threading.Thread(
        target=lambda: answers.append(phone.push(phone.amend(create, 1, note="samtidigt")))
    )

    def start_push(*_event):
        count[0] += 1
        if count[0] == number:
            push.start()
            push.join(timeout=0.4)  # It gets as far as it can before the rebuild goes on.

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", start_push)
    result = app.test_cli_runner().invoke(args=["sync", "rebuild"])
    event.remove(engine, "before_cursor_execute", start_push)
    push.join(timeout=30)
    assert result.exit_code == 0
    assert answers[0].statuses == ["applied"]
    assert [(row["note"], row["version"]) for row in records(app, "observation")] == [
        ("samtidigt", 2)
    ]
    check_whole(app)
