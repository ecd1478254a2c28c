"""The rows that a list is made from, and what the grid makes of them."""

from __future__ import annotations

from sqlalchemy import Connection

from app.core.errors import AppError
from app.hotspots import queries
from app.hotspots.grid_rows import make_grid_inputs
from app.hotspots.inputs import HotspotInputs, Question
from app.hotspots.joining import join_patrols
from app.hotspots.method import DEFAULT_PARAMETERS
from app.hotspots.queries import Reach
from app.hotspots.rows import CategoryColumns, ReportColumns, Rows
from app.hotspots.siting import Ground, Spot
from app.hotspots.squares import MAX_SQUARES, Square, TooManySquares


def load_rows(
    connection: Connection,
    reach: Reach,
    question: Question,
    categories: CategoryColumns,
    reports: ReportColumns,
    spots: list[Spot],
) -> Rows:
    """What was recorded within this reach, as far back as the question looks."""
    since_ms = question.history_start_ms(DEFAULT_PARAMETERS)
    longest_ms = DEFAULT_PARAMETERS.presence.longest_visit_ms
    rows = Rows(
        spots,
        categories,
        # What began before the history may reach into it.
        queries.load_visits(connection, reach, since_ms - longest_ms, question.to_ms),
        queries.load_observations(connection, reach, since_ms, question.to_ms),
        reports,
        queries.load_patrols(connection, reach, since_ms - longest_ms, question.to_ms),
    )
    return join_patrols(rows, DEFAULT_PARAMETERS.presence)


def put_on_grid(
    area: Ground,
    rows: Rows,
    question: Question,
    square_m: int | None,
    also: Square | None = None,
) -> tuple[HotspotInputs, list[Spot]]:
    """The method's inputs by square, and the area's places. Raises `too_many_rows`."""
    try:
        return make_grid_inputs(area, rows, question, DEFAULT_PARAMETERS, square_m, also)
    except TooManySquares as error:
        raise AppError("too_many_rows", details={"of": "squares", "most": MAX_SQUARES}) from error
