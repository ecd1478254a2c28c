"""Does the method cry wolf here? The organisation's own observations, dealt out anew as if no place were worse.

Each observation keeps its time and who wrote it; its place is drawn again among the hours that this person was present
in such a time block, each hour as likely as another. On such maps no place is truly worse, however patrols walk: what
is called a clear hotspot on them is a false alarm. A permutation test (Fisher 1935), conditional on presence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from app.hotspots.assessment import Setting, assess_units
from app.hotspots.blocks import TIME_BLOCKS, time_block_of
from app.hotspots.codes import Verdict
from app.hotspots.columns import Bools, Floats, Ints
from app.hotspots.distributions import beta_quantile
from app.hotspots.parameters import HotspotParameters

LEVELS = (0.05, 0.01)
#: What HOTSPOTS.md lets the method claim on maps where nothing is worse.
MOST_FALSE_MAPS = 0.08


@dataclass(frozen=True)
class Calibration:
    """What came out on the maps that were dealt."""

    maps: int
    observed: int
    tested: int  # places with a p, over all maps
    false_maps: int  # maps with at least one clear hotspot
    low: float  # 95 % interval of the share of false maps (Clopper-Pearson)
    high: float
    below: tuple[tuple[float, float], ...]  # (level, share of the places with p below it)

    @property
    def share(self) -> float:
        """The share of false maps."""
        return self.false_maps / self.maps

    @property
    def is_too_many(self) -> bool:
        """More than the method may claim, beyond the chance of few maps."""
        return self.low > MOST_FALSE_MAPS


def calibrate(
    setting: Setting,
    parameters: HotspotParameters,
    maps: int,
    seed: int,
    tell: Callable[[], None] = lambda: None,
) -> Calibration | None:
    """Figures over `maps` maps; the same seed gives the same. None where no observation could be dealt out.

    `tell` is called after each map.
    """
    dealer = Dealer(setting)
    if not len(setting.presence.unit) or not len(setting.observations.unit):
        return None
    random = np.random.default_rng(seed)
    false_maps, p_values = 0, []
    for _ in range(maps):
        found = assess_units(dealer.deal(random), parameters)
        false_maps += bool((found.verdict == Verdict.CLEAR_HOTSPOT).any())
        tested = ~np.isnan(found.evidence.q)
        p_values.append(found.evidence.p[tested])
        tell()
    p = np.concatenate(p_values)
    low, high = clopper_pearson(false_maps, maps)
    return Calibration(
        maps=maps,
        observed=int(setting.asked.sum()),
        tested=len(p),
        false_maps=false_maps,
        low=low,
        high=high,
        below=tuple((level, float((p < level).mean()) if len(p) else 0.0) for level in LEVELS),
    )


class Dealer:
    """Deals the observations of a setting out over its presence."""

    def __init__(self, setting: Setting) -> None:
        presence, seen = setting.presence, setting.observations
        self._setting = setting
        block, reporter = time_block_of(presence.slot), presence.reporter
        seen_block = time_block_of(seen.slot)
        own = _Pool(reporter * TIME_BLOCKS + block, presence.hours)
        anybody = _Pool(block, presence.hours)
        anytime = _Pool(np.zeros(len(block), np.int64), presence.hours)
        # Who wrote at a time when they were nowhere is dealt to where anybody was then, else to where anybody ever was.
        self._pools = ((own, seen.reporter * TIME_BLOCKS + seen_block), (anybody, seen_block))
        self._last = (anytime, np.zeros(len(seen_block), np.int64))

    def deal(self, random: np.random.Generator) -> Setting:
        """The setting with each observation at a place drawn by hours."""
        drawn = random.random(len(self._setting.observations.unit))
        pool, key = self._last
        piece = pool.draw(key, drawn)
        for pool, key in reversed(self._pools):
            piece = np.where(pool.has(key), pool.draw(key, drawn), piece)
        unit = self._setting.presence.unit[piece]
        return replace(self._setting, observations=replace(self._setting.observations, unit=unit))


class _Pool:
    """Pieces of presence by key, drawn with probabilities in proportion to their hours."""

    def __init__(self, key: Ints, hours: Floats) -> None:
        self._order = np.argsort(key, kind="stable")
        self._keys, start = np.unique(key[self._order], return_index=True)
        self._total = np.concatenate([[0.0], np.cumsum(hours[self._order])])
        self._start, self._end = start, np.append(start[1:], len(key))

    def has(self, key: Ints) -> Bools:
        at = np.clip(np.searchsorted(self._keys, key), 0, max(len(self._keys) - 1, 0))
        found = self._keys[at] == key
        return np.asarray(found & (self._total[self._end[at]] > self._total[self._start[at]]))

    def draw(self, key: Ints, drawn: Floats) -> Ints:
        """A piece for each key, by numbers in [0, 1); any piece where the key has none."""
        at = np.clip(np.searchsorted(self._keys, key), 0, max(len(self._keys) - 1, 0))
        low, high = self._total[self._start[at]], self._total[self._end[at]]
        place = np.searchsorted(self._total, low + drawn * (high - low), side="right") - 1
        return np.asarray(self._order[np.clip(place, self._start[at], self._end[at] - 1)])


def clopper_pearson(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share (Clopper & Pearson 1934)."""
    tail = (1 - level) / 2
    low = float(beta_quantile(successes, trials - successes + 1, tail)) if successes else 0.0
    is_all = successes == trials
    high = 1.0 if is_all else float(beta_quantile(successes + 1, trials - successes, 1 - tail))
    return low, high
