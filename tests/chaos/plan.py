"""What happens in a round, drawn by its seed: who does what on which phone, and what goes wrong meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

#: What people do with the app; what stands twice is done more often.
ACTIONS = (
    "start_pass",
    "check_in",
    "check_in",
    "observe",
    "observe",
    "observe",
    "correct",
    "correct",
    "withdraw",
    "calm_here",
    "check_out",
    "count_activity",
    "count_activity",
    "end_pass",
)
STEPS_PER_PHONE = 4
#: With one fault a failure is easy to read; the third finds what only a crowd brings about.
TROUBLES = (1, 2, 2, 3)
#: Nobody taps "sync" in so many rounds of a hundred: the queue has to drain by itself.
PATIENT_PERCENT = 10
DICE = 10_000


@dataclass(frozen=True)
class Act:
    """Somebody does something on phone number `phone`; the dice choose among what the screen offers."""

    phone: int
    action: str
    dice: int


@dataclass(frozen=True)
class Trouble:
    """A named fault, whom it meets and in which of its forms."""

    name: str
    phone: int
    dice: int


@dataclass(frozen=True)
class Begin:
    """The trouble with this index begins."""

    trouble: int


@dataclass(frozen=True)
class End:
    """The trouble with this index ends; what has not ended when everybody is done ends then."""

    trouble: int


Step = Act | Begin | End


@dataclass(frozen=True)
class Plan:
    """One round. The same seed, number, phones and names give the same plan on every machine."""

    seed: int
    number: int
    troubles: tuple[Trouble, ...]
    steps: tuple[Step, ...]
    #: nobody taps "sync" after healing
    is_patient: bool


def make_plan(seed: int, number: int, phones: int, names: Sequence[str]) -> Plan:
    """The plan of round `number`; so many rounds as there are names meet each of them at least once."""
    deck = sorted(names)
    Random(f"{seed}/deck/{number // len(deck)}").shuffle(deck)
    random = Random(f"{seed}/{number}")
    others = [name for name in sorted(names) if name != deck[number % len(deck)]]
    chosen = [deck[number % len(deck)]]
    chosen += random.sample(others, min(random.choice(TROUBLES) - 1, len(others)))
    troubles = tuple(
        Trouble(name, random.randrange(phones), random.randrange(DICE)) for name in chosen
    )
    turns = [phone for phone in range(phones) for _ in range(STEPS_PER_PHONE)]
    random.shuffle(turns)
    # Whom something befalls also does something while it lasts.
    steps: list[Step] = [Act(phone, _choose(random), random.randrange(DICE)) for phone in turns]
    for index, trouble in enumerate(troubles):
        begins = random.randrange(0, len(steps) * 2 // 3)
        during = [Act(trouble.phone, _choose(random), random.randrange(DICE)) for _ in range(2)]
        steps[begins:begins] = [Begin(index), *during]
        if random.random() < 0.5:
            steps.insert(random.randrange(begins + 3, len(steps) + 1), End(index))
    return Plan(seed, number, troubles, tuple(steps), random.randrange(100) < PATIENT_PERCENT)


def _choose(random: Random) -> str:
    return random.choice(ACTIONS)


def to_json(plan: Plan) -> dict[str, Any]:
    """The plan as it is written down, so that it stays what it is when the faults and actions that are drawn change."""
    return {
        "seed": plan.seed,
        "number": plan.number,
        "is_patient": plan.is_patient,
        "troubles": [[each.name, each.phone, each.dice] for each in plan.troubles],
        "steps": [_write(step) for step in plan.steps],
    }


def from_json(written: dict[str, Any]) -> Plan:
    """The plan that `to_json` wrote."""
    return Plan(
        written["seed"],
        written["number"],
        tuple(Trouble(*each) for each in written["troubles"]),
        tuple(_read(text) for text in written["steps"]),
        written["is_patient"],
    )


def _write(step: Step) -> str:
    if isinstance(step, Act):
        return f"{step.phone} {step.action} {step.dice}"
    return f"begin {step.trouble}" if isinstance(step, Begin) else f"end {step.trouble}"


def _read(text: str) -> Step:
    first, *rest = text.split()
    if first == "begin":
        return Begin(int(rest[0]))
    if first == "end":
        return End(int(rest[0]))
    return Act(int(first), rest[0], int(rest[1]))
