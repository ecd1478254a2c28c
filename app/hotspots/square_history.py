"""All that was seen and walked, by square of 100 m: what a backtest ranks. Pure.

Presence is that of visits. Time at a place is spread evenly over the squares whose middle lies in its outline or radius
(at least the one of its middle), and what was seen there is in the nearest of them: a place that was named is believed.
Everything else is in the square of its position. Only squares whose middle lies in the area's outline are units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import shapely
from shapely import Polygon

from app.core.geometry import CELL_M, project
from app.hotspots.assessment import Setting
from app.hotspots.codes import Basis
from app.hotspots.columns import NO_END, Bools, Floats, Ints, instants
from app.hotspots.history import gather_history
from app.hotspots.inputs import HotspotInputs, Places, Question, ReportRows, VisitRows
from app.hotspots.keys import as_keys
from app.hotspots.parameters import HotspotParameters
from app.hotspots.rows import Disorder, Rows, make_inputs
from app.hotspots.siting import Ground, Spot, place_positions
from app.hotspots.units import find_squares, square_window


class Squares(NamedTuple):
    """Squares by their column and row of hundreds of metres; -1 in both where a position has none."""

    ix: Ints
    iy: Ints


def square_setting(
    ground: Ground, rows: Rows, question: Question, parameters: HotspotParameters
) -> tuple[Setting, int]:
    """Everything since the question's period began, as one setting; and how many squares the area has.

    An area without an outline has the squares where anything ever was.
    """
    inputs, spots = make_inputs(ground, rows, question)
    outline = _polygon(ground.outline, ground.epsg) if ground.outline else None
    of_spots = [_squares_of(spot, ground.epsg) for spot in spots]
    seen = _square_of(inputs.observations.easting_m, inputs.observations.northing_m)
    seen = _believe_places(seen, np.asarray(inputs.observations.place, np.int64), of_spots)
    reported, reports = _reports(ground, rows)
    visited, visits = _spread_visits(ground, rows, inputs, of_spots, parameters)
    units = _units([seen, reported, visited], outline)
    size = len(units.ix)

    def unit_of(squares: Squares) -> Ints:
        return find_squares(units.ix, units.iy, squares.ix, squares.iy)

    ids = [
        f"r{CELL_M}-{ix}-{iy}" for ix, iy in zip(units.ix.tolist(), units.iy.tolist(), strict=True)
    ]
    by_square = HotspotInputs(
        question=question,
        places=Places(ids, ids),
        visits=replace(visits, place=unit_of(visited)),
        observations=replace(inputs.observations, place=unit_of(seen)),
        reports=replace(reports, place=unit_of(reported)),
    )
    history = gather_history(by_square, parameters)
    basis = history.reports if history.basis is Basis.REPORTS_ALONE else history.observations
    setting = Setting(
        observations=basis,
        asked=np.ones(len(basis.unit), bool),
        presence=history.presence,
        recent_hours=np.zeros(size),
        window=square_window(units.ix, units.iy),
        to_ms=question.to_ms,
        exposure_free=history.basis is not Basis.PRESENCE,
    )
    area_units = size if outline is None else max(size, round(outline.area / CELL_M**2))
    return setting, area_units


def _believe_places(seen: Squares, place: Ints, of_spots: Sequence[Squares]) -> Squares:
    """What was seen at a place lies in its squares, the nearest of them: there its hours are, too."""
    ix, iy = seen.ix.copy(), seen.iy.copy()
    for number, squares in enumerate(of_spots):
        row = np.flatnonzero((place == number) & (ix >= 0))
        away = (ix[row, None] - squares.ix) ** 2 + (iy[row, None] - squares.iy) ** 2
        nearest = away.argmin(axis=1)
        ix[row], iy[row] = squares.ix[nearest], squares.iy[nearest]
    return Squares(ix, iy)


def _reports(ground: Ground, rows: Rows) -> tuple[Squares, ReportRows]:
    reports = rows.reports
    at = place_positions(reports.lon, reports.lat, ground.epsg)
    counts = np.asarray(Disorder(rows.categories).counts(reports.category, reports.occurred_ms))
    kept = np.flatnonzero(counts)
    squares = _square_of(at.east[kept], at.north[kept])
    times = np.asarray(reports.occurred_ms, np.int64)[kept]
    return squares, ReportRows((), times, as_keys(reports.category).where(kept))


def _spread_visits(
    ground: Ground,
    rows: Rows,
    inputs: HotspotInputs,
    of_spots: Sequence[Squares],
    parameters: HotspotParameters,
) -> tuple[Squares, VisitRows]:
    """`(square, visit)`: each visit cut into as many as its place has squares, one after the other in time."""
    at = place_positions(rows.visits.lon, rows.visits.lat, ground.epsg)
    alone = _square_of(at.east, at.north)
    counts = np.array([len(squares.ix) for squares in of_spots], np.int64)
    first = np.cumsum(counts) - counts
    every_ix, every_iy = (
        np.concatenate([getattr(squares, name) for squares in of_spots] or [np.zeros(0, np.int64)])
        for name in ("ix", "iy")
    )
    place = np.asarray(inputs.visits.place, np.int64)
    start = np.asarray(inputs.visits.start_ms, np.int64)
    end = instants(inputs.visits.end_ms, len(start))
    lasted = end - start
    # What has no sensible end is closed by the method's own rules: it can't be cut before.
    cut = (place >= 0) & (end != NO_END)
    cut &= (lasted > 0) & (lasted <= parameters.presence.longest_visit_ms)
    parts = np.ones(len(start), np.int64)
    parts[cut] = counts[place[cut]]
    row = np.repeat(np.arange(len(start)), parts)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(parts) - parts, parts)
    at_place = place[row] >= 0
    entry = np.zeros(len(row), np.int64)
    entry[at_place] = first[place[row[at_place]]] + nth[at_place]
    ix, iy = alone.ix[row], alone.iy[row]
    ix[at_place], iy[at_place] = every_ix[entry[at_place]], every_iy[entry[at_place]]
    begins = start[row] + np.where(cut[row], lasted[row] * nth // parts[row], 0)
    ends = start[row] + np.where(cut[row], lasted[row] * (nth + 1) // parts[row], 0)
    return (
        Squares(ix, iy),
        VisitRows(
            (),
            begins,
            np.where(cut[row], ends, end[row]),
            np.full(len(row), -1, np.int8),
            as_keys(inputs.visits.patrol_id).where(row),
            as_keys(inputs.visits.reporter).where(row),
        ),
    )


def _square_of(east: Sequence[float] | Floats, north: Sequence[float] | Floats) -> Squares:
    metres = np.stack([np.asarray(east, float), np.asarray(north, float)])
    known = np.isfinite(metres).all(axis=0)
    squares = np.full(metres.shape, -1, np.int64)
    squares[:, known] = np.floor(metres[:, known] / CELL_M)
    return Squares(squares[0], squares[1])


def _squares_of(spot: Spot, epsg: int) -> Squares:
    """The squares of a place, the one of its middle first."""
    (east,), (north,) = project([spot.lon], [spot.lat], epsg)
    middle = _square_of([east], [north])
    shape = (
        _polygon(spot.outline, epsg)
        if spot.outline
        else shapely.Point(east, north).buffer(spot.radius_m)
    )
    if not np.isfinite([east, north]).all():
        return middle
    west, south, east_most, north_most = (int(edge // CELL_M) for edge in shape.bounds)
    ix, iy = (
        grid.ravel()
        for grid in np.meshgrid(
            np.arange(west, east_most + 1), np.arange(south, north_most + 1), indexing="ij"
        )
    )
    inside = _holds(shape, ix, iy) & ((ix != middle.ix[0]) | (iy != middle.iy[0]))
    return Squares(np.append(middle.ix, ix[inside]), np.append(middle.iy, iy[inside]))


def _units(found: Sequence[Squares], outline: Polygon | None) -> Squares:
    """The distinct squares among these that are of the area, by column and then row."""
    both = np.stack([np.concatenate(column) for column in zip(*found, strict=True)], axis=1)
    ix, iy = np.unique(both[both[:, 0] >= 0], axis=0).T.astype(np.int64)
    inside = np.ones(len(ix), bool) if outline is None else _holds(outline, ix, iy)
    return Squares(ix[inside], iy[inside])


def _holds(shape: Polygon, ix: Ints, iy: Ints) -> Bools:
    """Whether the middle of each square lies in the shape."""
    shapely.prepare(shape)
    return np.asarray(shapely.contains_xy(shape, (ix + 0.5) * CELL_M, (iy + 0.5) * CELL_M), bool)


def _polygon(ring: list[list[float]], epsg: int) -> Polygon:
    east, north = project([corner[0] for corner in ring], [corner[1] for corner in ring], epsg)
    return Polygon(np.column_stack((east, north)))
