"""Squares of the grid: names that stay, an absolute origin, the 200 m rule, and what they cover together."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from app.hotspots.squares import (
    MAX_SQUARES,
    SIZES_M,
    Square,
    choose_size_m,
    name_squares,
    nest,
    outline_squares,
    read_square,
    squares_between,
)


@pytest.mark.parametrize("square", [Square(100, 5621, 68521), Square(1000, -1, -20)])
def test_a_square_is_found_again_by_its_name(square: Square) -> None:
    assert read_square(square.id) == square


@pytest.mark.parametrize(
    "name",
    ["", "r100-1", "r300-1-2", "r100-01-2", "r100--0-2", "r100-1-2x", "r100-1-٣", "r100-1e3-2"],
)
def test_no_other_text_names_a_square(name: str) -> None:
    assert read_square(name) is None


def test_squares_of_100_m_nest_into_the_larger_ones_on_both_sides_of_the_origin() -> None:
    cells = np.arange(-25, 25)
    for size_m in SIZES_M:
        metres = cells * 100
        assert nest(cells, size_m).tolist() == (metres // size_m).tolist()


def test_names_say_size_column_and_row() -> None:
    assert name_squares(200, np.array([1]), np.array([2])) == ["r200-1-2"]


def at(*counts: int) -> tuple[np.ndarray, np.ndarray]:
    """So many entries in each of some squares."""
    ix = np.repeat(np.arange(len(counts)), counts)
    return ix, ix * 0


SURE = 10.0


def test_under_two_observations_a_square_the_squares_are_of_200_m() -> None:
    assert choose_size_m(*at(2, 2), np.full(4, SURE)) == 100
    assert choose_size_m(*at(2, 1), np.full(3, SURE)) == 200


def test_where_phones_are_unsure_the_squares_are_of_200_m() -> None:
    unsure = np.array([SURE, SURE, 60.0, 60.0, 60.0])
    assert choose_size_m(*at(5), unsure) == 200
    assert choose_size_m(*at(5), np.array([SURE, SURE, SURE, SURE, 60.0])) == 100
    assert choose_size_m(*at(5), np.full(5, np.nan)) == 100


def test_of_nothing_the_squares_are_of_100_m() -> None:
    assert choose_size_m(*at(), np.zeros(0)) == 100


def test_squares_side_by_side_are_one_polygon_and_at_a_corner_two() -> None:
    assert len(outline_squares([Square(100, 0, 0), Square(100, 1, 0)])) == 1
    assert len(outline_squares([Square(100, 0, 0), Square(100, 1, 1)])) == 2


def test_what_is_outlined_has_the_area_of_its_squares_and_no_corner_that_is_none() -> None:
    ring = [Square(100, x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    ((outer, hole),) = outline_squares(ring)
    polygon = shapely.Polygon(outer, [hole])
    assert polygon.area == 8 * 100 * 100
    assert (len(outer), len(hole)) == (5, 5)
    assert shapely.is_ccw(shapely.LinearRing(outer))
    assert not shapely.is_ccw(shapely.LinearRing(hole))


def test_the_squares_of_an_area_have_their_centre_in_it() -> None:
    ground = shapely.box(0, 0, 1000, 440)
    found = squares_between(100, ground.bounds, ground)
    assert found is not None
    assert len(found[0]) == 10 * 4


def test_an_area_of_too_many_squares_has_none() -> None:
    side = 100 * int(MAX_SQUARES**0.5 + 2)
    assert squares_between(100, (0, 0, side, side), None) is None
    assert squares_between(100, (0, 0, 1e9, 1e9), None) is None
