"""What a phone gets: the latest state of each changed record, as far as this person may see (SYNC.md, Pull)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from app.accounts.service import load_actor, set_roles
from app.core.access import Role
from app.core.audit import AuditRow
from app.core.changes import head, start_epoch
from app.core.database import db, write_transaction
from app.places.service import change_place, find_place
from tests.support.builders import (
    PEOPLE,
    STATION,
    TOWN,
    VALLEY,
    checkin_payload,
    email_of,
    observation_payload,
    patrol_payload,
    visit_payload,
)


@pytest.fixture
def phone(signed_in):
    return signed_in("officer")


def kinds(changes):
    return {change["kind"] for change in changes}


def ids(changes, kind=None):
    return [c["record_id"] for c in changes if kind in {None, c["kind"]}]


def change_station(app, **fields):
    """What the desk does to a place."""
    with app.app_context():
        actor = load_actor(email_of("coordinator"))
        place = find_place(db.session(), actor, STATION)
        change_place(
            db.session(),
            actor,
            STATION,
            replace(place.fields, **fields),
            version=place.version,
            now=app.clock.now(),
        )
        db.session.commit()


def test_the_first_pull_brings_what_a_phone_needs_offline(phone):
    own = phone.op()
    phone.push(own)
    page = phone.pull().json
    assert {"area", "place", "category", "activity", "observation"} <= kinds(page["changes"])
    assert (page["reset"], page["has_more"]) == (True, False)
    for change in page["changes"]:
        assert change["data"].get("area_id", TOWN) == TOWN
    assert [c["seq"] for c in page["changes"]] == sorted(c["seq"] for c in page["changes"])


def test_a_person_of_two_areas_gets_both(signed_in):
    areas = ids(signed_in("two_areas").pull_all(), "area")
    assert sorted(areas) == [TOWN, VALLEY]


def test_a_cursor_brings_only_what_came_since(app, phone):
    cursor = phone.pull().json["cursor"]
    create = phone.op()
    phone.push(create, phone.amend(create, 1, note="en"), phone.amend(create, 2, note="två"))
    change_station(app, name="Centralen")
    changes = phone.pull_all(cursor)
    assert [(c["kind"], c["version"]) for c in changes] == [("observation", 3), ("place", 2)]
    assert changes[0]["data"]["note"] == "två"
    assert changes[1]["data"]["name"] == "Centralen"


def test_pages_hold_what_one_page_holds(phone):
    ops = [phone.op() for _ in range(23)]
    phone.push(*ops, *(phone.amend(op, 1, note="n") for op in ops[::2]))
    whole = phone.pull().json["changes"]
    for limit in (1, 4, 7):
        assert phone.pull_all(limit=limit) == whole


def test_a_record_changed_between_two_pages_comes_once_more_and_is_not_lost(phone):
    ops = [phone.op() for _ in range(6)]
    phone.push(*ops)
    first = phone.pull(limit=10).json
    phone.push(phone.amend(ops[0], 1, note="emellan"))
    rest = phone.pull_all(first["cursor"], limit=2)
    assert set(ids(first["changes"] + rest, "observation")) == {op["record_id"] for op in ops}
    assert rest[-1]["data"]["note"] == "emellan"


@pytest.mark.parametrize("limit", [0, -1, 501, "x", "", "1e2", "9" * 5000, "2.5"])
def test_a_limit_out_of_bounds_is_refused(phone, limit):
    answer = phone.get(f"/api/v1/sync/pull?limit={limit}")
    assert (answer.status, answer.code) == (422, "invalid_input")


EPOCH = "0193a000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "cursor",
    [
        "garbage",
        ".",
        "%00",
        "x" * 2000,
        EPOCH,
        f"{EPOCH}.",
        f"{EPOCH}.-1",
        f"{EPOCH}.1.5",
        f"{EPOCH}.1e3",
        f"{EPOCH}.%C2%B2",
        f"{EPOCH}.{10**30}",
        f"{EPOCH}.999999",
        f"{EPOCH}-1.3",
        f"{EPOCH}-x.3",
        "0193a000-0000-7000-8000-00000000dead.3",
    ],
)
def test_a_cursor_of_nowhere_starts_over_and_the_new_one_goes_on(phone, cursor):
    create = phone.op()
    phone.push(create)
    page = phone.pull(cursor).json
    assert page["reset"] is True
    assert ids(page["changes"], "observation") == [create["record_id"]]
    again = phone.pull(page["cursor"]).json
    assert (again["changes"], again["reset"]) == ([], False)


def test_a_reset_in_pages_ends(phone):
    phone.push(*(phone.op() for _ in range(9)))
    page = phone.pull("garbage", limit=3).json
    resets, seen = [page["reset"]], page["changes"]
    for _ in range(20):
        if not page["has_more"]:
            break
        page = phone.pull(page["cursor"], limit=3).json
        resets.append(page["reset"])
        seen += page["changes"]
    assert resets == [True] + [False] * (len(resets) - 1)
    assert seen == phone.pull().json["changes"]


def test_another_epoch_starts_over(app, phone):
    cursor = phone.pull().json["cursor"]
    with app.app_context(), write_transaction() as connection:
        epoch = start_epoch(connection)
    page = phone.pull(cursor).json
    assert (page["reset"], page["epoch"]) == (True, epoch)
    assert phone.pull(page["cursor"]).json["reset"] is False


def test_a_database_that_lost_its_end_starts_over(app, phone):
    """A restore without a new epoch: the phone has a cursor that is ahead of the log."""
    phone.push(phone.op())
    cursor = phone.pull().json["cursor"]
    with app.app_context(), write_transaction() as connection:
        connection.execute(update(head).values(seq=head.c.seq - 1))
    assert phone.pull(cursor).json["reset"] is True


def test_a_changed_role_starts_over_with_what_may_be_seen_now(app, phone):
    create = phone.op()
    phone.push(create)
    cursor = phone.pull().json["cursor"]
    with app.app_context():
        by = load_actor(email_of("administrator"))
    with app.app_context(), write_transaction() as connection:
        roles = [(VALLEY, Role.OFFICER)]
        set_roles(connection, phone.user_id, roles, now=phone.now(), by=by)
    page = phone.pull(cursor).json
    assert page["reset"] is True
    assert ids(page["changes"], "area") == [VALLEY]
    assert ids(page["changes"], "observation") == []
    assert phone.pull(page["cursor"]).json["reset"] is False


def everything(phone):
    """One record of each kind that this person may record."""
    now = phone.now()
    patrol = phone.op("patrol", patrol_payload(now))
    visit = phone.op("visit", visit_payload(now, patrol["record_id"]))
    seen = phone.op(payload=observation_payload(note="bara polisens"))
    checkin = phone.op("checkin", checkin_payload(now, note="kvällen"))
    answer = phone.push(patrol, visit, seen, checkin)
    done = [
        op
        for op, status in zip([patrol, visit, seen, checkin], answer.statuses, strict=True)
        if status == "applied"
    ]
    return {op["record_id"] for op in done}


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        ("officer", {"officer"}),
        ("officer2", set()),
        ("supervisor", {"officer", "both"}),
        ("valley_officer", set()),
        ("valley_supervisor", set()),
        ("other_officer", {"other_officer"}),
        ("other_supervisor", {"other_officer"}),
        ("youth", {"youth"}),
        ("youth2", set()),
        ("coordinator", {"youth"}),
        ("organiser", set()),
    ],
)
def test_everybody_sees_what_the_policy_says_and_no_record_more(signed_in, reader, sees):
    written = {name: everything(signed_in(name)) for name in ("officer", "other_officer", "youth")}
    assert all(written.values())
    expected = {record_id for name in sees & written.keys() for record_id in written[name]}
    changes = signed_in(reader).pull_all()
    records = {
        c["record_id"]
        for c in changes
        if c["kind"] in {"patrol", "visit", "observation", "checkin"}
    }
    assert records == expected


def test_a_supervisor_reads_on_the_record(app, signed_in, phone):
    phone.push(phone.op())
    supervisor = signed_in("supervisor")
    supervisor.pull()
    with app.app_context(), write_transaction() as connection:
        rows = connection.scalars(
            select(AuditRow.user_id).where(AuditRow.event == "sync.pull")
        ).all()
    assert rows == [PEOPLE["supervisor"].id]


def test_what_is_older_than_thirty_days_is_not_for_phones(phone, clock):
    old = [phone.op() for _ in range(12)]
    phone.push(*old)
    clock.at += timedelta(days=31)
    phone = type(phone)(phone.transport, phone.name, now=clock.now)
    phone.sign_in()
    new = phone.op()
    phone.push(new)
    assert ids(phone.pull_all(limit=5), "observation") == [new["record_id"]]


def test_a_place_that_the_desk_retires_comes_marked(app, phone):
    cursor = phone.pull().json["cursor"]
    change_station(app, retired=True)
    (change,) = phone.pull_all(cursor)
    assert (change["deleted"], change["data"]["retired"]) == (False, True)


@pytest.mark.parametrize("turn", [1, 2, 3, 4, 5])
def test_what_is_committed_while_a_pull_reads_is_in_it_or_in_the_next(app, phone, signed_in, turn):
    """Before one of the pull's statements somebody else commits a place and an observation."""
    writer = signed_in("officer")
    statements, wanted = [], []

    def commit_something(_connection, _cursor, statement, *_rest):
        statements.append(statement)
        if len(statements) == turn:
            change_station(app, name="Centralen")
            wanted.append(writer.op())
            assert writer.push(wanted[0]).statuses == ["applied"]

    cursor = phone.pull().json["cursor"]
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", commit_something)
    try:
        page = phone.pull(cursor).json
    finally:
        event.remove(engine, "before_cursor_execute", commit_something)
    assert wanted
    changes = page["changes"] + phone.pull_all(page["cursor"])
    assert wanted[0]["record_id"] in ids(changes, "observation")
    assert [c["data"]["name"] for c in changes if c["kind"] == "place"][-1:] == ["Centralen"]
