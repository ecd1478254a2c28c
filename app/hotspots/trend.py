"""Change of a rate against the period before, with exact intervals; monotone trend over many periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.hotspots.codes import Direction
from app.hotspots.columns import Bools, Floats, Words
from app.hotspots.distributions import (
    beta_quantile,
    binomial_two_sided,
    gamma_quantile,
    normal_two_sided,
)
from app.hotspots.parameters import VerdictRules
from app.hotspots.verdicts import adjust_benjamini_hochberg

LEAST_KNOWN_PERIODS = 8  # HOTSPOTS: Mann-Kendall with fewer says nothing


@dataclass(frozen=True)
class RateRatio:
    """Rate now through rate before, shape of the counts; NaN where it can't be known."""

    ratio: Floats  # infinite where there was nothing before
    low: Floats
    high: Floats


def garwood_interval(count: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """The exact interval of a Poisson mean (Garwood 1936): 0 -> [0, 3.689] at 95 %."""
    n = np.asarray(count, float)
    tail = (1 - level) / 2
    return gamma_quantile(n, tail), gamma_quantile(n + 1, 1 - tail)


def rate_ratio(
    now: ArrayLike,
    hours: ArrayLike,
    before: ArrayLike,
    hours_before: ArrayLike,
    level: float = 0.95,
) -> RateRatio:
    """The exact conditional rate ratio: Clopper-Pearson on now | now + before, with hours as exposure.

    NaN where a period has no hours. Przyborowski & Wilenski 1940; a score interval has no width at zero.
    """
    a, e, b, f = (np.asarray(x, float) for x in (now, hours, before, hours_before))
    known = (e > 0) & (f > 0)
    tail = (1 - level) / 2
    exposure = np.divide(f, e, out=np.full(np.broadcast(e, f).shape, np.nan), where=known)
    low = np.where(a > 0, _odds(beta_quantile(np.maximum(a, 0.5), b + 1, tail)), 0.0)
    high = np.where(b > 0, _odds(beta_quantile(a + 1, np.maximum(b, 0.5), 1 - tail)), np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = a / b
    return RateRatio(ratio * exposure, low * exposure, high * exposure)


@dataclass(frozen=True)
class Judged:
    """What is said of each unit's change, and by which chances; NaN where there was too little presence to ask."""

    enough: Bools
    p: Floats
    q: Floats
    direction: Words  # `Direction` codes


def judge_changes(
    now: ArrayLike,
    hours: ArrayLike,
    before: ArrayLike,
    hours_before: ArrayLike,
    rules: VerdictRules,
) -> Judged:
    """Which rates changed, of all these units asked at once: an arrow only where q is below `rules.false_discovery`.

    Given the total of both periods, what was seen now is binomial with the share of the hours that were spent now
    (Przyborowski & Wilenski 1940); q over the units with enough hours in both (Benjamini & Hochberg 1995). As q is
    never below p, an arrow's interval (`rate_ratio`, of the same test) always leaves out 1. Hours of a period that has
    none are `MISSING`, not zero.
    """
    a, e, b, f = (np.asarray(x, float) for x in (now, hours, before, hours_before))
    enough = (e >= rules.known_hours) & (f >= rules.known_hours)
    share = np.divide(e, e + f, out=np.full(len(e), 0.5), where=enough)
    p = np.where(enough, binomial_two_sided(a, a + b, share), np.nan)
    q = adjust_benjamini_hochberg(p, enough)
    certain = enough & (np.nan_to_num(q, nan=1.0) < rules.false_discovery)
    rises = a * f > b * e
    direction = np.select(
        [(e <= 0) | (f <= 0), certain & rises, certain],
        [Direction.MISSING, Direction.UP, Direction.DOWN],
        Direction.UNCLEAR,
    )
    return Judged(enough, p, q, direction)


@dataclass(frozen=True)
class MannKendall:
    """Kendall's S of a series against time; NaN where too few periods are known."""

    s: float
    z: float
    p: float


def mann_kendall(series: ArrayLike) -> MannKendall:
    """The Mann-Kendall test with ties and continuity correction; a period without presence is NaN and left out."""
    values = np.asarray(series, float)
    values = values[~np.isnan(values)]
    n = len(values)
    if n < LEAST_KNOWN_PERIODS:
        return MannKendall(float("nan"), float("nan"), float("nan"))
    s = float(np.sign(values[None, :] - values[:, None])[np.triu_indices(n, 1)].sum())
    ties = np.unique(values, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    z = (s - np.sign(s)) / np.sqrt(variance) if variance > 0 else 0.0
    return MannKendall(s, float(z), float(normal_two_sided(z)))


def _odds(probability: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return probability / (1 - probability)
