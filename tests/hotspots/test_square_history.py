"""Rows by square: hours spread over a place's squares, a named place believed, nothing outside the area."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.core.geometry import unproject
from app.hotspots.inputs import Question
from app.hotspots.parameters import HotspotParameters
from app.hotspots.rows import (
    CategoryColumns,
    ObservationColumns,
    PatrolColumns,
    ReportColumns,
    Rows,
    VisitColumns,
)
from app.hotspots.siting import Ground, Spot
from app.hotspots.square_history import square_setting
from tests.hotspots.towns import FROM, HOUR, MINUTE, TO

EAST, NORTH = 557_500.0, 6_855_500.0  # a corner of four squares
PARAMETERS = HotspotParameters()
QUESTION = Question(FROM, TO, ZoneInfo("Europe/Stockholm"))


def degrees(east: float, north: float) -> tuple[float, float]:
    (lon,), (lat,) = unproject([east], [north])
    return float(lon), float(lat)


def ground(half_side_m: float | None = None) -> Ground:
    outline = None
    if half_side_m:
        ring = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
        outline = [list(degrees(EAST + x * half_side_m, NORTH + y * half_side_m)) for x, y in ring]
    return Ground("area", "area", "Area", "Europe/Stockholm", 3006, outline)


def spot(east: float = EAST, north: float = NORTH, radius_m: int = 90) -> Spot:
    return Spot("spot", "Spot", *degrees(east, north), radius_m, None, retired=False)


def rows(
    spots: list[Spot],
    visits: list[tuple] = (),
    seen: list[tuple] = (),
    reports: list[tuple] = (),
) -> Rows:
    """Visits `(place, east, north, hour, minutes)`, observations and reports `(place, east, north, hour)`."""
    visited = [
        (
            f"visit-{number}",
            place,
            *degrees(east, north),
            FROM + hour * HOUR,
            None if minutes is None else FROM + hour * HOUR + minutes * MINUTE,
            None,
            f"patrol-{number}",
            "ann",
        )
        for number, (place, east, north, hour, minutes) in enumerate(visits)
    ]
    observed = [
        (
            f"seen-{number}",
            place,
            *degrees(east, north),
            FROM + hour * HOUR + 10 * MINUTE,
            "brak",
            f"patrol-{number}",
            "ann",
            5.0,
            "gps",
            False,
            False,
        )
        for number, (place, east, north, hour) in enumerate(seen)
    ]
    told = [
        (f"report-{number}", *degrees(east, north), FROM + hour * HOUR, "brak")
        for number, (_, east, north, hour) in enumerate(reports)
    ]

    def columns(kind, given):
        return kind(*zip(*given, strict=True)) if given else kind()

    return Rows(
        spots,
        CategoryColumns(),
        columns(VisitColumns, visited),
        columns(ObservationColumns, observed),
        columns(ReportColumns, told),
        PatrolColumns(),
    )


def test_time_at_a_place_is_spread_evenly_over_its_squares() -> None:
    """The place's middle is a corner: the middles of four squares are 71 m away, all others 158 m and more."""
    setting, area = square_setting(
        ground(), rows([spot()], [("spot", EAST, NORTH, 18, 60)]), QUESTION, PARAMETERS
    )
    assert area == setting.window.size == 4
    hours = setting.presence.hours_by_unit(4)
    assert hours.tolist() == pytest.approx([0.25] * 4)


def test_a_place_that_is_smaller_than_a_square_is_the_one_of_its_middle() -> None:
    small = spot(EAST + 10, NORTH + 10, radius_m=20)
    setting, _ = square_setting(
        ground(), rows([small], [("spot", EAST, NORTH, 18, 60)]), QUESTION, PARAMETERS
    )
    assert setting.presence.hours_by_unit(setting.window.size).tolist() == pytest.approx([1.0])


def test_what_was_seen_at_a_place_is_where_its_hours_are() -> None:
    """The phone's position was 300 m off: the place that was named is believed."""
    found = rows([spot()], [("spot", EAST, NORTH, 18, 60)], [("spot", EAST + 300, NORTH + 20, 18)])
    setting, _ = square_setting(ground(), found, QUESTION, PARAMETERS)
    assert setting.window.size == 4
    assert setting.observations.by_unit(4).tolist() == [0, 0, 0, 1]


def test_what_was_seen_elsewhere_is_in_the_square_of_its_position() -> None:
    found = rows(
        [spot()],
        [("spot", EAST, NORTH, 18, 60), (None, EAST + 1_050, NORTH + 50, 20, 30)],
        [(None, EAST + 1_020, NORTH + 70, 20), (None, EAST + 5_050, NORTH + 50, 23)],
    )
    setting, _ = square_setting(ground(), found, QUESTION, PARAMETERS)
    assert setting.window.size == 6
    assert setting.observations.by_unit(6).tolist() == [0, 0, 0, 0, 1, 1]
    # Half an hour where somebody checked in; a minute where nobody had.
    assert setting.presence.hours_by_unit(6)[4:].tolist() == pytest.approx([0.5, 1 / 60])


def test_a_visit_that_nobody_ended_lasts_as_the_method_says_in_its_middle_square() -> None:
    setting, _ = square_setting(
        ground(), rows([spot()], [("spot", EAST, NORTH, 18, None)]), QUESTION, PARAMETERS
    )
    assert setting.presence.hours_by_unit(setting.window.size).sum() == pytest.approx(0.25)


def test_only_squares_of_the_area_are_units_and_the_area_has_all_of_its_squares() -> None:
    found = rows(
        [spot()],
        [("spot", EAST, NORTH, 18, 60), (None, EAST + 700, NORTH, 20, 30)],
        [(None, EAST + 710, NORTH, 20)],
    )
    setting, area = square_setting(ground(half_side_m=500), found, QUESTION, PARAMETERS)
    assert setting.window.size == 4
    assert area == 100
    assert len(setting.observations.unit) == 0


def test_reports_alone_are_what_is_ranked_where_nobody_was() -> None:
    found = rows([], reports=[(None, EAST + 50, NORTH + 50, 3), (None, EAST + 950, NORTH, 4)])
    setting, _ = square_setting(ground(), found, QUESTION, PARAMETERS)
    assert setting.exposure_free
    assert setting.observations.by_unit(2).tolist() == [1, 1]


def test_nothing_at_all_has_no_squares() -> None:
    setting, area = square_setting(ground(half_side_m=500), rows([spot()]), QUESTION, PARAMETERS)
    assert (setting.window.size, area) == (0, 100)
    assert np.array_equal(setting.asked, np.zeros(0, bool))
