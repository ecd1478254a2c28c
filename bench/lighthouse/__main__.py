"""`make lighthouse`: Lighthouse (mobile) on the phone app, before signing in and after, against the real server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.phone_world import PhoneWorld, open_world
from tests.support.chromium import ARGUMENTS
from tests.support.processes import free_port

WANTED = {"accessibility": 100, "best-practices": 100, "performance": 95}
HERE = Path(__file__).parent


def measure(port: int, addresses: Sequence[str]) -> bool:
    """Whether every address has what is wanted; the scores are printed."""
    node = Path(sys.executable).parent / "node"
    done = subprocess.run(
        [node, HERE / "run.mjs", str(port), *addresses], check=True, capture_output=True, text=True
    )
    held = True
    for line in done.stdout.splitlines():
        result = json.loads(line)
        scores: dict[str, int] = result["scores"]
        sys.stdout.write(f"{result['address']}: {scores} {result['error'] or ''}\n")
        below = [name for name, wanted in WANTED.items() if scores[name] < wanted]
        for each in result["failed"]:
            sys.stdout.write(f"    {each}\n")
        held = held and not below and result["error"] is None
    return held


def run(world: PhoneWorld) -> bool:
    port = free_port()
    phone = world.open_officer(args=[*ARGUMENTS, f"--remote-debugging-port={port}"])
    base = f"{world.server.url}/app/"
    signed_in = measure(port, [base, f"{base}#/ny", f"{base}#/logg"])
    phone.sign_out()
    return measure(port, [base]) and signed_in


def main() -> int:
    with open_world() as world:
        held = run(world)
    wanted = ", ".join(f"{name} {score}" for name, score in WANTED.items())
    sys.stdout.write(f"wanted: {wanted}: {'held' if held else 'NOT HELD'}\n")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
