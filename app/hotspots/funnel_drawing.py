"""The funnel as shapes, in SVG units: limits as paths, places as marks. Pure; the table beside it has the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.hotspots.columns import Floats
from app.hotspots.funnel import Funnel, FunnelPoint, Zone, curve_hours, limits_at

WIDTH, HEIGHT = 560.0, 380.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 14.0, 12.0, 40.0
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
#: Room over the highest point and to the right of the last one.
HEADROOM = 1.08
MOST_TICKS = 6
LABEL_WIDTH, LABEL_HEIGHT = 22.0, 16.0
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A value on an axis, and where it is drawn."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class FunnelMark:
    """A place as it is drawn, in units of the plot; `is_labelled` where its number has room."""

    x: float
    y: float
    point: FunnelPoint
    is_marked: bool
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class DrawnFunnel:
    """The plot: bands between the limits, their edges, the marks. The origin is the plot's upper left corner."""

    outer_band: str
    inner_band: str
    outer_edges: tuple[str, str]
    inner_edges: tuple[str, str]
    target_y: float
    marks: tuple[FunnelMark, ...]
    across: tuple[Tick, ...]  # patrol hours
    up: tuple[Tick, ...]  # observations per patrol hour
    decimals: int  # that the ticks upwards need


def draw_funnel(funnel: Funnel, marked_id: str | None = None) -> DrawnFunnel:
    """The funnel, with a ring around the place of `marked_id`."""
    most_hours = HEADROOM * max(point.hours for point in funnel.points)
    top = HEADROOM * max(2 * funnel.target, *(point.rate for point in funnel.points))

    def x(hours: float) -> float:
        return round(PLOT_WIDTH * hours / most_hours, 1)

    def y(rate: float) -> float:
        return round(PLOT_HEIGHT * (1 - rate / top), 1)

    hours = curve_hours(most_hours)
    limits = limits_at(funnel.target, hours)

    def line(rates: Floats) -> str:
        return _line((x(h), y(rate)) for h, rate in zip(hours, rates, strict=True))

    def band(low: Floats, high: Floats) -> str:
        back = [(x(h), y(rate)) for h, rate in zip(hours[::-1], low[::-1], strict=True)]
        return line(high) + "L" + _line(back)[1:] + "Z"

    places = [(x(point.hours), y(point.rate), point) for point in funnel.points]
    step = _nice_step(top)
    return DrawnFunnel(
        outer_band=band(limits.far_low, limits.far_high),
        inner_band=band(limits.low, limits.high),
        outer_edges=(line(limits.far_low), line(limits.far_high)),
        inner_edges=(line(limits.low), line(limits.high)),
        target_y=y(funnel.target),
        marks=_mark(places, marked_id),
        across=tuple(Tick(x(value), value) for value in _ticks(most_hours)),
        up=tuple(Tick(y(value), value) for value in _ticks(top)),
        decimals=0 if step >= 1 and step == int(step) else 1 if round(step, 1) == step else 2,
    )


def _line(corners: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in corners)


def _nice_step(most: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that gives at most `MOST_TICKS` steps up to `most`."""
    power = 1e-6
    while True:
        for step in _STEPS:
            if most / (step * power) <= MOST_TICKS:
                return round(step * power, 9)
        power *= 10


def _ticks(most: float) -> list[float]:
    step = _nice_step(most)
    return [round(step * number, 9) for number in range(int(most / step) + 1)]


def _mark(
    places: Sequence[tuple[float, float, FunnelPoint]], marked_id: str | None
) -> tuple[FunnelMark, ...]:
    """Numbers on what lies outside the limits and on the marked place, as far as they hide no other number."""
    taken: list[tuple[float, float]] = []
    marks = []
    for x, y, point in sorted(places, key=lambda place: place[2].rank):
        is_marked = point.place_id == marked_id
        wants_label = is_marked or point.zone is not Zone.WITHIN
        has_room = not any(
            abs(x - left) < LABEL_WIDTH and abs(y - up) < LABEL_HEIGHT for left, up in taken
        )
        is_labelled = wants_label and (has_room or is_marked)
        if is_labelled:
            taken.append((x, y))
        marks.append(FunnelMark(x, y, point, is_marked, is_labelled))
    # The worst are drawn last, on top.
    return tuple(sorted(marks, key=lambda mark: (mark.is_marked, -mark.point.rank)))
