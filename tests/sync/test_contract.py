"""Every example of tests/contract holds on the real server: statuses, codes and shapes; ids and times are examples."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.accounts.service import load_actor, set_roles
from app.core.access import Role
from app.core.changes import head
from app.core.database import read_connection, write_transaction
from app.core.errors import CODES
from app.places.models import Category
from app.sync.devices import revoke
from app.sync.models import Operation
from tests.support.builders import COOP, PASSWORD, STATION, TOWN, email_of
from tests.support.desks import acting
from tests.support.phones import AppTransport, Phone

FOLDER = Path(__file__).resolve().parent.parent / "contract"
EXAMPLES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
NOW = datetime(2026, 11, 23, 20, 47, 3, 511_000, tzinfo=UTC)
#: What the example decides, not only its type. Others are examples of a type.
DECIDED = {
    "status",
    "first_status",
    "code",
    "index",
    "deleted",
    "has_more",
    "reset",
    "retry",
    "proto",
}
#: Two shapes of one field, each in some example: seq and version of what has none.
MAYBE_NULL = {"seq", "version", "received_at", "message", "errors", "op_id"}


@pytest.fixture
def phone(app, clock, signed_in):
    """The phone of the examples: one person with both roles, on the example's device."""
    clock.at = NOW
    phone = signed_in("officer", device_id="0193a000-0000-7000-8000-0000000000d1")
    with app.app_context():
        by = load_actor(email_of("administrator"))
    with app.app_context(), write_transaction() as connection:
        roles = [(TOWN, Role.OFFICER), (TOWN, Role.YOUTH_WORKER)]
        set_roles(connection, phone.user_id, roles, now=NOW, by=by)
    return phone


def run(phone, example):
    request = example["request"]
    return phone.send(request["method"], request["path"], request.get("body"))


def same_shape(expected, found, where="body"):
    """Field by field: the same names and types, and the same values where the example decides."""
    if isinstance(expected, dict) and where.rsplit(".", 1)[-1] not in {"details", "errors"}:
        assert isinstance(found, dict), where
        assert expected.keys() == found.keys(), where
        for name, value in expected.items():
            inner = f"{where}.{name}"
            if name in DECIDED and not (name == "code" and ".data" in where):
                assert found[name] == value, inner
            same_shape(value, found[name], inner)
    elif isinstance(expected, list):
        assert isinstance(found, list), where
        for index, part in enumerate(found if expected else ()):
            same_shape(expected[min(index, len(expected) - 1)], part, f"{where}[{index}]")
    elif expected is None or found is None:
        name = where.rsplit(".", 1)[-1]
        assert expected is found or name in MAYBE_NULL or ".data." in where, where
    elif isinstance(expected, (int, float)) and not isinstance(expected, bool):
        assert isinstance(found, (int, float)), where
    else:
        assert type(expected) is type(found), where


def compare(name, answer, response=None):
    response = response or EXAMPLES[name]["response"]
    assert answer.status == response["status"]
    for header, value in response["headers"].items():
        assert header in answer.headers
        if header == "Content-Type":
            assert answer.headers[header].split(";")[0] == value
    same_shape(response["body"], answer.json)


def first_operations(*names):
    """The operations of the example in which all are applied, by the last digits of their id."""
    ops = EXAMPLES["push_applied"]["request"]["body"]["ops"]
    return [op for op in ops if op["op_id"][-3:] in names]


def test_every_example_has_its_test():
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert EXAMPLES.keys() <= tested


def test_push_applied(phone):
    compare("push_applied", run(phone, EXAMPLES["push_applied"]))


def test_push_first_contact(phone):
    compare("push_first_contact", run(phone, EXAMPLES["push_first_contact"]))


def test_push_empty(phone):
    compare("push_empty", run(phone, EXAMPLES["push_empty"]))


def test_push_duplicate(phone):
    assert phone.push(*first_operations("101", "102", "103")).statuses == ["applied"] * 3
    compare("push_duplicate", run(phone, EXAMPLES["push_duplicate"]))


def test_push_duplicate_of_quarantined(app, phone):
    (op,) = EXAMPLES["push_duplicate_of_quarantined"]["request"]["body"]["ops"]
    with app.app_context(), write_transaction() as connection:
        renamed = update(Category).where(Category.code == "berusade")
        connection.execute(renamed.values(code="annan"))
    assert phone.push(op).statuses == ["quarantined"]
    compare("push_duplicate_of_quarantined", run(phone, EXAMPLES["push_duplicate_of_quarantined"]))


def test_push_conflict(phone):
    assert phone.push(*first_operations("101", "102", "103")).statuses == ["applied"] * 3
    create = first_operations("103")[0]
    assert phone.push(phone.amend(create, 1, severity=1)).statuses == ["applied"]
    compare("push_conflict", run(phone, EXAMPLES["push_conflict"]))


def test_push_held(phone):
    compare("push_held", run(phone, EXAMPLES["push_held"]))
    creates = first_operations("101", "102", "103")
    assert phone.push(*creates).statuses == ["applied"] * 3
    assert [c["data"]["severity"] for c in phone.pull_all() if c["kind"] == "observation"] == [2]


def test_push_op_id_reused(phone):
    assert phone.push(*first_operations("101", "102", "103")).statuses == ["applied"] * 3
    compare("push_op_id_reused", run(phone, EXAMPLES["push_op_id_reused"]))
    assert phone.push(*first_operations("103")).statuses == ["duplicate"]


def test_push_quarantined(phone):
    compare("push_quarantined", run(phone, EXAMPLES["push_quarantined"]))


def test_push_poison_among_good(phone):
    answer = run(phone, EXAMPLES["push_poison_among_good"])
    compare("push_poison_among_good", answer)
    assert answer.json["device"] == {"known_max_seq": 11, "missing_seq": [*range(3, 11)]}


def test_push_unknown_fields(app, phone):
    compare("push_unknown_fields", run(phone, EXAMPLES["push_unknown_fields"]))
    with app.app_context(), read_connection() as connection:
        (body,) = connection.scalars(select(Operation.body)).all()
    assert json.loads(body)["payload"]["colour"] == "red"


def test_push_retry(phone):
    """`retry` needs a database that refuses one operation for a moment: tests/faults/test_storage.py."""
    response = EXAMPLES["push_retry"]["response"]["body"]["results"][0]
    nothing = {"seq", "version", "received_at"}
    assert {name for name in nothing if response[name] is not None} == set()


def test_push_errors(app, phone, signed_in):
    """The shapes of those errors that need no broken database; the others are provoked in tests/faults."""
    errors = {each["response"]["body"]["code"]: each["response"] for each in push_errors()}
    op = phone.op()
    compare("", phone.send("POST", "/api/v1/sync/push", b"{"), errors["envelope_unreadable"])
    compare("", phone.push(op, epoch="other"), errors["epoch_changed"])
    compare("", phone.push(*[op] * 201), errors["too_many_operations"])
    huge = phone.send("POST", "/api/v1/sync/push", b" " * 2**21)
    compare("", huge, errors["body_too_large"])
    text = phone.send("POST", "/api/v1/sync/push", b"{}", Content_Type="text/plain")
    compare("", text, errors["unsupported_media_type"])
    compare("", signed_in("auditor").push(op), errors["not_permitted"])
    nobody = Phone(AppTransport(app), "officer", now=phone.now)
    compare("", nobody.push(op), errors["not_signed_in"])
    phone.csrf = "old"
    compare("", phone.push(op), errors["csrf_failed"])


def push_errors():
    return EXAMPLES["push_errors"]["errors"]


def test_every_error_of_push_is_in_the_registry():
    for error in push_errors():
        body = error["response"]["body"]
        status, retry, _ = CODES[body["code"]]
        assert (status, retry) == (error["response"]["status"], body["retry"])
        assert ("Retry-After" in error["response"]["headers"]) == (status in {429, 503, 507})


def prepare_pull(app, phone):
    ops = EXAMPLES["push_applied"]["request"]["body"]["ops"][:4]
    assert phone.push(*ops).statuses == ["applied"] * 4


def test_pull_first(app, phone):
    prepare_pull(app, phone)
    answer = run(phone, EXAMPLES["pull_first"])
    expected = EXAMPLES["pull_first"]["response"]["body"]
    by_kind = {change["kind"]: change for change in expected["changes"]}
    kinds = {change["kind"] for change in answer.json["changes"]}
    assert {"area", "place", "category", "activity", "observation"} <= kinds
    for change in answer.json["changes"]:
        if change["kind"] in by_kind:
            same_shape(by_kind[change["kind"]], change, f"changes.{change['kind']}")
    assert answer.status == 200
    same_shape(expected | {"changes": []}, answer.json | {"changes": []})


def test_pull_page(phone):
    answer = phone.pull(cursor=phone.pull(limit=1).json["cursor"], limit=1)
    compare("pull_page", answer)
    assert len(answer.json["changes"]) == 1
    assert answer.json["changes"][0]["record_id"] in {STATION, COOP}


def test_pull_nothing(phone):
    cursor = phone.pull().json["cursor"]
    answer = phone.pull(cursor)
    compare("pull_nothing", answer)
    assert answer.json["changes"] == []
    assert answer.json["cursor"] == cursor


def test_pull_deleted(phone):
    create = phone.op()
    phone.push(create)
    cursor = phone.pull().json["cursor"]
    phone.push(phone.retract(create))
    answer = phone.pull(cursor)
    compare("pull_deleted", answer)
    assert [change["record_id"] for change in answer.json["changes"]] == [create["record_id"]]


def test_pull_reset(app, phone):
    answer = run(phone, EXAMPLES["pull_reset"])
    expected = EXAMPLES["pull_reset"]["response"]["body"] | {"changes": []}
    same_shape(expected, answer.json | {"changes": []})
    assert answer.json["changes"]


def test_reconcile(phone):
    assert phone.push(*first_operations("101", "102")).statuses == ["applied"] * 2
    answer = run(phone, EXAMPLES["reconcile"])
    compare("reconcile", answer)
    assert answer.json == EXAMPLES["reconcile"]["response"]["body"]


def test_session_signed_in(app, clock):
    clock.at = NOW
    visitor = Phone(AppTransport(app), "officer", now=clock.now)
    compare("session_signed_in", visitor.sign_in(PASSWORD))


def test_session_with_recovery(app, clock):
    clock.at = NOW
    visitor = Phone(AppTransport(app), "officer", now=clock.now)
    body = {"email": email_of("officer"), "password": PASSWORD, "device_id": visitor.device_id}
    compare("session_with_recovery", visitor.send("POST", "/api/v1/session", body))


def test_surrender(app, phone):
    assert phone.push().status == 200
    with acting(app, "administrator") as (session, actor, now):
        revoke(session, actor, phone.device_id, now)
    compare("surrender", run(phone, EXAMPLES["surrender"]))


def test_session_refused(app, clock):
    visitor = Phone(AppTransport(app), "officer", now=clock.now)
    compare("session_refused", visitor.sign_in("…"))


def test_a_restored_database_asks_for_reconciliation_and_then_goes_on(app, phone):
    ops = first_operations("101", "102", "103")
    assert phone.push(*ops).statuses == ["applied"] * 3
    with app.app_context(), write_transaction() as connection:
        connection.execute(update(head).values(epoch="0193a000-0000-7000-8000-000000000002"))
        connection.execute(Operation.__table__.delete().where(Operation.op_id == ops[2]["op_id"]))
    refused = phone.push(phone.op())
    assert refused.code == "epoch_changed"
    phone.epoch = refused.json["details"]["epoch"]
    missing = phone.send(
        "POST",
        "/api/v1/sync/reconcile",
        {
            "device_id": phone.device_id,
            "epoch": phone.epoch,
            "ops": [op["op_id"] for op in ops],
        },
    ).json["missing"]
    assert missing == [ops[2]["op_id"]]
    assert phone.now() - NOW == timedelta(0)
    assert phone.pull(cursor="0193a000-0000-7000-8000-000000000001.3").json["reset"] is True
