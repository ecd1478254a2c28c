"""Rows as the tables have them, turned into what the method is given by square. Pure, as `rows`.

Observations and reports are in the square that was stored when they were folded; visits where their place is, else
where they were checked in; presence in the squares that the phones summed it up in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.core.geometry import CELL_M, SWEREF_99_TM, project, unproject
from app.hotspots.blocks import HOUR_MS
from app.hotspots.columns import NO_END, Floats, Ints, instants
from app.hotspots.gathering import cut_history, encode_rows, gather_observations
from app.hotspots.grid import Grid
from app.hotspots.grid_ground import (
    NO_CELL,
    cells_at,
    choose_units,
    find_ground,
    find_inside_places,
    find_landmarks,
    find_span,
    known_cells,
    nest_cells,
    pairs_of,
    shape_of,
    stored_cells,
)
from app.hotspots.grid_method import name_units
from app.hotspots.grid_presence import SquareSeconds, bound_cells
from app.hotspots.inputs import HotspotInputs, Question
from app.hotspots.parameters import HotspotParameters
from app.hotspots.rows import Disorder, ObservationColumns, Rows, make_inputs
from app.hotspots.sites import cover_shape, join_sites
from app.hotspots.siting import (
    NOWHERE,
    OUTSIDE_MARGIN_M,
    Ground,
    Spot,
    is_in_area,
    outline_polygon,
    place_positions,
)
from app.hotspots.squares import (
    SIZES_M,
    Square,
    TooManySquares,
    centres,
    choose_size_m,
)
from app.hotspots.units import find_squares

Covers = list[tuple[Ints, Ints, Floats]]


def make_grid_inputs(
    ground: Ground,
    rows: Rows,
    question: Question,
    parameters: HotspotParameters,
    square_m: int | None = None,
    also: Square | None = None,
) -> tuple[HotspotInputs, list[Spot]]:
    """What the method is given by square, and the area's places.

    Without `square_m` by the 200 m rule, and larger where the area would have too many squares. Raises
    `TooManySquares` where those that are asked for are too many.
    """
    inputs, spots = make_inputs(ground, rows, question)
    inputs = replace(inputs, patrols=replace(inputs.patrols, reporter=rows.patrols.reporter))
    seen = _cells(ground, rows.observations, inputs)
    told = _cells_of_reports(ground, rows)
    if square_m is not None:
        return _on_squares(ground, rows, inputs, spots, seen, told, square_m, also), spots
    smallest = _smallest(inputs, parameters, seen, told)
    for size_m in SIZES_M[SIZES_M.index(smallest) : -1]:
        try:
            return _on_squares(ground, rows, inputs, spots, seen, told, size_m, also), spots
        except TooManySquares:
            continue
    return _on_squares(ground, rows, inputs, spots, seen, told, SIZES_M[-1], also), spots


def _on_squares(
    ground: Ground,
    rows: Rows,
    inputs: HotspotInputs,
    spots: Sequence[Spot],
    seen: Ints,
    told: Ints,
    size_m: int,
    also: Square | None,
) -> HotspotInputs:
    """The inputs with squares of this size as units."""
    polygon = outline_polygon(ground.outline, ground.epsg, OUTSIDE_MARGIN_M)
    covers, site = _sites(ground, rows, inputs, spots, size_m)
    patrol, sent, hour, seconds = _sent(ground, inputs)
    seen, told, sent = (nest_cells(cells, size_m) for cells in (seen, told, sent))
    ix, iy = choose_units(
        polygon,
        size_m,
        [known_cells(seen), known_cells(told)],
        [sent, *map(pairs_of, covers)],
        also,
    )
    placed = [(find_squares(ix, iy, x, y), share) for x, y, share in covers]
    sites = join_sites(placed)
    unit = find_squares(ix, iy, *sent.T)
    is_there = unit >= 0
    whole = find_ground(ground, size_m)
    grid = Grid(
        size_m=size_m,
        ix=ix,
        iy=iy,
        inside_place=find_inside_places(placed, spots, len(ix)),
        sites=sites,
        seconds=SquareSeconds(patrol[is_there], unit[is_there], hour[is_there], seconds[is_there]),
        reach=whole or find_span(ground, size_m, ix, iy),
        ground=whole,
        landmarks=find_landmarks(spots, ground.epsg),
    )
    if grid.reach is None and not _has_presence(inputs, grid):
        raise TooManySquares
    return replace(
        inputs,
        places=name_units(grid),
        visits=replace(inputs.visits, place=site),
        observations=replace(inputs.observations, place=find_squares(ix, iy, *seen.T)),
        reports=replace(inputs.reports, place=find_squares(ix, iy, *told.T)),
        grid=grid,
    )


def _cells(ground: Ground, columns: ObservationColumns, inputs: HotspotInputs) -> Ints:
    """The 100 m square of each observation, shape `(n, 2)`; `NO_CELL` outside the area."""
    if ground.epsg == SWEREF_99_TM:
        cells = stored_cells(columns.ix, columns.iy)
    else:
        seen = inputs.observations
        cells = cells_at(np.asarray(seen.easting_m, float), np.asarray(seen.northing_m, float))
    cells[~np.asarray(inputs.observations.inside_area, bool)] = NO_CELL
    return cells


def _cells_of_reports(ground: Ground, rows: Rows) -> Ints:
    """The same of the reports that count."""
    reports = rows.reports
    cells = stored_cells(reports.ix, reports.iy)
    positions = place_positions(reports.lon, reports.lat, ground.epsg)
    cells[~is_in_area(positions, ground.outline, ground.epsg)] = NO_CELL
    counts = Disorder(rows.categories).counts(reports.category, reports.occurred_ms)
    return cells[counts]


def _smallest(inputs: HotspotInputs, parameters: HotspotParameters, seen: Ints, told: Ints) -> int:
    """The size by the 200 m rule, from what counts in the period; filters change nothing of it."""
    codes, slots = encode_rows(inputs), cut_history(inputs, parameters)
    counted, _ = gather_observations(inputs.observations, codes, slots, parameters)
    row = counted.row[counted.at_ms >= inputs.question.from_ms]
    row = row[seen[row, 0] != NO_CELL]
    if len(row):
        accuracy = np.asarray(inputs.observations.accuracy_m, float)[row]
        return choose_size_m(seen[row, 0], seen[row, 1], accuracy)
    at = np.asarray(inputs.reports.occurred_ms, np.int64)
    told = known_cells(told[(at >= inputs.question.from_ms) & (at < inputs.question.to_ms)])
    return choose_size_m(told[:, 0], told[:, 1], np.full(len(told), np.nan))


def _sites(
    ground: Ground, rows: Rows, inputs: HotspotInputs, spots: Sequence[Spot], size_m: int
) -> tuple[Covers, Ints]:
    """Squares and shares of each site, the area's places first, and the site of each visit."""
    east, north = project([s.lon for s in spots], [s.lat for s in spots], ground.epsg)
    covers = [
        cover_shape(shape_of(spot, x, y, ground.epsg), size_m)
        for spot, x, y in zip(spots, east.tolist(), north.tolist(), strict=True)
    ]
    site = np.array(inputs.visits.place, np.int64)
    visited = place_positions(rows.visits.lon, rows.visits.lat, ground.epsg)
    cells = nest_cells(cells_at(visited.east, visited.north), size_m)
    alone = np.flatnonzero((site == NOWHERE) & (cells[:, 0] != NO_CELL))
    if len(alone):
        squares, of = np.unique(cells[alone], axis=0, return_inverse=True)
        site[alone] = len(covers) + of.ravel()
        covers += [(squares[[n], 0], squares[[n], 1], np.ones(1)) for n in range(len(squares))]
    return covers, site


def _sent(ground: Ground, inputs: HotspotInputs) -> tuple[Ints, Ints, Ints, Floats]:
    """`(patrol, cell, hour, seconds)` of the rows that phones sent, bounded by their patrols."""
    patrols = inputs.patrols
    ends = instants(patrols.end_ms, len(patrols.start_ms)).tolist()
    found = [
        (row, *cell)
        for row, cells in enumerate(patrols.presence)
        if cells
        for cell in bound_cells(
            cells, int(patrols.start_ms[row]), None if ends[row] == NO_END else ends[row]
        )
    ]
    patrol, ix, iy, hour = (
        np.array([row[column] for row in found], np.int64) for column in range(4)
    )
    cells = np.stack([ix, iy], axis=1)
    if ground.epsg != SWEREF_99_TM and found:
        # Phones know SWEREF 99 TM alone.
        east, north = centres(CELL_M, ix, iy)
        lon, lat = unproject(east.tolist(), north.tolist())
        cells = cells_at(*project(lon.tolist(), lat.tolist(), ground.epsg))
    return patrol, cells, hour, np.array([row[4] for row in found], float)


def _has_presence(inputs: HotspotInputs, grid: Grid) -> bool:
    """Whether anybody was anywhere in the period, as far as rows tell."""
    question = inputs.question
    at = np.asarray(inputs.visits.start_ms, np.int64)
    hour = grid.seconds.hour
    later = HOUR_MS * hour >= question.from_ms - HOUR_MS
    return bool((at >= question.from_ms).any() or later.any())
