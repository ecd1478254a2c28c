"""After a restore the phone asks which of its operations are not here (SYNC.md, Reconcile)."""

import pytest

from app.core.ids import uuid7
from app.sync.reconcile import MAX_IDS


@pytest.fixture
def phone(signed_in):
    return signed_in("officer")


def missing(phone, *op_ids, **changes):
    body = {"device_id": phone.device_id, "epoch": phone.epoch, "ops": list(op_ids)} | changes
    return phone.send("POST", "/api/v1/sync/reconcile", body)


def test_what_is_not_here_is_missing_in_the_order_asked(phone):
    stored, other = phone.op(), phone.op()
    phone.push(stored)
    asked = [uuid7(), stored["op_id"], other["op_id"], uuid7()]
    assert missing(phone, *asked).json == {"missing": [asked[0], asked[2], asked[3]]}


def test_what_was_quarantined_or_held_is_here(phone):
    bad, held = phone.op(kind="nonsense"), phone.amend(phone.op(), 1, note="x")
    phone.push(bad, held)
    assert missing(phone, bad["op_id"], held["op_id"]).json == {"missing": []}


def test_another_organisations_operation_is_missing(phone, signed_in):
    op = phone.op()
    phone.push(op)
    assert missing(signed_in("other_officer"), op["op_id"]).json == {"missing": [op["op_id"]]}


def test_a_colleagues_operation_is_here(phone, signed_in):
    op = phone.op()
    phone.push(op)
    assert missing(signed_in("officer2"), op["op_id"]).json == {"missing": []}


def test_five_thousand_at_once_and_no_more(phone):
    ids = [uuid7() for _ in range(MAX_IDS + 1)]
    assert missing(phone, *ids[:-1]).json == {"missing": ids[:-1]}
    assert missing(phone, *ids).code == "invalid_input"


@pytest.mark.parametrize(
    "changes",
    [{"device_id": "x"}, {"ops": None}, {"ops": [1]}, {"ops": ["X"]}, {"epoch": 7}, {"more": 1}],
    ids=str,
)
def test_what_is_no_reconciliation_is_refused(phone, changes):
    assert missing(phone, **changes).code == "invalid_input"


def test_many_that_are_no_ids_are_refused_in_one_breath(phone):
    answer = missing(phone, *[1] * MAX_IDS)
    assert (answer.code, len(answer.content) < 1_000) == ("invalid_input", True)


def test_no_epoch_is_fine(phone):
    assert missing(phone, epoch=None).json == {"missing": []}
