"""What comes before what it belongs to is held, folded when that comes, and never lost (SYNC.md)."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from app.core.database import db, read_connection, write_transaction
from tests.support.builders import (
    COOP,
    VALLEY,
    VALLEY_SQUARE,
    observation_payload,
    patrol_payload,
    visit_payload,
)
from tests.support.checks import check_whole, records, stored_operations


@pytest.fixture
def phone(signed_in):
    return signed_in("officer")


def small_batch(phone, **place):
    """A patrol, a visit in it, an observation in both, and what was corrected of each."""
    patrol = phone.op("patrol", patrol_payload(phone.now()))
    visit = phone.op("visit", visit_payload(phone.now(), patrol["record_id"], **place))
    seen = phone.op(
        payload=observation_payload(
            patrol_id=patrol["record_id"], visit_id=visit["record_id"], **place
        )
    )
    return [
        patrol,
        visit,
        seen,
        phone.amend(patrol, 1, officers=3),
        phone.amend(visit, 1, ended_at=phone.stamp()),
        phone.amend(visit, 2, calm=True),
        phone.amend(seen, 1, severity=3, place_id=COOP if not place else place["place_id"]),
        phone.amend(seen, 2, note="till sist"),
    ]


def folded(app, ops):
    """What the records of these operations say, by their place in the batch instead of by id."""
    names = {}
    for number, op in enumerate(ops):
        names.setdefault(op["record_id"], number)
    return sorted(
        (
            (kind, {name: names.get(value, value) for name, value in row.items()})
            for kind in ("patrol", "visit", "observation")
            for row in records(app, kind)
            if row["record_id"] in names
        ),
        key=repr,
    )


def push_in_parts(phone, ops, order, cuts, expected=frozenset({"applied"})):
    shuffled = [ops[index] for index in order]
    for start, end in pairwise([0, *sorted(cuts), len(ops)]):
        assert set(phone.push(*shuffled[start:end]).statuses) <= expected


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(range(8)),
    cuts=st.sets(st.integers(1, 7)),
    place=st.sampled_from([None, VALLEY_SQUARE]),
)
def test_every_order_in_any_pieces_makes_the_same_records(app, signed_in, order, cuts, place):
    phone = signed_in("two_areas")
    given_place = {"place_id": place} if place else {}
    straight, mixed = small_batch(phone, **given_place), small_batch(phone, **given_place)
    assert set(phone.push(*straight).codes) == {None}
    push_in_parts(phone, mixed, order, cuts)
    assert folded(app, mixed) == folded(app, straight)
    waiting = [row for row in stored_operations(app, "op_id", "waits_for") if row[1] is not None]
    assert waiting == []
    check_whole(app)


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(4)), cuts=st.sets(st.integers(1, 3)))
def test_a_retract_wins_in_every_order(app, signed_in, order, cuts):
    phone = signed_in("officer")
    create = phone.op()
    ops = [
        create,
        phone.amend(create, 1, note="ett"),
        phone.amend(create, 2, note="två"),
        phone.retract(create, 3),
    ]
    push_in_parts(phone, ops, order, cuts, {"applied", "conflict"})
    (row,) = [r for r in records(app, "observation") if r["record_id"] == create["record_id"]]
    assert row["withdrawn"] is True
    assert create["record_id"] not in {c["record_id"] for c in phone.pull_all() if not c["deleted"]}
    check_whole(app)


def test_a_held_operation_says_so_and_has_no_version_yet(phone):
    create = phone.op()
    (result,) = phone.push(phone.amend(create, 1, note="före")).results
    assert (result["status"], result["code"]) == ("applied", "held")
    assert (result["seq"], result["version"]) == (None, None)
    assert result["received_at"] is not None


def test_the_receipt_of_a_held_operation_is_whole_once_it_has_folded(phone):
    create = phone.op()
    amend = phone.amend(create, 1, note="före")
    phone.push(amend)
    phone.push(create)
    (result,) = phone.push(amend).results
    assert (result["status"], result["first_status"]) == ("duplicate", "applied")
    assert (result["version"], result["code"]) == (2, None)
    assert result["seq"] is not None


def test_a_child_of_a_parent_that_was_refused_waits_for_a_good_one(app, phone):
    bad = phone.op("patrol", patrol_payload(phone.now(), officers=0))
    visit = phone.op("visit", visit_payload(phone.now(), bad["record_id"]))
    assert phone.push(bad, visit).codes == ["invalid_payload", "held"]
    good = phone.op("patrol", patrol_payload(phone.now()), record_id=bad["record_id"])
    assert phone.push(good).codes == [None]
    assert [row["record_id"] for row in records(app, "visit")] == [visit["record_id"]]
    check_whole(app)


def test_a_child_waits_where_its_parent_only_seemed_to_come_in_the_same_push(app, phone):
    """The parent's op_id was used before: it makes no record, whatever it says."""
    used = phone.op()
    phone.push(used)
    patrol = phone.op("patrol", patrol_payload(phone.now())) | {"op_id": used["op_id"]}
    visit = phone.op("visit", visit_payload(phone.now(), patrol["record_id"]))
    seen = phone.op(payload=observation_payload(visit_id=visit["record_id"]))
    assert phone.push(patrol, visit, seen).codes == ["op_id_reused", "held", "held"]
    check_whole(app)
    good = phone.op("patrol", patrol_payload(phone.now()), record_id=patrol["record_id"])
    assert phone.push(good).codes == [None]
    assert len(records(app, "visit")) == len(records(app, "observation")) - 1 == 1
    check_whole(app)


def test_another_organisations_patrol_is_no_parent(app, phone, signed_in):
    patrol = phone.op("patrol", patrol_payload(phone.now()))
    phone.push(patrol)
    other = signed_in("other_officer")
    theirs = other.op("patrol", patrol_payload(other.now()), record_id=patrol["record_id"])
    visit = other.op("visit", visit_payload(other.now(), patrol["record_id"]))
    assert other.push(theirs, visit).codes == ["record_exists", "held"]
    check_whole(app)


def test_a_child_that_comes_first_gets_the_area_that_it_would_have_got(app, signed_in):
    phone = signed_in("two_areas")
    patrol = phone.op("patrol", patrol_payload(phone.now(), area_id=VALLEY))
    visit = phone.op("visit", visit_payload(phone.now(), patrol["record_id"], place_id=None))
    assert phone.push(visit).codes == ["held"]
    phone.push(patrol)
    assert [row["area_id"] for row in records(app, "visit")] == [VALLEY]


def test_a_child_in_an_area_that_is_not_its_authors_is_kept_aside_in_either_order(app, signed_in):
    """The patrol is the organisation's, in the valley; the officer records in the town alone."""
    valley, town = signed_in("valley_officer"), signed_in("officer")
    for comes_first in (True, False):
        patrol = valley.op("patrol", patrol_payload(valley.now()))
        visit = town.op("visit", visit_payload(town.now(), patrol["record_id"], place_id=None))
        pushes = [(valley, patrol), (town, visit)]
        for phone, op in pushes if comes_first else reversed(pushes):
            phone.push(op)
        assert town.push(visit).codes == ["not_permitted"]
    assert records(app, "visit") == []
    check_whole(app)


def test_many_that_wait_for_a_parent_that_never_comes_slow_nobody_down(app, phone):
    """Each is looked at when it comes, and again when its parent comes; not whenever another one does."""
    lost = phone.op("patrol", patrol_payload(phone.now()))
    statements = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    counts = []
    for _ in range(4):
        statements.clear()
        visits = [
            phone.op("visit", visit_payload(phone.now(), lost["record_id"])) for _ in range(20)
        ]
        assert set(phone.push(*visits).codes) == {"held"}
        counts.append(len(statements))
    assert counts[3] <= counts[1] + 5, counts


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.postgres
def test_who_waits_is_found_by_the_index_before_there_are_statistics(app, phone):
    """A new database has none for its first minute: 50 ids at 30,000 operations, or 200 at 1,000, read all of them."""
    asked = []
    with app.app_context():
        with write_transaction() as connection:
            connection.exec_driver_sql("ALTER TABLE operation SET (autovacuum_enabled = off)")
            patrol = phone.op("patrol", patrol_payload(phone.now()))
        phone.push(patrol)
        for _ in range(10):
            phone.push(*[phone.op() for _ in range(100)])
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2:4]))
        phone.push(*[phone.op() for _ in range(200)])
        (waiting,) = [each for each in asked if "operation.waits_for = ANY" in each[0]]
        with read_connection() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN {waiting[0]}", waiting[1]).scalars().all()
    assert "ix_operation_waits_for" in "\n".join(plan), plan
    assert "Seq Scan" not in "\n".join(plan)
