"""How sure a figure is that is summed over periods: drawn again and again, whole periods at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.hotspots.columns import Floats, Ints

LEVEL = 0.95


class Estimate(NamedTuple):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


class Resamples:
    """Periods drawn with replacement, as many as there are, `draws` times over; the same seed draws the same.

    One object serves all figures of a report, so that two of them are compared on the same draws.
    """

    def __init__(self, periods: int, draws: int, seed: int) -> None:
        self._drawn: Ints = np.random.default_rng(seed).integers(0, periods, (draws, periods))

    def ratio(self, above: Floats, below: Floats) -> Floats:
        """`sum(above) / sum(below)` over the periods (first), and over each draw; NaN where there is nothing below."""
        top, bottom = (
            np.concatenate([[values.sum()], values[self._drawn].sum(axis=1)])
            for values in (above, below)
        )
        found: Floats = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
        return found


def estimate_from(figures: Floats) -> Estimate | None:
    """The first figure, with the percentile interval of the others (Efron 1979); None where it has no value."""
    value, drawn = figures[0], figures[1:][~np.isnan(figures[1:])]
    if np.isnan(value) or not len(drawn):
        return None
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, (tail, 1 - tail))
    return Estimate(float(value), float(low), float(high))
