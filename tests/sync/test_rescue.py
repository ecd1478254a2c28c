"""A queue that a phone exported and an administrator imports: as if the phone had pushed it (SYNC.md, The phone)."""

import json

import pytest
from sqlalchemy import select

from app.accounts.service import load_actor
from app.core.audit import AuditRow
from app.core.database import read_connection
from app.core.errors import NotPermitted
from app.sync.rescue import (
    MAX_OPERATION_BYTES,
    MAX_OPERATIONS,
    RescueUnreadable,
    read_rescue,
)
from app.sync.rescuing import import_rescue, rehearse_import
from tests.support.builders import PEOPLE, email_of, patrol_payload, visit_payload
from tests.support.checks import check_whole, records, stored_operations
from tests.sync.rescues import export_queue, queued

STORED = ("op_id", "record_id", "kind", "type", "author_id", "status", "code", "version", "body")


def bring_in(app, content, name="administrator", run=import_rescue):
    with app.app_context():
        registry = app.extensions["ljuspunkt_registry"]
        return run(load_actor(email_of(name)), read_rescue(content), registry, app.clock.now())


def fates(report):
    return {(f.author, f.kind, f.status, f.code): n for f, n in report.fates.items()}


def an_evening(phone):
    """Parents and children, a correction and a withdrawal, something wrong, and a note with å and a smile."""
    patrol = phone.op("patrol", patrol_payload(phone.now()))
    visit = phone.op("visit", visit_payload(phone.now(), patrol["record_id"]))
    seen = phone.op(payload={**phone.op()["payload"], "note": 'Två på bänken 🙂 "så" \\ '})
    wrong = phone.op(payload={"category": "no such category"})
    amend = phone.amend(seen, 1, severity=3)
    return [amend, visit, patrol, seen, wrong, phone.retract(visit)]


def audited(app, event):
    with app.app_context(), read_connection() as connection:
        rows = connection.execute(select(AuditRow).where(AuditRow.event == event)).mappings()
        return [(row["user_id"], json.loads(row["details"])) for row in rows]


def test_an_import_is_what_the_push_would_have_been(app, signed_in):
    phone = signed_in("officer")
    ops = [{"author": phone.user_id, **op} for op in an_evening(phone)]
    content = export_queue(phone, ops)
    report = bring_in(app, content)
    imported = stored_operations(app, *STORED)
    kept = {kind: records(app, kind) for kind in ("patrol", "visit", "observation")}
    check_whole(app)
    assert report.count("applied") == 5
    assert report.count("quarantined") == 1

    answer = phone.push(*ops)
    assert set(answer.statuses) == {"duplicate"}
    firsts = {result["op_id"]: result["first_status"] for result in answer.results}
    assert firsts == {row[0]: row[5] for row in imported}
    assert stored_operations(app, *STORED) == imported
    assert {kind: records(app, kind) for kind in kept} == kept
    assert answer.json["device"]["missing_seq"] == [3]
    check_whole(app)


def test_the_text_that_is_kept_is_what_the_phone_would_have_sent(app, signed_in):
    phone = signed_in("officer")
    op = phone.op(payload={**phone.op()["payload"], "note": '  a "b" \\\n c\t', "accuracy_m": 12.5})
    content = export_queue(phone, [op])
    bring_in(app, content)
    ((body,),) = stored_operations(app, "body")
    assert body == json.dumps(queued(content)[0], separators=(",", ":"), ensure_ascii=False)


def test_authors_are_kept_and_the_importer_is_who_brought_it(app, signed_in):
    first = signed_in("officer")
    second = signed_in("officer2", device_id=first.device_id)
    ops = [first.op(author=first.user_id), second.op(author=second.user_id, device_seq=2)]
    report = bring_in(app, export_queue(first, ops))
    administrator = PEOPLE["administrator"].id
    assert sorted(stored_operations(app, "author_id", "submitted_by")) == sorted(
        [(first.user_id, administrator), (second.user_id, administrator)]
    )
    assert fates(report) == {
        ("Elin Åström", "observation", "applied", None): 1,
        ("Officer2", "observation", "applied", None): 1,
    }
    # The administrator has not become one of the phone's people: a colleague may carry in what they recorded.
    assert second.push(first.op(author=administrator, device_seq=9)).codes == ["author_mismatch"]
    check_whole(app)


@pytest.mark.parametrize("name", ["other_officer", "youth", None])
def test_what_nobody_of_the_organisation_recorded_is_left_out(app, signed_in, name):
    phone = signed_in("officer")
    author = None if name is None else PEOPLE[name].id
    mine, theirs = phone.op(), phone.op(author=author)
    report = bring_in(app, export_queue(phone, [mine, theirs]))
    assert [op_id for (op_id,) in stored_operations(app, "op_id")] == [mine["op_id"]]
    assert (None, "observation", "left_out", "author_mismatch") in fates(report)


def test_the_other_organisations_administrator_takes_in_the_rest(app, signed_in):
    phone = signed_in("youth")
    mine = phone.op(
        "checkin",
        {"activity_id": "0193a000-0000-7000-8000-0000000000f1", "started_at": phone.stamp()},
    )
    content = export_queue(phone, [mine, phone.op(author=PEOPLE["officer"].id)])
    bring_in(app, content, "town_administrator")
    bring_in(app, content, "administrator")
    authors = {author for (author,) in stored_operations(app, "author_id")}
    assert authors == {phone.user_id, PEOPLE["officer"].id}
    check_whole(app)


def test_a_person_without_a_role_is_left_out_and_said(app, signed_in):
    phone = signed_in("officer")
    report = bring_in(app, export_queue(phone, [phone.op(author=PEOPLE["newcomer"].id)]))
    assert fates(report) == {("Newcomer", "observation", "left_out", "not_permitted"): 1}
    assert stored_operations(app, "op_id") == []


def test_again_is_no_difference(app, signed_in):
    phone = signed_in("officer")
    content = export_queue(phone, an_evening(phone))
    bring_in(app, content)
    before = stored_operations(app, *STORED)
    report = bring_in(app, content)
    assert report.count("duplicate") == report.total == 6
    assert stored_operations(app, *STORED) == before
    check_whole(app)


def test_what_the_phone_sent_meanwhile_is_here_already(app, signed_in):
    phone = signed_in("officer")
    ops = [{"author": phone.user_id, **phone.op()} for _ in range(3)]
    content = export_queue(phone, ops)
    phone.push(ops[0])
    assert bring_in(app, content).count("duplicate") == 1
    check_whole(app)


def test_a_rehearsal_says_the_same_and_stores_nothing(app, signed_in):
    phone = signed_in("officer")
    content = export_queue(phone, an_evening(phone))
    tried = bring_in(app, content, run=rehearse_import)
    assert stored_operations(app, "op_id") == []
    assert records(app, "observation") == []
    assert fates(bring_in(app, content)) == fates(tried)
    check_whole(app)


@pytest.mark.slow
def test_more_than_a_push_may_hold_comes_in_whole_with_what_belongs_together(app, signed_in):
    phone = signed_in("officer")
    patrol = phone.op("patrol", patrol_payload(phone.now()))
    visits = [
        phone.op("visit", visit_payload(phone.now(), patrol["record_id"])) for _ in range(450)
    ]
    content = export_queue(phone, [*visits, patrol])
    assert bring_in(app, content, run=rehearse_import).total == 451
    bring_in(app, content)
    assert len(records(app, "visit")) == 450
    assert {status for (status,) in stored_operations(app, "status")} == {"applied"}
    check_whole(app)


def test_a_file_that_lay_about_does_not_move_its_times(app, clock, signed_in):
    """Between the export and the import lie days, and they are no fault of the phone's clock."""
    phone = signed_in("officer")
    content = export_queue(phone, [phone.op()])
    happened = clock.at
    clock.at = happened.replace(day=happened.day + 5)
    bring_in(app, content)
    (row,) = records(app, "observation")
    assert (row["occurred_at"], row["time_quality"]) == (happened, "good")


def test_a_clock_that_was_ahead_of_ours_is_set_right(app, clock, signed_in):
    phone = signed_in("officer")
    honest = clock.at
    clock.at = honest.replace(year=honest.year + 1)
    content = export_queue(phone, [phone.op()])
    clock.at = honest
    bring_in(app, content)
    (row,) = records(app, "observation")
    assert (row["occurred_at"], row["time_quality"]) == (honest, "corrected")


def test_it_is_audited_with_counts_and_no_content(app, signed_in):
    phone = signed_in("officer")
    content = export_queue(phone, an_evening(phone))
    bring_in(app, content, run=rehearse_import)
    bring_in(app, content)
    ((tried_by, tried),) = audited(app, "sync.rescue_tried")
    ((by, done),) = audited(app, "sync.rescue_imported")
    ((pushed_by, push),) = audited(app, "sync.rescue")
    administrator = PEOPLE["administrator"].id
    assert {tried_by, by, pushed_by} == {administrator}
    assert tried == done
    assert done["counts"] == {"applied": 5, "quarantined": 1}
    assert done["device_id"] == push["device_id"] == phone.device_id
    assert push["author_id"] == phone.user_id
    assert "bänken" not in json.dumps([tried, done, push], ensure_ascii=False)


@pytest.mark.parametrize("name", ["officer", "supervisor", "auditor", "operator"])
def test_only_an_administrator_imports(app, signed_in, name):
    phone = signed_in("officer")
    content = export_queue(phone, [phone.op()])
    with pytest.raises(NotPermitted):
        bring_in(app, content, name)
    assert stored_operations(app, "op_id") == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_json"),
        (b"\xff\xfe\x00", "not_json"),
        (b'{"format": "ljuspunkt-queue", "version": 1, "ops": [', "not_json"),
        (b"[]", "not_a_rescue_file"),
        (b'{"type": "FeatureCollection"}', "not_a_rescue_file"),
        (b'{"format": "ljuspunkt-diagnostic", "version": 1}', "not_a_rescue_file"),
        (b'{"format": "ljuspunkt-queue", "version": 2}', "newer_version"),
        (b'{"format": "ljuspunkt-queue", "version": 1, "ops": [{}]}', "no_device"),
    ],
)
def test_a_file_that_is_none_says_why(content, reason):
    with pytest.raises(RescueUnreadable) as refused:
        read_rescue(content)
    assert (refused.value.code, refused.value.reason) == ("rescue_unreadable", reason)


@pytest.mark.parametrize("ops", [[], {}, "none", None])
def test_a_file_without_operations_says_so(signed_in, ops):
    phone = signed_in("officer")
    with pytest.raises(RescueUnreadable) as refused:
        read_rescue(export_queue(phone, [], ops=ops))
    assert refused.value.reason == "no_operations"


@pytest.mark.slow
@pytest.mark.parametrize(
    "ops",
    [
        b",".join([b"{}"] * (MAX_OPERATIONS + 1)),
        b'{"x": [' + b",".join([b"{}"] * (MAX_OPERATION_BYTES // 3)) + b"]}",
        b'"' + b"x" * (MAX_OPERATION_BYTES + 1) + b'"',
    ],
    ids=["many", "one of many parts", "one text"],
)
def test_a_file_with_more_than_a_queue_holds_is_no_heap_of_objects(signed_in, ops):
    """3 MB of empty entries took 230 MB of memory and six seconds; 32 MB may be sent."""
    content = export_queue(signed_in("officer"), [], ops="OPS").replace(b'"OPS"', b"[" + ops + b"]")
    with pytest.raises(RescueUnreadable) as refused:
        read_rescue(content)
    assert refused.value.reason == "too_much"


def test_as_many_as_may_be_are_read(signed_in):
    content = export_queue(signed_in("officer"), [{}] * MAX_OPERATIONS)
    assert len(read_rescue(content).ops) == MAX_OPERATIONS


def test_what_stands_beside_the_entries_is_not_made_into_objects(signed_in):
    phone = signed_in("officer")
    content = export_queue(phone, [phone.op()], more=[{}] * 100_000, app="x" * 5_000)
    rescue = read_rescue(content)
    assert (len(rescue.ops), rescue.app_version) == (1, None)


def test_entries_that_are_none_spoil_nothing(app, signed_in):
    phone = signed_in("officer")
    good = phone.op()
    report = bring_in(app, export_queue(phone, [None, 7, "x", [], {"author": 3}, good]))
    assert [op_id for (op_id,) in stored_operations(app, "op_id")] == [good["op_id"]]
    assert report.count("left_out") == 5
    check_whole(app)


def test_what_can_be_given_to_its_author_but_not_read_is_kept_aside(app, signed_in):
    phone = signed_in("officer")
    content = export_queue(phone, [phone.op(device_seq=-1), phone.op(kind="tank")])
    report = bring_in(app, content)
    assert {fate[3] for fate in fates(report)} == {"unreadable", "unknown_kind"}
    assert {author for (author,) in stored_operations(app, "author_id")} == {phone.user_id}
