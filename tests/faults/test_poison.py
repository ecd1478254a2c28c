"""Whatever stands in a batch, each entry is answered, none blocks another, and the same again is a duplicate."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.ids import uuid7
from tests.support.builders import (
    STATION,
    checkin_payload,
    make_envelope,
    observation_payload,
    patrol_payload,
    visit_payload,
)
from tests.support.checks import check_whole, operation_ids
from tests.support.raw_json import Raw, dump

WRONG = [
    None,
    True,
    False,
    0,
    -1,
    1,
    2.5,
    2.0,
    1e308,
    2**31,
    2**53,
    2**63,
    10**30,
    "",
    " ",
    "x",
    "x" * 20_000,
    "\x00",
    "a\nb\u2028c\ufeff",
    "\ud800",
    "\udfff\ud800",
    "😀" * 281,
    "å" * 280,
    "2026-11-20",
    "2026-11-20T21:00:00",
    "2026-11-20T21:00:00+0100",
    "2026-11-20T21:00:00.123456789123+01:00",
    "2026-11-20t21:00:00z",
    "2026-11-20 21:00:00Z",
    "2026-11-20T21:00:60Z",
    "2026-11-20T24:00:00Z",
    "2026-13-45T99:99:99Z",
    "2026-11-20T21:00:00+99:99",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "0193a000-0000-7000-8000-0000000000e1\n",
    "0193A000-0000-7000-8000-0000000000E1",
    "0193a000000070008000000000000000",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    [],
    [None],
    [[]],
    [[1, 2, 3, 4]],
    [[1.0, 2, 3, 4]],
    [[10**30, 2, 3, 4]],
    {},
    {"": None},
    {"girls": None},
    {"girls": {"13-15": True}},
    {"girls": {"13-15": 2**70}},
    {"\ud800": 1},
    {"a\x00b": 1},
    Raw("1e999"),
    Raw("-1e999"),
    Raw("NaN"),
    Raw("-Infinity"),
    Raw("-0"),
    Raw("1" + "0" * 5000),
    Raw("0." + "1" * 5000),
    Raw('"a\x00b"'),
    Raw('"\t"'),
    Raw("[" * 30 + "]" * 30),
    Raw("[" * 900 + "]" * 900),
    Raw("[" * 20_000 + "]" * 20_000),
    Raw('{"a":' * 900 + "1" + "}" * 900),
    Raw('{"a": 1, "a": 2}'),
    Raw("01"),
    Raw("tru"),
    Raw("'x'"),
]
NO_OPERATIONS = [
    None,
    True,
    0,
    1.5,
    "not an object",
    "",
    "\ud800",
    [],
    [[]],
    {},
    {"op_id": None},
    {"op_id": 7},
    {"op_id": "x" * 100_000},
    {"\ud800": "\udc00"},
    {"": ""},
    Raw("NaN"),
    Raw("1" + "0" * 5000),
    Raw("[" * 20_000 + "]" * 20_000),
    Raw('{"op_id": "0193a000-0000-7000-8000-000000000001", "op_id": 7}'),
    Raw("{'op_id': 1}"),
    Raw('"a\x00b"'),
]
ANSWERED = {"applied", "quarantined", "duplicate", "conflict"}


def send(phone, entries):
    envelope = make_envelope(entries, phone.now(), phone.device_id)
    return phone.send("POST", "/api/v1/sync/push", dump(envelope))


def push_in_parts(phone, entries):
    """The results of all these entries, and that each part holds its own with a good one before and after."""
    results = []
    while entries:
        part, entries = entries[:60], entries[60:]
        first, last = phone.op(), phone.op()
        answer = send(phone, [first, *part, last])
        found = answer.results
        assert [each["index"] for each in found] == list(range(len(part) + 2))
        assert [found[0]["status"], found[-1]["status"]] == ["applied", "applied"]
        assert {each["status"] for each in found} <= ANSWERED
        results += found[1:-1]
    return results


def payloads(phone):
    now = phone.now()
    patrol = phone.op("patrol", patrol_payload(now))
    assert phone.push(patrol).statuses == ["applied"]
    return {
        "patrol": patrol_payload(
            now, ended_at=phone.stamp(), plan_id=uuid7(), presence=[[1, 2, 3, 4]]
        ),
        "visit": visit_payload(now, patrol["record_id"], ended_at=phone.stamp(), calm=True),
        "observation": observation_payload(
            severity=2,
            people_band="3-5",
            note="Lugnt",
            patrol_id=patrol["record_id"],
            visit_id=None,
        ),
        "checkin": checkin_payload(
            now,
            ended_at=phone.stamp(),
            heads={"girls": {"13-15": 4}},
            police_minutes=20,
            mood=3,
            note="Lugnt",
            cancelled_reason=None,
        ),
    }


def spoil(phone, kind, payload):
    """This operation with each of its own fields and each of its payload's replaced by each wrong value."""
    whole = phone.op(kind, payload) | {"author": phone.user_id}
    for wrong in WRONG:
        for name in whole:
            yield phone.op(kind, payload) | {"author": phone.user_id} | {name: wrong}
        for name in payload:
            yield phone.op(kind, payload | {name: wrong})
        yield phone.op(kind, payload | {"unknown": wrong})
        yield phone.op(kind, payload) | {"unknown": wrong}


def spoil_changes(phone, kind, payload):
    """The same of an amend, and of a retract's reason, each on a record of its own."""
    for name in payload:
        for wrong in WRONG:
            create = phone.op(kind, payload)
            yield create
            yield phone.amend(create, 1, **{name: wrong})
    for wrong in WRONG:
        create = phone.op(kind, payload)
        yield create
        yield phone.retract(create, reason=wrong)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["patrol", "visit", "observation", "checkin"])
def test_every_field_of_an_operation_may_hold_anything(app, signed_in, kind):
    phone = signed_in("both")
    entries = list(spoil(phone, kind, payloads(phone)[kind]))
    push_in_parts(phone, entries)
    check_whole(app)
    assert phone.pull().status == 200


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["patrol", "visit", "observation", "checkin"])
def test_every_field_of_an_amend_may_hold_anything(app, signed_in, kind):
    phone = signed_in("both")
    entries = list(spoil_changes(phone, kind, payloads(phone)[kind]))
    results = push_in_parts(phone, entries)
    creates = [each for each, entry in zip(results, entries, strict=True) if is_create(entry)]
    assert {each["status"] for each in creates} == {"applied"}
    check_whole(app)
    assert phone.pull().status == 200


def is_create(entry):
    return entry["type"] == "create"


def test_what_is_no_operation_is_kept_raw_and_the_same_again_is_a_duplicate(app, signed_in):
    phone = signed_in("officer")
    good = phone.op()
    first = send(phone, [*NO_OPERATIONS, good])
    assert first.statuses == [*["quarantined"] * len(NO_OPERATIONS), "applied"]
    assert {each["op_id"] for each in first.results[:-1]} <= {
        None,
        "0193a000-0000-7000-8000-000000000001",
    }
    assert set(first.codes[:-1]) <= {"unreadable"}
    held = operation_ids(app)
    again = send(phone, [*NO_OPERATIONS, good])
    assert again.statuses == ["duplicate"] * (len(NO_OPERATIONS) + 1)
    assert {each["first_status"] for each in again.results} == {"quarantined", "applied"}
    assert operation_ids(app) == held
    check_whole(app)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=5) | st.sampled_from(["op_id", "payload", "kind"]), inner
        )
    ),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(JSON, max_size=12))
def test_any_json_at_all_is_kept_and_stops_nothing(app, signed_in, entries):
    phone = signed_in("officer")
    push_in_parts(phone, entries)
    assert set(send(phone, entries).statuses) <= {"duplicate"}
    check_whole(app)


def test_the_same_bad_entry_twice_in_one_push_is_kept_once(app, signed_in):
    phone = signed_in("officer")
    answer = phone.push("not an object", "not an object", 7)
    assert answer.statuses == ["quarantined", "duplicate", "quarantined"]
    assert len(operation_ids(app)) == 2


def test_one_operation_with_every_kind_of_body_keeps_the_first(app, signed_in):
    phone = signed_in("officer")
    op = phone.op()
    assert phone.push(op).statuses == ["applied"]
    for wrong in WRONG:
        answer = send(phone, [op | {"unknown": wrong}, phone.op()])
        assert answer.statuses[0] == "quarantined", wrong
        assert answer.codes[0] in {"op_id_reused", "unreadable"}, wrong
        assert answer.statuses[1] == "applied"
    check_whole(app)
    assert phone.push(op).statuses == ["duplicate"]


def test_a_record_may_have_the_id_of_anything_else(app, signed_in):
    phone = signed_in("both")
    ids = [phone.device_id, phone.user_id, STATION, app_id(phone)]
    before = {change["record_id"] for change in phone.pull_all()}
    assert phone.push(*(phone.op(record_id=each) for each in ids)).statuses == ["applied"] * 4
    check_whole(app)
    after = [(change["kind"], change["record_id"]) for change in phone.pull_all()]
    assert len(after) == len(set(after))
    assert before <= {record_id for kind, record_id in after if kind != "observation"}


def app_id(phone):
    return phone.pull().json["changes"][0]["record_id"]


def test_two_records_of_different_kinds_may_share_an_id(app, signed_in):
    phone = signed_in("officer")
    observation = phone.op()
    patrol = phone.op("patrol", patrol_payload(phone.now()), record_id=observation["record_id"])
    assert phone.push(observation, patrol).statuses == ["applied", "applied"]
    changes = [
        phone.amend(observation, 1, note="en"),
        phone.amend(patrol, 1, officers=3),
        phone.amend(observation, 2, note="två"),
        phone.amend(patrol, 2, officers=4),
    ]
    assert phone.push(*changes).codes == [None] * 4
    check_whole(app)
    found = {each["kind"]: each["data"] for each in phone.pull_all()}
    assert found["observation"]["note"] == "två"
    assert found["patrol"]["officers"] == 4
