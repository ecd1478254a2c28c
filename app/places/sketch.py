"""A drawing of the area with its places, made on the server: pure, degrees in, SVG numbers out.

It is a picture beside a list, never instead of one; it needs no tiles, no script and no other server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, radians
from typing import TypeAlias

METRES_PER_DEGREE = 111_320.0
WIDTH = 400.0
MIN_HEIGHT, MAX_HEIGHT = 220.0, 400.0
MARGIN = 20.0
LABEL_HEIGHT, LETTER_WIDTH = 18.0, 7.8  # of the 14 px letters that desk.css sets
#: From a mark's middle to a label beside it; half of the largest mark.
LABEL_GAP, MARK_HALF = 10.0, 8.0
Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom
_ABOVE = ((0, -1),)
_ANY_SIDE = ((0, -1), (1, 0), (-1, 0), (0, 1))
MIN_SPAN_M = 200.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to draw: its position, reach and outline in degrees and metres; `kind`, `label`, `key` are the page's."""

    lon: float
    lat: float
    radius_m: float = 0.0
    outline: Sequence[Sequence[float]] | None = None
    label: str = ""
    kind: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place as it is drawn; `is_labelled` where its label hides no other's."""

    x: float
    y: float
    r: float
    path: str
    label: str
    kind: str
    key: str = ""
    is_labelled: bool = False
    label_at: tuple[float, float] = (0.0, 0.0)  # the middle of its letters' foot


@dataclass(frozen=True, slots=True)
class Sketch:
    """The drawing: its size, the area's ground and the marks on it. `bar_m` metres are `bar` units long."""

    width: float
    height: float
    ground: str
    marks: tuple[Mark, ...]
    bar: float
    bar_m: int


def draw(
    outline: Sequence[Sequence[float]] | None,
    spots: Iterable[Spot],
    *,
    focus: Spot | None = None,
    reach_m: float = 400.0,
    within: Sequence[Spot] = (),
) -> Sketch:
    """All of the area with its spots, or with `focus` or `within` the ground within `reach_m` of that one or those.

    Labels stand above their spots; with `within` where there is room around them.
    """
    drawn = list(spots)
    points = (
        [corner for spot in within for corner in _around(spot, reach_m)]
        if within
        else _frame(outline, drawn, focus, reach_m)
    )
    lat0 = sum(lat for _, lat in points) / len(points)
    east_m = METRES_PER_DEGREE * cos(radians(lat0))
    left, right = min(lon for lon, _ in points), max(lon for lon, _ in points)
    bottom, top = min(lat for _, lat in points), max(lat for _, lat in points)
    span_x = max((right - left) * east_m, MIN_SPAN_M)
    span_y = max((top - bottom) * METRES_PER_DEGREE, MIN_SPAN_M)
    height = min(max((WIDTH - 2 * MARGIN) * span_y / span_x + 2 * MARGIN, MIN_HEIGHT), MAX_HEIGHT)
    scale = min((WIDTH - 2 * MARGIN) / span_x, (height - 2 * MARGIN) / span_y)
    middle = ((left + right) / 2, (bottom + top) / 2)

    def place(lon: float, lat: float) -> tuple[float, float]:
        x = WIDTH / 2 + (lon - middle[0]) * east_m * scale
        y = height / 2 - (lat - middle[1]) * METRES_PER_DEGREE * scale
        return round(x, 1), round(y, 1)

    def path(ring: Sequence[Sequence[float]] | None) -> str:
        if not ring:
            return ""
        return "M" + "L".join("{} {}".format(*place(*corner[:2])) for corner in ring) + "Z"

    marks = [
        Mark(
            *place(s.lon, s.lat),
            round(s.radius_m * scale, 1),
            path(s.outline),
            s.label,
            s.kind,
            s.key,
        )
        for s in drawn
    ]
    bar_m = _round_length(WIDTH / 5 / scale)
    return Sketch(
        WIDTH,
        round(height),
        path(outline),
        _label(marks, height, _ANY_SIDE if within else _ABOVE),
        round(bar_m * scale, 1),
        bar_m,
    )


def _label(
    marks: Sequence[Mark], height: float, sides: Sequence[tuple[int, int]]
) -> tuple[Mark, ...]:
    """The marks with labels on those that have room; the last ones, which are drawn on top, choose first.

    A label hides no other label and, where it may stand on any side, no other mark that has one.
    """
    shapes = [mark for mark in marks if mark.label] if len(sides) > 1 else []
    taken: list[Box] = []
    labelled: list[Mark] = []
    for mark in reversed(marks):
        others = [*taken, *(_box_of(each) for each in shapes if each is not mark)]
        free = [
            (at, box)
            for at, box in (_place_label(mark, side) for side in sides)
            if _is_inside(box, height) and not any(_meet(box, other) for other in others)
        ]
        if not mark.label or not free:
            labelled.append(mark)
            continue
        at, box = free[0]
        taken.append(box)
        labelled.append(replace(mark, is_labelled=True, label_at=at))
    return tuple(reversed(labelled))


def _place_label(mark: Mark, side: tuple[int, int]) -> tuple[tuple[float, float], Box]:
    """Where the label's letters stand on this side of the mark, and the room they take."""
    half, (across, down) = len(mark.label) * LETTER_WIDTH / 2, side
    x = mark.x + across * (half + LABEL_GAP)
    foot = mark.y - 12 if down < 0 else mark.y + 24 if down > 0 else mark.y + 5
    top = foot + 3 - LABEL_HEIGHT - 2
    return (round(x, 1), round(foot, 1)), (x - half, top, x + half, foot + 3)


def _box_of(mark: Mark) -> Box:
    return mark.x - MARK_HALF, mark.y - MARK_HALF, mark.x + MARK_HALF, mark.y + MARK_HALF


def _is_inside(box: Box, height: float) -> bool:
    return box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height


def _meet(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _frame(
    outline: Sequence[Sequence[float]] | None,
    spots: Sequence[Spot],
    focus: Spot | None,
    reach_m: float,
) -> list[tuple[float, float]]:
    if focus is not None:
        return _around(focus, reach_m) + [(corner[0], corner[1]) for corner in focus.outline or ()]
    points = [(corner[0], corner[1]) for corner in outline or ()]
    return points or [(spot.lon, spot.lat) for spot in spots] or [(0.0, 0.0)]


def _around(spot: Spot, reach_m: float) -> list[tuple[float, float]]:
    """The corners of the ground that is within this reach of the spot."""
    up = reach_m / METRES_PER_DEGREE
    aside = up / max(cos(radians(spot.lat)), 0.01)
    return [(spot.lon + i * aside, spot.lat + i * up) for i in (-1, 1)]


def _round_length(metres: float) -> int:
    """The largest of 1, 2, 5, 10, 20, … that is not longer."""
    power = 1
    while power * 10 <= metres:
        power *= 10
    return max(step * power for step in (1, 2, 5) if step * power <= max(metres, 1))
