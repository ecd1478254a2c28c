"""From counts to words: an exact test, presence class, verdict and confidence for every unit at once.

All arrays have shape `(size,)`; `observed` and `expected` are those of the unit's window (a place: the place itself).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.hotspots.codes import Confidence, PresenceClass, Verdict
from app.hotspots.columns import Bools, Floats, Ints, Words
from app.hotspots.parameters import VerdictRules


@dataclass(frozen=True)
class Evidence:
    """What a verdict is made from."""

    observed: Ints
    expected: Floats
    own: Ints  # observations of the unit itself
    days: Ints  # distinct local days with an observation
    reporters: Ints  # distinct reporters of the observations
    p: Floats
    q: Floats  # NaN where not tested
    lower: Floats  # 5 % bound of the ratio
    upper: Floats  # 95 % bound


@dataclass(frozen=True)
class Footing:
    """What a verdict stands on: the presence behind it."""

    hours: Floats  # of the unit itself, in the period
    recent_hours: Floats  # of the window, in the 90 days to the period's end
    reporters: Ints  # distinct people who were present
    dominated: Bools  # nearly all hours from one reporter
    exposure_free: bool = False  # nothing is known of presence anywhere
    missing: bool = False  # too many observations or patrols without presence


def adjust_benjamini_hochberg(p: Floats, tested: Bools) -> Floats:
    """q-values over the tested units, NaN elsewhere (Benjamini & Hochberg 1995)."""
    q = np.full(len(p), np.nan)
    at = np.flatnonzero(tested)
    order = at[np.argsort(p[at], kind="stable")]
    stepped = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum.accumulate(stepped[::-1])[::-1].clip(max=1.0)
    return q


def classify_presence(expected: Floats, footing: Footing, rules: VerdictRules) -> Words:
    """`PresenceClass` codes. Unknown is never quiet, and a unit nobody stood in is unknown."""
    unknown = footing.recent_hours < rules.known_hours
    unknown |= (footing.hours <= 0) | (expected < rules.thin_expected)
    thin = expected < rules.known_expected
    return np.select(
        [unknown, thin], [PresenceClass.UNKNOWN, PresenceClass.THIN], PresenceClass.KNOWN
    )


def meets_clear(evidence: Evidence, rules: VerdictRules) -> dict[str, Bools]:
    """Each condition of a clear hotspot by name, as the page "why is it here" lists them."""
    return {
        "beyond_chance": evidence.q < rules.false_discovery,
        "enough_observed": evidence.observed >= rules.clear_observed,
        "at_least_double": evidence.observed >= rules.clear_ratio * evidence.expected,
        "enough_own": evidence.own >= rules.clear_own,
        "enough_days": evidence.days >= rules.clear_days,
    }


def decide_verdicts(
    evidence: Evidence, presence: Words, footing: Footing, rules: VerdictRules
) -> Words:
    """`Verdict` codes.

    Where presence is unknown everywhere (imports alone), a cluster is possible at most, and all else is too little to
    say: nothing is quiet or as expected where nobody was.
    """
    unknown = presence == PresenceClass.UNKNOWN
    known_nowhere = np.full(unknown.shape, footing.exposure_free)
    clear = np.logical_and.reduce(list(meets_clear(evidence, rules).values()))
    clear &= not footing.exposure_free
    possible = evidence.q < rules.false_discovery
    possible |= (evidence.p < rules.possible_p) & (evidence.observed >= rules.possible_observed)
    quiet = (evidence.upper <= rules.quiet_upper) & (evidence.expected >= rules.known_expected)
    quiet &= not footing.exposure_free
    return np.select(
        [unknown & ~known_nowhere, clear, possible, unknown, quiet],
        [
            Verdict.TOO_LITTLE_PRESENCE,
            Verdict.CLEAR_HOTSPOT,
            Verdict.POSSIBLE,
            Verdict.TOO_LITTLE_PRESENCE,
            Verdict.QUIET,
        ],
        Verdict.AS_EXPECTED,
    )


def decide_confidence(
    evidence: Evidence, verdict: Words, footing: Footing, rules: VerdictRules
) -> Words:
    """`Confidence` codes: reporters lower it and never veto a verdict.

    What was seen is vouched for by those who wrote; that nothing much was, by those who were there. Too much missing
    presence takes one step away.
    """
    hot = np.isin(verdict, [Verdict.CLEAR_HOTSPOT, Verdict.POSSIBLE])
    vouching = np.where(hot, evidence.reporters, np.maximum(evidence.reporters, footing.reporters))
    low = (vouching < rules.enough_reporters) | footing.dominated
    low |= np.isin(verdict, [Verdict.POSSIBLE, Verdict.TOO_LITTLE_PRESENCE])
    high = (evidence.lower >= rules.high_lower) & (evidence.observed >= rules.high_observed)
    high &= evidence.expected >= rules.known_expected
    if footing.missing:
        low, high = low | ~high, np.zeros_like(high)
    low |= footing.exposure_free
    return np.select([low, high], [Confidence.LOW, Confidence.HIGH], Confidence.MEDIUM)
