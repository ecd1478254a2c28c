"""From a figure back to its rows: what of a place counted and what did not, its stays, and its weeks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from app.hotspots.blocks import LocalSlots
from app.hotspots.codes import LeftOut
from app.hotspots.columns import Bools, Floats, Ints, count_by
from app.hotspots.counts import LEFT_OUT, Quality, left_out_because, spread_over_slots
from app.hotspots.gathering import (
    cut_history,
    encode_rows,
    gather_stays,
    gather_visits,
)
from app.hotspots.history import History, gather_history
from app.hotspots.inputs import HotspotInputs, Places, Question
from app.hotspots.keys import as_keys
from app.hotspots.merging import NO_ROW, relabel_history
from app.hotspots.parameters import HotspotParameters
from app.hotspots.period import local_day, midnight_ms
from app.hotspots.presence import presence_of

WEEK = timedelta(weeks=1)


class Counted(StrEnum):
    """What became of an entry that nothing speaks against."""

    COUNTED = "counted"
    MERGED = "merged"  # the same incident, logged again


@dataclass(frozen=True, slots=True)
class TracedObservation:
    """An entry at the place in the period, and whether it is in the figure."""

    observation_id: str
    status: Counted | LeftOut


@dataclass(frozen=True, slots=True)
class TracedStay:
    """A visit as it was counted: officers of one patrol who were there together are one."""

    start_ms: int
    end_ms: int
    calm: bool
    checkins: int


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week of the place, as far as it is in the period."""

    monday_on: date
    days: int
    observed: int
    visits: int
    presence_hours: float
    reported_by_others: int


@dataclass(frozen=True)
class Trace:
    """Everything that the figures of a place in the period are made of, in the order of time."""

    observations: tuple[TracedObservation, ...]
    stays: tuple[TracedStay, ...]
    weeks: tuple[Week, ...]
    reported: dict[str, int]  # reports from others by category, most frequent first
    reported_week: tuple[
        float, ...
    ]  # the same by slot of the week; spans spread evenly over their time


def trace_units(
    inputs: HotspotInputs, parameters: HotspotParameters, units: Sequence[int]
) -> Trace:
    """What the figures of a row of the list are made of: of a place, or of squares that are one hotspot."""
    whole = gather_history(inputs, parameters)
    row = np.full(len(inputs.places.place_id), NO_ROW)
    row[list(units)] = 0
    named = Places([inputs.places.place_id[units[0]]], [""])
    _, history = relabel_history(whole, inputs, row, named)
    return Trace(
        _trace_observations(inputs, history, parameters, units),
        _trace_stays(replace(inputs, places=named), history),
        _weeks(history, inputs.question),
        _reported(history, inputs.question),
        _reported_week(inputs, history),
    )


def sum_since(
    inputs: HotspotInputs, parameters: HotspotParameters, since_ms: int
) -> tuple[Ints, Floats]:
    """Visits and hours of presence of each place from this instant on, as they were checked in."""
    codes, slots = encode_rows(inputs), cut_history(inputs, parameters)
    visits, row = gather_visits(inputs, codes, slots, parameters.presence)
    stays, _ = gather_stays(inputs, visits, row)
    size, presence = len(inputs.places.place_id), presence_of(visits, slots)
    late = presence.where(presence.start_ms >= since_ms)
    return count_by(stays.unit[stays.start_ms >= since_ms], size), late.hours_by_unit(size)


def _trace_observations(
    inputs: HotspotInputs,
    history: History,
    parameters: HotspotParameters,
    units: Sequence[int],
) -> tuple[TracedObservation, ...]:
    rows, question = inputs.observations, inputs.question
    because = left_out_because(
        Quality(
            rows.withdrawn,
            rows.counts_as_disorder,
            rows.suspect,
            rows.accuracy_m,
            rows.position_source,
            rows.inside_area,
        ),
        parameters.counts,
    )
    at = np.asarray(rows.occurred_ms, np.int64)
    here = np.isin(np.asarray(rows.place, np.int64), list(units)) & _is_in(at, question)
    here &= _is_in_slots(at, history.slots, question)
    if question.categories is not None:
        here &= as_keys(rows.category).holds(question.categories.__contains__)
    found = np.flatnonzero(here)
    kept = np.isin(found, history.observations.row)
    traced = [
        (
            int(at[row]),
            rows.observation_id[row],
            LEFT_OUT[because[row]]
            if because[row] >= 0
            else (Counted.COUNTED if is_kept else Counted.MERGED),
        )
        for row, is_kept in zip(found.tolist(), kept.tolist(), strict=True)
    ]
    return tuple(TracedObservation(key, status) for _, key, status in sorted(traced))


def _trace_stays(inputs: HotspotInputs, history: History) -> tuple[TracedStay, ...]:
    stays, spans = gather_stays(inputs, history.visits, history.visit_row)
    here = _is_in(spans.start, inputs.question)
    here &= _is_in_slots(spans.start, history.slots, inputs.question)
    # A visit that is in several squares of the row was checked in once.
    pairs = np.unique(np.stack([spans.member, history.visit_row], axis=1), axis=0)
    checkins = count_by(pairs[:, 0], len(spans.group))
    traced = [
        TracedStay(int(spans.start[i]), int(spans.end[i]), bool(stays.calm[i]), int(checkins[i]))
        for i in np.flatnonzero(here).tolist()
    ]
    return tuple(sorted(traced, key=lambda stay: (stay.start_ms, stay.end_ms)))


def _is_in(at_ms: Ints, question: Question) -> Bools:
    return (at_ms >= question.from_ms) & (at_ms < question.to_ms)


def _is_in_slots(at_ms: Ints, slots: LocalSlots, question: Question) -> Bools:
    if question.slots is None:
        return np.ones(len(at_ms), bool)
    return np.isin(slots.slot[slots.locate(at_ms)], sorted(question.slots))


def _weeks(history: History, question: Question) -> tuple[Week, ...]:
    zone = question.zone
    first, last = local_day(question.from_ms, zone), local_day(question.to_ms - 1, zone)
    monday = first - timedelta(days=first.weekday())
    mondays = [monday + WEEK * n for n in range(((last - monday).days // 7) + 1)]
    edges = np.array([midnight_ms(day, zone) for day in [*mondays, mondays[-1] + WEEK]])
    seen = history.observations.where(history.is_asked(history.observations, question))
    reports = history.reports.where(history.is_asked(history.reports, question))
    stays, presence = history.stays, history.presence
    observed = _by_week(edges, seen.at_ms, question)
    visits = _by_week(edges, stays.start_ms, question)
    reported = _by_week(edges, reports.at_ms, question)
    hours = _by_week(edges, presence.start_ms, question, presence.hours)
    return tuple(
        Week(
            day,
            (min(day + WEEK, last + timedelta(days=1)) - max(day, first)).days,
            int(observed[number]),
            int(visits[number]),
            float(hours[number]),
            int(reported[number]),
        )
        for number, day in enumerate(mondays)
    )


def _by_week(
    edges_ms: Ints, at_ms: Ints, question: Question, weights: Floats | None = None
) -> Floats:
    inside = _is_in(at_ms, question)
    week = np.searchsorted(edges_ms, at_ms[inside], side="right") - 1
    values = None if weights is None else weights[inside]
    return np.bincount(week, weights=values, minlength=len(edges_ms) - 1).astype(float)


def _reported_week(inputs: HotspotInputs, history: History) -> tuple[float, ...]:
    reports = history.reports.where(_is_told(history, inputs.question))
    until_ms = np.asarray(inputs.reports.until_ms, np.int64)
    until_ms = until_ms[reports.row] if len(until_ms) else reports.at_ms
    return tuple(spread_over_slots(reports.at_ms, until_ms, inputs.question.zone).tolist())


def _is_told(history: History, question: Question) -> Bools:
    """Which reports are of the period and in a category that is asked for; those of spans by their beginning."""
    return history.is_asked(history.reports, question) & _is_in(history.reports.at_ms, question)


def _reported(history: History, question: Question) -> dict[str, int]:
    reports = history.reports.where(_is_told(history, question))
    counts = count_by(reports.category, len(history.category_keys)).tolist()
    found = {key: count for key, count in zip(history.category_keys, counts, strict=True) if count}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
