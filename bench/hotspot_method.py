"""The whole method on points beside esda's local Gi* and scikit-learn's DBSCAN on the same points, in one run.

Points of 90 days in a town of 60 x 60 squares, a visit for every four of them. The method is timed from positions to
ranked verdicts: squares, windows, expected counts, tests, ratios, order. Gi* is timed with and without its weights.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from esda import G_Local
from libpysal.weights import lat2W
from rich.console import Console
from rich.table import Table
from sklearn.cluster import DBSCAN

from app.hotspots.assessment import Assessment, Setting, assess_units
from app.hotspots.blocks import DAY_MS, SLOTS
from app.hotspots.counts import Observations
from app.hotspots.parameters import HotspotParameters
from app.hotspots.presence import Presence
from app.hotspots.ranking import rank_order
from app.hotspots.units import square_window

SIDE, SQUARE_M, DAYS, REPORTERS = 60, 100.0, 90, 12
TO_MS = 1_760_000_000_000
NEIGHBOURS = 20  # DBSCAN's radius holds so many points on average
SIZES = (10_000, 1_000_000)
WANTED_MS = {10_000: 50.0, 1_000_000: 500.0}
RUNS, LONGEST_MS = 7, 3_000.0


@dataclass(frozen=True)
class Points:
    """What was seen and where somebody was: columns of one length each."""

    east: np.ndarray
    north: np.ndarray
    seen_day: np.ndarray
    seen_slot: np.ndarray
    seen_by: np.ndarray
    stay_unit: np.ndarray
    stay_day: np.ndarray
    stay_slot: np.ndarray
    stay_by: np.ndarray


def draw(count: int) -> Points:
    """The same points for everybody; a twentieth of them in nine hot squares."""
    random = np.random.default_rng(1)
    stays, hot = count // 4, count // 20
    side_m = SIDE * SQUARE_M
    east, north = random.uniform(0, side_m, (2, count))
    centre = random.integers(5, SIDE - 5, (2, 9))[:, random.integers(0, 9, hot)]
    east[:hot], north[:hot] = (centre + random.uniform(0, 1, (2, hot))) * SQUARE_M
    return Points(
        east,
        north,
        random.integers(0, DAYS, count),
        random.integers(0, SLOTS, count),
        random.integers(0, REPORTERS, count),
        random.integers(0, SIDE * SIDE, stays),
        random.integers(0, DAYS, stays),
        random.integers(0, SLOTS, stays),
        random.integers(0, REPORTERS, stays),
    )


def whole_method(points: Points) -> tuple[Assessment, np.ndarray]:
    """From positions to verdicts in their order."""
    parameters = HotspotParameters()
    unit = (points.east // SQUARE_M).astype(np.int64) * SIDE + (points.north // SQUARE_M).astype(
        np.int64
    )
    at = TO_MS - (DAYS - points.seen_day) * DAY_MS
    one = np.ones(len(unit), np.int64)
    start = TO_MS - (DAYS - points.stay_day) * DAY_MS
    hours = np.full(len(start), 0.2)
    presence = Presence(
        points.stay_unit, start, start + 720_000, points.stay_slot, points.stay_by, hours
    )
    size = SIDE * SIDE
    found = assess_units(
        Setting(
            Observations(
                unit, at, points.seen_slot, points.seen_day, points.seen_by, one * 0, one, one
            ),
            np.ones(len(unit), bool),
            presence,
            presence.hours_by_unit(size),
            square_window(*np.divmod(np.arange(size), SIDE)),
            TO_MS,
        ),
        parameters,
    )
    newest = np.zeros(size, np.int64)
    np.maximum.at(newest, unit, at)
    return found, rank_order(found.ratio, found.own, newest, [f"r{n:05}" for n in range(size)])


def main() -> None:
    """Prints milliseconds and ratios."""

    def weights():
        made = lat2W(SIDE, SIDE, rook=False, id_type="int")
        made.transform = "b"
        return made

    ready = weights()
    table = Table(title="the whole method on points: best and median ms of CPU")
    for heading in ("points", "what", "best", "median", "method : it (best)"):
        table.add_column(heading, justify="right" if heading != "what" else "left")
    for count in SIZES:
        points = draw(count)

        def gi_star(made, points=points):
            counts = np.histogram2d(points.east, points.north, SIDE, [[0, SIDE * SQUARE_M]] * 2)[0]
            return G_Local(counts.ravel(), made, transform="B", permutations=0, star=True)

        radius = float(np.sqrt(NEIGHBOURS * (SIDE * SQUARE_M) ** 2 / (np.pi * count)))
        where = np.column_stack([points.east, points.north])
        runs: dict[str, Callable[[], object]] = {
            f"the method (wanted {WANTED_MS[count]:.0f})": lambda points=points: whole_method(
                points
            ),
            "esda G_Local, weights there": lambda run=gi_star: run(ready),
            "esda G_Local, weights made": lambda run=gi_star: run(weights()),
            "DBSCAN": lambda where=where, radius=radius: DBSCAN(
                eps=radius, min_samples=NEIGHBOURS
            ).fit(where),
        }
        ours = 0.0
        for name, run in runs.items():
            taken = _time(run)
            ours = ours or min(taken)
            table.add_row(
                f"{count:,}",
                name,
                f"{min(taken):.1f}",
                f"{statistics.median(taken):.1f}",
                f"{ours / min(taken):.2f}",
            )
    Console(width=110).print(table)


def _time(run: Callable[[], object]) -> list[float]:
    """Milliseconds of CPU of each run after the first; of the first alone where it took seconds."""
    taken: list[float] = []
    for _ in range(1 + RUNS):
        began = time.process_time()
        run()
        taken.append((time.process_time() - began) * 1000)
        if sum(taken) > LONGEST_MS:
            break
    return taken[1:] or taken


if __name__ == "__main__":
    main()
