"""Small distances on the ground, flat enough for a town, and the squares that feet have been in. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from math import cos, hypot, pi, radians, sin, sqrt
from random import Random

from app.core.geometry import cells

DEGREE_M = 111_320.0
STEP_S = 15
HOUR_S = 3600
Point = tuple[float, float]  # longitude, latitude


def distance_m(one: Point, other: Point) -> float:
    """Metres between two points of a town."""
    east = (other[0] - one[0]) * DEGREE_M * cos(radians(one[1]))
    return hypot(east, (other[1] - one[1]) * DEGREE_M)


def walk_from(centre: Point, chance: Random, radius_m: float) -> Point:
    """A point anywhere in the circle, as a phone writes it."""
    angle, far = 2 * pi * chance.random(), radius_m * sqrt(chance.random())
    lon = centre[0] + far * cos(angle) / (DEGREE_M * cos(radians(centre[1])))
    return round(lon, 6), round(centre[1] + far * sin(angle) / DEGREE_M, 6)


def between(one: Point, other: Point, share: float) -> Point:
    """The point at this share of the way."""
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def sum_presence(legs: Sequence[tuple[Point, datetime, Point, datetime]]) -> list[list[int]]:
    """[ix, iy, hour, seconds] of legs that were walked or stood still, as a phone sums them up (HOTSPOTS.md, Presence).

    A leg is (from, when, to, when); the phone looks every few seconds.
    """
    points: list[tuple[Point, int]] = []
    for start, left_at, end, came_at in legs:
        length_s = int((came_at - left_at).total_seconds())
        begin_s = int(left_at.timestamp())
        points += [
            (between(start, end, second / length_s), begin_s + second)
            for second in range(0, length_s, STEP_S)
        ]
    seconds: Counter[tuple[int, int, int]] = Counter()
    squares = cells([point[0] for point, _ in points], [point[1] for point, _ in points])
    for (ix, iy), (_, at_s) in zip(squares, points, strict=True):
        if ix is not None and iy is not None:
            seconds[ix, iy, at_s // HOUR_S] += STEP_S
    return [[*square, min(total, HOUR_S)] for square, total in sorted(seconds.items())]
