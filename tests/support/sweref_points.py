"""SWEREF 99 TM of points all over Sweden as PROJ has it, for the phone's own series.

`python -m tests.support.sweref_points` writes static/pwa/tests/domain/sweref_points.json anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from app.core.geometry import project

PATH = Path(__file__).parents[2] / "static/pwa/tests/domain/sweref_points.json"
#: Sweden's corners, Ljusdal, and the central meridian.
NAMED = [
    (13.36, 55.34),
    (20.55, 69.06),
    (10.96, 58.95),
    (24.16, 65.82),
    (16.0911, 61.8286),
    (15, 60),
]
COUNT = 300
SEED = 3006


def make_points() -> list[dict[str, float]]:
    """Longitude and latitude in degrees with east and north in metres, to a tenth of a millimetre."""
    chance = Random(SEED)
    spots = NAMED + [
        (round(chance.uniform(10.5, 24.5), 6), round(chance.uniform(55, 69.5), 6))
        for _ in range(COUNT - len(NAMED))
    ]
    east, north = project([spot[0] for spot in spots], [spot[1] for spot in spots])
    return [
        {"lon": lon, "lat": lat, "east": round(e, 4), "north": round(n, 4)}
        for (lon, lat), e, n in zip(spots, east.tolist(), north.tolist(), strict=True)
    ]


def write_points() -> None:
    """The file is as PROJ says now."""
    rows = ",\n".join(f"  {json.dumps(point)}" for point in make_points())
    PATH.write_text(f"[\n{rows}\n]\n")


if __name__ == "__main__":
    write_points()
