"""Exact tails and quantiles, typed: the only door to scipy.special (scipy.stats costs 2.1 s to import)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from app.hotspots.columns import Floats


def poisson_upper_tail(observed: ArrayLike, mean: ArrayLike) -> Floats:
    """P(Pois(mean) >= observed), exactly; 1 where nothing was observed.

    The regularised lower incomplete gamma function P(observed, mean): Abramowitz & Stegun 26.4.21.
    """
    y, e = np.broadcast_arrays(np.asarray(observed, float), np.asarray(mean, float))
    return np.where(y > 0, special.gammainc(np.where(y > 0, y, 1.0), e), 1.0)


def gamma_quantile(shape: ArrayLike, probability: float) -> Floats:
    """The quantile of Gamma(shape, rate 1); 0 where the shape is 0."""
    a = np.asarray(shape, float)
    return np.where(a > 0, special.gammaincinv(np.where(a > 0, a, 1.0), probability), 0.0)


def beta_quantile(first: ArrayLike, second: ArrayLike, probability: float) -> Floats:
    """The quantile of Beta(first, second), both above 0."""
    return np.asarray(special.betaincinv(first, second, probability), float)


def normal_two_sided(z: ArrayLike) -> Floats:
    """P(|Z| >= |z|) for a standard normal Z."""
    return np.asarray(2.0 * special.ndtr(-np.abs(np.asarray(z, float))), float)


def poisson_quantile(probability: float, mean: ArrayLike) -> Floats:
    """The quantile of Pois(mean), made continuous between its steps; 0 where no count is rare enough, and for mean 0.

    Spiegelhalter (2005), appendix A.1.1: with r the smallest count for which F(r) >= probability, the quantile is
    r - (F(r) - probability) / (F(r) - F(r - 1)), so that limits run smoothly where the counts jump.
    """
    m = np.asarray(mean, float)
    positive = np.where(m > 0, m, 1.0)
    r = np.ceil(np.nan_to_num(special.pdtrik(probability, positive)).clip(min=0.0))
    # The inverse is of the continuous gamma function: a step up or down makes it the count's own.
    r = np.where(special.pdtr(r, positive) < probability, r + 1, r)
    r = np.where((r > 0) & (special.pdtr(r - 1, positive) >= probability), r - 1, r)
    here, below = special.pdtr(r, positive), np.where(r > 0, special.pdtr(r - 1, positive), 0.0)
    quantile = r - (here - probability) / (here - below)
    return np.where(m > 0, quantile.clip(min=0.0), 0.0)


def binomial_two_sided(count: ArrayLike, total: ArrayLike, share: ArrayLike) -> Floats:
    """Twice the smaller exact tail of Bin(total, share) at `count`, at most 1; 1 where the total is 0.

    The test whose acceptance region Clopper and Pearson (1934) turn into their interval.
    """
    k, n, p = np.broadcast_arrays(*(np.asarray(x, float) for x in (count, total, share)))
    below = np.where(k < n, special.betaincc(k + 1, np.maximum(n - k, 0.5), p), 1.0)
    above = np.where(k > 0, special.betainc(np.maximum(k, 0.5), n - k + 1, p), 1.0)
    return np.where(n > 0, np.minimum(2 * np.minimum(below, above), 1.0), 1.0)
