"""Neighbouring squares that are clear hotspots are one hotspot, with the figures of all of them. Pure.

Squares that touch, at a side or at a corner, are neighbours. What stands on the 3 x 3 window of one square stands
here on the windows of all its squares together, each square counted once.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.hotspots.assessment import Assessment, Setting, days_of, footing_of
from app.hotspots.codes import PresenceClass, Verdict
from app.hotspots.columns import Bools, Floats, Ints, Words, sum_by
from app.hotspots.history import History, asked_stays
from app.hotspots.inputs import HotspotInputs, Places
from app.hotspots.parameters import HotspotParameters
from app.hotspots.presence import Presence
from app.hotspots.units import UnitWindow, merge_windows
from app.hotspots.verdicts import Evidence, Footing, classify_presence, decide_confidence

NO_ROW = -1


def label_rows(assessment: Assessment, window: UnitWindow, listed: Bools) -> tuple[Ints, Ints]:
    """`(row, lead)`: the row of the list for each unit (-1: in none), and the unit that stands for each row.

    Clear hotspots that touch are one row; the one with the highest ratio, then the lowest number, stands for it.
    """
    clear = assessment.verdict == Verdict.CLEAR_HOTSPOT
    label = np.arange(window.size)
    unit = np.flatnonzero(clear)
    near, row = window.expand(unit)
    joined = clear[near]
    one, other = unit[row[joined]], near[joined]
    while True:
        lowest = label.copy()
        np.minimum.at(lowest, one, label[other])
        np.minimum.at(lowest, other, label[one])
        lowest = lowest[lowest]
        if (lowest == label).all():
            break
        label = lowest
    kept = np.flatnonzero(listed)
    groups, of = np.unique(label[kept], return_inverse=True)
    row_of = np.full(window.size, NO_ROW)
    row_of[kept] = of
    order = kept[np.lexsort((kept, -assessment.ratio[kept], row_of[kept]))]
    lead = order[np.searchsorted(row_of[order], np.arange(len(groups)))]
    return row_of, lead.astype(np.int64)


def merge_assessment(
    setting: Setting, found: Assessment, row: Ints, lead: Ints, parameters: HotspotParameters
) -> Assessment:
    """The assessment of the rows. A row of one unit has that unit's figures, to the last bit."""
    size, rules = len(lead), parameters.verdicts
    window = merge_windows(setting.window, row, size)

    def total(by_unit: Floats | Ints) -> Floats:
        return sum_by(row[row >= 0], by_unit[row >= 0], size)

    decayed, decayed_expected = total(found.decayed), total(found.decayed_expected)
    presence = _presence_of_rows(setting.presence, row)
    footing = footing_of(setting, window, presence, rules)
    counted = setting.observations.where(setting.asked)
    around, around_expected = window.sum(found.decayed), window.sum(found.decayed_expected)
    evidence = Evidence(
        observed=window.sum(found.own).astype(np.int64),
        expected=window.sum(found.own_expected),
        own=total(found.own).astype(np.int64),
        days=window.count_distinct(counted.unit, days_of(counted)),
        reporters=window.count_distinct(counted.unit, counted.reporter),
        p=_lowest(found.evidence.p, row, size),
        q=_lowest(found.evidence.q, row, size),
        lower=found.prior.bound(around, around_expected, 0.05),
        upper=found.prior.bound(around, around_expected, 0.95),
    )
    verdict = found.verdict[lead]
    presence_class = classify_presence(evidence.expected, footing, rules)
    ratio = found.prior.mean(decayed, decayed_expected)
    ratio_around = found.prior.mean(around, around_expected)
    return Assessment(
        own=evidence.own,
        own_expected=total(found.own_expected),
        decayed=decayed,
        decayed_expected=decayed_expected,
        prior=found.prior,
        standing=_standing(ratio, ratio_around, verdict, presence_class, footing),
        ratio_around=ratio_around,
        ratio=ratio,
        ratio_low=found.prior.bound(decayed, decayed_expected, 0.05),
        ratio_high=found.prior.bound(decayed, decayed_expected, 0.95),
        evidence=evidence,
        footing=footing,
        presence_class=presence_class,
        verdict=verdict,
        confidence=decide_confidence(evidence, verdict, footing, rules),
    )


def relabel_history(
    history: History, inputs: HotspotInputs, row: Ints, places: Places
) -> tuple[HotspotInputs, History]:
    """The inputs and the history with these rows as units; what is in no row is gone.

    A patrol's stays in several squares of a row are one stay where they touch.
    """
    renamed = replace(inputs, places=places)
    seen, reports = history.observations, history.reports
    is_seen, is_reported = row[seen.unit] >= 0, row[reports.unit] >= 0
    is_there = row[history.visits.unit] >= 0
    visits = history.visits.where(is_there)
    visits = replace(visits, unit=row[visits.unit])
    visit_row = history.visit_row[is_there]
    kept, told = seen.where(is_seen), reports.where(is_reported)
    return renamed, replace(
        history,
        observations=replace(kept, unit=row[kept.unit]),
        unvisited=history.unvisited[is_seen],
        reports=replace(told, unit=row[told.unit]),
        presence=_presence_of_rows(history.presence, row),
        visits=visits,
        visit_row=visit_row,
        stays=asked_stays(renamed, visits, visit_row, history.slots),
    )


def _standing(
    ratio: Floats, around: Floats, verdict: Words, presence_class: Words, footing: Footing
) -> Floats:
    """Clear hotspots first, then by the lower of the row's own ratio and its window's; -1 where presence is unknown.

    A square with a minute of presence and one observation has a ratio of hundreds, its window has not; the empty
    neighbour of a hot square has that square in its window, and nothing of its own.
    """
    unknown = (presence_class == PresenceClass.UNKNOWN) & (not footing.exposure_free)
    standing = np.where(unknown, -1.0, np.nan_to_num(np.fmin(ratio, around)))
    over_all = 1 + standing.max(initial=0.0)
    return np.where(verdict == Verdict.CLEAR_HOTSPOT, standing + over_all, standing)


def _presence_of_rows(presence: Presence, row: Ints) -> Presence:
    kept = presence.where(row[presence.unit] >= 0)
    return replace(kept, unit=row[kept.unit])


def _lowest(by_unit: Floats, row: Ints, size: int) -> Floats:
    """The lowest of each row, NaN where no unit of it has one."""
    lowest = np.full(size, np.inf)
    said = (row >= 0) & ~np.isnan(by_unit)
    np.minimum.at(lowest, row[said], by_unit[said])
    return np.where(np.isinf(lowest), np.nan, lowest)
