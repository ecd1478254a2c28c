"""One person's operations may wait in bounds, so that the push that brings what they wait for is bounded too."""

import json

import pytest

from app.sync import crowding
from tests.support.builders import observation_payload, patrol_payload
from tests.support.checks import check_whole, records, stored_operations

MOST = 5


@pytest.fixture(autouse=True)
def few_may_wait(monkeypatch):
    monkeypatch.setattr(crowding.turn_away, "__defaults__", (MOST,))


@pytest.fixture
def phone(signed_in):
    return signed_in("officer")


def orphans(phone, count):
    """(a patrol, observations in it)"""
    patrol = phone.op("patrol", patrol_payload(phone.now()))
    seen = observation_payload(patrol_id=patrol["record_id"])
    return patrol, [phone.op(payload=seen) for _ in range(count)]


def test_what_is_too_much_stays_on_the_phone_until_there_is_room(app, phone):
    patrol, seen = orphans(phone, MOST + 3)
    answer = phone.push(*seen)
    assert answer.statuses == ["applied"] * MOST + ["retry"] * 3
    assert answer.results[-1] | {"message": None} == {
        "index": MOST + 2,
        "op_id": seen[-1]["op_id"],
        "status": "retry",
        "seq": None,
        "version": None,
        "received_at": None,
        "code": None,
        "message": None,
        "errors": None,
    }
    assert len(stored_operations(app, "op_id")) == MOST
    assert phone.push(patrol).statuses == ["applied"]
    assert phone.push(*seen).statuses == ["duplicate"] * MOST + ["applied"] * 3
    assert len(records(app, "observation")) == MOST + 3
    check_whole(app)


def test_numbers_that_were_turned_away_are_missing(phone):
    _, seen = orphans(phone, MOST + 2)
    device = phone.push(*seen).json["device"]
    assert device["known_max_seq"] == seen[MOST - 1]["device_seq"]


def test_what_folds_at_once_is_never_too_much(app, phone):
    _, seen = orphans(phone, MOST)
    phone.push(*seen)
    create = phone.op()
    amends = [phone.amend(create, number, severity=1) for number in range(1, MOST + 4)]
    assert phone.push(create, *amends).statuses == ["applied"] * (MOST + 4)
    assert phone.push(phone.amend(create, 99, severity=1)).statuses == ["retry"]
    check_whole(app)


def test_the_same_twice_in_one_push_is_kept_twice_on_the_phone(app, phone):
    _, seen = orphans(phone, MOST + 1)
    assert phone.push(*seen, seen[-1]).statuses == ["applied"] * MOST + ["retry"] * 2
    assert len(stored_operations(app, "op_id")) == MOST


def test_a_colleague_has_room_of_their_own(phone, signed_in):
    _, seen = orphans(phone, MOST)
    phone.push(*seen)
    other = signed_in("officer2")
    _, theirs = orphans(other, MOST)
    assert other.push(*theirs).statuses == ["applied"] * MOST


def test_what_somebody_has_dealt_with_takes_no_room(phone, signed_in, clock):
    _, seen = orphans(phone, MOST + 1)
    phone.push(*seen[:-1])
    assert phone.push(seen[-1]).statuses == ["retry"]
    supervisor = signed_in("supervisor")
    done = supervisor.send(
        "POST", f"/review/{seen[0]['op_id']}/done", b"", Content_Type="text/plain"
    )
    assert done.status == 302
    assert phone.push(seen[-1]).statuses == ["applied"]


def test_a_bad_one_beside_them_changes_nothing(app, phone):
    """Walked one by one, the last of too many waits on the phone all the same."""
    _, seen = orphans(phone, MOST + 1)
    broken = phone.op(payload=observation_payload(note="x")) | {"kind": "\ud800"}
    answer = phone.push(*seen, broken)
    assert answer.statuses == ["applied"] * MOST + ["retry", "quarantined"]
    assert len([body for (body,) in stored_operations(app, "body") if json.loads(body)]) == MOST + 1


def test_a_record_is_loaded_once_for_all_that_is_ahead_of_it(app, phone, monkeypatch):
    """200 corrections of versions to come took two minutes on a record with 2,000 behind it."""
    from app.sync import records as record_store

    monkeypatch.setattr(crowding.turn_away, "__defaults__", (1_000,))
    create = phone.op()
    phone.push(create, *[phone.amend(create, number, severity=1) for number in range(1, 11)])
    loaded, load = [], record_store.load_state

    def count(*arguments):
        loaded.append(arguments)
        return load(*arguments)

    monkeypatch.setattr(record_store, "load_state", count)
    ahead = [phone.amend(create, 50 + number, severity=2) for number in range(30)]
    assert set(phone.push(*ahead).codes) == {"held"}
    assert len(loaded) == 1
    check_whole(app)
