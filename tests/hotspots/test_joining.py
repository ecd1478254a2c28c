"""All rows of patrols that walked together come to name one of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.hotspots.blocks import HOUR_MS
from app.hotspots.joining import join_patrols
from app.hotspots.parameters import PresenceRules
from app.hotspots.rows import (
    CategoryColumns,
    ObservationColumns,
    PatrolColumns,
    ReportColumns,
    Rows,
    VisitColumns,
)
from tests.hotspots.towns import FROM, HOUR, MINUTE

NOON = FROM + 12 * HOUR
NOON_HOUR = NOON // HOUR_MS
RULES = PresenceRules()


def made_of(
    *passes: tuple[str, str], end: int | None = 60, presence: str | None = None, place: str = "st"
) -> Rows:
    """Rows in which each of these `(patrol, organisation)` checked in at one place for an hour, an officer each."""
    ids, organisations = zip(*passes, strict=True)
    count = len(ids)
    end_ms = None if end is None else NOON + end * MINUTE
    return Rows(
        [],
        CategoryColumns(),
        VisitColumns(
            [f"visit-{key}" for key in ids],
            [place or None] * count,
            [16.09712] * count,
            [61.826855] * count,
            [NOON] * count,
            [end_ms] * count,
            [None] * count,
            ids,
            [f"officer-{key}" for key in ids],
        ),
        ObservationColumns(record_id=[f"seen-{key}" for key in ids], patrol_id=[*ids[:-1], None]),
        ReportColumns(),
        PatrolColumns(ids, [NOON] * count, [end_ms] * count, [presence] * count, organisations),
    )


def test_all_rows_of_those_together_name_one_patrol() -> None:
    joined = join_patrols(made_of(("a", "police"), ("b", "police"), ("c", "police")), RULES)
    assert joined.visits.patrol_id == ["a", "a", "a"]
    assert joined.observations.patrol_id == ["a", "a", None]
    assert joined.patrols.record_id == ["a", "a", "a"]


@pytest.mark.parametrize("place", ["st", ""])
@pytest.mark.parametrize("end", [60, None])
def test_a_visit_at_no_place_is_in_its_square_and_an_open_pass_is_a_pass(
    place: str, end: int | None
) -> None:
    joined = join_patrols(made_of(("a", "police"), ("b", "police"), place=place, end=end), RULES)
    assert joined.patrols.record_id == ["a", "a"]


def test_rows_in_which_nobody_met_are_the_same_rows() -> None:
    rows = made_of(("a", "police"), ("b", "housing"))
    assert join_patrols(rows, RULES) is rows
    nobody = Rows([], *(kind() for kind in ROW_KINDS))
    assert join_patrols(nobody, RULES) is nobody


ROW_KINDS = (CategoryColumns, VisitColumns, ObservationColumns, ReportColumns, PatrolColumns)


def test_squares_that_phones_sent_are_read() -> None:
    rows = made_of(("a", "police"), ("b", "police"))
    nowhere = rows.visits._replace(patrol_id=["x", "y"])
    here, there = (
        f"[[6000, 68000, {NOON_HOUR}, 1800], [{at}, 68001, {NOON_HOUR}, 900]]"
        for at in (6000, 6009)
    )
    walked = rows.patrols._replace(presence=[here, there])
    joined = join_patrols(replace(rows, visits=nowhere, patrols=walked), RULES)
    assert joined.patrols.record_id == ["a", "a"]
    assert joined.visits.patrol_id == ["x", "y"]
    far = rows.patrols._replace(presence=[here, there.replace("68000", "67000")])
    apart_rows = replace(rows, visits=nowhere, patrols=far)
    assert join_patrols(apart_rows, RULES) is apart_rows
