"""Squares as others may see them: of 200 m, no small numbers, and nothing that the published places would uncover.

Squares and places overlap, so a square less the places in it could be a small number. Therefore what was seen is
divided into parts by square *and* place: a square is shown only where every part of it is enough by itself, and none
of its places is hidden. Whatever is added or subtracted then, what comes out is nothing or enough. A square that is
not shown is not named either: that it is there would tell where somebody was. No verdicts, since those know the
squares around; no total.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from app.hotspots.columns import Bools, Floats, Ints, count_by
from app.hotspots.counts import Observations
from app.hotspots.grid import Grid
from app.hotspots.history import gather_history
from app.hotspots.inputs import HotspotInputs
from app.hotspots.parameters import HotspotParameters
from app.hotspots.publishing import PublishedList, PublishedPlace, PublishingRules
from app.hotspots.results import why_no_rate
from app.hotspots.square_names import find_near, say_where
from app.hotspots.squares import Square

#: HOTSPOTS.md, "Publishing": squares of 200 m and more.
FINEST_M = 200


def publish_squares(
    inputs: HotspotInputs,
    place: Ints,
    hidden_places: Collection[int],
    parameters: HotspotParameters,
    rules: PublishingRules,
) -> PublishedList:
    """The squares that may be shown, by what was seen for each hour there.

    `inputs` are by square of at least 200 m, unfiltered, for a window that may be published; `place` is the place of
    each row of its observations (-1: none), `hidden_places` those that the published list of places hides.
    """
    grid, question = inputs.grid, inputs.question
    if grid is None or grid.size_m < FINEST_M:
        raise ValueError(f"squares under {FINEST_M} m are not published")
    history = gather_history(inputs, parameters)
    seen = history.observations.where(history.observations.at_ms >= question.from_ms)
    hours = history.presence.where(history.presence.start_ms >= question.from_ms)
    stays = history.stays.where(history.stays.start_ms >= question.from_ms)
    size = len(grid.ix)
    shown = np.flatnonzero(is_shown(seen, place[seen.row], hidden_places, size, rules))
    squares = _describe(
        grid, shown, seen.by_unit(size), count_by(stays.unit, size), hours.hours_by_unit(size)
    )
    return PublishedList(question.from_ms, question.to_ms, squares, None)


def is_shown(
    seen: Observations,
    place: Ints,
    hidden_places: Collection[int],
    size: int,
    rules: PublishingRules,
) -> Bools:
    """Which squares are shown, shape `(size,)`; `place` is that of each observation."""
    parts, part = np.unique(
        np.stack([seen.unit, place], axis=1).reshape(-1, 2), axis=0, return_inverse=True
    )
    count = len(parts)
    enough = count_by(part.ravel(), count) >= rules.least_observed
    enough &= _distinct(part.ravel(), seen.day, count) >= rules.least_days
    enough &= _distinct(part.ravel(), seen.reporter, count) >= rules.least_reporters
    named = parts[:, 1] >= 0
    closed = np.union1d(parts[~enough & named, 1], np.array(sorted(hidden_places), np.int64))
    hide = ~enough | np.isin(parts[:, 1], closed)
    shown = np.zeros(size, bool)
    shown[parts[:, 0]] = True
    shown[parts[hide, 0]] = False
    return shown


def _distinct(group: Ints, key: Ints, size: int) -> Ints:
    pairs = np.unique(np.stack([group, key], axis=1).reshape(-1, 2), axis=0)
    return count_by(pairs[:, 0], size)


def _describe(
    grid: Grid, shown: Ints, observed: Ints, visits: Ints, hours: Floats
) -> tuple[PublishedPlace, ...]:
    near = find_near(grid, shown)
    found = []
    for unit, mark in zip(shown.tolist(), near, strict=True):
        square = Square(grid.size_m, int(grid.ix[unit]), int(grid.iy[unit]))
        spent = float(hours[unit])
        found.append(
            PublishedPlace(
                square.id,
                say_where((square,), mark),
                False,
                int(observed[unit]),
                int(visits[unit]),
                spent,
                int(observed[unit]) / spent if why_no_rate(spent) is None else None,
                None,
                square,
                mark,
                not bool(grid.inside_place[unit]),
            )
        )
    found.sort(
        key=lambda each: (-(each.rate_per_hour or 0.0), -(each.observed or 0), each.place_id)
    )
    return tuple(found)
