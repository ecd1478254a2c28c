"""The short version of `make chaos`: rounds that are kept, and whether the oracle sees what it is there for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from sqlalchemy import delete, select, update

from app.core.database import write_transaction
from app.sync.models import Operation
from tests.chaos.opening import Setting, open_world
from tests.chaos.oracle import judge
from tests.chaos.plan import Act, Plan, from_json
from tests.chaos.rounds import Outcome, play
from tests.chaos.troubles import KINDS
from tests.chaos.world import World

#: A round waits for its phones to drain, each up to a minute, and for what went wrong to heal.
pytestmark = pytest.mark.limit_s(1800)
#: name -> the plan of a round and what it once found, or what it is kept for.
KEPT = json.loads((Path(__file__).parents[1] / "chaos" / "regressions.json").read_text())
#: Somebody logs something on each phone, and nothing goes wrong.
CALM = Plan(0, 0, (), tuple(Act(phone, "observe", phone) for phone in range(4)), is_patient=False)


@pytest.fixture(scope="module")
def world(playwright: Playwright) -> Iterator[World]:
    """Four phones and a server; each round begins with everything new."""
    with open_world(playwright, Setting()) as opened:
        yield opened


def _play(world: World, plan: Plan) -> Outcome:
    return play(world, plan, lambda _what: None)


@pytest.mark.parametrize("name", KEPT)
def test_a_round_that_is_kept_goes_well(world: World, name: str) -> None:
    plan = from_json(KEPT[name]["plan"])
    assert {each.name for each in plan.troubles} <= set(KINDS)
    outcome = _play(world, plan)
    assert outcome.wrong == [], outcome.traces
    assert outcome.operations > len(world.phones)


def test_the_oracle_sees_what_is_lost_and_what_was_changed(world: World) -> None:
    outcome = _play(world, CALM)
    assert outcome.wrong == []
    assert outcome.operations >= 4
    lost, changed = (next(iter(phone.ops)) for phone in world.phones[:2])
    app = world.own_house().data.app
    with app.app_context(), write_transaction() as connection:
        connection.execute(delete(Operation).where(Operation.op_id == lost))
        mine = Operation.op_id == changed
        content = json.loads(connection.execute(select(Operation.body).where(mine)).scalar_one())
        content["payload"]["accuracy_m"] = 99
        connection.execute(update(Operation).where(mine).values(body=json.dumps(content)))
    said = "\n".join(judge(world))
    for wanted in ("LOST", lost, "CHANGED", changed, "not whole", "a rebuild gives other records"):
        assert wanted in said
