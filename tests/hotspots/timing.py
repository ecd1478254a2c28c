"""How long the whole method takes: `python -m tests.hotspots.timing`.

10,000 observations and 20,000 visits by 12 people at 26 places over a year, half of it in the period; strings and lists
as a database driver hands them over. Prints the median and the best of 15 runs in milliseconds.
"""

from __future__ import annotations

import sys
from statistics import median
from time import perf_counter

import numpy as np

from app.hotspots.inputs import HotspotInputs, ObservationRows, Places, Question, VisitRows
from app.hotspots.method import rank_places
from tests.hotspots.towns import DAY, MINUTE, STOCKHOLM, TO


def year_of(observations: int, visits: int, places: int = 26) -> HotspotInputs:
    rng = np.random.default_rng(1)
    ids = [f"0193e5a0-0000-7000-8000-{number:012}" for number in range(places)]
    place, start = rng.integers(0, places, visits), rng.integers(TO - 364 * DAY, TO, visits)
    patrol = [
        f"0193e5a0-1111-7000-8000-{number:012}" for number in rng.integers(0, visits // 6, visits)
    ]
    reporter = [f"reporter-{number}" for number in rng.integers(0, 12, visits)]
    at = rng.integers(0, visits, observations)
    return HotspotInputs(
        Question(TO - 182 * DAY, TO, STOCKHOLM),
        Places(ids, ids),
        VisitRows(
            place.tolist(),
            start.tolist(),
            (start + 12 * MINUTE).tolist(),
            [None] * visits,
            patrol,
            reporter,
        ),
        ObservationRows(
            observation_id=[
                f"0193e5a0-2222-7000-8000-{number:012}" for number in range(observations)
            ],
            place=place[at].tolist(),
            occurred_ms=(start[at] + rng.integers(0, 12 * MINUTE, observations)).tolist(),
            category=[f"category-{number}" for number in rng.integers(0, 26, observations)],
            patrol_id=[patrol[i] for i in at],
            reporter=[reporter[i] for i in at],
            easting_m=rng.uniform(0, 5000, observations).tolist(),
            northing_m=rng.uniform(0, 5000, observations).tolist(),
            accuracy_m=[12.0] * observations,
            position_source=["gps"] * observations,
            withdrawn=[False] * observations,
            suspect=[False] * observations,
            inside_area=[True] * observations,
            counts_as_disorder=[True] * observations,
        ),
    )


def main() -> None:
    inputs = year_of(10_000, 20_000)
    times = []
    for _ in range(15):
        begun = perf_counter()
        rank_places(inputs)
        times.append(1000 * (perf_counter() - begun))
    sys.stdout.write(f"median {median(times):.0f} ms, best {min(times):.0f} ms\n")


if __name__ == "__main__":
    main()
