"""The measures of the gates (HOTSPOTS.md, "Gates"), for the method and for what others make hotspot maps with.

A *judge* says of every unit of a drawn map whether it is possible and whether it is clear. The method is one; so are
counts, raw rates and Gi*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

import numpy as np

from app.hotspots.assessment import Setting, assess_units
from app.hotspots.codes import Verdict
from app.hotspots.columns import Bools, Floats
from app.hotspots.distributions import poisson_upper_tail
from app.hotspots.getis_ord import gi_star
from app.hotspots.parameters import HotspotParameters
from app.hotspots.verdicts import adjust_benjamini_hochberg
from tests.hotspots.simulated_maps import Truth, draw_map

#: (at least possible, clear), each of shape `(size,)`
Judge: TypeAlias = Callable[[Setting], tuple[Bools, Bools]]

PLACES = Truth(places=40, visits_a_unit=60)
SQUARES = Truth()
INNOCENT = {
    "chance": {},
    "uneven patrol": {"uneven_patrol": 1.5},
    "uneven reporters": {"uneven_reporters": 0.7},
    "uneven reporters with their own hours and places visited at theirs": {
        "uneven_reporters": 0.7,
        "reporters_keep_hours": True,
        "units_keep_hours": True,
    },
}
MOST_FALSE_MAPS, LEAST_PLANTED, LEAST_FOUND, MOST_FALSE_DISCOVERIES = 0.08, 0.95, 0.85, 0.03
EVERY_DAY, IN_FULL = range(40), range(200)
_SIDE = SQUARES.side
_DEFAULTS = HotspotParameters()
_RULES = _DEFAULTS.verdicts


def verdicts_by(parameters: HotspotParameters) -> Judge:
    """The product's own method, with these parameters."""

    def judge(setting: Setting) -> tuple[Bools, Bools]:
        verdict = assess_units(setting, parameters).verdict
        clear = verdict == Verdict.CLEAR_HOTSPOT
        return clear | (verdict == Verdict.POSSIBLE), clear

    return judge


THE_METHOD = verdicts_by(_DEFAULTS)


def by_counts(setting: Setting) -> tuple[Bools, Bools]:
    """More than the map's mean: the exact test that asks nothing of presence."""
    own = setting.observations.by_unit(setting.window.size)
    return _tested(own, np.full(len(own), own.mean()))


def by_raw_rate(setting: Setting) -> tuple[Bools, Bools]:
    """More for each hour than the map's: neither time of day nor who was there enters."""
    own = setting.observations.by_unit(setting.window.size)
    hours = setting.presence.hours_by_unit(setting.window.size)
    return _tested(own, hours * own.sum() / max(hours.sum(), 1e-9))


def by_gi_star(setting: Setting) -> tuple[Bools, Bools]:
    """Gi* of the counts, false discoveries controlled as elsewhere."""
    statistic = gi_star(setting.observations.by_unit(setting.window.size), setting.window)
    hot = (statistic.q < _RULES.false_discovery) & (statistic.z > 0)
    return hot, hot


def _tested(own: Floats, expected: Floats) -> tuple[Bools, Bools]:
    p = poisson_upper_tail(own, expected)
    hot = adjust_benjamini_hochberg(p, np.ones(len(own), bool)) < _RULES.false_discovery
    return hot, hot & (own >= _RULES.clear_observed)


def false_maps(truth: Truth, seeds: Iterable[int], judge: Judge = THE_METHOD) -> float:
    """The share of maps without any hot unit that show a clear one."""
    return float(np.mean([judge(draw_map(truth, seed))[1].any() for seed in seeds]))


def found_and_false(
    truth: Truth, seeds: Iterable[int], judge: Judge = THE_METHOD
) -> tuple[float, float]:
    """The share of hot units that are called clear, and the share of those called so that are not hot."""
    true, called, right = 0, 0, 0
    hot = list(truth.risk)
    for seed in seeds:
        clear = judge(draw_map(truth, seed))[1]
        true, called, right = true + len(hot), called + clear.sum(), right + clear[hot].sum()
    return right / true, 1 - right / max(called, 1)


def planted(seeds: Iterable[int], judge: Judge = THE_METHOD) -> tuple[float, float]:
    """The share of maps in which a sixfold 2 x 2, one observation expected in each square, is flagged, and is clear.

    Even where every square expects exactly one, the best that q < .05 can do for *clear* is 91 % (computed for 400 maps
    from Poisson counts alone): the page's 95 % can only be of what is at least *possible*.
    """
    block = _block(30, 30)
    truth = SQUARES.with_risk(block, 6, visits_where_risky=24)
    found = [judge(draw_map(truth, seed)) for seed in seeds]
    flagged = [possible[block].any() for possible, _ in found]
    return float(np.mean(flagged)), float(np.mean([clear[block].any() for _, clear in found]))


def found_blocks(seeds: Iterable[int], judge: Judge = THE_METHOD) -> tuple[float, float]:
    """As `found_and_false`, eightfold 2 x 2 squares at one observation an hour; their rim is no mistake."""
    hot = [unit for x in range(5, 60, 20) for y in range(5, 60, 20) for unit in _block(x, y)]
    truth = SQUARES.with_risk(hot, 8, visits_where_risky=24, rate_per_hour=1.0)
    rims = {unit + dx * _SIDE + dy for unit in hot for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    found, called, false = [], 0, 0
    for seed in seeds:
        clear = judge(draw_map(truth, seed))[1]
        found.append(clear[hot].mean())
        called += int(clear.sum())
        false += len(set(np.flatnonzero(clear).tolist()) - rims)
    return float(np.mean(found)), false / max(called, 1)


def _block(x: int, y: int) -> list[int]:
    """The four units of the 2 x 2 squares whose first is here."""
    return [(x + dx) * _SIDE + y + dy for dx in (0, 1) for dy in (0, 1)]
