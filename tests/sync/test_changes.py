"""A correction is a new operation: amend, retract, and what comes of two at once (SYNC.md, Identity and order)."""

import pytest

from tests.support.builders import STATION, observation_payload, patrol_payload, visit_payload
from tests.support.checks import check_whole, records


@pytest.fixture
def phone(signed_in):
    return signed_in("officer")


def the_record(app, create):
    (row,) = [r for r in records(app, create["kind"]) if r["record_id"] == create["record_id"]]
    return row


def test_an_amend_changes_what_it_names_and_nothing_else(app, phone):
    create = phone.op(payload=observation_payload(severity=1, note="först"))
    answer = phone.push(create, phone.amend(create, 1, severity=3))
    assert [(r["status"], r["version"]) for r in answer.results] == [("applied", 1), ("applied", 2)]
    row = the_record(app, create)
    assert (row["severity"], row["note"], row["version"]) == (3, "först", 2)
    check_whole(app)


def test_a_null_clears_an_optional_field_and_no_other(app, phone):
    create = phone.op(payload=observation_payload(note="bort"))
    answer = phone.push(
        create, phone.amend(create, 1, note=None), phone.amend(create, 2, category=None)
    )
    assert answer.codes == [None, None, "invalid_payload"]
    assert answer.results[2]["errors"].keys() == {"category"}
    assert the_record(app, create)["note"] is None


def test_amends_in_the_wrong_order_in_one_push_fold_in_the_right_one(app, phone):
    create = phone.op()
    third, second = phone.amend(create, 2, note="tredje"), phone.amend(create, 1, note="andra")
    answer = phone.push(third, second, create)
    assert [(r["version"], r["code"]) for r in answer.results] == [(3, None), (2, None), (1, None)]
    assert the_record(app, create)["note"] == "tredje"
    check_whole(app)


def test_an_amend_of_an_older_version_is_kept_and_flagged(app, phone):
    create = phone.op()
    mine = phone.amend(create, 1, note="min")
    late = phone.amend(create, 1, note="sen")
    assert phone.push(create, mine).statuses == ["applied", "applied"]
    (result,) = phone.push(late).results
    assert (result["status"], result["code"], result["version"]) == ("conflict", "stale_version", 2)
    row = the_record(app, create)
    assert (row["note"], row["version"], row["needs_review"]) == ("min", 2, True)
    (change,) = [c for c in phone.pull_all() if c["record_id"] == create["record_id"]]
    assert change["data"]["needs_review"] is True
    check_whole(app)


def test_an_amend_without_a_base_version_is_made_on_what_is_there(app, phone):
    create = phone.op()
    phone.push(create, phone.amend(create, 1, note="ett"))
    assert phone.push(phone.amend(create, None, note="två")).results[0]["version"] == 3


def test_an_amend_ahead_of_the_record_waits_for_the_one_between(app, phone):
    create = phone.op()
    between = phone.amend(create, 1, note="andra")
    ahead = phone.amend(create, 2, note="tredje")
    assert phone.push(create).codes == [None]
    assert phone.push(ahead).codes == ["held"]
    assert the_record(app, create)["version"] == 1
    assert phone.push(between).results[0]["version"] == 2
    assert (the_record(app, create)["note"], the_record(app, create)["version"]) == ("tredje", 3)
    check_whole(app)


def test_a_retract_withdraws_and_comes_to_phones_as_deleted(app, phone):
    create = phone.op()
    phone.push(create)
    cursor = phone.pull().json["cursor"]
    (result,) = phone.push(phone.retract(create, 1)).results
    assert (result["status"], result["version"]) == ("applied", 2)
    assert the_record(app, create)["withdrawn"] is True
    (change,) = phone.pull_all(cursor)
    assert (change["deleted"], change["data"], change["version"]) == (True, None, 2)
    check_whole(app)


def test_a_retract_needs_its_reason(phone):
    create = phone.op()
    phone.push(create)
    for payload in [{}, {"reason": None}, {"reason": "x" * 281}, {"reason": 7}]:
        retract = phone.op(payload=payload, type="retract", record_id=create["record_id"])
        (result,) = phone.push(retract).results
        assert (result["status"], result["code"]) == ("quarantined", "invalid_payload")
        assert result["errors"].keys() == {"reason"}


def test_an_amend_of_a_withdrawn_record_is_kept_beside_it(app, phone):
    create = phone.op()
    phone.push(create, phone.retract(create, 1))
    (result,) = phone.push(phone.amend(create, 2, note="sen")).results
    assert (result["status"], result["code"]) == ("conflict", "record_withdrawn")
    row = the_record(app, create)
    assert (row["withdrawn"], row["note"], row["needs_review"]) == (True, None, True)
    check_whole(app)


def test_a_retract_withdraws_whatever_version_it_was_made_on(app, phone):
    create = phone.op()
    phone.push(create, phone.amend(create, 1, note="en"))
    assert phone.push(phone.retract(create, 1)).statuses == ["applied"]
    assert the_record(app, create)["withdrawn"] is True


def test_a_colleagues_record_is_not_an_officers_to_change(app, phone, signed_in):
    create = phone.op()
    phone.push(create)
    colleague = signed_in("officer2")
    (result,) = colleague.push(colleague.amend(create, 1, note="inte min")).results
    assert (result["status"], result["code"]) == ("quarantined", "not_permitted")
    assert the_record(app, create)["note"] is None
    check_whole(app)


def test_a_supervisor_changes_what_the_organisation_recorded(app, phone, signed_in):
    create = phone.op()
    phone.push(create)
    supervisor = signed_in("supervisor")
    assert supervisor.push(supervisor.amend(create, 1, severity=3)).codes == [None]
    assert the_record(app, create)["author_id"] == phone.user_id
    check_whole(app)


@pytest.mark.parametrize("name", ["other_officer", "other_supervisor"])
def test_another_organisations_record_is_as_one_that_is_not_there(app, phone, signed_in, name):
    create = phone.op()
    phone.push(create)
    other = signed_in(name)
    unknown = other.op()
    ops = [other.amend(each, 1, note="x") for each in (create, unknown)]
    real, imagined = other.push(*ops).results
    different = {"index", "op_id"}
    assert {n: v for n, v in real.items() if n not in different} == {
        n: v for n, v in imagined.items() if n not in different
    }
    assert real["code"] == "held"
    assert the_record(app, create)["note"] is None
    check_whole(app)


def test_a_role_reaches_as_far_as_it_does_where_the_record_is(app, signed_in):
    """Officer in the town and supervisor in the valley: the rebuild must judge as the push did."""
    split = signed_in("split")
    valley, town = signed_in("valley_officer"), signed_in("officer")
    there = valley.op("patrol", patrol_payload(valley.now()))
    here = town.op("patrol", patrol_payload(town.now()))
    assert valley.push(there).codes == town.push(here).codes == [None]
    answer = split.push(split.amend(there, 1, officers=5), split.amend(here, 1, officers=5))
    assert answer.codes == [None, "not_permitted"]
    again = valley.amend(there, 2, ended_at=valley.stamp())
    assert valley.push(again).results[0]["version"] == 3
    assert the_record(app, there)["officers"] == 5
    check_whole(app)


def test_a_create_of_a_record_that_is_there_is_kept_aside(app, phone):
    create = phone.op()
    second = phone.op(record_id=create["record_id"], payload=observation_payload(severity=3))
    assert phone.push(create, second).codes == [None, "record_exists"]
    third = phone.op(record_id=create["record_id"])
    assert phone.push(third).codes == ["record_exists"]
    assert phone.push(phone.amend(create, 1, note="går")).codes == [None]
    check_whole(app)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"category": "finns_inte"}, "unknown_category"),
        ({"place_id": "0193a000-0000-7000-8000-00000000dead"}, "unknown_place"),
        ({"patrol_id": "0193a000-0000-7000-8000-00000000dead"}, "held"),
        ({"lat": 91}, "invalid_payload"),
    ],
)
def test_an_amend_names_what_is_there_as_a_create_does(app, phone, fields, code):
    create = phone.op()
    phone.push(create)
    assert phone.push(phone.amend(create, 1, **fields)).codes == [code]
    assert the_record(app, create)["version"] == 1
    check_whole(app)


def test_an_amend_of_a_note_does_not_look_at_its_place_again(app, phone, signed_in):
    """The place was right when it was recorded; that it went since stops no correction."""
    patrol = phone.op("patrol", patrol_payload(phone.now()))
    create = phone.op("visit", visit_payload(phone.now(), patrol["record_id"], place_id=STATION))
    phone.push(patrol, create)
    assert phone.push(phone.amend(create, 1, calm=True)).codes == [None]


def test_the_same_amend_again_is_its_first_receipt(phone):
    create = phone.op()
    amend = phone.amend(create, 1, note="en gång")
    first = phone.push(create, amend).results[1]
    second = phone.push(amend).results[0]
    assert (second["status"], second["first_status"]) == ("duplicate", "applied")
    assert (second["seq"], second["version"]) == (first["seq"], first["version"])


def test_unknown_fields_of_an_amend_are_said_and_kept(phone):
    create = phone.op()
    (_, result) = phone.push(create, phone.amend(create, 1, note="a", colour="red")).results
    assert (result["status"], result["code"]) == ("applied", "unknown_fields")
    assert result["errors"].keys() == {"colour"}
