"""After any history what is kept, what phones have and a full recount are one list, the same on both databases."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import create_app
from app.core.clock import SettableClock
from app.core.database import db, read_connection
from app.hotspots.answers import HotspotQuery
from app.hotspots.service import list_hotspots
from config import Config
from tests.hotspots.evenings import FRIDAY_EVENING, Town, actor_of
from tests.support import databases
from tests.support.builders import (
    COOP,
    STATION,
    observation_payload,
    patrol_payload,
    stamp,
    visit_payload,
)
from tests.support.phones import Phone, phone_on

WRITERS = ("officer", "officer2", "both")
PLACES = (STATION, COOP, None)
#: what a step of a history can be
STEPS = ("walk", "walk", "walk", "amend", "retract", "ask", "pull", "wait")
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 2**32 - 1)), min_size=4, max_size=14
)


class History:
    """Evenings, corrections and questions in any order; every id follows from the numbers it is given."""

    def __init__(self, app: Flask, clock: SettableClock) -> None:
        self.app, self.clock = app, clock
        self.phones: dict[str, Phone] = {}
        self.made: list[tuple[str, dict[str, Any], int]] = []
        self.ids = 0

    def phone(self, name: str) -> Phone:
        if name not in self.phones:
            self.phones[name] = phone_on(self.app, name, device_id=self.new_id())
        return self.phones[name]

    def new_id(self) -> str:
        self.ids += 1
        return f"0193b000-0000-7000-8000-{self.ids:012}"

    def play(self, told: list[tuple[str, int]]) -> None:
        for kind, number in told:
            getattr(self, kind)(random.Random(number))

    def walk(self, chance: random.Random) -> None:
        name, place_id = chance.choice(WRITERS), chance.choice(PLACES)
        phone, at = (
            self.phone(name),
            self.clock.at - timedelta(minutes=chance.randrange(60, 40_000)),
        )
        until = stamp(at + timedelta(minutes=chance.randrange(5, 90)))
        patrol_id = self.new_id()
        ops = [
            self.op(phone, "patrol", patrol_payload(at, ended_at=until), at, patrol_id),
            self.op(
                phone, "visit", visit_payload(at, patrol_id, place_id=place_id, ended_at=until), at
            ),
        ]
        for number in range(chance.randrange(4)):
            seen = observation_payload(
                place_id=place_id,
                patrol_id=patrol_id,
                category=chance.choice(("berusade", "brak", "positiv")),
                lon=16.09 + chance.randrange(30) / 1_000,
            )
            ops.append(self.op(phone, "observation", seen, at + timedelta(minutes=number)))
            self.made.append((name, ops[-1], 1))
        chance.shuffle(ops)
        assert set(phone.push(*ops).statuses) == {"applied"}

    def op(self, phone: Phone, kind: str, payload: Any, at: Any, record_id: str = "") -> Any:
        return phone.op(
            kind,
            payload,
            occurred_at=stamp(at),
            op_id=self.new_id(),
            record_id=record_id or self.new_id(),
        )

    def amend(self, chance: random.Random) -> None:
        self._change(chance, lambda phone, op, version: phone.amend(op, version, place_id=COOP))

    def retract(self, chance: random.Random) -> None:
        self._change(chance, lambda phone, op, version: phone.retract(op, version))

    def _change(self, chance: random.Random, make: Any) -> None:
        if not self.made:
            return
        at = chance.randrange(len(self.made))
        name, op, version = self.made.pop(at)
        phone = self.phone(name)
        change = make(phone, op, version) | {"op_id": self.new_id()}
        assert phone.push(change).statuses == ["applied"]
        if change["type"] == "amend":
            self.made.append((name, op, version + 1))

    def ask(self, _chance: random.Random) -> None:
        assert self.body()

    def pull(self, _chance: random.Random) -> None:
        assert self.phone("officer").pull().status == 200

    def wait(self, chance: random.Random) -> None:
        self.clock.at += timedelta(seconds=chance.randrange(1, 2_000))

    def body(self, query: str = "") -> bytes:
        answer = self.phone("supervisor").get(f"/api/v1/hotspots{query}")
        assert answer.status == 200
        return answer.content


@pytest.mark.slow
@settings(
    max_examples=8,
    derandomize=True,  # the history grows from example to example: only the same ones can be played again
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=steps)
def test_what_is_kept_and_what_phones_have_equal_a_recount_after_any_history(
    town: Town, told: list[tuple[str, int]]
) -> None:
    """Each example goes on where the one before ended: the history grows."""
    history = town.app.extensions.setdefault("history", History(town.app, town.clock))
    history.play(told)
    kept = history.body()
    with town.app.app_context(), read_connection() as connection:
        fresh = list_hotspots(connection, actor_of("supervisor"), HotspotQuery(), town.clock.now())
    body = history.phone("supervisor").get("/api/v1/hotspots").json
    assert body["data_version"] == fresh.data_version
    assert [(row["place_id"], row["observed"], row["verdict"]) for row in body["hotspots"]] == [
        (row.place_id, row.observed, row.verdict.value) for row in fresh.result.places
    ]
    # A process that has kept nothing says the same bytes.
    other = create_app(town.app.settings, town.clock)
    assert phone_on(other, "supervisor").get("/api/v1/hotspots").content == kept
    with other.app_context():
        db.session.remove()
        db.engine.dispose()
    # What phones have is what a recount makes of it.
    town.clock.at += timedelta(minutes=10)
    changes = history.phone("officer").pull_all()
    (snapshot,) = [change for change in changes if change["kind"] == "hotspot"]
    recount = town.app.test_cli_runner().invoke(args=["hotspots", "recompute"])
    assert recount.exit_code == 0, recount.output
    again = [c for c in history.phone("officer").pull_all() if c["kind"] == "hotspot"]
    assert [row | {"computed_at": None} for row in _data(again)] == [
        row | {"computed_at": None} for row in _data([snapshot])
    ]
    listed = history.phone("supervisor").get("/api/v1/hotspots").json["hotspots"]
    assert [row["place_id"] for row in snapshot["data"]["rows"]] == [
        row["place_id"] for row in listed
    ]


def _data(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"version": change["version"]} | change["data"] for change in changes]


@pytest.mark.postgres
def test_the_same_operations_give_the_same_bytes_on_both_databases(
    sqlite_world, postgres_server, postgres_worlds, tmp_path
) -> None:
    chance = random.Random(7)
    told = [(chance.choice(STEPS), chance.randrange(2**32)) for _ in range(60)]
    name = postgres_worlds.take()
    copied = databases.copy_sqlite(sqlite_world, tmp_path / "world.sqlite3")
    bodies = []
    for url in (databases.sqlite_url(copied), postgres_server.url(name)):
        clock = SettableClock(FRIDAY_EVENING)
        app = create_app(Config.for_test(database_url=url, instance_path=tmp_path), clock)
        history = History(app, clock)
        history.play(told)
        bodies.append(
            [
                history.body(query)
                for query in ("", "?category=brak", "?slot=22", "?from=2026-11-01&to=2026-11-20")
            ]
        )
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    postgres_worlds.give_back(name)
    assert bodies[0] == bodies[1]
    assert sum(row["observed"] for row in json.loads(bodies[0][0])["hotspots"]) > 5
