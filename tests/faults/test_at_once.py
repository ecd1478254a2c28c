"""The same push many times at once, and pushes that meet: exactly once, and nobody waits for ever."""

import pytest

from app import create_app
from app.core.database import db
from config import Config
from tests.support.builders import observation_payload, patrol_payload, visit_payload
from tests.support.checks import check_whole, operation_ids, records, stored_operations
from tests.support.phones import Phone, at_once, phone_at, phone_on

pytestmark = pytest.mark.slow
TIMES = 20


def twins(phone, times):
    """The same phone on several connections: its transport's cookie and token, its device and its numbers."""
    return [Phone(phone.transport, phone.name, phone.now, phone.device_id, csrf=phone.csrf)] * times


def a_batch(phone):
    patrol = phone.op("patrol", patrol_payload(phone.now()))
    visit = phone.op("visit", visit_payload(phone.now(), patrol["record_id"]))
    seen = [phone.op(payload=observation_payload(visit_id=visit["record_id"])) for _ in range(5)]
    return [patrol, visit, *seen, phone.amend(visit, 1, calm=False), "not an object"]


def push_until_taken(phone, batch):
    """What the phone is answered in the end: a busy server may tell it to come back."""
    while (answer := phone.push(*batch)).status == 503:
        pass
    return answer


def check_once(app, batch, answers):
    statuses = [answer.statuses for answer in answers]
    firsts = [each for each in statuses if "applied" in each]
    assert len(firsts) == 1
    assert firsts[0] == ["applied"] * (len(batch) - 1) + ["quarantined"]
    assert all(set(each) == {"duplicate"} for each in statuses if each is not firsts[0])
    assert {answer.status for answer in answers} == {200}
    named = {op["op_id"] for op in batch if isinstance(op, dict)}
    assert named < set(operation_ids(app))
    assert len(operation_ids(app)) == len(batch)
    check_whole(app)


def test_the_same_push_twenty_times_at_once_is_stored_once(app, signed_in):
    phone = signed_in("officer")
    others = [phone_on(app, "officer", device_id=phone.device_id) for _ in range(TIMES - 1)]
    batch = a_batch(phone)
    answers = at_once(*(lambda each=each: each.push(*batch) for each in [phone, *others]))
    check_once(app, batch, answers)


def test_the_same_push_from_twenty_new_devices_is_stored_once(app, signed_in):
    """A rescue file that is carried in from many places."""
    phones = [signed_in("officer") for _ in range(TIMES)]
    batch = [phones[0].op() for _ in range(10)]
    answers = at_once(*(lambda each=each: each.push(*batch) for each in phones))
    results = [result["status"] for answer in answers for result in answer.results]
    assert sorted(results) == ["applied"] * 10 + ["duplicate"] * 10 * (TIMES - 1)
    check_whole(app)


def test_the_same_push_twenty_times_at_once_on_a_running_server(
    start_live_server, world_url, tmp_path
):
    server = start_live_server(world_url, workers=3)
    phone = phone_at(server.url, "officer")
    batch = a_batch(phone)
    answers = at_once(
        *(lambda each=each: push_until_taken(each, batch) for each in twins(phone, TIMES))
    )
    app = create_app(Config.for_test(database_url=world_url, instance_path=tmp_path))
    check_once(app, batch, answers)
    with app.app_context():
        db.engine.dispose()


def test_a_parent_in_one_push_and_its_child_in_another_at_once(app, signed_in):
    """Many rounds: whichever comes first, the child is never left waiting."""
    one, other = signed_in("officer"), signed_in("officer2")
    for _ in range(25):
        patrol = one.op("patrol", patrol_payload(one.now()))
        visit = other.op("visit", visit_payload(other.now(), patrol["record_id"]))
        seen = other.op(payload=observation_payload(visit_id=visit["record_id"]))
        answers = at_once(
            lambda patrol=patrol: one.push(patrol),
            lambda visit=visit, seen=seen: other.push(visit, seen),
        )
        assert {status for answer in answers for status in answer.statuses} == {"applied"}
    assert [row for row in stored_operations(app, "waits_for") if row != (None,)] == []
    assert len(records(app, "observation")) == 25
    check_whole(app)


def test_a_create_and_its_amend_in_two_pushes_at_once(app, signed_in):
    phone, twin = signed_in("officer"), signed_in("officer")
    for _ in range(25):
        create = phone.op()
        amend = twin.amend(create, 1, note="samtidigt")
        at_once(lambda create=create: phone.push(create), lambda amend=amend: twin.push(amend))
    assert {row["note"] for row in records(app, "observation")} == {"samtidigt"}
    assert [row for row in stored_operations(app, "waits_for") if row != (None,)] == []
    check_whole(app)


def test_amends_of_the_same_records_in_opposite_orders_at_once(app, signed_in):
    """Two transactions that would wait for each other in a ring: one version wins, the other is kept beside it."""
    one, other = signed_in("officer"), signed_in("officer")
    creates = [one.op() for _ in range(6)]
    one.push(*creates)
    for round_ in range(8):
        mine = [one.amend(op, round_ + 1, note=f"ett {round_}") for op in creates]
        theirs = [other.amend(op, round_ + 1, note=f"två {round_}") for op in reversed(creates)]
        answers = at_once(
            lambda mine=mine: one.push(*mine), lambda theirs=theirs: other.push(*theirs)
        )
        statuses = [status for answer in answers for status in answer.statuses]
        assert sorted(statuses) == ["applied"] * 6 + ["conflict"] * 6
    check_whole(app)
