"""Pushes that are committed together on SQLite: each is answered for itself, and none for what was not committed."""

import threading

import pytest

from app.core.database import write_transaction
from app.core.group_commit import EXTENSION, computing
from tests.support.builders import make_operation
from tests.support.checks import check_whole, operation_ids
from tests.support.databases import sqlite_only
from tests.support.faults import brittle, fail_for_a_moment, refuse
from tests.support.processes import DEADLINE_S, wait_until

pytestmark = sqlite_only


@pytest.fixture
def line(app):
    return app.extensions[EXTENSION]


class Together:
    """Pushes that stand in line behind a writer, so that they are committed by one of them for all."""

    def __init__(self, app, line):
        self.app, self.line = app, line
        self.answers = {}
        self.threads = []

    def start(self, name, job):
        thread = threading.Thread(target=lambda: self.answers.__setitem__(name, job()))
        self.threads.append(thread)
        thread.start()

    def run(self, leader, **jobs):
        """`leader` takes the lead behind a slow writer; `jobs` wait in line, in this order, and go together."""
        with self.app.app_context(), write_transaction():
            self.start("leader", leader)
            wait_until(lambda: self.line._is_led, what="somebody leads")
            wait_until(lambda: not self.line._waiting, what="the leader took its own")
            for number, (name, job) in enumerate(jobs.items(), 1):
                self.start(name, job)
                wait_until(
                    lambda number=number: len(self.line._waiting) == number,
                    what="it waits in line",
                )
        for thread in self.threads:
            thread.join(timeout=DEADLINE_S)
            assert not thread.is_alive()
        return self.answers


@pytest.fixture
def together(app, line):
    return Together(app, line)


def test_who_fails_while_computing_leaves_the_others_free_to(app, line):
    with app.app_context(), pytest.raises(LookupError), computing():
        raise LookupError("not there")
    assert line._computing.acquire(blocking=False)


class Watched:
    """The line's lock, which counts how often it is taken and given back."""

    def __init__(self):
        self.lock, self.taken, self.given_back = threading.Lock(), 0, 0

    def acquire(self, timeout):
        self.taken += 1
        return self.lock.acquire(timeout=timeout)

    def release(self):
        self.given_back += 1
        self.lock.release()


def test_a_push_is_read_written_and_answered_while_nobody_else_computes(app, line, signed_in):
    phone, line._computing = signed_in("officer"), Watched()
    assert phone.push(phone.op()).statuses == ["applied"]
    assert line._computing.taken == line._computing.given_back == 3
    check_whole(app)


def test_who_computes_long_holds_up_no_push(app, line, signed_in):
    phone, line._computing = signed_in("officer"), Watched()
    assert line._computing.lock.acquire(blocking=False)
    assert phone.push(phone.op()).statuses == ["applied"]
    assert (line._computing.taken, line._computing.given_back) == (3, 0)
    check_whole(app)


def test_pushes_that_wait_are_each_answered(app, together, signed_in):
    phones = [signed_in(name) for name in ("officer", "officer2", "both", "split")]
    ops = [phone.op() for phone in phones]
    jobs = {
        phone.name: lambda phone=phone, op=op: phone.push(op)
        for phone, op in zip(phones[1:], ops[1:], strict=True)
    }
    answers = together.run(lambda: phones[0].push(ops[0]), **jobs)
    assert [answer.statuses for answer in answers.values()] == [["applied"]] * 4
    assert operation_ids(app) == sorted(op["op_id"] for op in ops)
    check_whole(app)


def test_a_refused_push_spoils_no_other_of_its_group(app, together, signed_in):
    first, stale, last = signed_in("officer"), signed_in("officer2"), signed_in("both")
    answers = together.run(
        signed_in("split").push,
        first=lambda: first.push(first.op()),
        stale=lambda: stale.push(stale.op(), epoch="other"),
        last=lambda: last.push(last.op(), "not an object"),
    )
    assert answers["first"].statuses == ["applied"]
    assert answers["stale"].code == "epoch_changed"
    assert answers["last"].statuses == ["applied", "quarantined"]
    assert len(operation_ids(app)) == 3
    check_whole(app)


def test_the_same_push_twice_in_a_group_is_stored_once(app, together, signed_in):
    phone = signed_in("officer")
    op = phone.op()
    push = lambda: phone.push(op)  # noqa: E731
    answers = together.run(signed_in("split").push, a=push, b=push, c=push)
    statuses = sorted(answers[name].statuses[0] for name in "abc")
    assert statuses == ["applied", "duplicate", "duplicate"]
    check_whole(app)


@pytest.mark.parametrize("number", [1, 4, 9, 13, 17, 22, 30])
def test_a_disk_that_fails_in_a_group_acknowledges_nothing_that_is_not_there(
    app, together, signed_in, number
):
    """SQLite rolls back everything on some errors, so those who were done already must hear of it too."""
    phones = {name: signed_in(name) for name in ("officer", "officer2", "both")}
    ops = {name: make_operation(phone.now()) for name, phone in phones.items()}
    jobs = {
        name: lambda phone=phone, op=ops[name]: phone.push(op) for name, phone in phones.items()
    }
    with brittle(app) as engine:
        waiting = signed_in("split")

        def roll_back_and_fail(connection):
            connection.connection.dbapi_connection.rollback()
            fail_for_a_moment(connection)

        def lead():
            answer = waiting.push()
            engine.break_at(number, roll_back_and_fail)
            return answer

        answers = together.run(lead, **jobs)
    there = set(operation_ids(app))
    for name, op in ops.items():
        if answers[name].status == 200:
            assert op["op_id"] in there, name
        else:
            assert (answers[name].status, "Retry-After" in answers[name].headers) == (503, True)
    for name, phone in phones.items():
        assert phone.push(ops[name]).statuses[0] in {"applied", "duplicate"}
    assert set(operation_ids(app)) == {op["op_id"] for op in ops.values()}
    check_whole(app)


@pytest.mark.parametrize("number", [2, 7, 12, 19, 26])
def test_a_value_refused_in_a_group_is_walked_alone_and_spoils_no_other(
    app, together, signed_in, number
):
    phones = {name: signed_in(name) for name in ("officer", "officer2", "both")}
    ops = {name: make_operation(phone.now()) for name, phone in phones.items()}
    jobs = {
        name: lambda phone=phone, op=ops[name]: phone.push(op) for name, phone in phones.items()
    }
    with brittle(app) as engine:
        waiting = signed_in("split")

        def lead():
            answer = waiting.push()
            engine.break_at(number, refuse)
            return answer

        answers = together.run(lead, **jobs)
    assert {answer.status for answer in answers.values()} == {200}
    assert set(operation_ids(app)) == {op["op_id"] for op in ops.values()}
    check_whole(app)
