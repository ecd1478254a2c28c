"""Two periods place by place: rates then and now, their exact ratio, and which differences are more than chance. Pure.

The word is given as in the list (`trend.judge_changes`). The interval of the ratio is Clopper and Pearson's and p is of
the same test: about a single place they never disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.hotspots.codes import Direction
from app.hotspots.columns import Floats
from app.hotspots.parameters import HotspotParameters
from app.hotspots.results import SHORTEST_H, PlaceResult, why_no_rate
from app.hotspots.trend import RateRatio, garwood_interval, judge_changes, rate_ratio


class Change(StrEnum):
    """What became of a rate."""

    INCREASED = "increased"
    DECREASED = "decreased"
    UNCLEAR = "unclear"
    TOO_LITTLE = "too_little_presence"


@dataclass(frozen=True, slots=True)
class PeriodRate:
    """What was seen in the hours of a period; the rate per patrol hour with its exact interval.

    None without hours and for seconds of them, as in the list (`results.why_no_rate`).
    """

    observed: int
    hours: float
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """A place then and now. The ratio is now divided by then; None where it can't be known (or is infinite)."""

    place_id: str
    name: str
    now: PeriodRate
    then: PeriodRate
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None
    change: Change


@dataclass(frozen=True, slots=True)
class Comparison:
    """The places, what changed first; and all of them together, which is one question and needs no q."""

    places: tuple[PlaceChange, ...]
    total: PlaceChange
    tested: int


_CHANGES = {
    Direction.UP: Change.INCREASED,
    Direction.DOWN: Change.DECREASED,
    Direction.UNCLEAR: Change.UNCLEAR,
}
_ORDER = (Change.INCREASED, Change.DECREASED, Change.UNCLEAR, Change.TOO_LITTLE)
_Counts = tuple[int, float]


def compare_places(
    now: Sequence[PlaceResult], then: Sequence[PlaceResult], parameters: HotspotParameters
) -> Comparison:
    """Every place of either list, whichever of the periods it was in."""
    names = {place.place_id: place.name for place in [*now, *then]}
    counts = [
        (by_id.get(key, (0, 0.0)), earlier.get(key, (0, 0.0)))
        for by_id, earlier in [(_counts(now), _counts(then))]
        for key in names
    ]
    changes = _judge(list(names), names, counts, parameters)
    together = [
        (sum(of[side][0] for of in counts), sum(of[side][1] for of in counts)) for side in (0, 1)
    ]
    (total,) = _judge([""], {"": ""}, [(together[0], together[1])], parameters)
    ranks = {place.place_id: place.rank for place in now}
    ordered = sorted(
        changes,
        key=lambda each: (
            _ORDER.index(each.change),
            1.0 if each.q is None else each.q,
            ranks.get(each.place_id, len(names) + 1),
            each.place_id,
        ),
    )
    return Comparison(tuple(ordered), total, sum(each.q is not None for each in changes))


def _counts(places: Sequence[PlaceResult]) -> dict[str, _Counts]:
    return {place.place_id: (place.observed, place.presence_hours) for place in places}


def _judge(
    ids: Sequence[str],
    names: Mapping[str, str],
    counts: Sequence[tuple[_Counts, _Counts]],
    parameters: HotspotParameters,
) -> list[PlaceChange]:
    """Each unit's change; q is over all that are given and tested."""
    rules, level = parameters.verdicts, parameters.interval_level
    a, e = (np.array([now[part] for now, _ in counts], float) for part in (0, 1))
    b, f = (np.array([then[part] for _, then in counts], float) for part in (0, 1))
    judged = judge_changes(a, e, b, f, rules)
    ratio = rate_ratio(a, _or_none(e), b, _or_none(f), level)
    return [
        PlaceChange(
            place_id=key,
            name=names[key],
            now=_rate(*counts[row][0], level),
            then=_rate(*counts[row][1], level),
            **_ratio(ratio, row),
            p=float(judged.p[row]) if judged.enough[row] else None,
            q=float(judged.q[row]) if judged.enough[row] else None,
            change=_CHANGES[Direction(str(judged.direction[row]))]
            if judged.enough[row]
            else Change.TOO_LITTLE,
        )
        for row, key in enumerate(ids)
    ]


def _rate(observed: int, hours: float, level: float) -> PeriodRate:
    if why_no_rate(hours) is not None:
        return PeriodRate(observed, hours, None, None, None)
    low, high = garwood_interval(observed, level)
    return PeriodRate(observed, hours, observed / hours, float(low) / hours, float(high) / hours)


def _or_none(hours: Floats) -> Floats:
    """The hours, none where they are too short for a rate: what has no rate has no ratio of it."""
    return np.where(hours >= SHORTEST_H, hours, 0.0)


def _ratio(ratio: RateRatio, row: int) -> dict[str, float | None]:
    values = {"ratio": ratio.ratio[row], "low": ratio.low[row], "high": ratio.high[row]}
    return {name: float(value) if np.isfinite(value) else None for name, value in values.items()}
