"""The method on units of any kind: counts and presence in, a verdict on every unit out.

Places come here with windows of themselves, squares with windows of 3 x 3; nothing here knows which.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.hotspots.columns import Bools, Floats, Ints, Words, sum_by
from app.hotspots.counts import Observations
from app.hotspots.distributions import poisson_upper_tail
from app.hotspots.expected import decay_weight, expected_by_piece, expected_equal
from app.hotspots.parameters import HotspotParameters, VerdictRules
from app.hotspots.presence import Presence
from app.hotspots.ranking import GammaPoisson, fit_gamma_poisson
from app.hotspots.units import UnitWindow
from app.hotspots.verdicts import (
    Evidence,
    Footing,
    adjust_benjamini_hochberg,
    classify_presence,
    decide_confidence,
    decide_verdicts,
)


@dataclass(frozen=True)
class Setting:
    """What the counts of a period are judged against."""

    observations: Observations  # of the period, all that count
    asked: Bools  # which of them the list is about
    presence: Presence  # of the period
    recent_hours: Floats  # by unit, in the days of the presence class
    window: UnitWindow
    to_ms: int
    missing: bool = False  # too much presence is missing
    exposure_free: bool = False  # no presence is known at all


@dataclass(frozen=True)
class Assessment:
    """Every unit's figures, arrays of shape `(size,)`."""

    own: Ints
    own_expected: Floats
    decayed: Floats  # both as the ratio has them: what is old weighs less
    decayed_expected: Floats
    prior: GammaPoisson
    standing: Floats  # what the order of the list stands on; below 0: nothing can be said
    ratio_around: Floats  # of the unit's window; for places that of the place
    ratio: Floats  # of the unit itself, with its 5 % and 95 % bounds
    ratio_low: Floats
    ratio_high: Floats
    evidence: Evidence
    footing: Footing
    presence_class: Words
    verdict: Words
    confidence: Words


def assess_units(setting: Setting, parameters: HotspotParameters) -> Assessment:
    """A verdict on each unit, with what made it."""
    window, rules = setting.window, parameters.verdicts
    counted = setting.observations.where(setting.asked)
    own = counted.by_unit(window.size)
    half_life = parameters.expected.half_life_days
    weight = decay_weight(counted.at_ms, setting.to_ms, half_life)
    decayed = sum_by(counted.unit, weight, window.size)
    if setting.exposure_free:
        expected = expected_equal(float(len(counted.unit)), window.size)
        decayed_expected = expected_equal(float(decayed.sum()), window.size)
    else:
        expected, decayed_expected = _expected(setting, parameters)
    prior = fit_gamma_poisson(decayed, decayed_expected)
    around, around_expected = window.sum(decayed), window.sum(decayed_expected)
    footing = footing_of(setting, window, setting.presence, rules)
    observed = window.sum(own).astype(np.int64)
    expected_window = window.sum(expected)
    presence_class = classify_presence(expected_window, footing, rules)
    p = poisson_upper_tail(observed, expected_window)
    tested = (presence_class != "unknown") | setting.exposure_free
    evidence = Evidence(
        observed=observed,
        expected=expected_window,
        own=own,
        days=window.count_distinct(counted.unit, days_of(counted)),
        reporters=window.count_distinct(counted.unit, counted.reporter),
        p=p,
        q=adjust_benjamini_hochberg(p, tested),
        lower=prior.bound(around, around_expected, 0.05),
        upper=prior.bound(around, around_expected, 0.95),
    )
    verdict = decide_verdicts(evidence, presence_class, footing, rules)
    ratio = prior.mean(decayed, decayed_expected)
    return Assessment(
        own=own,
        own_expected=expected,
        decayed=decayed,
        decayed_expected=decayed_expected,
        prior=prior,
        standing=ratio,
        ratio_around=ratio,
        ratio=ratio,
        ratio_low=prior.bound(decayed, decayed_expected, 0.05),
        ratio_high=prior.bound(decayed, decayed_expected, 0.95),
        evidence=evidence,
        footing=footing,
        presence_class=presence_class,
        verdict=verdict,
        confidence=decide_confidence(evidence, verdict, footing, rules),
    )


def _expected(setting: Setting, parameters: HotspotParameters) -> tuple[Floats, Floats]:
    """Expected observations by unit, and the same decayed as the counts are."""
    size, rules = setting.window.size, parameters.expected
    presence = setting.presence
    pieces = expected_by_piece(setting.observations, presence, setting.asked, rules)
    weight = decay_weight(presence.start_ms, setting.to_ms, rules.half_life_days)
    return (
        sum_by(presence.unit, pieces, size),
        sum_by(presence.unit, pieces * weight, size),
    )


def days_of(observations: Observations) -> Ints:
    """The local days counted from the first of them."""
    days: Ints = observations.day - observations.day.min(initial=1 << 40)
    return days


def footing_of(
    setting: Setting, window: UnitWindow, rows: Presence, rules: VerdictRules
) -> Footing:
    """What the presence lets a verdict stand on: of each row of the list by itself (`rows`), and by its window."""
    presence = setting.presence
    hours = rows.hours_by_unit(window.size)
    reporters = int(rows.reporter.max(initial=0)) + 1
    pair, at = np.unique(rows.unit * reporters + rows.reporter, return_inverse=True)
    by_reporter = sum_by(at, rows.hours, len(pair))
    most = np.zeros(window.size)
    np.maximum.at(most, pair // reporters, by_reporter)
    return Footing(
        hours=hours,
        recent_hours=window.sum(setting.recent_hours),
        reporters=window.count_distinct(presence.unit, presence.reporter),
        dominated=(hours > 0) & (most >= rules.dominated_share * hours),
        exposure_free=setting.exposure_free,
        missing=setting.missing,
    )
