"""What a place has been over a year: a class from 13 periods of 28 days. Pure.

The classes are those of Esri's Emerging Hot Spot Analysis ("How Emerging Hot Spot Analysis works"), for hot places. A
period is hot where more was seen than chance makes (the list's own test of that period, by the time that was spent
there), cold where the list says quiet. One in which nobody was there is missing: it is neither, and shares and runs are
of the periods that are known. Direction by Mann and Kendall over the known periods' rates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.hotspots.codes import Verdict
from app.hotspots.results import PlaceResult, say_rate
from app.hotspots.trend import MannKendall, mann_kendall

PERIODS, PERIOD_DAYS = 13, 28
#: Esri's share of hot periods from which a place is hot all the time, and the level of its trend.
MOST_OF_THE_TIME, LEVEL = 0.9, 0.05
#: Ours: "never before" of less than half a year says nothing.
LEAST_CLASSED = 6


class Emerging(StrEnum):
    """The classes, the most pressing first."""

    NEW = "new"
    CONSECUTIVE = "consecutive"
    INTENSIFYING = "intensifying"
    PERSISTENT = "persistent"
    DIMINISHING = "diminishing"
    SPORADIC = "sporadic"
    OSCILLATING = "oscillating"
    HISTORICAL = "historical"
    NONE = "no_pattern"
    TOO_LITTLE = "too_little_presence"


class Heat(StrEnum):
    """What a period was."""

    HOT = "hot"
    NEITHER = "neither"
    COLD = "cold"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PlaceYear:
    """A place's year: `heats`, `observed` and `hours` of each period, the oldest first."""

    place_id: str
    name: str
    rank: int  # in the latest period
    emerging: Emerging
    heats: tuple[Heat, ...]
    observed: tuple[int, ...]
    hours: tuple[float, ...]
    hot: int
    known: int
    change: MannKendall


def classify(heats: Sequence[Heat], change: MannKendall) -> Emerging:
    """The class of a series, the oldest period first."""
    known = [heat for heat in heats if heat is not Heat.MISSING]
    if len(known) < LEAST_CLASSED or heats[-1] is Heat.MISSING:
        return Emerging.TOO_LITTLE
    hot = known.count(Heat.HOT)
    is_mostly = hot >= MOST_OF_THE_TIME * len(known)
    if known[-1] is not Heat.HOT:
        return Emerging.HISTORICAL if is_mostly else Emerging.NONE
    if is_mostly:
        return _by_direction(change)
    run = next(n for n, heat in enumerate(reversed(known)) if heat is not Heat.HOT)
    if hot == run:
        return Emerging.NEW if run == 1 else Emerging.CONSECUTIVE
    return Emerging.OSCILLATING if Heat.COLD in known else Emerging.SPORADIC


def _by_direction(change: MannKendall) -> Emerging:
    if not change.p < LEVEL:
        return Emerging.PERSISTENT
    return Emerging.INTENSIFYING if change.s > 0 else Emerging.DIMINISHING


def follow_year(periods: Sequence[Sequence[PlaceResult]]) -> list[PlaceYear]:
    """Each place of the latest list over all of these lists (the oldest first).

    The most pressing class comes first, within a class whoever was hot in most periods.
    """
    by_id = [{place.place_id: place for place in places} for places in periods]
    order = list(Emerging)
    years = [_year(place, [found.get(place.place_id) for found in by_id]) for place in periods[-1]]
    return sorted(
        years,
        key=lambda year: (order.index(year.emerging), -year.heats.count(Heat.HOT), year.rank),
    )


def _year(latest: PlaceResult, series: Sequence[PlaceResult | None]) -> PlaceYear:
    heats = tuple(map(_heat, series))
    rates = [_rate(place) for place in series]
    change = mann_kendall(np.array(rates, float))
    return PlaceYear(
        place_id=latest.place_id,
        name=latest.name,
        rank=latest.rank,
        emerging=classify(heats, change),
        heats=heats,
        observed=tuple(place.observed if place else 0 for place in series),
        hours=tuple(place.presence_hours if place else 0.0 for place in series),
        hot=heats.count(Heat.HOT),
        known=len(heats) - heats.count(Heat.MISSING),
        change=change,
    )


def _rate(place: PlaceResult | None) -> float:
    rate = None if place is None else say_rate(place).per_hour
    return float("nan") if rate is None else rate


def _heat(place: PlaceResult | None) -> Heat:
    if place is None or say_rate(place).per_hour is None:
        return Heat.MISSING
    if place.reasons.beyond_chance:
        return Heat.HOT
    return Heat.COLD if place.verdict is Verdict.QUIET else Heat.NEITHER
