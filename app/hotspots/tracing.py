"""From a figure back to its rows: what of a place counted and what did not, its stays, and its weeks. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from app.hotspots.blocks import LocalSlots
from app.hotspots.codes import LeftOut
from app.hotspots.columns import Bools, Floats, Ints, count_by
from app.hotspots.counts import LEFT_OUT, Quality, left_out_because
from app.hotspots.gathering import (
    Codes,
    cut_history,
    encode_rows,
    gather_stays,
    gather_visits,
)
from app.hotspots.history import History, gather_history
from app.hotspots.inputs import HotspotInputs, Question
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


def trace_place(inputs: HotspotInputs, parameters: HotspotParameters, unit: int) -> Trace:
    """What the figures of the place at this position are made of."""
    codes, slots = encode_rows(inputs), cut_history(inputs, parameters)
    history = gather_history(inputs, parameters)
    return Trace(
        _trace_observations(inputs, history, slots, parameters, unit),
        _trace_stays(inputs, codes, slots, parameters, unit),
        _weeks(history, inputs.question, unit),
        _reported(history, inputs.question, unit),
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
    slots: LocalSlots,
    parameters: HotspotParameters,
    unit: int,
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
    here = (np.asarray(rows.place, np.int64) == unit) & _is_in(at, question)
    here &= _is_in_slots(at, slots, question)
    if question.categories is not None:
        here &= np.isin(np.asarray(rows.category, str), sorted(question.categories))
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


def _trace_stays(
    inputs: HotspotInputs,
    codes: Codes,
    slots: LocalSlots,
    parameters: HotspotParameters,
    unit: int,
) -> tuple[TracedStay, ...]:
    visits, row = gather_visits(inputs, codes, slots, parameters.presence)
    stays, spans = gather_stays(inputs, visits, row)
    here = (stays.unit == unit) & _is_in(spans.start, inputs.question)
    here &= _is_in_slots(spans.start, slots, inputs.question)
    checkins = count_by(spans.member, len(spans.group))
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


def _weeks(history: History, question: Question, unit: int) -> tuple[Week, ...]:
    zone = question.zone
    first, last = local_day(question.from_ms, zone), local_day(question.to_ms - 1, zone)
    monday = first - timedelta(days=first.weekday())
    mondays = [monday + WEEK * n for n in range(((last - monday).days // 7) + 1)]
    edges = np.array([midnight_ms(day, zone) for day in [*mondays, mondays[-1] + WEEK]])
    seen = history.observations.where(history.is_asked(history.observations, question))
    reports = history.reports.where(history.is_asked(history.reports, question))
    stays, presence = history.stays, history.presence
    observed = _by_week(edges, seen.at_ms[seen.unit == unit], question)
    visits = _by_week(edges, stays.start_ms[stays.unit == unit], question)
    reported = _by_week(edges, reports.at_ms[reports.unit == unit], question)
    here = presence.where(presence.unit == unit)
    hours = _by_week(edges, here.start_ms, question, here.hours)
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


def _reported(history: History, question: Question, unit: int) -> dict[str, int]:
    reports = history.reports
    asked = history.is_asked(reports, question)
    asked &= (reports.unit == unit) & _is_in(reports.at_ms, question)
    counts = count_by(reports.category[asked], len(history.category_keys)).tolist()
    found = {key: count for key, count in zip(history.category_keys, counts, strict=True) if count}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
