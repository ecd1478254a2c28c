"""Presence, the denominator: hours by unit, time block and reporter.

One patrol at one unit is one presence however many of its officers logged it: overlapping time is counted once and
shared equally between those who were there. Two patrols are two. Two closed visits that touch are one stay. Time is in
UTC milliseconds, hours in float hours. Nothing here is a route: only how long, where and when.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.hotspots.blocks import HOUR_MS, LocalSlots
from app.hotspots.columns import NO_END, Bools, Floats, Ints, sum_by
from app.hotspots.intervals import share_overlap, split_intervals, union_intervals
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

    def and_also(self, other: Visits) -> Visits:
        """Both, one after the other."""
        return Visits(
            np.concatenate([self.unit, other.unit]),
            np.concatenate([self.start_ms, other.start_ms]),
            np.concatenate([self.end_ms, other.end_ms]),
            np.concatenate([self.patrol, other.patrol]),
            np.concatenate([self.reporter, other.reporter]),
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
    end, is_open = visits.end_ms.copy(), visits.end_ms == NO_END
    rows = np.flatnonzero(np.isin(visits.patrol, np.unique(visits.patrol[is_open])))
    end[rows] = np.where(is_open[rows], _assumed_ends(visits, rows, rules), end[rows])
    end = np.clip(end, visits.start_ms, visits.start_ms + rules.longest_visit_ms)
    return Visits(visits.unit, visits.start_ms, end, visits.patrol, visits.reporter)


def _assumed_ends(visits: Visits, rows: Ints, rules: PresenceRules) -> Ints:
    """Where each of these visits would end if nobody had ended it; all visits of a patrol are among them or none."""
    keys = (visits.unit, visits.start_ms, visits.reporter, visits.patrol)
    order = rows[np.lexsort([key[rows] for key in keys])]
    start, patrol, reporter = (c[order] for c in (visits.start_ms, visits.patrol, visits.reporter))
    until = start + rules.open_visit_ms
    same = (patrol[1:] == patrol[:-1]) & (reporter[1:] == reporter[:-1])
    until[:-1] = np.where(same, np.minimum(until[:-1], start[1:]), until[:-1])
    assumed = np.empty(len(visits.start_ms), np.int64)
    assumed[order] = until
    return assumed[rows]


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
