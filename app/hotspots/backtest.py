"""Would the list have pointed right? Ranked on the past alone, again and again, and held against what came after.

At the start of each period the squares are ranked by what was known then; what was seen in the period tells how much of
it lay in the first 1 % and 5 % of the area. The same for the count of the year before, and for squares drawn at random.

What patrols see follows where they walk, and the count of a year follows it too: part of its hit rate is that they walk
as before. So each order also has the rate per patrol hour in its squares, against that of the whole area.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from app.hotspots.assessment import Setting, assess_units
from app.hotspots.blocks import DAY_MS
from app.hotspots.bootstrap import Estimate, Resamples, estimate_from
from app.hotspots.codes import PresenceClass
from app.hotspots.columns import NO_END, Floats, Ints, latest_by
from app.hotspots.first_units import hold_first, rank_groups
from app.hotspots.parameters import HotspotParameters

PERIOD_DAYS = 28  # what the method was chosen on: the next 28 days (HOTSPOTS.md)
LEARN_DAYS = 56  # two periods to know anything by, before the first is held against what came
MEMORY_DAYS = 365  # all orders look back as far as the count of a year does
LEAST_PERIODS = 4  # fewer than this, drawn again, say nothing of how sure a figure is
LEAST_OBSERVED = 50
SHARES = (0.01, 0.05)
DRAWS = 2_000


class Order(StrEnum):
    """What puts the squares in order."""

    LIST = "list"
    YEAR_COUNT = "year_count"
    RANDOM = "random"


@dataclass(frozen=True)
class TooLittle:
    """What there is, where it is too little to say anything."""

    periods: int
    observed: int


@dataclass(frozen=True)
class Score:
    """What an order's first squares held, over all periods."""

    order: Order
    hit_rate: Estimate  # share of what was seen
    #: PEI*: of what the best choice of as many squares would have held (Hunt 2016; White, Hunt & Green 2023)
    efficiency: Estimate
    per_hour: (
        Estimate | None
    )  # observations an hour there, against the whole area's; None without hours


@dataclass(frozen=True)
class ShareScores:
    """The orders at one share of the area."""

    share: float
    units: int  # so many squares
    scores: tuple[Score, ...]
    gain: Estimate  # hit rate of the list less that of the count


@dataclass(frozen=True)
class Backtest:
    """What came out."""

    periods: int
    from_ms: int
    to_ms: int
    observed: int
    area_units: int
    shares: tuple[ShareScores, ...]


class _Held(NamedTuple):
    """By period, at one share and in one order."""

    seen: Floats
    hours: Floats


def backtest(
    setting: Setting,
    area_units: int,
    edges_ms: Sequence[int],
    parameters: HotspotParameters,
    seed: int = 0,
    tell: Callable[[], None] = lambda: None,
) -> Backtest | TooLittle:
    """Figures over the periods between the rising edges; the same seed gives the same.

    `setting` holds all that was seen and walked, of all time; its units are those where anything ever was, of an area
    of `area_units`. `tell` is called after each period.
    """
    walk = _Walk(setting, area_units)
    at_ms = setting.observations.at_ms[setting.asked]
    observed = int(((at_ms >= edges_ms[0]) & (at_ms < edges_ms[-1])).sum()) if len(edges_ms) else 0
    periods = max(len(edges_ms) - 1, 0)
    if periods < LEAST_PERIODS or observed < LEAST_OBSERVED:
        return TooLittle(periods, observed)
    wanted = [max(1, round(share * area_units)) for share in SHARES]
    tried = []
    for start_ms, end_ms in pairwise(edges_ms):
        tried.append(walk.try_period(start_ms, end_ms, wanted, parameters))
        tell()
    draws = Resamples(periods, DRAWS, seed)
    return Backtest(
        periods=periods,
        from_ms=edges_ms[0],
        to_ms=edges_ms[-1],
        observed=observed,
        area_units=area_units,
        shares=tuple(
            _score(share, wanted[number], [period[number] for period in tried], draws)
            for number, share in enumerate(SHARES)
        ),
    )


class _Tried(NamedTuple):
    """One period at one share."""

    held: dict[Order, tuple[float, float]]  # (seen, hours) in the order's squares
    most: float  # the most that as many squares held
    seen: float
    hours: float


class _Walk:
    """All that was seen and walked, cut where the past ends."""

    def __init__(self, setting: Setting, area_units: int) -> None:
        self._setting = setting
        self._size = setting.window.size
        # All squares where nothing ever was are one entry of that weight.
        self._weight = np.append(np.ones(self._size), max(area_units - self._size, 0))

    def try_period(
        self, start_ms: int, end_ms: int, wanted: Sequence[int], parameters: HotspotParameters
    ) -> list[_Tried]:
        """What the period held, for each number of squares, in the orders of what was known at its start."""
        seen, hours = self._of_period(start_ms, end_ms)
        past = self._past(start_ms, parameters)
        orders = {
            Order.LIST: _by_list(past, parameters),
            Order.YEAR_COUNT: _by_count(past),
            Order.RANDOM: np.zeros(self._size + 1, np.int64),
        }
        most = rank_groups(np.append(seen, 0.0))
        return [
            _Tried(
                {
                    order: (
                        hold_first(group, self._weight, seen, units),
                        hold_first(group, self._weight, hours, units),
                    )
                    for order, group in orders.items()
                },
                hold_first(most, self._weight, seen, units),
                float(seen.sum()),
                float(hours.sum()),
            )
            for units in wanted
        ]

    def _of_period(self, start_ms: int, end_ms: int) -> tuple[Floats, Floats]:
        observations, presence = self._setting.observations, self._setting.presence
        seen = self._setting.asked & (observations.at_ms >= start_ms)
        seen &= observations.at_ms < end_ms
        walked = (presence.start_ms >= start_ms) & (presence.start_ms < end_ms)
        return (
            observations.where(seen).by_unit(self._size).astype(float),
            presence.where(walked).hours_by_unit(self._size),
        )

    def _past(self, to_ms: int, parameters: HotspotParameters) -> Setting:
        setting, since_ms = self._setting, to_ms - MEMORY_DAYS * DAY_MS
        observations, presence = setting.observations, setting.presence
        seen = (observations.at_ms >= since_ms) & (observations.at_ms < to_ms)
        walked = (presence.start_ms >= since_ms) & (presence.start_ms < to_ms)
        recent_ms = to_ms - parameters.verdicts.presence_days * DAY_MS
        recent = walked & (presence.start_ms >= recent_ms)
        return replace(
            setting,
            observations=observations.where(seen),
            asked=setting.asked[seen],
            presence=presence.where(walked),
            recent_hours=presence.where(recent).hours_by_unit(self._size),
            to_ms=to_ms,
        )


def _by_list(past: Setting, parameters: HotspotParameters) -> Ints:
    """By the list's ratio. What is too little known, also where only its neighbours are known, comes last, by count."""
    found, rules = assess_units(past, parameters), parameters.verdicts
    known = found.presence_class != PresenceClass.UNKNOWN
    known = (known & (found.own_expected >= rules.thin_expected)) | past.exposure_free
    ratio = np.where(known, np.nan_to_num(found.ratio, nan=0.0), 0.0)
    return rank_groups(np.append(known, 0), np.append(ratio, 0.0), *_counts(past))


def _by_count(past: Setting) -> Ints:
    return rank_groups(*_counts(past))


def _counts(past: Setting) -> tuple[Ints, Ints]:
    """Count and newest of each unit, and of one where nothing ever was."""
    size, counted = past.window.size, past.observations.where(past.asked)
    newest = latest_by(counted.unit, counted.at_ms, size)
    return np.append(counted.by_unit(size), 0), np.append(newest, NO_END)


def _score(share: float, units: int, tried: Sequence[_Tried], draws: Resamples) -> ShareScores:
    seen, hours, most = (
        np.array([getattr(period, name) for period in tried]) for name in ("seen", "hours", "most")
    )
    everywhere = draws.ratio(seen, hours)
    rates, scores = {}, []
    for order in Order:
        held = _Held(*np.array([period.held[order] for period in tried]).T)
        rates[order] = draws.ratio(held.seen, seen)
        with np.errstate(divide="ignore", invalid="ignore"):
            per_hour = draws.ratio(held.seen, held.hours) / everywhere
        scores.append(
            Score(
                order,
                _sure(rates[order]),
                _sure(draws.ratio(held.seen, most)),
                estimate_from(np.where(np.isfinite(per_hour), per_hour, np.nan)),
            )
        )
    gain = _sure(rates[Order.LIST] - rates[Order.YEAR_COUNT])
    return ShareScores(share, units, tuple(scores), gain)


def _sure(figures: Floats) -> Estimate:
    found = estimate_from(figures)
    if found is None:
        raise ValueError("nothing was seen in any period")
    return found
