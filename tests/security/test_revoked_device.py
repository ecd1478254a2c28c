"""Who finds a phone that was revoked gets nothing with it: not by another device's id, and not by only reading."""

import pytest
from sqlalchemy import select

from app.core.audit import AuditRow
from app.core.ids import uuid7
from app.sync.devices import revoke
from tests.support.desks import acting


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
