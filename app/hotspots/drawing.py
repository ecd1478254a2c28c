"""Figures as shapes, in SVG units: intervals, weeks of hours, and weeks in a row. Pure; the words stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log2

from app.hotspots.blocks import BLOCKS_A_DAY, SLOTS
from app.hotspots.results import PlaceResult, Profile, is_rate_said
from app.hotspots.tracing import Week

BAR_WIDTH, BAR_MARGIN = 130.0, 4.0
LEVELS = 5
#: Whiskers of places that were hardly visited would press every bar together: the scale ends here.
WHISKER_SHARE = 3.0
#: Hours: one thing seen in a few minutes is a rate that would do the same.
SCALING_H = 0.25
CELL, GAP = 12, 2
WEEKS_WIDTH, HALF = 720.0, 70.0
MIN_BUSY = 2


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate as a bar with its whisker; `is_cut` where the whisker goes on beyond the scale."""

    x: float
    low: float
    high: float
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A slot of the week: where it is drawn, and its level 0–5; None where too little is known.

    A glimpse is a slot in which something was seen, though too little is known to say how often it happens.
    """

    x: int
    y: int
    level: int | None
    is_glimpse: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A week of the place: observations upwards, patrol hours downwards, from the middle line."""

    week: Week
    x: float
    width: float
    observed: float
    hours: float


def top_of(places: Sequence[PlaceResult]) -> float:
    """The rate at the right end of every bar in the list: by those with time behind them, where there are any."""
    drawn = [place for place in places if is_rate_said(place)]
    drawn = [place for place in drawn if place.presence_hours >= SCALING_H] or drawn
    rates = [place.rate_per_hour for place in drawn if place.rate_per_hour is not None]
    highs = [place.rate_high for place in drawn if place.rate_high is not None]
    if not rates or max(rates) <= 0:
        return max(highs, default=1.0)
    return min(max(highs, default=1.0), WHISKER_SHARE * max(rates))


def draw_interval(place: PlaceResult, top: float) -> Interval | None:
    """The place's rate on the list's scale; None where nobody was there, or for seconds only."""
    if not is_rate_said(place):
        return None
    span = BAR_WIDTH - 2 * BAR_MARGIN

    def at(rate: float | None) -> float:
        return round(BAR_MARGIN + span * min((rate or 0.0) / top, 1.0), 1)

    is_cut = place.rate_high is None or place.rate_high > top
    high = BAR_WIDTH if is_cut else at(place.rate_high)
    return Interval(at(place.rate_per_hour), at(place.rate_low), high, is_cut)


def peak_of(profiles: Sequence[Profile]) -> float:
    """The highest rate of any slot that is known: level 5."""
    return max(
        (
            rate
            for profile in profiles
            for rate, is_known in zip(profile.rate_per_hour, profile.is_known, strict=True)
            if is_known
        ),
        default=0.0,
    )


def levels_of(profile: Profile, peak: float) -> tuple[int | None, ...]:
    """Each slot's level: None unknown, 0 nothing, 1–5 by fifths of the peak."""
    return tuple(
        None if not is_known else 0 if peak <= 0 else min(LEVELS, -int(-rate / peak * LEVELS // 1))
        for rate, is_known in zip(profile.rate_per_hour, profile.is_known, strict=True)
    )


def draw_week(profile: Profile, peak: float) -> tuple[Cell, ...]:
    """The week as seven columns of six blocks: days across, hours down."""
    return tuple(
        Cell(
            slot // BLOCKS_A_DAY * (CELL + GAP),
            slot % BLOCKS_A_DAY * (CELL + GAP),
            level,
            level is None and profile.observed[slot] > 0,
        )
        for slot, level in enumerate(levels_of(profile, peak))
    )


def draw_counts(week: Sequence[float]) -> tuple[Cell, ...]:
    """The week as `draw_week` has it, by how many there are in each slot: by fifths of its highest, or of five."""
    peak = max(*week, LEVELS)
    return tuple(
        Cell(
            slot // BLOCKS_A_DAY * (CELL + GAP),
            slot % BLOCKS_A_DAY * (CELL + GAP),
            min(LEVELS, ceil(round(number / peak * LEVELS, 6))),
            False,
        )
        for slot, number in enumerate(week)
    )


def fullest_slots(week: Sequence[float], most: int = 3) -> list[int]:
    """The slots with at least two, the most first."""
    # Three thirds of a report are one.
    counts = [round(number, 6) for number in week]
    full = [slot for slot, number in enumerate(counts) if number >= MIN_BUSY]
    return sorted(full, key=lambda slot: (-counts[slot], slot))[:most]


def busiest_slots(profile: Profile, most: int = 3) -> list[int]:
    """The slots with the highest known rate in which something was seen at least twice, the worst first."""
    seen = [
        slot
        for slot in range(SLOTS)
        if profile.is_known[slot] and profile.observed[slot] >= MIN_BUSY
    ]
    return sorted(seen, key=lambda slot: (-profile.rate_per_hour[slot], slot))[:most]


def seen_slots(profile: Profile, most: int = 3) -> list[int]:
    """The slots in which most was seen, at least twice, whether enough is known or not; the most first."""
    seen = [slot for slot in range(SLOTS) if profile.observed[slot] >= MIN_BUSY]
    return sorted(seen, key=lambda slot: (-profile.observed[slot], slot))[:most]


def draw_weeks(weeks: Sequence[Week]) -> tuple[Bar, ...]:
    """The weeks side by side: each half has its own scale, to its own highest week."""
    if not weeks:
        return ()
    width = WEEKS_WIDTH / len(weeks)
    most = max(*(week.observed for week in weeks), 1)
    longest = max(*(week.presence_hours for week in weeks), 0.1)
    return tuple(
        Bar(
            week,
            round(number * width + width * 0.1, 1),
            round(width * 0.8, 1),
            round(HALF * week.observed / most, 1),
            round(HALF * week.presence_hours / longest, 1),
        )
        for number, week in enumerate(weeks)
    )


@dataclass(frozen=True, slots=True)
class RatioMark:
    """A ratio on a scale of doublings around 1; `is_cut_*` where the interval goes on beyond it."""

    x: float | None
    low: float
    high: float
    is_cut_low: bool
    is_cut_high: bool


#: The scale of a ratio ends at an eighth and at eight times.
DOUBLINGS = 3.0


def draw_ratio(ratio: float | None, low: float | None, high: float | None) -> RatioMark | None:
    """The ratio with its interval, 1 in the middle of `BAR_WIDTH`; None where nothing is known of it."""
    if low is None:
        return None

    def at(value: float) -> float:
        doublings = max(min(log2(value), DOUBLINGS), -DOUBLINGS) if value > 0 else -DOUBLINGS
        half = BAR_WIDTH / 2
        return round(half + (half - BAR_MARGIN) * doublings / DOUBLINGS, 1)

    most, least = 2**DOUBLINGS, 2**-DOUBLINGS
    is_cut_high = high is None or high > most
    return RatioMark(
        None if ratio is None else at(ratio),
        at(low),
        at(most if high is None else high),
        low < least,
        is_cut_high,
    )
