"""The whole method for squares: rows in, the list out, by the steps of `method.rank_places`. One entry, `rank_squares`.

Each square is tested with the eight around it; the row shows the square itself. Clear hotspots that touch are one row.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.hotspots.assessment import Setting, assess_units
from app.hotspots.codes import Basis
from app.hotspots.columns import Bools, Floats, Ints
from app.hotspots.getis_ord import GiStar, gi_star
from app.hotspots.grid import Grid
from app.hotspots.history import History, gather_history
from app.hotspots.inputs import HotspotInputs, Places
from app.hotspots.listing import list_places
from app.hotspots.merging import label_rows, merge_assessment, relabel_history
from app.hotspots.method import DEFAULT_PARAMETERS, make_figures, make_notes, make_setting
from app.hotspots.parameters import HotspotParameters
from app.hotspots.results import GiStarFigures, HotspotResult, SquareFacts
from app.hotspots.square_names import find_near, say_where
from app.hotspots.squares import Square, name_squares
from app.hotspots.units import square_window


def rank_squares(
    inputs: HotspotInputs,
    parameters: HotspotParameters = DEFAULT_PARAMETERS,
    also: int | None = None,
) -> HotspotResult:
    """The squares in which anything happened, from worst to best for the time that was spent there.

    Without any presence in the period all squares of the area are expected to have the same. The unit `also` has a row
    even when nothing happened in it. The inputs must have a grid.
    """
    history = gather_history(inputs, parameters)
    assert inputs.grid is not None  # noqa: S101 - says so to the type checker
    grid = inputs.grid
    if history.basis is not Basis.PRESENCE:
        grid = grid.with_reach()
        inputs = replace(inputs, grid=grid, places=name_units(grid))
    setting = make_setting(inputs, history, square_window(grid.ix, grid.iy), parameters)
    assessment = assess_units(setting, parameters)
    row, lead = label_rows(assessment, setting.window, _listed(history, setting, inputs, also))
    merged = merge_assessment(setting, assessment, row, lead, parameters)
    facts = _facts(grid, setting, row, lead, merged.ratio_around)
    names = Places(
        [fact.squares[0].id for fact in facts], [say_where(f.squares, f.near) for f in facts]
    )
    renamed, by_row = relabel_history(history, inputs, row, names)
    figures = make_figures(by_row, merged, inputs.question, parameters)
    return HotspotResult(
        inputs.question,
        parameters,
        list_places(renamed, figures, parameters, facts),
        make_notes(inputs, history, assessment, parameters),
        grid.size_m,
        assessment.prior,
    )


def name_units(grid: Grid) -> Places:
    """The squares of the grid as units, by their own names."""
    ids = name_squares(grid.size_m, grid.ix, grid.iy)
    return Places(ids, ids)


def _listed(history: History, setting: Setting, inputs: HotspotInputs, also: int | None) -> Bools:
    """The squares in which somebody was, or something was seen or reported, in the period."""
    question, size = inputs.question, setting.window.size
    reports = history.reports
    told = reports.where((reports.at_ms >= question.from_ms) & history.is_asked(reports, question))
    seen = setting.observations.where(setting.asked)
    listed = (setting.presence.hours_by_unit(size) > 0) | (seen.by_unit(size) > 0)
    listed |= told.by_unit(size) > 0
    if also is not None:
        listed[also] = True
    return np.asarray(listed, bool)


def _facts(
    grid: Grid, setting: Setting, row: Ints, lead: Ints, ratio_around: Floats
) -> list[SquareFacts]:
    near = find_near(grid, lead)
    statistic = _compare(grid, setting)
    members: list[list[int]] = [[unit] for unit in lead.tolist()]
    for unit in np.flatnonzero(row >= 0).tolist():
        if unit != lead[row[unit]]:
            members[row[unit]].append(unit)
    return [
        SquareFacts(
            size_m=grid.size_m,
            squares=tuple(
                Square(grid.size_m, int(grid.ix[unit]), int(grid.iy[unit])) for unit in units
            ),
            units=tuple(units),
            near=near[number],
            outside_places=not bool(grid.inside_place[units].any()),
            ratio_around=None if np.isnan(around) else around,
            gi_star=_figures(statistic, units[0]),
        )
        for number, (units, around) in enumerate(zip(members, ratio_around.tolist(), strict=True))
    ]


def _compare(grid: Grid, setting: Setting) -> GiStar:
    """Gi* of the counts over all squares of the area, as maps elsewhere have it."""
    whole = grid.with_reach()
    counts = np.zeros(len(whole.ix))
    own = setting.observations.where(setting.asked).by_unit(setting.window.size)
    counts[: len(own)] = own
    return gi_star(counts, square_window(whole.ix, whole.iy))


def _figures(statistic: GiStar, unit: int) -> GiStarFigures:
    return GiStarFigures(
        float(statistic.z[unit]), float(statistic.p[unit]), float(statistic.q[unit])
    )
