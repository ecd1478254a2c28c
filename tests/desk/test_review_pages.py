"""What needs action: the organisation's own operations, opened with an audit row, and dealt with."""

import pytest
from sqlalchemy import func, insert, select

from app.core.audit import AuditRow
from app.sync.models import Device, DevicePerson, Operation
from tests.support.builders import MUNICIPALITY, PEOPLE, POLICE, TOWN, known_id
from tests.support.desks import acting

BAD, THEIRS = known_id("9001"), known_id("9002")
PHONE, THEIR_PHONE = known_id("d1"), known_id("d2")


@pytest.fixture(autouse=True)
def stopped(app):
    """One quarantined operation of the police and one of the municipality, each from a phone of theirs."""
    with acting(app, "supervisor") as (session, _, now):
        for op_id, phone, organisation_id, name in (
            (BAD, PHONE, POLICE, "officer"),
            (THEIRS, THEIR_PHONE, MUNICIPALITY, "youth"),
        ):
            session.execute(
                insert(Device).values(
                    device_id=phone,
                    organisation_id=organisation_id,
                    registered_at=now,
                    seen_at=now,
                    contiguous_seq=1,
                    max_seq=3,
                    queue_count=2,
                )
            )
            session.execute(insert(DevicePerson).values(device_id=phone, person_id=PEOPLE[name].id))
            session.execute(
                insert(Operation).values(
                    op_id=op_id,
                    record_id=known_id("9101"),
                    device_id=phone,
                    device_seq=3,
                    kind="observation",
                    type="create",
                    status="quarantined",
                    code="invalid_payload",
                    errors='{"lat": ["Must be between -90 and 90."]}',
                    author_id=PEOPLE[name].id,
                    organisation_id=organisation_id,
                    submitted_by=PEOPLE[name].id,
                    area_id=TOWN,
                    reaches_colleagues=False,
                    received_at=now,
                    skew_ms=0,
                    push_id=known_id("9201"),
                    body='{"payload": {"lat": 618, "note": "<script>alert(1)</script>"}}',
                )
            )


def test_the_list_says_what_happened_and_what_can_be_done(desk_of):
    page = desk_of("supervisor").open("/review")

    assert "Iakttagelse, ny" in page.text
    assert "kunde inte tas emot" in page.text
    assert "Något i den kan inte stämma" in page.text
    assert f"/review/{BAD}" in page.html
    assert f"/review/{THEIRS}" not in page.html


def test_opening_one_shows_it_as_it_came_and_is_audited(app, desk_of):
    page = desk_of("supervisor").open(f"/review/{BAD}")

    assert "<script>alert" not in page.html
    assert '"note": "<script>alert(1)</script>"' in page.one("pre").text
    assert "Latitud: Must be between -90 and 90." in page.text
    assert "Position 618; –" in page.text
    assert "Anteckning <script>alert(1)</script>" in page.text
    with acting(app, "supervisor") as (session, _, _now):
        read = select(func.count()).where(AuditRow.event == "operation.read")
        assert session.scalar(read) == 1


def test_what_is_dealt_with_leaves_the_list(desk_of):
    desk = desk_of("supervisor")

    assert desk.send(f"/review/{BAD}/done").status == 302

    assert "Inget behöver åtgärd" in desk.open("/review").text
    assert "åtgärdad" in desk.open(f"/review/{BAD}").text
    assert desk.send(f"/review/{BAD}/done").status == 404


def test_another_organisations_operation_is_not_there(desk_of):
    for name in ("coordinator", "other_supervisor"):
        desk = desk_of(name)
        assert desk.open(f"/review/{BAD}").status == 404
        assert desk.send(f"/review/{BAD}/done").status == 404


def test_filters_live_in_the_address(desk_of):
    desk = desk_of("supervisor")

    assert "Iakttagelse, ny" in desk.open("/review?status=quarantined&kind=observation").text
    assert "Ingen post passar" in desk.open("/review?status=conflict").text


def test_a_lost_phone_is_revoked_by_its_organisation_alone(desk_of):
    theirs, own = desk_of("town_administrator"), desk_of("administrator")

    assert theirs.send(f"/review/devices/{PHONE}/revoke").status == 404
    page = own.open("/review/devices")
    assert PHONE[-8:] in page.text
    assert "Elin Åström" in page.text
    assert THEIR_PHONE[-8:] not in page.text
    assert "några har inte kommit fram" in page.text

    assert own.send(f"/review/devices/{PHONE}/revoke").status == 302
    assert PHONE[-8:] not in own.open("/review/devices").text
    assert "spärrad" in own.open("/review/devices?state=revoked").text
    assert own.send(f"/review/devices/{PHONE}/revoke").status == 404
