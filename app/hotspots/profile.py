"""When it happens: a place's week by weekday and four-hour block, pulled towards the town's.

Arrays have shape `(size, 42)`, slots as in `blocks`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.hotspots.blocks import SLOTS
from app.hotspots.columns import Bools, Floats, Ints, count_by, sum_by
from app.hotspots.counts import Observations
from app.hotspots.expected import relative_rate
from app.hotspots.parameters import ProfileRules
from app.hotspots.presence import Presence


@dataclass(frozen=True)
class Profiles:
    """The weeks of all units."""

    observed: Ints
    hours: Floats
    share: Floats  # of the unit's observations at the hours it was visited; rows sum to 1
    rate_per_hour: Floats  # shrunk
    is_known: Bools  # enough hours to show; else grey


def shrink_share(observed: Ints, town_share: Floats, prior: float) -> Floats:
    """`p_h = (n_h + prior * P_h) / (n + prior)`, along the last axis; sums to 1 where P does."""
    n = observed.sum(axis=-1, keepdims=True)
    shrunk: Floats = (observed + prior * town_share) / (n + prior)
    return shrunk


def profile_units(
    observations: Observations, presence: Presence, ratio: Floats, rules: ProfileRules
) -> Profiles:
    """Each unit's week.

    The town's share is taken at the hours that the unit was visited (`P_h` in proportion to the town's rate in the slot
    times the unit's hours in it), else a place that is only visited on Fridays would look like a Friday place. The rate
    is the town's in the slot, times the unit's ratio, times how its share departs from the town's there.
    """
    size = len(ratio)
    cells = size * SLOTS
    observed = count_by(observations.unit * SLOTS + observations.slot, cells).reshape(size, SLOTS)
    hours = sum_by(presence.unit * SLOTS + presence.slot, presence.hours, cells)
    hours = hours.reshape(size, SLOTS)
    total_hours = float(hours.sum())
    town_rate = relative_rate(observed.sum(axis=0), hours.sum(axis=0), rules.town_observations)
    town_rate *= observed.sum() / total_hours if total_hours > 0 else 0.0
    at_hours = town_rate * hours
    total = at_hours.sum(axis=1, keepdims=True)
    town_share = np.divide(at_hours, total, out=np.full_like(hours, 1 / SLOTS), where=total > 0)
    share = shrink_share(observed, town_share, rules.prior_observations)
    departs = np.divide(share, town_share, out=np.ones_like(share), where=town_share > 0)
    level = np.nan_to_num(ratio, nan=1.0)[:, None]
    return Profiles(observed, hours, share, town_rate * level * departs, hours >= rules.grey_hours)
