"""Maps with a known truth, drawn unit by unit: what the gates of HOTSPOTS.md are run on.

Pure and seeded. A map is 60 x 60 squares or a number of places, with hours by unit, time block and reporter, and
Poisson counts from true relative risks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from app.hotspots.assessment import Setting
from app.hotspots.blocks import DAY_MS, SLOTS
from app.hotspots.counts import Observations
from app.hotspots.presence import Presence
from app.hotspots.units import UnitWindow, place_window, square_window

DAYS = 90
TO_MS = 1_760_000_000_000
BLOCK_RISK = np.array([0.6, 0.3, 0.4, 0.8, 1.5, 2.4, 1.2, 0.3, 0.4, 1.0, 1.8, 3.0])


@dataclass(frozen=True)
class Truth:
    """How a map is drawn; the defaults are chance alone."""

    side: int = 60  # squares a side; with places > 0 instead that many places
    places: int = 0
    reporters: int = 8
    visits_a_unit: float = 6.0
    hours_a_visit: float = 0.5
    rate_per_hour: float = 0.35
    uneven_patrol: float = 0.0  # coefficient of variation of the visits
    uneven_reporters: float = 0.0  # coefficient of variation of readiness
    reporters_keep_hours: bool = False  # each works a few slots of the week
    reporters_keep_districts: bool = False
    units_keep_hours: bool = False  # each is visited at its own times of the week
    risk: dict[int, float] = field(default_factory=dict)
    visits_where_risky: int = 0  # so many there, sharing the usual hours; 0: as elsewhere

    @property
    def size(self) -> int:
        return self.places or self.side * self.side

    def window(self) -> UnitWindow:
        if self.places:
            return place_window(self.places)
        return square_window(*np.divmod(np.arange(self.size), self.side))

    def with_risk(self, units: list[int], times: float, **changes: float) -> Truth:
        return replace(self, risk=dict.fromkeys(units, times), **changes)


def gamma_around_one(rng: np.random.Generator, cv: float, size: int) -> np.ndarray:
    return rng.gamma(1 / cv**2, cv**2, size) if cv > 0 else np.ones(size)


def draw_map(truth: Truth, seed: int) -> Setting:
    """One map, everything asked for, presence of the last 90 days."""
    rng = np.random.default_rng(seed)
    visits = rng.poisson(
        truth.visits_a_unit * gamma_around_one(rng, truth.uneven_patrol, truth.size)
    )
    hours_a_visit = np.full(truth.size, truth.hours_a_visit)
    if truth.visits_where_risky:
        usual = truth.visits_a_unit * truth.hours_a_visit
        visits[list(truth.risk)] = truth.visits_where_risky
        hours_a_visit[list(truth.risk)] = usual / truth.visits_where_risky
    unit = np.repeat(np.arange(truth.size), visits)
    n = len(unit)
    day = rng.integers(0, DAYS, n)
    slot = rng.integers(0, SLOTS, n)
    if truth.units_keep_hours:
        slot = (unit * SLOTS // truth.size + rng.integers(0, 12, n)) % SLOTS
    reporter = rng.integers(0, truth.reporters, n)
    if truth.reporters_keep_hours:
        reporter = (slot * truth.reporters // SLOTS + rng.integers(0, 2, n)) % truth.reporters
    if truth.reporters_keep_districts:
        reporter = (unit * truth.reporters // truth.size + rng.integers(0, 2, n)) % truth.reporters
    readiness = gamma_around_one(rng, truth.uneven_reporters, truth.reporters)
    block = np.where(slot // 6 >= 5, 6, 0) + slot % 6
    risk = np.ones(truth.size)
    for hot, times in truth.risk.items():
        risk[hot] = times
    hours = rng.gamma(4, hours_a_visit[unit] / 4, n)
    mean = hours * truth.rate_per_hour * risk[unit] * readiness[reporter] * BLOCK_RISK[block]
    seen = np.repeat(np.arange(n), rng.poisson(mean / BLOCK_RISK.mean()))
    start = TO_MS - (DAYS - day) * DAY_MS
    presence = Presence(unit, start, start + 1, slot, reporter, hours)
    one = np.ones(len(seen), np.int64)
    observations = Observations(
        unit[seen], start[seen], slot[seen], day[seen], reporter[seen], one * 0, one, one * 0
    )
    return Setting(
        observations=observations,
        asked=np.ones(len(seen), bool),
        presence=presence,
        recent_hours=presence.hours_by_unit(truth.size),
        window=truth.window(),
        to_ms=TO_MS,
    )
