"""Pushes of one process on PostgreSQL: a few at a time, and none waits for ever."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.core.database import db
from app.core.group_commit import AT_A_TIME, EXTENSION, FewAtATime, commit_in_turn
from app.sync.models import Device
from config import Config
from tests.support.checks import check_whole, operation_ids
from tests.support.databases import postgres_only
from tests.support.processes import DEADLINE_S, wait_until

pytestmark = postgres_only


@contextmanager
def others_write(app):
    """Others of this process have all the turns that there are until the end."""
    begun, may_end = threading.Barrier(AT_A_TIME + 1), threading.Event()

    def write(_connection):
        begun.wait(DEADLINE_S)
        assert may_end.wait(DEADLINE_S)

    def work():
        with app.app_context():
            commit_in_turn(write)

    threads = [threading.Thread(target=work) for _ in range(AT_A_TIME)]
    for thread in threads:
        thread.start()
    begun.wait(DEADLINE_S)
    try:
        yield
    finally:
        may_end.set()
        for thread in threads:
            thread.join(DEADLINE_S)
            assert not thread.is_alive()


def test_pushes_that_wait_for_their_turn_are_each_answered(app, signed_in):
    phones = [signed_in(name) for name in ("officer", "officer2", "both")]
    ops = [phone.op() for phone in phones]
    answers = []
    threads = [
        threading.Thread(target=lambda phone=phone, op=op: answers.append(phone.push(op)))
        for phone, op in zip(phones, ops, strict=True)
    ]
    with others_write(app):
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join(DEADLINE_S)
    assert [answer.statuses for answer in answers] == [["applied"]] * 3
    assert operation_ids(app) == sorted(op["op_id"] for op in ops)
    check_whole(app)


def test_a_push_whose_turn_does_not_come_is_told_to_come_back(app, signed_in):
    app.extensions[EXTENSION] = FewAtATime(lock_wait_s=0.02)
    phone = signed_in("officer")
    op = phone.op()
    with others_write(app):
        turned_away = phone.push(op)
    assert (turned_away.status, turned_away.code) == (503, "busy")
    assert "Retry-After" in turned_away.headers
    assert operation_ids(app) == []
    assert phone.push(op).statuses == ["applied"]


def test_who_fails_gives_the_turn_to_the_next(app, signed_in):
    app.extensions[EXTENSION] = FewAtATime(lock_wait_s=0.02)

    def fail(_connection):
        raise LookupError("not there")

    for _ in range(AT_A_TIME):
        with app.app_context(), pytest.raises(LookupError):
            commit_in_turn(fail)
    phone = signed_in("officer")
    assert phone.push(phone.op()).statuses == ["applied"]


@pytest.fixture
def config(database_url, tmp_path, request):
    """As for all faults, but for the test that says how many seconds a writer waits for a lock."""
    return Config.for_test(
        database_url=database_url,
        instance_path=tmp_path,
        writer_wait=timedelta(seconds=getattr(request, "param", DEADLINE_S)),
    )


@pytest.mark.parametrize("config", [1.0], indirect=True)
def test_who_stands_behind_a_push_that_waits_for_a_lock_is_not_turned_away_with_it(app, signed_in):
    phones = {name: signed_in(name) for name in ("officer", "officer2", "both")}
    assert phones["officer"].push().statuses == []
    answers = {}
    threads = [
        threading.Thread(
            target=lambda key=key, phone=phone: answers.__setitem__(key, phone.push(phone.op()))
        )
        for key, phone in {"again": phones["officer"], **phones}.items()
    ]
    with app.app_context(), db.engine.connect() as other:
        held = other.execute(select(Device.device_id).with_for_update()).scalars().all()
        assert held == [phones["officer"].device_id]
        threads[0].start()
        threads[1].start()
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        wait_until(lambda: other.scalar(waiting) == AT_A_TIME, what="two have their turn and wait")
        for thread in threads[2:]:
            thread.start()
        for thread in threads:
            thread.join(DEADLINE_S)
        other.rollback()
    locked = [(answers[key].status, answers[key].code) for key in ("again", "officer")]
    assert locked == [(503, "busy")] * 2
    assert {answers[name].status for name in ("officer2", "both")} == {200}
