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
