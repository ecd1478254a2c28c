"""What would have been seen if every unit were alike, for the time that was spent there.

`E_c = K * sum_{r,b} lambda_r * s_b * h[c,b,r]`: hours h in unit c, time block b and reporter r; `lambda_r` how readily
r writes, `s_b` how much there is to see in b, both relative to the town and shrunk towards it. Hours alone gave 46 %
false maps where reporters differ (CV 0.7); this gave 0.8 % (HOTSPOTS.md). `lambda_r` lives in memory only, inside here.
"""

from __future__ import annotations

import numpy as np

from app.hotspots.blocks import DAY_MS, TIME_BLOCKS, time_block_of
from app.hotspots.columns import Bools, Floats, Ints, count_by, sum_by
from app.hotspots.counts import Observations
from app.hotspots.parameters import ExpectedRules
from app.hotspots.presence import Presence


def relative_rate(observed: Ints, hours: Floats, prior: float) -> Floats:
    """`(n + prior) / (prior + H * lambda)`: 1 for a group that is as the town, or that is unknown.

    `lambda` is the rate of all groups together; `prior` is in observations.
    """
    total = float(hours.sum())
    overall = float(observed.sum()) / total if total > 0 else 0.0
    return (observed + prior) / (prior + hours * overall)


def standardise(seen: Ints, hours: Floats, rules: ExpectedRules) -> Floats:
    """`lambda_r * s_b`, shape `(reporters, 12)` like `seen` (observations) and `hours`.

    First both as HOTSPOTS.md has them, each on its own; then `alternations` times each given the other, with an hour
    weighing what the other says of it. Where some work nights and some places are visited at night, the two on their
    own count the night twice: 25 % false maps on squares, given each other 1 % (`tests/hotspots/test_gates.py`).
    """
    prior, by_reporter, by_block = rules.prior_observations, seen.sum(axis=1), seen.sum(axis=0)
    readiness = relative_rate(by_reporter, hours.sum(axis=1), prior)
    activity = relative_rate(by_block, hours.sum(axis=0), prior)
    for _ in range(rules.alternations):
        readiness = relative_rate(by_reporter, hours @ activity, prior)
        activity = relative_rate(by_block, readiness @ hours, prior)
    return np.outer(readiness, activity)


def expected_by_piece(
    observations: Observations, presence: Presence, asked: Bools, rules: ExpectedRules
) -> Floats:
    """Expected observations of each piece of presence; they sum to the observations asked for.

    `observations` are all that count in the period, in all categories; `asked` marks those that the list is about. A
    category with `alone_from` observations has its own `lambda_r` and `s_b`; the others take those of all categories
    together.
    """
    reporters = 1 + int(max(presence.reporter.max(initial=0), observations.reporter.max(initial=0)))
    shape, cells = (reporters, TIME_BLOCKS), reporters * TIME_BLOCKS
    cell = presence.reporter * TIME_BLOCKS + time_block_of(presence.slot)
    hours = sum_by(cell, presence.hours, cells).reshape(shape)
    seen_in = observations.reporter * TIME_BLOCKS + time_block_of(observations.slot)

    def factor(members: Bools, total: int) -> Floats:
        seen = count_by(seen_in[members], cells).reshape(shape)
        rate = standardise(seen, hours, rules)
        level = float((rate * hours).sum())
        return rate * (total / level if level > 0 else 0.0)

    sizes = np.bincount(observations.category)
    alone = np.flatnonzero(sizes >= rules.alone_from)
    pooled = asked & ~np.isin(observations.category, alone)
    combined = factor(np.ones(len(asked), bool), int(pooled.sum()))
    for category in alone.tolist():
        members = observations.category == category
        combined += factor(members, int((members & asked).sum()))
    expected: Floats = combined.ravel()[cell] * presence.hours
    return expected


def expected_equal(total: float, size: int) -> Floats:
    """The total spread equally over the units: all that can be expected where presence is unknown."""
    return np.full(size, total / size if size else 0.0)


def decay_weight(at_ms: Ints, to_ms: int, half_life_days: float) -> Floats:
    """What an instant weighs at the end of the period: 1 there, 1/2 a half-life earlier."""
    age_days = (to_ms - at_ms) / DAY_MS
    return np.asarray(np.exp2(-age_days / half_life_days), float)
