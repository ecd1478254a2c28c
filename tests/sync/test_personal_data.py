"""A text that may point out a person is taken in, said, and shown to who may review it (TRUST.md, privacy)."""

import pytest

from tests.support.builders import YOUTH_CLUB, checkin_payload, observation_payload
from tests.support.checks import check_whole, records, stored_operations
from tests.support.desks import Desk


@pytest.fixture
def desk_of(app):
    """The desk of somebody of the world who is signed in."""
    return lambda name: Desk(app, name)


PHONE_NUMBER = "Vittne på 070-174 06 05"


def note(text, **more):
    return observation_payload() | {"note": text} | more


def test_it_is_applied_and_named_by_field_and_kind(app, signed_in):
    phone = signed_in("officer")
    answer = phone.push(phone.op(payload=note(PHONE_NUMBER)), phone.op(payload=note("Lugnt.")))
    assert answer.statuses == ["applied", "applied"]
    assert answer.codes == ["personal_data", None]
    assert answer.results[0]["errors"] == {"note": ["telephone"]}
    assert [row["note"] for row in records(app, "observation")].count(PHONE_NUMBER) == 1
    check_whole(app)


@pytest.mark.parametrize("reason", ["no_person", "public_contact"])
def test_a_reason_that_was_given_is_kept_with_the_operation_and_nothing_is_said(
    app, signed_in, reason
):
    phone = signed_in("officer")
    op = phone.op(payload=note(PHONE_NUMBER, text_kept_because=reason))
    assert phone.push(op).codes == [None]
    ((body,),) = stored_operations(app, "body")
    assert f'"text_kept_because":"{reason}"' in body.replace(" ", "")


def test_another_reason_is_refused_and_kept_raw(signed_in):
    phone = signed_in("officer")
    op = phone.op(payload=note("Lugnt.", text_kept_because="because"))
    (result,) = phone.push(op).results
    assert (result["status"], result["code"]) == ("quarantined", "invalid_payload")
    assert result["errors"].keys() == {"text_kept_because"}


def test_a_correction_is_read_too_and_what_it_says_stays_while_it_waits(app, signed_in):
    phone = signed_in("officer")
    create = phone.op()
    amend = phone.amend(create, 1, note="ABC 123 igen")
    (early,) = phone.push(amend).results
    assert (early["code"], early["errors"]) == ("held", {"note": ["plate"]})
    phone.push(create)
    assert ("applied", "personal_data") in stored_operations(app, "status", "code")
    check_whole(app)


def test_a_reason_for_a_withdrawal_is_read_too(signed_in):
    phone = signed_in("officer")
    create = phone.op()
    retract = phone.op(
        payload={"reason": "fel, ring 0701740605"}, type="retract", record_id=create["record_id"]
    )
    answer = phone.push(create, retract)
    assert answer.codes == [None, "personal_data"]
    assert answer.results[1]["errors"] == {"reason": ["telephone"]}


def test_a_youth_workers_texts_are_read(signed_in):
    phone = signed_in("youth")
    texts = {"note": "mejla a.b@example.se", "cancelled_reason": "GHJ 45K"}
    payload = checkin_payload(phone.now(), **texts)
    (result,) = phone.push(phone.op("checkin", payload)).results
    assert result["code"] == "personal_data"
    assert result["errors"] == {"note": ["email"], "cancelled_reason": ["plate"]}


def test_sent_again_it_is_said_again(signed_in):
    phone = signed_in("officer")
    op = phone.op(payload=note(PHONE_NUMBER))
    phone.push(op)
    (result,) = phone.push(op).results
    assert (result["status"], result["code"]) == ("duplicate", "personal_data")
    assert result["errors"] == {"note": ["telephone"]}


def test_unknown_fields_beside_it_are_named_too(signed_in):
    phone = signed_in("officer")
    (result,) = phone.push(phone.op(payload=note(PHONE_NUMBER, colour="red"))).results
    assert result["code"] == "personal_data"
    assert result["errors"] == {"note": ["telephone"], "colour": ["Unknown field."]}


def test_the_desk_sees_it_until_somebody_has_dealt_with_it(desk_of, signed_in):
    phone = signed_in("officer")
    op = phone.op(payload=note(PHONE_NUMBER))
    phone.push(op)
    desk = desk_of("supervisor")
    page = desk.open("/review")
    assert "pekar ut en person?" in page.text
    assert f"/review/{op['op_id']}" in page.html
    assert f"/review/{op['op_id']}" in desk.open("/review?status=personal_data").html
    assert f"/review/{op['op_id']}" not in desk.open("/review?status=quarantined").html
    opened = desk.open(f"/review/{op['op_id']}")
    assert "ett telefonnummer" in opened.text
    assert "none" not in opened.one("div", class_="note is-wait").text.lower()
    assert desk.send(f"/review/{op['op_id']}/done").status == 302
    assert f"/review/{op['op_id']}" not in desk.open("/review").html


def test_another_organisation_sees_nothing_of_it(desk_of, signed_in):
    phone = signed_in("officer")
    op = phone.op(payload=note(PHONE_NUMBER))
    phone.push(op)
    desk = desk_of("coordinator")
    assert op["op_id"] not in desk.open("/review").html
    assert desk.open(f"/review/{op['op_id']}").status == 404


@pytest.mark.parametrize("ending", ["corrected", "withdrawn", "another"])
def test_it_leaves_the_list_when_the_text_is_gone(desk_of, signed_in, ending):
    phone = signed_in("officer")
    create = phone.op(payload=note(PHONE_NUMBER))
    phone.push(create)
    if ending == "withdrawn":
        change = phone.op(
            payload={"reason": "fel"}, type="retract", record_id=create["record_id"], base_version=1
        )
    else:
        change = phone.amend(create, 1, note="Lugnt." if ending == "corrected" else "ABC 123")
    phone.push(change)
    listed = desk_of("supervisor").open("/review").html
    assert (f"/review/{create['op_id']}" in listed) is (ending == "another")
    assert (f"/review/{change['op_id']}" in listed) is (ending == "another")


def test_a_change_of_something_else_leaves_it_there(desk_of, signed_in):
    phone = signed_in("officer")
    create = phone.op(payload=note(PHONE_NUMBER))
    phone.push(create, phone.amend(create, 1, severity=2))
    assert f"/review/{create['op_id']}" in desk_of("supervisor").open("/review").html


def test_the_page_says_in_words_what_it_is_about(desk_of, signed_in):
    phone = signed_in("officer")
    op = phone.op(payload=note(PHONE_NUMBER))
    phone.push(op)
    opened = desk_of("supervisor").open(f"/review/{op['op_id']}")
    assert "Anteckning: ett telefonnummer" in opened.text
    assert "Berusade" in opened.text


def test_the_desk_asks_before_it_keeps_such_a_text(app, desk_of):
    desk = desk_of("coordinator")
    address = f"/activities/{YOUTH_CLUB}/cancel"
    asked = desk.send(address, reason="Ring Anna 070-174 06 05", version="1")
    assert asked.status == 422
    (problem,) = asked.problems
    assert problem.startswith("Fel: ”070-174 06 05” liknar ett telefonnummer. Skriv på annat sätt")
    assert asked.value("reason") == "Ring Anna 070-174 06 05"
    kept = desk.send(address, reason="Ring växeln 0651-174 05", version="1", reason_kept="1")
    assert kept.status == 302
