"""From rows to arrays: observations that count, one for each incident, and presence, over the whole history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.hotspots.blocks import LocalSlots, local_slots
from app.hotspots.columns import Bools, Ints, answers, instants, sum_by
from app.hotspots.counts import Observations, Quality, left_out_because
from app.hotspots.duplicates import Entries, merge_duplicates
from app.hotspots.grid_presence import SquareSeconds
from app.hotspots.inputs import HotspotInputs, ObservationRows
from app.hotspots.intervals import Spans, is_near, union_intervals
from app.hotspots.keys import Picked, encode_keys, patrol_keys
from app.hotspots.parameters import HotspotParameters, PresenceRules
from app.hotspots.presence import Visits, close_visits
from app.hotspots.presence_cells import PresenceCells


@dataclass(frozen=True)
class Codes:
    """Keys of all rows as integers; the sorted keys of categories and reporters themselves."""

    category_keys: list[str]
    observation_category: Ints
    report_category: Ints
    visit_reporter: Ints
    observation_reporter: Ints
    visit_patrol: Ints
    observation_patrol: Ints
    patrol: Ints
    patrol_reporter: Ints  # only where the inputs say whose phones they were


def encode_rows(inputs: HotspotInputs) -> Codes:
    """Codes that do not depend on the order of the rows."""
    visits, seen = inputs.visits, inputs.observations
    categories, by_category = encode_keys(seen.category, inputs.reports.category)
    _, by_reporter = encode_keys(visits.reporter, seen.reporter, inputs.patrols.reporter)
    _, by_patrol = encode_keys(
        patrol_keys(visits.patrol_id, visits.reporter),
        patrol_keys(seen.patrol_id, seen.reporter),
        inputs.patrols.patrol_id,
    )
    seen_category, told_category = by_category
    visit_reporter, seen_reporter, patrol_reporter = by_reporter
    visit_patrol, seen_patrol, patrol = by_patrol
    return Codes(
        category_keys=categories,
        observation_category=seen_category,
        report_category=told_category,
        visit_reporter=visit_reporter,
        observation_reporter=seen_reporter,
        visit_patrol=visit_patrol,
        observation_patrol=seen_patrol,
        patrol=patrol,
        patrol_reporter=patrol_reporter,
    )


def cut_history(inputs: HotspotInputs, parameters: HotspotParameters) -> LocalSlots:
    """The slots of all the time that is looked at, cut where periods begin."""
    question = inputs.question
    since = question.history_start_ms(parameters)
    cuts = (question.from_ms, question.before_ms, question.presence_since_ms(parameters))
    return local_slots(since, question.to_ms, question.zone, cuts)


def gather_visits(
    inputs: HotspotInputs, codes: Codes, slots: LocalSlots, rules: PresenceRules
) -> tuple[Visits, Ints]:
    """Closed visits at the places (on a grid: at its sites), and the input row of each."""
    rows = inputs.visits
    start = np.asarray(rows.start_ms, np.int64)
    visits = close_visits(
        Visits(
            np.asarray(rows.place, np.int64),
            start,
            instants(rows.end_ms, len(start)),
            codes.visit_patrol,
            codes.visit_reporter,
        ),
        rules,
    )
    used = (visits.unit >= 0) & (start < slots.edges_ms[-1]) & (visits.end_ms >= slots.edges_ms[0])
    return visits.where(used), np.flatnonzero(used)


def gather_cells(inputs: HotspotInputs, codes: Codes) -> PresenceCells:
    """What phones sent of the grid's squares; nothing where the units are places."""
    sent = inputs.grid.seconds if inputs.grid else SquareSeconds()
    return PresenceCells(
        sent.unit,
        sent.hour,
        sent.seconds,
        codes.patrol[sent.patrol],
        codes.patrol_reporter[sent.patrol],
    )


@dataclass(frozen=True)
class Stays:
    """Visits of a patrol to a place: officers who overlap or follow on are one stay."""

    unit: Ints
    start_ms: Ints
    calm: Bools  # somebody said so and nobody said otherwise

    def where(self, keep: Bools) -> Stays:
        """The stays that are kept."""
        return Stays(self.unit[keep], self.start_ms[keep], self.calm[keep])


def gather_stays(inputs: HotspotInputs, visits: Visits, row: Ints) -> tuple[Stays, Spans]:
    """The stays of the closed visits (`row`: their input rows), and the same by patrol and place."""
    size = len(inputs.places.place_id)
    spans = union_intervals(visits.patrol * size + visits.unit, visits.start_ms, visits.end_ms)
    said = answers(inputs.visits.calm)[row]
    count = len(spans.group)
    yes = sum_by(spans.member, said == 1, count)
    no = sum_by(spans.member, said == 0, count)
    return Stays(spans.group % max(size, 1), spans.start, (yes > 0) & (no == 0)), spans


def gather_observations(
    rows: ObservationRows, codes: Codes, slots: LocalSlots, parameters: HotspotParameters
) -> tuple[Observations, Ints]:
    """Incidents that count (unit -1 for those at no place), and why each row is left out (-1: it is not)."""
    quality = Quality(
        rows.withdrawn,
        rows.counts_as_disorder,
        rows.suspect,
        rows.accuracy_m,
        rows.position_source,
        rows.inside_area,
    )
    because = left_out_because(quality, parameters.counts)
    at, unit = np.asarray(rows.occurred_ms, np.int64), np.asarray(rows.place, np.int64)
    within = (at >= slots.edges_ms[0]) & (at < slots.edges_ms[-1])
    used = np.flatnonzero((because < 0) & within)
    entries = Entries(
        Picked(rows.observation_id, used),
        at[used],
        codes.observation_category[used],
        codes.observation_patrol[used],
        unit[used],
        np.asarray(rows.easting_m, float)[used],
        np.asarray(rows.northing_m, float)[used],
    )
    first, multiplicity = merge_duplicates(entries, parameters.counts)
    row = used[first]
    where = slots.locate(at[row])
    return Observations(
        unit[row],
        at[row],
        slots.slot[where],
        slots.day[where],
        codes.observation_reporter[row],
        codes.observation_category[row],
        multiplicity,
        row,
    ), because


def gather_reports(inputs: HotspotInputs, codes: Codes, slots: LocalSlots) -> Observations:
    """Reports from others at the places, as they came: nothing is merged, nobody is named."""
    at = np.asarray(inputs.reports.occurred_ms, np.int64)
    unit = np.asarray(inputs.reports.place, np.int64)
    row = np.flatnonzero((unit >= 0) & (at >= slots.edges_ms[0]) & (at < slots.edges_ms[-1]))
    row = row[np.lexsort((codes.report_category[row], unit[row], at[row]))]
    where = slots.locate(at[row])
    alone = np.ones(len(row), np.int64)
    return Observations(
        unit[row],
        at[row],
        slots.slot[where],
        slots.day[where],
        np.zeros(len(row), np.int64),
        codes.report_category[row],
        alone,
        row,
    )


def is_unvisited(
    observations: Observations,
    patrol: Ints,
    size: int,
    visits: Visits,
    stays: Spans,
    rules: PresenceRules,
) -> Bools:
    """Whether neither the patrol (code of each observation) nor the reporter was checked in there and then.

    `stays` are those by patrol and place, as `gather_stays` gives them.
    """
    within_ms, at = rules.near_visit_ms, observations.at_ms
    unvisited = ~is_near(patrol * size + observations.unit, at, stays, within_ms)
    left = observations.where(unvisited)
    same = visits.where(np.isin(visits.reporter, np.unique(left.reporter)))
    of_reporters = union_intervals(same.reporter * size + same.unit, same.start_ms, same.end_ms)
    found = is_near(left.reporter * size + left.unit, left.at_ms, of_reporters, within_ms)
    unvisited[np.flatnonzero(unvisited)[found]] = False
    return unvisited
