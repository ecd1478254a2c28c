"""Who recorded it and who sends it: two people on one phone (docs/api.md, Operations)."""

import pytest

from tests.support.builders import PEOPLE
from tests.support.checks import check_whole, records, stored_operations


@pytest.fixture
def shared_phone(signed_in):
    """A phone on which two officers have pushed: `officer`, and now `officer2` is signed in."""
    first = signed_in("officer")
    assert first.push().status == 200
    second = signed_in("officer2", device_id=first.device_id)
    assert second.push().status == 200
    return second


def test_a_colleagues_operations_are_stored_as_the_colleagues(app, shared_phone):
    officer = PEOPLE["officer"].id
    op = shared_phone.op(author=officer)
    assert shared_phone.push(op).codes == [None]
    assert [row["author_id"] for row in records(app, "observation")] == [officer]
    assert stored_operations(app, "author_id", "submitted_by") == [(officer, shared_phone.user_id)]
    check_whole(app)


def test_a_phone_may_name_its_own_user(shared_phone):
    assert shared_phone.push(shared_phone.op(author=shared_phone.user_id)).codes == [None]


@pytest.mark.parametrize(
    "name", ["other_officer", "youth", "supervisor", "newcomer", "valley_officer"]
)
def test_nobody_records_in_the_name_of_one_who_never_used_the_phone(app, shared_phone, name):
    op = shared_phone.op(author=PEOPLE[name].id)
    (result,) = shared_phone.push(op).results
    assert (result["status"], result["code"]) == ("quarantined", "author_mismatch")
    assert result["errors"].keys() == {"author"}
    assert records(app, "observation") == []
    check_whole(app)


def test_another_organisation_that_used_the_phone_is_nobodys_author(app, signed_in):
    other = signed_in("other_officer")
    assert other.push(other.op()).codes == [None]
    mine = signed_in("officer", device_id=other.device_id)
    op = mine.op(author=other.user_id)
    assert mine.push(op).codes == ["author_mismatch"]
    assert {row["author_id"] for row in records(app, "observation")} == {other.user_id}


def test_an_author_may_do_what_the_author_may_and_not_the_sender(app, signed_in):
    """The officer sends what the supervisor recorded on the same phone: it reaches to colleagues."""
    supervisor = signed_in("supervisor")
    supervisor.push()
    officer = signed_in("officer", device_id=supervisor.device_id)
    colleague = signed_in("officer2")
    create = colleague.op()
    colleague.push(create)
    amend = officer.amend(create, 1, severity=2) | {"author": supervisor.user_id}
    own = officer.amend(create, 2, severity=1)
    assert officer.push(amend, own).codes == [None, "not_permitted"]
    check_whole(app)


def test_one_bad_author_spoils_only_its_own(shared_phone):
    good, bad = shared_phone.op(), shared_phone.op(author=PEOPLE["youth"].id)
    assert shared_phone.push(bad, good).statuses == ["quarantined", "applied"]


def test_the_next_user_of_a_phone_sends_on_with_the_same_numbers(shared_phone, signed_in):
    first = signed_in("officer", device_id=shared_phone.device_id)
    assert first.push(first.op(device_seq=1)).codes == [None]
    answer = shared_phone.push(shared_phone.op(device_seq=2))
    assert answer.json["device"] == {"known_max_seq": 2, "missing_seq": []}


def test_401_in_the_middle_keeps_the_queue_and_a_sign_in_sends_it(app, signed_in):
    phone = signed_in("officer")
    ops = [phone.op() for _ in range(3)]
    assert phone.push(ops[0]).codes == [None]
    phone.send("DELETE", "/api/v1/session")
    refused = phone.push(*ops[1:])
    assert (refused.status, refused.json["retry"]) == (401, "after_sign_in")
    assert len(records(app, "observation")) == 1
    phone.sign_in()
    assert phone.push(*ops).statuses == ["duplicate", "applied", "applied"]
    check_whole(app)


def test_somebody_else_who_signs_in_meanwhile_does_not_get_the_queue(app, signed_in):
    """The phone sends only its user's own; should it not, the server keeps the author or keeps it aside."""
    first = signed_in("officer")
    waiting = first.op(author=first.user_id)
    second = signed_in("officer2", device_id=first.device_id)
    assert second.push(waiting).codes == ["author_mismatch"]
    assert records(app, "observation") == []


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("officer", "checkin", "not_permitted"),
        ("youth", "observation", "not_permitted"),
        ("youth", "patrol", "not_permitted"),
        ("organiser", "observation", "not_permitted"),
        ("coordinator", "observation", "not_permitted"),
    ],
)
def test_a_role_records_its_own_kinds(app, signed_in, name, kind, code):
    phone = signed_in(name)
    payloads = {
        "checkin": {"activity_id": "0193a000-0000-7000-8000-0000000000f1"},
        "patrol": {"officers": 2},
    }
    payload = {"started_at": phone.stamp()} | payloads[kind] if kind in payloads else None
    assert phone.push(phone.op(kind, payload)).codes == [code]
    assert records(app, kind) == []


@pytest.mark.parametrize("name", ["administrator", "auditor", "operator", "newcomer"])
def test_who_has_no_phone_work_is_told_so(signed_in, name):
    phone = signed_in(name)
    answer = phone.push(phone.op())
    assert (answer.status, answer.code) == (403, "not_permitted")
    assert phone.pull().status == 403
