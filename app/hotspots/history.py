"""All that happened at the places since the history began, cut to the parts of the week that are asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.hotspots.blocks import LocalSlots
from app.hotspots.codes import Basis, LeftOut
from app.hotspots.columns import NO_END, Bools, Ints, instants
from app.hotspots.counts import LEFT_OUT, Observations
from app.hotspots.gathering import (
    Codes,
    Stays,
    cut_history,
    encode_rows,
    gather_observations,
    gather_reports,
    gather_stays,
    gather_visits,
    is_unvisited,
)
from app.hotspots.inputs import HotspotInputs, Question
from app.hotspots.known_time import known_by_squares_ms, share_of_time_known
from app.hotspots.parameters import HotspotParameters
from app.hotspots.presence import Presence, Visits, presence_of


@dataclass(frozen=True)
class History:
    """Arrays of what counts, over the whole history."""

    category_keys: list[str]
    observations: Observations  # at the places, one for each incident, all categories
    unvisited: Bools  # of the observations: nobody was checked in
    reports: Observations
    presence: Presence
    stays: Stays
    basis: Basis
    at_no_place: int  # incidents of the period
    left_out: dict[LeftOut, int]  # entries of the period
    patrols_without_presence: float | None
    time_known: float | None

    def is_asked(self, observations: Observations, question: Question) -> Bools:
        """Which observations are in a category that is asked for."""
        if question.categories is None:
            return np.ones(len(observations.unit), bool)
        keys = enumerate(self.category_keys)
        return np.isin(
            observations.category, [code for code, key in keys if key in question.categories]
        )


def gather_history(inputs: HotspotInputs, parameters: HotspotParameters) -> History:
    """What the list is made from.

    Where the period has any presence, an observation that found nobody checked in adds 60 s; where it has none, nothing
    can be expected by hours and the basis says so.
    """
    question, rules = inputs.question, parameters.presence
    codes, slots = encode_rows(inputs), cut_history(inputs, parameters)
    visits, visit_row = gather_visits(inputs, codes, slots, rules)
    everywhere, because = gather_observations(inputs.observations, codes, slots, parameters)
    everywhere = everywhere.where(_is_asked(everywhere.slot, question))
    observations = everywhere.where(everywhere.unit >= 0)
    reports = gather_reports(inputs, codes, slots)
    reports = reports.where(_is_asked(reports.slot, question))
    patrol = codes.observation_patrol[observations.row]
    stays, of_patrols = gather_stays(inputs, visits, visit_row)
    size = len(inputs.places.place_id)
    unvisited = is_unvisited(observations, patrol, size, visits, of_patrols, rules)
    presence = _asked_presence(visits, slots, question)
    basis = Basis.PRESENCE
    if (presence.start_ms >= question.from_ms).any():
        added = _added(observations.where(unvisited), patrol[unvisited], rules.unvisited_ms)
        presence = presence.and_also(_asked_presence(added, slots, question))
    elif (observations.at_ms >= question.from_ms).any() or not len(reports.unit):
        basis = Basis.OBSERVATIONS_ALONE
    else:
        basis = Basis.REPORTS_ALONE
    return History(
        category_keys=codes.category_keys,
        observations=observations,
        unvisited=unvisited,
        reports=reports,
        presence=presence,
        stays=stays.where(_is_asked(slots.slot[slots.locate(stays.start_ms)], question)),
        basis=basis,
        at_no_place=int(((everywhere.unit < 0) & (everywhere.at_ms >= question.from_ms)).sum()),
        left_out=_count_left_out(inputs, because),
        patrols_without_presence=_share_of_patrols(inputs, codes, visits),
        time_known=_share_of_time(inputs, codes, visits),
    )


def _is_asked(slot: Ints, question: Question) -> Bools:
    if question.slots is None:
        return np.ones(len(slot), bool)
    return np.isin(slot, sorted(question.slots))


def _asked_presence(visits: Visits, slots: LocalSlots, question: Question) -> Presence:
    presence = presence_of(visits, slots)
    return presence.where(_is_asked(presence.slot, question))


def _added(unvisited: Observations, patrol: Ints, length_ms: int) -> Visits:
    """A short stay from each observation that found nobody checked in."""
    end = unvisited.at_ms + length_ms
    return Visits(unvisited.unit, unvisited.at_ms, end, patrol, unvisited.reporter)


def _count_left_out(inputs: HotspotInputs, because: Ints) -> dict[LeftOut, int]:
    at, question = np.asarray(inputs.observations.occurred_ms, np.int64), inputs.question
    counted = (because >= 0) & (at >= question.from_ms) & (at < question.to_ms)
    numbers = np.bincount(because[counted], minlength=len(LEFT_OUT))
    return {why: int(number) for why, number in zip(LEFT_OUT, numbers, strict=True)}


def _patrols(inputs: HotspotInputs) -> tuple[Ints, Ints, Bools]:
    """The patrols' `(start, end)` within the period, and which of them are in it at all."""
    rows, question = inputs.patrols, inputs.question
    start = np.asarray(rows.start_ms, np.int64)
    end = instants(rows.end_ms, len(start))
    within = (start < question.to_ms) & ((end > question.from_ms) | (start >= question.from_ms))
    # One that has not ended has no length yet.
    end = np.where(end == NO_END, start, end)
    edges = (question.from_ms, question.to_ms)
    start = np.clip(start, *edges)
    return start, np.maximum(np.clip(end, *edges), start), within


def _share_of_patrols(inputs: HotspotInputs, codes: Codes, visits: Visits) -> float | None:
    """The share of the period's patrols that checked in nowhere; None without patrols."""
    within = _patrols(inputs)[2]
    if not within.any():
        return None
    return float(1 - np.isin(codes.patrol[within], visits.patrol).mean())


def _share_of_time(inputs: HotspotInputs, codes: Codes, visits: Visits) -> float | None:
    start, end, within = _patrols(inputs)
    by_squares = np.zeros(len(start), np.int64)
    for row, cells in enumerate(inputs.patrols.presence):
        if cells and within[row]:
            by_squares[row] = known_by_squares_ms(cells, int(start[row]), int(end[row]))
    patrol, start, end, by_squares = (
        column[within] for column in (codes.patrol, start, end, by_squares)
    )
    return share_of_time_known(patrol, start, end, visits, by_squares)
