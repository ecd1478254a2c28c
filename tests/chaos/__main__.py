"""`make chaos SEED=… ROUNDS=…`: real phones and a real server under seeded faults, and an oracle outside them."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.chaos.opening import DEMONSTRATION, PASSWORD_SETTING, Setting, open_world
from tests.chaos.plan import make_plan, to_json
from tests.chaos.rounds import Outcome, play
from tests.chaos.troubles import KINDS
from tests.support.watchdog import Watchdog

#: A round takes one to three minutes on a machine of its own; one that takes this long hangs.
LIMIT_S = 1800.0


def read_options(arguments: list[str]) -> argparse.Namespace:
    """The command line; `--help` says what there is."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same rounds")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="the first round's number")
    parser.add_argument("--phones", type=int, default=4)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", default="", help="these faults alone, with commas")
    parser.add_argument("--keep-going", action="store_true", help="play on after a failing round")
    parser.add_argument("--target", default="", help="http://… of a server that runs already")
    parser.add_argument(
        "--accounts",
        default=",".join(DEMONSTRATION),
        help=f"who signs in at the target, with commas; their password in {PASSWORD_SETTING}",
    )
    return parser.parse_args(arguments)


def choose_names(options: argparse.Namespace) -> list[str]:
    """The faults that can be brought about, or SystemExit naming those there are."""
    possible = [n for n, kind in KINDS.items() if not (options.target and kind.needs_house)]
    wanted = options.only.split(",") if options.only else possible
    unknown = sorted(set(wanted) - set(possible))
    if unknown:
        raise SystemExit(
            f"Not a fault here: {', '.join(unknown)}. There are: {', '.join(possible)}"
        )
    return wanted


def describe(outcome: Outcome, replay: str) -> str:
    """A failing round, with all that is needed to understand it and to play it again."""
    plan = outcome.plan
    faults = ", ".join(f"{each.name} on phone {each.phone}" for each in plan.troubles)
    lines = [f"FAILED: seed {plan.seed}, round {plan.number}: {faults}"]
    lines += [f"  wrong: {each}" for each in outcome.wrong]
    for name, trace in outcome.traces.items():
        lines += [f"  {name}", *(f"    {line}" for line in trace)]
    kept = json.dumps(to_json(plan))
    return "\n".join([*lines, f"  again: {replay}", f"  for tests/chaos/regressions.json: {kept}"])


def replay_of(options: argparse.Namespace, number: int) -> str:
    """The command that plays this round again."""
    words = [f"make chaos SEED={options.seed} FIRST={number} ROUNDS=1"]
    for name, default in (("database", "sqlite"), ("phones", 4), ("only", ""), ("target", "")):
        if getattr(options, name) != default:
            words.append(f"{name.upper()}={getattr(options, name)}")
    return " ".join(words)


@dataclass
class Tally:
    """What all rounds together came to."""

    played: int = 0
    operations: int = 0
    excused: int = 0
    slowest_s: float = 0.0
    failed: list[int] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        self.played += 1
        self.operations += outcome.operations
        self.excused += outcome.excused
        self.slowest_s = max(self.slowest_s, outcome.slowest_drain_s)
        self.met.update(each.name for each in outcome.plan.troubles)
        if outcome.wrong:
            self.failed.append(outcome.plan.number)

    def say(self, where: str) -> str:
        """All of it in three lines."""
        failed = f"{len(self.failed)} failed" + (f" {self.failed}" if self.failed else "")
        return (
            f"{self.played} rounds on {where}: {failed}\n"
            f"{self.operations} operations were saved, {self.excused} of them on storage that was then "
            f"taken away; the slowest phone drained {self.slowest_s:.0f} s after healing\n"
            + ", ".join(f"{name} {count}" for name, count in sorted(self.met.items()))
        )


def main(arguments: list[str]) -> int:
    """Plays the rounds; 1 where one has failed."""
    options = read_options(arguments)
    names = choose_names(options)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    if options.target:
        left_out = sorted(name for name, kind in KINDS.items() if kind.needs_house)
        console.print(f"Left out, for they need the server's process: {', '.join(left_out)}")
    setting = Setting(options.phones, options.database, options.target, options.accounts.split(","))
    tally = Tally()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with (
        sync_playwright() as playwright,
        open_world(playwright, setting) as world,
        Progress(*columns, TimeElapsedColumn(), console=console) as progress,
    ):
        task = progress.add_task("rounds", total=options.rounds)
        for number in range(options.first, options.first + options.rounds):
            plan = make_plan(options.seed, number, options.phones, names)
            title = f"round {number}: {', '.join(each.name for each in plan.troubles)}"

            def tell(what: str, title: str = title) -> None:
                progress.update(task, description=f"{title}: {what}")

            with Watchdog(f"round-{number}", LIMIT_S):
                outcome = play(world, plan, tell)
            tally.add(outcome)
            progress.advance(task)
            console.print(f"{title}: {outcome.summary}")
            if outcome.wrong:
                console.print(describe(outcome, replay_of(options, number)))
                if not options.keep_going:
                    break
    console.print(tally.say(options.target or options.database))
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
