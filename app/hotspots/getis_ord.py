"""Gi*, the statistic that hotspot maps elsewhere are made with: for comparison only, no verdict stands on it.

It compares counts with counts and knows nothing of the time that was spent: where patrols walk more it finds more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.hotspots.columns import Floats
from app.hotspots.distributions import normal_two_sided
from app.hotspots.units import UnitWindow
from app.hotspots.verdicts import adjust_benjamini_hochberg


@dataclass(frozen=True)
class GiStar:
    """By unit, shape `(size,)`: the sum over the window, its z, two-sided p and q (Benjamini-Hochberg)."""

    around: Floats
    z: Floats
    p: Floats
    q: Floats


def gi_star(counts: ArrayLike, window: UnitWindow) -> GiStar:
    """Gi* of each unit with binary weights, the unit itself included (Ord & Getis 1995, eq. 5).

    `z_i = (sum_j w_ij x_j - k_i X) / (S sqrt((n k_i - k_i^2) / (n - 1)))` with k_i units in the window, X the mean and
    S the standard deviation (over n) of all counts. z is 0 and p is 1 where all counts are equal or the window is the
    whole map: there is nothing to compare.
    """
    x = np.asarray(counts, float)
    n = len(x)
    around, k = window.sum(x), window.sum(np.ones(n))
    mean, deviation = (x.mean(), x.std()) if n else (0.0, 0.0)
    spread = deviation * np.sqrt(np.maximum(n * k - k * k, 0) / max(n - 1, 1))
    comparable = spread > 0
    z = np.zeros(n)
    z[comparable] = (around - k * mean)[comparable] / spread[comparable]
    p = normal_two_sided(z)
    return GiStar(around, z, p, adjust_benjamini_hochberg(p, np.ones(n, bool)))
