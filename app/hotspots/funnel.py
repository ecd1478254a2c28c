"""Funnel plot: each place's rate against the time spent there, with the limits that chance alone would keep to. Pure.

Spiegelhalter, D. J. (2005), "Funnel plots for comparing institutional performance", Statistics in Medicine 24,
1185-1202. The target is the rate of all places together; at h hours a count is Poisson with mean target * h, and its
exact 95 % and 99.8 % limits, divided by h, are the funnel.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from app.hotspots.columns import Floats
from app.hotspots.distributions import poisson_quantile
from app.hotspots.results import PlaceResult, is_rate_said

#: Probability between the inner limits, and between the outer ones (two and three standard errors, about).
INNER, OUTER = 0.95, 0.998
_CORNERS = 80


class Zone(StrEnum):
    """Where a place lies in the funnel."""

    FAR_ABOVE = "far_above"  # over the outer limit
    ABOVE = "above"
    WITHIN = "within"
    BELOW = "below"
    FAR_BELOW = "far_below"


@dataclass(frozen=True, slots=True)
class Limits:
    """Observations per patrol hour; the same shape as the hours they are for."""

    far_low: Floats
    low: Floats
    high: Floats
    far_high: Floats


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """A place in the funnel: rates and limits in observations per patrol hour."""

    place_id: str
    name: str
    rank: int
    observed: int
    hours: float
    rate: float
    far_low: float
    low: float
    high: float
    far_high: float
    zone: Zone


@dataclass(frozen=True, slots=True)
class Funnel:
    """The places with their limits, in the order of the list; of `without_hours` others no rate is said."""

    target: float  # observations per patrol hour of all places together
    points: tuple[FunnelPoint, ...]
    without_hours: int


def make_funnel(places: Iterable[PlaceResult]) -> Funnel | None:
    """The funnel of the places of which a rate is said; None where nothing was seen at them, or there are none."""
    given = list(places)
    known = [place for place in given if is_rate_said(place)]
    hours = np.array([place.presence_hours for place in known])
    observed = np.array([place.observed for place in known], float)
    if observed.sum() <= 0:
        return None
    target = float(observed.sum() / hours.sum())
    limits = limits_at(target, hours)
    points = [
        _point(place, *(float(bound[number]) for bound in _bounds(limits)))
        for number, place in enumerate(known)
    ]
    return Funnel(target, tuple(points), len(given) - len(known))


def limits_at(target: float, hours: ArrayLike) -> Limits:
    """The limits of a rate over this many hours (above 0), where chance alone moves it from `target` per hour."""
    h = np.asarray(hours, float)
    inner, outer = (1 - INNER) / 2, (1 - OUTER) / 2
    return Limits(
        *(poisson_quantile(p, target * h) / h for p in (outer, inner, 1 - inner, 1 - outer))
    )


def curve_hours(most_hours: float) -> Floats:
    """Hours at which the limits are drawn, rising to `most_hours`: closest where the funnel bends most."""
    steps: Floats = np.linspace(1 / _CORNERS, 1.0, _CORNERS)
    return most_hours * steps**2


def _bounds(limits: Limits) -> tuple[Floats, Floats, Floats, Floats]:
    return limits.far_low, limits.low, limits.high, limits.far_high


def _point(
    place: PlaceResult, far_low: float, low: float, high: float, far_high: float
) -> FunnelPoint:
    rate = place.observed / place.presence_hours
    return FunnelPoint(
        place_id=place.place_id,
        name=place.name,
        rank=place.rank,
        observed=place.observed,
        hours=place.presence_hours,
        rate=rate,
        far_low=far_low,
        low=low,
        high=high,
        far_high=far_high,
        zone=_zone(rate, far_low, low, high, far_high),
    )


def _zone(rate: float, far_low: float, low: float, high: float, far_high: float) -> Zone:
    if rate > high:
        return Zone.FAR_ABOVE if rate > far_high else Zone.ABOVE
    if rate < low:
        return Zone.FAR_BELOW if rate < far_low else Zone.BELOW
    return Zone.WITHIN
