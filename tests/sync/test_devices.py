"""A device's numbers prove what is missing; a revoked one sends nothing (SYNC.md, Identity and order)."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from app.accounts.service import load_actor
from app.core.audit import AuditRow
from app.core.database import db, read_connection
from app.core.ids import uuid7
from app.sync import push
from app.sync.devices import MAX_MISSING_SHOWN, revoke
from app.sync.models import Device
from tests.support.builders import checkin_payload, email_of, make_operation, stamp
from tests.support.checks import operation_ids


@pytest.fixture
def phone(signed_in):
    return signed_in("officer")


@pytest.fixture
def statements(app):
    """The SQL that the database is asked while the block runs."""

    @contextmanager
    def listening():
        asked = []

        def note(_connection, _cursor, sql, *_rest):
            asked.append(sql)

        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            try:
                yield asked
            finally:
                event.remove(db.engine, "before_cursor_execute", note)

    return listening


def numbered(phone, *seqs):
    return [make_operation(phone.now(), device_seq=seq) for seq in seqs]


def proof(answer):
    device = answer.json["device"]
    return device["known_max_seq"], device["missing_seq"]


def test_numbers_without_a_gap_miss_nothing(phone):
    assert proof(phone.push(*numbered(phone, 1, 2, 3))) == (3, [])
    assert proof(phone.push(*numbered(phone, 4))) == (4, [])


def test_a_gap_is_named_until_it_is_filled(phone):
    assert proof(phone.push(*numbered(phone, 1, 2, 5))) == (5, [3, 4])
    assert proof(phone.push()) == (5, [3, 4])
    assert proof(phone.push(*numbered(phone, 4))) == (5, [3])
    assert proof(phone.push(*numbered(phone, 3, 6))) == (6, [])


def test_what_was_quarantined_is_not_missing(phone):
    bad = make_operation(phone.now(), device_seq=1, kind="nonsense")
    assert proof(phone.push(bad, *numbered(phone, 2))) == (2, [])


def test_a_duplicate_is_not_missing_and_counts_once(phone):
    ops = numbered(phone, 1, 2)
    phone.push(*ops)
    assert proof(phone.push(*ops)) == (2, [])


def test_a_phone_that_counts_to_the_sky_is_told_of_some_of_its_gap(phone):
    highest, missing = proof(phone.push(*numbered(phone, 2**53 - 1)))
    assert highest == 2**53 - 1
    assert missing == list(range(1, MAX_MISSING_SHOWN + 1))


@pytest.mark.slow
def test_a_number_that_never_comes_costs_nothing_and_hides_nothing(phone):
    """Its neighbours go on by the thousand: they are known as one run."""
    for start in range(2, 6_002, 200):
        answer = phone.push(*numbered(phone, *range(start, start + 200)))
    assert proof(answer) == (6_001, [1])
    assert proof(phone.push(*numbered(phone, 6_003))) == (6_003, [1, 6_002])


def test_a_phone_full_of_gaps_is_told_of_the_first_of_them(phone):
    for start in range(2, 2_402, 400):
        answer = phone.push(*numbered(phone, *range(start, start + 400, 2)))
    assert proof(answer) == (2_400, list(range(1, 400, 2)))


def test_a_wiped_phone_is_a_new_device(phone):
    phone.push(*numbered(phone, 1, 2))
    phone.device_id = uuid7()
    assert proof(phone.push(*numbered(phone, 1))) == (1, [])


def test_two_organisations_on_one_device_have_each_their_own_numbers(phone, signed_in):
    phone.push(*numbered(phone, 1, 2))
    other = signed_in("other_officer", device_id=phone.device_id)
    assert proof(other.push(*numbered(other, 3))) == (3, [1, 2])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(1, 30), max_size=6), max_size=6))
def test_the_proof_is_what_was_never_sent(signed_in, pushes):
    phone = signed_in("officer")
    sent = set()
    for seqs in pushes:
        found = proof(phone.push(*numbered(phone, *seqs)))
        sent |= set(seqs)
        highest = max(sent, default=0)
        assert found == (highest, [n for n in range(1, highest) if n not in sent])


def test_the_first_push_registers_a_device_and_leaves_a_row(app, phone):
    phone.push()
    phone.push()
    with app.app_context(), read_connection() as connection:
        rows = connection.scalars(
            select(AuditRow.user_id).where(AuditRow.event == "device.registered")
        ).all()
    assert rows == [phone.user_id]


def revoke_device(app, device_id, by="administrator"):
    with app.app_context():
        revoke(db.session(), load_actor(email_of(by)), device_id, app.clock.now())
        db.session.commit()


def test_a_revoked_device_sends_nothing_more(app, phone):
    first = phone.op()
    phone.push(first)
    revoke_device(app, phone.device_id)
    phone.sign_in()
    answer = phone.push(phone.op())
    assert (answer.status, answer.code) == (403, "device_revoked")
    assert answer.json["retry"] == "never"
    assert operation_ids(app) == [first["op_id"]]


def test_a_device_revoked_by_one_organisation_is_the_others_all_the_same(app, phone, signed_in):
    phone.push()
    other = signed_in("other_officer", device_id=phone.device_id)
    other.push()
    revoke_device(app, phone.device_id)
    assert other.push(other.op()).codes == [None]


def test_a_number_that_came_before_with_other_words_is_still_stored(app, phone):
    """A known number only says where to look first: what is not in the log goes into it."""
    first = numbered(phone, 1, 2)
    phone.push(*first)
    other = numbered(phone, 1)
    answer = phone.push(*first, *other)
    assert answer.statuses == ["duplicate", "duplicate", "applied"]
    assert operation_ids(app) == sorted(op["op_id"] for op in [*first, *other])


LATE = {
    "a payload that does not fit": ({"payload": {"lon": "here"}}, "invalid_payload"),
    "a payload that is no object": ({"payload": None}, "invalid_payload"),
    "a kind that the role does not record": ({"kind": "checkin"}, "not_permitted"),
    "a kind that is none": ({"kind": "rumour"}, "unknown_kind"),
    "a type that is none": ({"type": "guess"}, "unknown_type"),
    "an author from elsewhere": ({"author": uuid7()}, "author_mismatch"),
}


@pytest.mark.parametrize("name", LATE)
def test_what_comes_under_a_known_number_is_judged_as_under_a_new_one(phone, name):
    """Its payload was not read at first, since the number said that it would be there."""
    changes, code = LATE[name]
    if "kind" in changes and code == "not_permitted":
        changes = changes | {"payload": checkin_payload(phone.now())}
    phone.push(*numbered(phone, 1, 2))
    known, new = (numbered(phone, seq)[0] | changes for seq in (1, 3))
    answer = phone.push(known, new)
    assert answer.statuses == ["quarantined"] * 2
    assert answer.codes == [code] * 2
    assert answer.results[0]["errors"] == answer.results[1]["errors"]


def test_a_create_under_a_known_number_that_is_none_stands_in_nobodys_way(phone):
    """It was left unread at first: what comes after it in the push is stored as if it had been read."""
    phone.push(*numbered(phone, 1, 2))
    patrol_id, started = uuid7(), {"started_at": stamp(phone.now()), "officers": 2}
    wrong, right, child, other = numbered(phone, 1, 3, 4, 5)
    wrong |= {"kind": "patrol", "record_id": patrol_id, "payload": {"officers": "x"}}
    right |= {"kind": "patrol", "record_id": patrol_id, "payload": started}
    child["payload"]["patrol_id"] = patrol_id
    answer = phone.push(wrong, right, child, other)
    assert answer.statuses == ["quarantined", "applied", "applied", "applied"]
    seqs = [result["seq"] for result in answer.results[1:]]
    assert seqs == list(range(seqs[0], seqs[0] + 3))


def test_an_id_that_comes_again_under_its_number_with_other_words_is_kept_beside(app, phone):
    (first,) = numbered(phone, 1)
    phone.push(first)
    answer = phone.push(first | {"payload": {"lon": "here"}}, first)
    assert answer.codes == ["op_id_reused", None]
    assert len(operation_ids(app)) == 2


def test_what_was_sent_before_costs_no_insert(app, phone, statements):
    ops = numbered(phone, 1, 2, 3)
    phone.push(*ops)
    with statements() as asked:
        assert phone.push(*ops).statuses == ["duplicate"] * 3
    assert not [sql for sql in asked if sql.startswith("INSERT INTO operation")]


QUEUE = {"count": 1, "oldest_at": None}


def device_row(app, phone):
    with app.app_context(), read_connection() as connection:
        return connection.execute(
            select(Device.__table__).where(Device.device_id == phone.device_id)
        ).one()


def test_a_first_push_says_which_app_it_comes_from(app, phone):
    phone.push(*numbered(phone, 1), app="1.4.0", queue={"count": 3, "oldest_at": "2026-11-01"})
    row = device_row(app, phone)
    assert (row.app_version, row.queue_count, row.queue_oldest_at) == ("1.4.0", 2, "2026-11-01")


def test_what_a_push_carries_waits_no_more_once_it_is_answered(app, phone):
    """The queue that a phone tells of still holds it; nobody should fear for a phone that has sent everything."""
    phone.push(*numbered(phone, 1, 2), queue={"count": 2, "oldest_at": "2026-11-01"})
    row = device_row(app, phone)
    assert (row.queue_count, row.queue_oldest_at) == (0, None)


def test_a_device_is_written_when_it_has_something_to_say_and_seen_each_minute(app, phone, clock):
    """What is sent again within the minute costs no write; news is there at once."""
    ops = numbered(phone, 1)
    phone.push(*ops, queue=QUEUE)
    first = device_row(app, phone)
    clock.at += timedelta(seconds=59)
    phone.push(*ops, queue=QUEUE)
    assert device_row(app, phone) == first
    clock.at += timedelta(seconds=1)
    phone.push(*ops, queue=QUEUE)
    assert device_row(app, phone).seen_at == first.seen_at + timedelta(seconds=60)
    clock.at += timedelta(seconds=1)
    phone.push(*ops, queue={"count": 7})
    told = device_row(app, phone)
    assert (told.queue_count, told.seen_at) == (6, first.seen_at + timedelta(seconds=61))


def test_a_push_writes_the_row_of_its_device_once(phone, statements):
    phone.push(*numbered(phone, 1))
    with statements() as asked:
        phone.push(*numbered(phone, 2))
    assert sum("UPDATE device SET" in sql for sql in asked) == 1


@pytest.mark.parametrize("in_turn", [0, 2**30])
def test_what_is_read_before_its_turn_and_what_is_read_in_it_fares_alike(
    phone, monkeypatch, in_turn
):
    monkeypatch.setattr(push, "MAX_READ_IN_TURN", in_turn)
    ops = [phone.op(), 7, phone.op("nonsense"), phone.op(payload={"category": 1}), phone.op()]
    judged = ["applied", "quarantined", "quarantined", "quarantined", "applied"]
    first = phone.push(*ops)
    assert first.statuses == judged
    again = phone.push(*ops, phone.op())
    assert again.statuses == ["duplicate"] * 5 + ["applied"]
    assert [each.get("first_status") for each in again.results] == [*judged, None]
    assert again.codes == [*first.codes, None]
