"""Two worlds that differ only in what the police wrote are the same to everybody else, byte for byte (TRUST.md)."""

import json
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

import pytest

from app import create_app
from app.core import ids
from app.core.database import db
from config import Config
from tests.support import builders
from tests.support.builders import observation_payload, patrol_payload, stamp, visit_payload
from tests.support.databases import copy_sqlite, sqlite_url
from tests.support.phones import phone_on

SECRET = "Anna Andersson, 070-123 45 67, vid porten"
PARTNERS = ["youth", "youth2", "coordinator", "organiser", "town_administrator"]
STRANGERS = ["other_officer", "other_supervisor"]


@contextmanager
def numbered_ids(monkeypatch):
    """Ids that are made on the server and on phones come in the same order in both worlds."""
    numbers = count(1)
    made = lambda at_ms=None: f"01930000-0000-7000-8000-{next(numbers):012x}"  # noqa: E731
    with monkeypatch.context() as patch:
        for module in (ids, builders):
            patch.setattr(module, "uuid7", made)
        yield


def what_the_police_did(app, note, reason):
    """Two officers' evening, with what they wrote in words."""
    phone = phone_on(app, "officer", device_id=builders.known_id("d1"))
    now = phone.now()
    patrol = phone.op("patrol", patrol_payload(now))
    visit = phone.op("visit", visit_payload(now, patrol["record_id"]))
    seen = phone.op(payload=observation_payload(visit_id=visit["record_id"], note=note))
    other = phone.op(payload=observation_payload(note=note, severity=3))
    ops = [patrol, visit, seen, other, phone.amend(seen, 1, note=note + "!")]
    ops += [phone.retract(other, 1, reason), phone.op(payload=observation_payload(note=note * 6))]
    phone.push(*ops)
    return ops


def everything_they_can_ask(app, name, ops):
    """(what was asked, status, headers, bytes) of all that this person can say to the API."""
    phone = phone_on(app, name, device_id=builders.known_id("d2"))
    answers = [
        phone.pull(),
        phone.pull(limit=2),
        phone.pull("garbage"),
        phone.pull(f"{phone.epoch}.1"),
        phone.get("/api/v1/session"),
        phone.get("/api/v1/hotspots"),
        phone.get("/api/v1/hotspots?from=2026-01-01&to=2026-11-20"),
        phone.get("/api/v1/hotspots.geojson?from=2026-01-01&to=2026-11-20"),
        phone.get("/api/v1/hotspots?by=grid"),
        phone.get("/api/v1/hotspots.geojson?by=grid"),
        phone.get("/api/v1/hotspots?by=grid&square=100"),
    ]
    body = {"device_id": phone.device_id, "epoch": phone.epoch, "ops": [op["op_id"] for op in ops]}
    answers.append(phone.send("POST", "/api/v1/sync/reconcile", body))
    theirs = [op | {"payload": {"note": "min"}, "occurred_at": stamp(phone.now())} for op in ops]
    answers.append(phone.push(*theirs))
    amends = [phone.amend(op, 1, note="x") | {"op_id": f"{op['op_id'][:-1]}f"} for op in ops]
    answers.append(phone.push(*amends, *(phone.retract(op) for op in ops[:2])))
    answers.append(phone.pull())
    ignored = {"Set-Cookie", "X-Request-Id", "Date"}
    return [
        (answer.status, without(answer.headers, ignored), scrub(answer.content))
        for answer in answers
    ]


def without(headers, names):
    return {name: value for name, value in headers.items() if name not in names}


def scrub(content):
    """The bytes without what is random in every answer: the request's own id and the token."""
    try:
        body = json.loads(content)
    except ValueError:
        return content
    if isinstance(body, dict):
        for name in ("request_id", "csrf_token"):
            body.pop(name, None)
    return json.dumps(body, sort_keys=True)


@pytest.fixture
def world(sqlite_world, tmp_path, clock, monkeypatch):
    """`world("a")`: the same world of its own each time, and what everybody is told after the police's evening."""
    apps = []

    def make(name, note, reason):
        folder = tmp_path / name
        folder.mkdir()
        url = sqlite_url(copy_sqlite(sqlite_world, folder / "world.sqlite3"))
        app = create_app(Config.for_test(database_url=url, instance_path=folder), clock)
        apps.append(app)
        with numbered_ids(monkeypatch):
            ops = what_the_police_did(app, note, reason)
            return {who: everything_they_can_ask(app, who, ops) for who in PARTNERS + STRANGERS}

    yield make
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.slow
def test_nobody_else_can_tell_what_the_police_wrote(world):
    one, other = world("one", "", "Fel"), world("other", SECRET, SECRET)
    for who in PARTNERS + STRANGERS:
        for number, (left, right) in enumerate(zip(one[who], other[who], strict=True)):
            assert left == right, (who, number)
    assert SECRET not in json.dumps(other, default=str)


def test_how_much_the_police_did_does_not_say_what_a_phone_gets(signed_in, clock):
    """What was older than 30 days came to a phone where little had happened since, and to none where much had."""
    youth = signed_in("youth")
    cursor = youth.pull().json["cursor"]
    youth.push(youth.op("checkin", builders.checkin_payload(youth.now())))
    clock.at += timedelta(days=31)
    youth, officer = signed_in("youth"), signed_in("officer")
    before = youth.pull(cursor, limit=10).json["changes"]
    officer.push(*[officer.op() for _ in range(20)])
    assert youth.pull(cursor, limit=10).json["changes"] == before


def test_the_notes_are_there_for_the_police(app, signed_in):
    phone = signed_in("officer")
    phone.push(phone.op(payload=observation_payload(note=SECRET)))
    assert SECRET in json.dumps(signed_in("supervisor").pull_all(), ensure_ascii=False)
    for name in PARTNERS:
        answer = signed_in(name).pull()
        assert answer.status in {200, 403}
        assert SECRET not in answer.content.decode()
