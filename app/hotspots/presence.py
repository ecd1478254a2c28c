"""Presence, the denominator: hours by unit, time block and reporter.

One patrol at one unit is one presence however many of its officers logged it: overlapping time is counted once and
shared equally between those who were there. Two patrols are two. Two closed visits that touch are one stay. Time is in
UTC milliseconds, hours in float hours. Nothing here is a route: only how long, where and when.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.hotspots.blocks import HOUR_MS, LocalSlots
from app.hotspots.columns import NO_END, Bools, Floats, Ints, compact, sum_by
from app.hotspots.intervals import (
    covered_ms,
    share_overlap,
    split_intervals,
    union_intervals,
)
from app.hotspots.parameters import PresenceRules


@dataclass(frozen=True)
class Visits:
    """Stays as they were checked in; all columns of one length."""

    unit: Ints
    start_ms: Ints
    end_ms: Ints  # NO_END where nobody checked out
    patrol: Ints
    reporter: Ints

    def where(self, keep: Bools) -> Visits:
        """The visits that are kept."""
        return Visits(
            self.unit[keep],
            self.start_ms[keep],
            self.end_ms[keep],
            self.patrol[keep],
            self.reporter[keep],
        )


@dataclass(frozen=True)
class Presence:
    """Pieces of presence, each within one slot; in an order that depends on the pieces alone."""

    unit: Ints
    start_ms: Ints
    end_ms: Ints
    slot: Ints
    reporter: Ints
    hours: Floats

    def where(self, keep: Bools) -> Presence:
        """The pieces that are kept."""
        return Presence(
            self.unit[keep],
            self.start_ms[keep],
            self.end_ms[keep],
            self.slot[keep],
            self.reporter[keep],
            self.hours[keep],
        )

    def and_also(self, other: Presence) -> Presence:
        """Both, one after the other; they must not be of the same patrol, unit and time."""
        return Presence(
            np.concatenate([self.unit, other.unit]),
            np.concatenate([self.start_ms, other.start_ms]),
            np.concatenate([self.end_ms, other.end_ms]),
            np.concatenate([self.slot, other.slot]),
            np.concatenate([self.reporter, other.reporter]),
            np.concatenate([self.hours, other.hours]),
        )

    def hours_by_unit(self, size: int) -> Floats:
        """Hours of each unit, shape `(size,)`."""
        return sum_by(self.unit, self.hours, size)


def close_visits(visits: Visits, rules: PresenceRules) -> Visits:
    """Every visit has an end, at most `longest_visit_ms` after its start.

    A visit that nobody ended lasts `open_visit_ms`, or until the same person of the same patrol checks in again. One
    that ends before it starts keeps its start and lasts no time.
    """
    order = np.lexsort((visits.unit, visits.start_ms, visits.reporter, visits.patrol))
    start, patrol, reporter = (c[order] for c in (visits.start_ms, visits.patrol, visits.reporter))
    until = start + rules.open_visit_ms
    same = (patrol[1:] == patrol[:-1]) & (reporter[1:] == reporter[:-1])
    until[:-1] = np.where(same, np.minimum(until[:-1], start[1:]), until[:-1])
    assumed = np.empty_like(until)
    assumed[order] = until
    end = np.where(visits.end_ms == NO_END, assumed, visits.end_ms)
    end = np.clip(end, visits.start_ms, visits.start_ms + rules.longest_visit_ms)
    return Visits(visits.unit, visits.start_ms, end, visits.patrol, visits.reporter)


def presence_of(visits: Visits, slots: LocalSlots) -> Presence:
    """The closed visits as presence, cut to the slots: what lies outside them is left out."""
    by_patrol = visits.patrol * (int(visits.unit.max(initial=0)) + 1) + visits.unit
    by_person = by_patrol * (int(visits.reporter.max(initial=0)) + 1) + visits.reporter
    spans = union_intervals(by_person, visits.start_ms, visits.end_ms)
    row, start, end = split_intervals(spans.start, spans.end, slots.edges_ms)
    source = spans.first[row]
    lasted = (end - start).astype(float)
    shared = _with_others(by_patrol[source], visits.reporter[source])
    lasted[shared] = share_overlap(by_patrol[source][shared], start[shared], end[shared])
    return Presence(
        visits.unit[source],
        start,
        end,
        slots.slot[slots.locate(start)],
        visits.reporter[source],
        lasted / HOUR_MS,
    )


def _with_others(patrol_at_unit: Ints, reporter: Ints) -> Bools:
    """Which rows, given by patrol and reporter, are of patrols with more than one reporter there."""
    change = (patrol_at_unit[1:] == patrol_at_unit[:-1]) & (reporter[1:] != reporter[:-1])
    return np.isin(patrol_at_unit, np.unique(patrol_at_unit[1:][change]))


@dataclass(frozen=True)
class PresenceCells:
    """What phones send of a patrol: seconds in a square (here: a unit) and whole hour."""

    unit: Ints
    hour: Ints  # whole hours since 1970-01-01T00:00Z
    seconds: Floats
    patrol: Ints
    reporter: Ints


def presence_of_cells(cells: PresenceCells, slots: LocalSlots) -> Presence:
    """The cells as presence: of a patrol's phones, the one that was there longest sets the time.

    It is shared between the phones in proportion, at most an hour in an hour, and spread evenly over its hour where a
    slot ends inside it (zones with half hours).
    """
    if not len(cells.unit):
        nothing = np.zeros(0, np.int64)
        return Presence(nothing, nothing, nothing, nothing, nothing, np.zeros(0))
    place_hour = compact(cells.patrol * (int(cells.unit.max(initial=0)) + 1) + cells.unit)
    group = compact(place_hour * (int(np.ptp(cells.hour)) + 1) + cells.hour - cells.hour.min())
    person = compact(group * (int(cells.reporter.max(initial=0)) + 1) + cells.reporter)
    first = np.unique(person, return_index=True)[1]
    seconds = np.minimum(sum_by(person, np.maximum(cells.seconds, 0.0), len(first)), 3600.0)
    together = sum_by(group[first], seconds, int(group.max()) + 1)
    longest = np.zeros(len(together))
    np.maximum.at(longest, group[first], seconds)
    share = np.divide(longest, together, out=np.zeros_like(longest), where=together > 0)
    hours = seconds * share[group[first]] / 3600.0
    row, start, end = split_intervals(
        cells.hour[first] * HOUR_MS, (cells.hour[first] + 1) * HOUR_MS, slots.edges_ms
    )
    source = first[row]
    return Presence(
        cells.unit[source],
        start,
        end,
        slots.slot[slots.locate(start)],
        cells.reporter[source],
        hours[row] * (end - start) / HOUR_MS,
    )


def share_of_time_known(patrol: Ints, start_ms: Ints, end_ms: Ints, visits: Visits) -> float | None:
    """How much of the patrols' time their visits account for, 0..1; None without any patrol time.

    Where a phone slept there is no invented line: this share is shown instead.
    """
    total = covered_ms(patrol, start_ms, end_ms)
    if total <= 0:
        return None
    of_these = visits.where(np.isin(visits.patrol, patrol))
    present = covered_ms(of_these.patrol, of_these.start_ms, of_these.end_ms)
    either = covered_ms(
        np.concatenate([patrol, of_these.patrol]),
        np.concatenate([start_ms, of_these.start_ms]),
        np.concatenate([end_ms, of_these.end_ms]),
    )
    return (total + present - either) / total
