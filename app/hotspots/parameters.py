"""The numbers of the method, each with its source; the defaults are those of HOTSPOTS.md."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE_MS = 60_000


@dataclass(frozen=True)
class PresenceRules:
    """How visits become time."""

    open_visit_ms: int = 15 * MINUTE_MS  # HOTSPOTS: at most 15 minutes where the end is not known
    longest_visit_ms: int = 12 * 60 * MINUTE_MS  # no pass is longer: the check-out was forgotten
    unvisited_ms: int = MINUTE_MS  # HOTSPOTS: 60 s for an observation without presence
    near_visit_ms: int = 15 * MINUTE_MS  # an entry this close to a visit is of that visit
    together_share: float = 0.5  # ADR 0007: of the shorter one's known time, in the same places
    most_at_once: int = 64  # bounds the comparing: no town has this many patrols on foot at once


@dataclass(frozen=True)
class CountRules:
    """Which observations count, and which are one."""

    worst_accuracy_m: float = 100.0
    merge_ms: int = 30 * MINUTE_MS
    merge_distance_m: float = 50.0


@dataclass(frozen=True)
class ExpectedRules:
    """How readiness to write and time of day enter the expected counts."""

    prior_observations: float = 20.0  # weight of "as everybody" in lambda_r and s_b
    alternations: int = 5  # rounds of lambda_r given s_b and back; 0: each on its own
    alone_from: int = 100  # a category with this many observations has its own lambda_r and s_b
    half_life_days: float = 365.0  # decay in the ranking; 1-year count 12.8 %, decayed 13.8 %


@dataclass(frozen=True)
class VerdictRules:
    """Where a verdict, a presence class and a confidence begin."""

    false_discovery: float = 0.05
    clear_observed: int = 5
    clear_ratio: float = 2.0
    clear_own: int = 2
    clear_days: int = 3
    possible_p: float = 0.01
    possible_observed: int = 3
    quiet_upper: float = 0.5
    known_expected: float = 2.3  # P(Pois(2.3) = 0) = 0.10: less can't tell quiet from luck
    thin_expected: float = 0.3
    known_hours: float = 1.0
    presence_days: int = 90
    high_lower: float = 1.5
    high_observed: int = 10
    enough_reporters: int = 2
    dominated_share: float = 0.9
    missing_share: float = 0.3
    check_feed_share: float = 0.05
    check_feed_units: int = 100  # below this one unit is already 1 % of the map


@dataclass(frozen=True)
class ProfileRules:
    """How a place's week is shrunk, and where it is grey."""

    prior_observations: float = 100.0
    town_observations: float = 1.0  # for the town's own week: enough for a slot nobody has walked
    grey_hours: float = 2.0


@dataclass(frozen=True)
class HotspotParameters:
    """Everything that the method can be set to; a result names the parameters that made it."""

    presence: PresenceRules = PresenceRules()
    counts: CountRules = CountRules()
    expected: ExpectedRules = ExpectedRules()
    verdicts: VerdictRules = VerdictRules()
    profile: ProfileRules = ProfileRules()
    interval_level: float = 0.95  # Garwood and Clopper-Pearson; the ratio's bounds are 5 % and 95 %
