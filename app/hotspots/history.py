"""All that happened at the places since the history began, cut to the parts of the week that are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    gather_cells,
    gather_observations,
    gather_reports,
    gather_stays,
    gather_visits,
    is_unvisited,
)
from app.hotspots.grid_presence import cells_as_visits, join_presence
from app.hotspots.inputs import HotspotInputs, Question
from app.hotspots.intervals import union_intervals
from app.hotspots.known_time import known_by_squares_ms, share_of_time_known
from app.hotspots.parameters import HotspotParameters, PresenceRules
from app.hotspots.presence import Presence, Visits, presence_of
from app.hotspots.presence_cells import PresenceCells
from app.hotspots.sites import spread_visits
from app.hotspots.units import square_window


@dataclass(frozen=True)
class History:
    """Arrays of what counts, over the whole history."""

    category_keys: list[str]
    slots: LocalSlots
    observations: Observations  # at the units, one for each incident, all categories
    unvisited: Bools  # of the observations: nobody was checked in (on a grid: in the 3 x 3 squares)
    reports: Observations
    presence: Presence
    visits: Visits  # closed, by unit
    visit_row: Ints  # the input row of each
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
    at_sites, site_row = gather_visits(inputs, codes, slots, rules)
    cells = gather_cells(inputs, codes)
    visits, visit_row = _visits_by_unit(inputs, at_sites, site_row)
    everywhere, because = gather_observations(inputs.observations, codes, slots, parameters)
    everywhere = everywhere.where(is_asked(everywhere.slot, question))
    observations = everywhere.where(everywhere.unit >= 0)
    reports = gather_reports(inputs, codes, slots)
    reports = reports.where(is_asked(reports.slot, question))
    patrol = codes.observation_patrol[observations.row]
    there = visits.and_also(cells_as_visits(cells))
    alone = _is_unvisited(observations, patrol, inputs, there, rules)
    unvisited = _is_unvisited_around(observations, patrol, alone, inputs, there, rules)
    presence = _presence(inputs, at_sites, cells, slots)
    presence = presence.where(is_asked(presence.slot, question))
    basis = Basis.PRESENCE
    if (presence.start_ms >= question.from_ms).any():
        added = _added(observations.where(alone), patrol[alone], rules.unvisited_ms)
        also = presence_of(added, slots)
        presence = presence.and_also(also.where(is_asked(also.slot, question)))
    elif (observations.at_ms >= question.from_ms).any() or not len(reports.unit):
        basis = Basis.OBSERVATIONS_ALONE
    else:
        basis = Basis.REPORTS_ALONE
    return History(
        category_keys=codes.category_keys,
        slots=slots,
        observations=observations,
        unvisited=unvisited,
        reports=reports,
        presence=presence,
        visits=visits,
        visit_row=visit_row,
        stays=asked_stays(inputs, visits, visit_row, slots),
        basis=basis,
        at_no_place=int(((everywhere.unit < 0) & (everywhere.at_ms >= question.from_ms)).sum()),
        left_out=_count_left_out(inputs, because),
        patrols_without_presence=_share_of_patrols(inputs, codes, at_sites, cells),
        time_known=_share_of_time(inputs, codes, at_sites),
    )


def asked_stays(inputs: HotspotInputs, visits: Visits, visit_row: Ints, slots: LocalSlots) -> Stays:
    """The stays at the units that began in the parts of the week that are asked for."""
    stays, _ = gather_stays(inputs, visits, visit_row)
    return stays.where(is_asked(slots.slot[slots.locate(stays.start_ms)], inputs.question))


def _visits_by_unit(inputs: HotspotInputs, at_sites: Visits, row: Ints) -> tuple[Visits, Ints]:
    if inputs.grid is None:
        return at_sites, row
    visits, of = spread_visits(at_sites, inputs.grid.sites)
    return visits, row[of]


def _presence(
    inputs: HotspotInputs, at_sites: Visits, cells: PresenceCells, slots: LocalSlots
) -> Presence:
    if inputs.grid is None:
        return presence_of(at_sites, slots)
    return join_presence(at_sites, inputs.grid.sites, cells, slots)


def _is_unvisited(
    observations: Observations,
    patrol: Ints,
    inputs: HotspotInputs,
    there: Visits,
    rules: PresenceRules,
) -> Bools:
    size = len(inputs.places.place_id)
    stays = union_intervals(there.patrol * size + there.unit, there.start_ms, there.end_ms)
    return is_unvisited(observations, patrol, size, there, stays, rules)


def _is_unvisited_around(
    observations: Observations,
    patrol: Ints,
    alone: Bools,
    inputs: HotspotInputs,
    there: Visits,
    rules: PresenceRules,
) -> Bools:
    """Those that are `alone` in their square, and on a grid in the squares around it too.

    Positions are known to tens of metres: who stands in one square sees, or is placed by the phone, in the next.
    """
    if inputs.grid is None or not alone.any():
        return alone
    window = square_window(inputs.grid.ix, inputs.grid.iy)
    unit, row = window.expand(observations.unit[alone])
    seen = observations.where(np.flatnonzero(alone)[row])
    around = _is_unvisited(replace(seen, unit=unit), patrol[alone][row], inputs, there, rules)
    unvisited = alone.copy()
    unvisited[np.flatnonzero(alone)[row[~around]]] = False
    return unvisited


def is_asked(slot: Ints, question: Question) -> Bools:
    """Which of these slots are in the parts of the week that are asked for."""
    if question.slots is None:
        return np.ones(len(slot), bool)
    return np.isin(slot, sorted(question.slots))


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


def _share_of_patrols(
    inputs: HotspotInputs, codes: Codes, visits: Visits, cells: PresenceCells
) -> float | None:
    """The share of the period's patrols that were nowhere as far as is known; None without patrols."""
    within = _patrols(inputs)[2]
    if not within.any():
        return None
    somewhere = np.concatenate([visits.patrol, cells.patrol])
    return float(1 - np.isin(codes.patrol[within], somewhere).mean())


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
