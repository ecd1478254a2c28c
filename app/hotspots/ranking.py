"""The order of the list: rates pulled towards the town's in proportion to how little is known (empirical Bayes)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.hotspots.columns import Floats, Ints
from app.hotspots.distributions import gamma_quantile


@dataclass(frozen=True)
class GammaPoisson:
    """A Gamma prior for the units' ratios of observed to expected, fitted by moments (Marshall 1991).

    With `v <= 0` the units differ no more than chance makes them: every ratio is m, exactly.
    """

    m: float
    v: float
    a: float  # shape; infinite where v <= 0
    b: float  # rate; infinite where v <= 0

    def mean(self, observed: Floats, expected: Floats) -> Floats:
        """The posterior mean ratio, shape of the arguments; NaN where nothing is expected anywhere."""
        if self.v <= 0:
            return np.full(len(observed), self.m)
        return (self.a + observed) / (self.b + expected)

    def bound(self, observed: Floats, expected: Floats, probability: float) -> Floats:
        """The posterior's quantile, shape of the arguments."""
        if self.v <= 0:
            return np.full(len(observed), self.m)
        return gamma_quantile(self.a + observed, probability) / (self.b + expected)


def fit_gamma_poisson(observed: Floats, expected: Floats) -> GammaPoisson:
    """The prior that these units came from; units without anything expected say nothing about it.

    `m = sum Y / sum E`, `v = sum E (Y/E - m)^2 / sum E - m / mean(E)`, `a = m^2 / v`, `b = m / v`.
    """
    known = expected > 0
    y, e = observed[known].astype(float), expected[known]
    total = float(e.sum())
    if total <= 0 or y.sum() <= 0:
        return GammaPoisson(float("nan"), 0.0, np.inf, np.inf)
    m = float(y.sum()) / total
    v = float((e * (y / e - m) ** 2).sum()) / total - m / float(e.mean())
    if v <= 0:
        return GammaPoisson(m, v, np.inf, np.inf)
    return GammaPoisson(m, v, m * m / v, m / v)


def rank_order(ratio: Floats, observed: Ints, newest_ms: Ints, unit_id: Sequence[str]) -> Ints:
    """The units from worst to best: ratio, then count, then newest, then id; the same bytes each time."""
    by_id = np.empty(len(unit_id), np.int64)
    by_id[sorted(range(len(unit_id)), key=unit_id.__getitem__)] = np.arange(len(unit_id))
    return np.lexsort((by_id, -newest_ms, -observed, -np.nan_to_num(ratio, nan=-1.0)))
