"""What an attacker of ours found, each with the smallest push that shows it."""

import hashlib
import json

import pytest

from app.core.ids import named_id
from app.sync import records as record_store
from tests.support.builders import POLICE, known_id, observation_payload
from tests.support.checks import check_whole, records, stored_operations

PHONE_NUMBER = "Vittne på 070-174 06 05"


def test_a_record_is_folded_from_the_log_once_however_much_waited_for_it(
    app, signed_in, monkeypatch
):
    phone = signed_in("officer")
    create = phone.op()
    phone.push(*[phone.amend(create, number, severity=1) for number in range(1, 41)])
    loaded = []
    load = record_store.load_state

    def count(*arguments):
        loaded.append(arguments)
        return load(*arguments)

    monkeypatch.setattr(record_store, "load_state", count)
    phone.push(create)
    assert len(loaded) == 1
    (record,) = records(app, "observation")
    assert record["version"] == 41
    check_whole(app)


def test_conflicts_and_withdrawals_among_what_waited_fold_as_ever(app, signed_in):
    phone = signed_in("officer")
    create = phone.op()
    waiting = [
        phone.amend(create, 1, severity=1),
        phone.amend(create, 1, severity=2),
        phone.amend(create, 2, severity=3),
        phone.op(
            payload={"reason": "fel"},
            type="retract",
            record_id=create["record_id"],
            base_version=3,
        ),
        phone.amend(create, 3, severity=1),
    ]
    phone.push(*waiting)
    phone.push(create)
    statuses = dict(stored_operations(app, "op_id", "status"))
    assert [statuses[op["op_id"]] for op in waiting] == [
        "applied",
        "conflict",
        "applied",
        "applied",
        "conflict",
    ]
    check_whole(app)


@pytest.mark.slow
def test_more_may_wait_for_a_record_than_a_statement_has_parameters(app, signed_in):
    """PostgreSQL takes 65,535 parameters, SQLite 32,766: the ids of what waits are one."""
    phone = signed_in("officer")
    patrol = phone.op("patrol", {"started_at": phone.op()["occurred_at"], "officers": 2})
    child = observation_payload(patrol_id=patrol["record_id"])
    for _ in range(3):
        phone.push(*[phone.op(payload=child) for _ in range(200)])
    assert records(app, "observation") == []
    phone.push(patrol)
    assert len(records(app, "observation")) == 600


def test_true_is_not_one(signed_in):
    phone = signed_in("officer")
    wrong = phone.op(payload=observation_payload() | {"severity": True})
    right = wrong | {"payload": observation_payload() | {"severity": 1}}
    assert phone.push(wrong).codes == ["invalid_payload"]
    assert phone.push(right).codes == ["op_id_reused"]


def test_what_two_organisations_send_unreadable_from_one_device_does_not_meet(signed_in):
    ours = signed_in("officer")
    theirs = signed_in("other_officer", device_id=ours.device_id)
    for entry in ("just text", {"op_id": "no id"}):
        assert ours.push(entry).codes == theirs.push(entry).codes == ["unreadable"]


def test_a_field_of_the_same_name_beside_the_payload_hides_no_finding(signed_in):
    phone = signed_in("officer")
    op = phone.op(payload=observation_payload() | {"note": PHONE_NUMBER}, note="x")
    (result,) = phone.push(op).results
    assert result["code"] == "personal_data"
    assert result["errors"] == {"note": ["telephone", "Unknown field."]}


def test_a_stale_correction_keeps_what_was_found_in_it(signed_in):
    phone = signed_in("officer")
    create = phone.op()
    phone.push(create, phone.amend(create, 1, severity=2))
    (result,) = phone.push(phone.amend(create, 1, note=PHONE_NUMBER)).results
    assert (result["status"], result["errors"]) == ("conflict", {"note": ["telephone"]})


def test_an_entry_whose_place_was_taken_by_another_is_kept_all_the_same(app, signed_in):
    ours, theirs = signed_in("officer"), signed_in("other_officer")
    op = ours.op(op_id=known_id("777"))
    digest = hashlib.sha256(json.dumps(op).encode()).hexdigest()
    taken = named_id("reused", POLICE, op["op_id"], digest)
    theirs.push(theirs.op(op_id=op["op_id"]), theirs.op(op_id=taken))
    (result,) = ours.push(op).results
    assert result["status"] == "quarantined"
    bodies = stored_operations(app, "organisation_id", "body")
    assert [json.loads(body)["record_id"] for owner, body in bodies if owner == POLICE] == [
        op["record_id"]
    ]
