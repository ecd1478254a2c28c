"""A round from beginning to end: everything new, the plan, healing, the oracle."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Error as PlaywrightError

from tests.chaos.acts import perform
from tests.chaos.healing import heal
from tests.chaos.oracle import judge
from tests.chaos.plan import Act, Begin, Plan
from tests.chaos.troubles import KINDS
from tests.chaos.watcher import Watcher
from tests.chaos.world import World
from tests.conftest import TEST_RESULTS
from tests.support.processes import DeadlinePassed

#: Every so many steps the watcher pulls.
LOOK_EVERY = 4


@dataclass
class Outcome:
    """What a round came to."""

    plan: Plan
    wrong: list[str] = field(default_factory=list)
    traces: dict[str, list[str]] = field(default_factory=dict)
    operations: int = 0
    excused: int = 0
    took_s: float = 0.0
    slowest_drain_s: float = 0.0

    @property
    def summary(self) -> str:
        """One line of how it went."""
        return (
            f"{'FAILED' if self.wrong else 'well'}, {self.operations} operations, "
            f"drained in {self.slowest_drain_s:.0f} s, {self.took_s:.0f} s in all"
        )


def play(world: World, plan: Plan, tell: Callable[[str], None]) -> Outcome:
    """The round as planned; `tell` hears what is going on."""
    started_s = time.monotonic()
    outcome = Outcome(plan)
    try:
        tell("everything new")
        _begin(world)
        watchers = [Watcher(world.upstream, person) for person in world.readers]
        _walk(world, plan, watchers, tell)
        tell("healing")
        took = heal(world, is_patient=plan.is_patient)
        outcome.slowest_drain_s = max(took.values())
        tell("asking the oracle")
        for watcher in watchers:
            outcome.wrong += watcher.compare()
        outcome.wrong += judge(world)
    except (PlaywrightError, AssertionError, DeadlinePassed, RuntimeError) as error:
        outcome.wrong.append(f"the round broke off: {str(error).strip()[:600]}")
        _take_pictures(world, plan)
    outcome.traces = {f"phone {p.number}, {p.owner.name}": list(p.trace) for p in world.phones}
    outcome.operations = sum(len(phone.ops) for phone in world.phones)
    outcome.excused = sum(len(phone.excused) for phone in world.phones)
    outcome.took_s = time.monotonic() - started_s
    return outcome


def _begin(world: World) -> None:
    """As on the first day: nobody has sent anything, and each phone's owner is in."""
    for phone in world.phones:
        phone.become_new()
    world.wait_until_up()
    if world.house is not None:
        world.house.data.begin_anew()
    for phone in world.phones:
        if not phone.open():
            raise RuntimeError("The app does not open.")
        phone.app.sign_in(phone.owner.email, phone.owner.password)
        phone.listen()


def _walk(world: World, plan: Plan, watchers: list[Watcher], tell: Callable[[str], None]) -> None:
    open_troubles: set[int] = set()
    for number, step in enumerate(plan.steps):
        if number % LOOK_EVERY == 0:
            for watcher in watchers:
                watcher.look()
        if isinstance(step, Act):
            tell(f"phone {step.phone} {step.action}")
            perform(world.phones[step.phone], step)
        elif isinstance(step, Begin):
            open_troubles.add(step.trouble)
            _happen(world, plan, step.trouble, is_end=False, tell=tell)
        else:
            open_troubles.discard(step.trouble)
            _happen(world, plan, step.trouble, is_end=True, tell=tell)
    for index in sorted(open_troubles):
        _happen(world, plan, index, is_end=True, tell=tell)


def _happen(
    world: World, plan: Plan, index: int, *, is_end: bool, tell: Callable[[str], None]
) -> None:
    trouble = plan.troubles[index]
    phone = world.phones[trouble.phone]
    kind = KINDS[trouble.name]
    tell(f"{trouble.name} {'ends' if is_end else 'begins'}")
    said = (kind.end if is_end else kind.begin)(world, phone, trouble.dice)
    phone.say(f"-- {trouble.name} {'ends' if is_end else 'begins'}: {said}")


def _take_pictures(world: World, plan: Plan) -> None:
    """What each phone shows, in test-results/: a screen that does not answer says why."""
    TEST_RESULTS.mkdir(exist_ok=True)
    for phone in world.phones:
        # The browser may have died with the round.
        with contextlib.suppress(PlaywrightError):
            name = f"chaos-{plan.seed}-{plan.number}-phone-{phone.number}.png"
            phone.app.page.screenshot(path=TEST_RESULTS / name)
