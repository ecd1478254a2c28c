"""Who finds a phone that was revoked gets nothing with it: not by another device's id, and not by only reading."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app.accounts.models import MembershipRow
from app.core.audit import AuditRow
from app.core.database import read_connection, write_transaction
from app.core.ids import uuid7
from app.sync.devices import revoke
from app.sync.models import Operation
from app.sync.review import list_open
from tests.support import checks
from tests.support.builders import make_envelope
from tests.support.desks import acting
from tests.support.phones import AppTransport, Phone


@pytest.fixture
def lost(app, signed_in):
    """A phone that an officer pushed from, and that was revoked then."""
    phone = signed_in("officer")
    phone.push(phone.op())
    with acting(app, "administrator") as (session, actor, now):
        revoke(session, actor, phone.device_id, now)
    return phone


def test_its_session_reads_nothing(lost):
    assert lost.pull().status == 401
    assert lost.get("/api/v1/hotspots").status == 401


def test_another_device_id_opens_nothing_either(lost):
    lost.device_id = uuid7()

    assert lost.push(lost.op()).status == 401


def test_with_the_password_the_device_stays_revoked(lost):
    assert lost.sign_in().status == 200

    answer = lost.push(lost.op())
    assert (answer.status, answer.code) == (403, "device_revoked")


def test_others_stay_signed_in(app, signed_in):
    colleague, neighbour, phone = signed_in("officer2"), signed_in("youth"), signed_in("officer")
    phone.push()
    neighbour.device_id = phone.device_id
    neighbour.push()
    with acting(app, "administrator") as (session, actor, now):
        revoke(session, actor, phone.device_id, now)

    assert colleague.pull().status == neighbour.pull().status == 200
    assert phone.pull().status == 401
    with acting(app, "administrator") as (session, _, _now):
        row = select(AuditRow.details).where(AuditRow.event == "device.revoked")
        assert '"sessions": 1' in session.scalar(row)


def surrender(phone, *ops, **changes):
    """What the phone holds, handed in by the address that takes it from a revoked device alone."""
    envelope = make_envelope(list(ops), phone.now(), phone.device_id, **changes)
    return phone.send("POST", "/api/v1/sync/surrender", envelope)


def kept(app):
    """(op_id, status, code, author) of what stands in the log."""
    columns = (Operation.op_id, Operation.status, Operation.code, Operation.author_id)
    with app.app_context(), read_connection() as connection:
        return [tuple(row) for row in connection.execute(select(*columns)).all()]


def test_what_waits_in_it_goes_into_quarantine_by_the_session_that_was_closed(app, lost):
    (before,) = kept(app)
    ops = [lost.op(), lost.op("patrol")]

    answer = surrender(lost, *ops)
    assert answer.statuses == ["quarantined"] * 2
    assert answer.codes == ["device_revoked"] * 2
    assert answer.json["device"] == {"known_max_seq": 3, "missing_seq": []}
    assert sorted(kept(app)) == sorted(
        [before, *((op["op_id"], "quarantined", "device_revoked", lost.user_id) for op in ops)]
    )
    assert lost.pull().status == 401

    again = surrender(lost, *ops)
    assert again.statuses == ["duplicate"] * 2
    assert [result["first_status"] for result in again.results] == ["quarantined"] * 2


def test_what_had_arrived_before_is_recognised(app, signed_in):
    phone = signed_in("officer")
    arrived = phone.op()
    phone.push(arrived)
    with acting(app, "administrator") as (session, actor, now):
        revoke(session, actor, phone.device_id, now)

    answer = surrender(phone, arrived, phone.op())
    assert answer.statuses == ["duplicate", "quarantined"]
    assert answer.results[0]["first_status"] == "applied"


def test_nothing_of_it_becomes_a_record_or_is_lost(app, lost):
    before = checks.records(app, "observation")
    unreadable, poison = 17, lost.op(payload={"note": "\ud800" * 3})
    answer = surrender(lost, lost.op(), unreadable, poison)
    assert answer.statuses == ["quarantined"] * 3
    assert checks.records(app, "observation") == before
    checks.check_whole(app)


def test_a_colleagues_entries_come_along_and_another_organisations_stay(app, signed_in, lost):
    colleague, neighbour = signed_in("officer2"), signed_in("youth")
    theirs = lost.op(author=colleague.user_id)
    foreign = lost.op(author=neighbour.user_id)

    answer = surrender(lost, theirs, foreign)
    assert answer.statuses == ["quarantined", "retry"]
    assert foreign["op_id"] not in [op_id for op_id, *_ in kept(app)]
    assert (theirs["op_id"], "quarantined", "device_revoked", colleague.user_id) in kept(app)


def test_only_a_revoked_device_and_who_used_it_can_hand_in(app, signed_in, lost):
    phone, stranger = signed_in("officer2"), signed_in("officer2")
    phone.push(phone.op())
    assert surrender(phone, phone.op()).code == "not_signed_in"

    stranger.device_id = lost.device_id
    assert surrender(stranger, stranger.op()).code == "not_signed_in"
    assert surrender(Phone(AppTransport(app), "officer", now=phone.now), phone.op()).status == 401


def test_a_session_that_was_closed_before_hands_in_nothing(app, clock, signed_in):
    phone, old = signed_in("officer"), signed_in("officer")
    phone.push(phone.op())
    assert old.send("DELETE", "/api/v1/session").status == 204
    clock.at += timedelta(minutes=1)
    with acting(app, "administrator") as (session, actor, now):
        revoke(session, actor, phone.device_id, now)

    old.device_id = phone.device_id
    assert surrender(old, old.op()).code == "not_signed_in"
    assert surrender(phone, phone.op()).statuses == ["quarantined"]


def test_whoever_has_no_role_left_still_hands_in(app, lost):
    with app.app_context(), write_transaction() as connection:
        mine = MembershipRow.__table__.c.person_id == lost.user_id
        connection.execute(delete(MembershipRow.__table__).where(mine))

    assert surrender(lost, lost.op()).statuses == ["quarantined"]


def test_handing_in_is_audited_and_shown_to_whoever_reviews(app, lost):
    assert surrender(lost, lost.op()).statuses == ["quarantined"]
    with acting(app, "administrator") as (session, _, _now):
        row = select(AuditRow.details).where(AuditRow.event == "sync.surrender")
        assert '"kept": 1' in session.scalar(row)
    with acting(app, "supervisor") as (session, actor, now):
        (open_one,) = list_open(session, actor, now, limit=10)
        assert open_one.code == "device_revoked"
