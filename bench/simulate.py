"""`make simulate`: the gates of HOTSPOTS.md through the product's own modules, beside what else makes hotspot maps.

Every map is drawn from a seed, so that the same figures come out on every machine. Ends with 1 where the method misses
a gate; what counts, raw rates and Gi* miss is the reason why the method is as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.hotspots.gates import (
    INNOCENT,
    LEAST_FOUND,
    LEAST_PLANTED,
    MOST_FALSE_DISCOVERIES,
    MOST_FALSE_MAPS,
    PLACES,
    SQUARES,
    THE_METHOD,
    Judge,
    Truth,
    by_counts,
    by_gi_star,
    by_raw_rate,
    false_maps,
    found_and_false,
    found_blocks,
    planted,
)

MAPS = 200
JUDGES: dict[str, Judge] = {
    "the method": THE_METHOD,
    "counts": by_counts,
    "raw rate": by_raw_rate,
    "Gi*": by_gi_star,
}
Shares: TypeAlias = tuple[float, ...]


@dataclass(frozen=True)
class Gate:
    """A measure, what the page asks of it (in words and as a check), and whom it can be asked of."""

    name: str
    asked: str
    measure: Callable[[range, Judge], Shares]
    holds: Callable[[Shares], bool]
    squares: bool


def gates() -> list[Gate]:
    """The gates in the page's order."""
    found = []
    for case, drawn in INNOCENT.items():
        for where, truth in (("40 places", PLACES), ("60 x 60 squares", SQUARES)):
            found.append(
                Gate(
                    f"false maps: {case}, {where}",
                    f"<= {MOST_FALSE_MAPS:.0%}",
                    _false_maps_of(replace(truth, **drawn)),
                    lambda shares: shares[0] <= MOST_FALSE_MAPS,
                    truth is SQUARES,
                )
            )
    eightfold = replace(PLACES, visits_a_unit=20, rate_per_hour=1.0, uneven_reporters=0.7)
    return [
        *found,
        Gate(
            "sixfold 2 x 2 squares: flagged, clear",
            f">= {LEAST_PLANTED:.0%}",
            planted,
            lambda shares: shares[0] >= LEAST_PLANTED,
            squares=True,
        ),
        Gate(
            "eightfold 2 x 2 squares: found, false discoveries",
            f">= {LEAST_FOUND:.0%}, <= {MOST_FALSE_DISCOVERIES:.0%}",
            found_blocks,
            _is_found,
            squares=True,
        ),
        Gate(
            "eightfold places, uneven reporters: found, false discoveries",
            f">= {LEAST_FOUND:.0%}, <= {MOST_FALSE_DISCOVERIES:.0%}",
            lambda seeds, judge: found_and_false(eightfold.with_risk([3, 17, 28], 8), seeds, judge),
            _is_found,
            squares=False,
        ),
    ]


def _false_maps_of(truth: Truth) -> Callable[[range, Judge], Shares]:
    return lambda seeds, judge: (false_maps(truth, seeds, judge),)


def _is_found(shares: Shares) -> bool:
    return shares[0] >= LEAST_FOUND and shares[1] <= MOST_FALSE_DISCOVERIES


def main() -> None:
    """Run every gate on every judge and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--maps", type=int, default=MAPS, help=f"maps a gate (default {MAPS})")
    parser.add_argument("--seed", type=int, default=0, help="the first map's seed (default 0)")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.maps)
    every, missed = gates(), []
    table = Table(title=f"{options.maps} maps a gate, seeds from {options.seed}")
    table.add_column("gate")
    table.add_column("asked", justify="right")
    for name in JUDGES:
        table.add_column(name, justify="right")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("maps", total=len(every) * len(JUDGES))
        for gate in every:
            cells = []
            for judge in JUDGES.values():
                if judge is by_gi_star and not gate.squares:
                    cells.append("–")  # a statistic of neighbours: places have none
                else:
                    shares = gate.measure(seeds, judge)
                    cells.append(", ".join(f"{share:.1%}" for share in shares))
                    if judge is THE_METHOD and not gate.holds(shares):
                        missed.append(gate.name)
                progress.advance(task)
            table.add_row(gate.name, gate.asked, *cells)
    Console(width=130).print(table)
    if missed:
        sys.exit(f"missed: {'; '.join(missed)}")
    Console().print(f"all {len(every)} gates hold")


if __name__ == "__main__":
    main()
