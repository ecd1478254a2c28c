"""No two squares of an area are called the same, and none is called differently in another list."""

from __future__ import annotations

import numpy as np
import pytest

from app.hotspots.grid import Grid, Landmarks, ToldBy
from app.hotspots.square_names import find_near, say_where
from app.hotspots.squares import Square

SIDE = 40


def area(
    marks: list[tuple[str, float, float]], *, size_m: int = 100, has_ground: bool = True
) -> Grid:
    """All squares of `SIDE` x `SIDE` from the origin on, and places by name and metres."""
    ix, iy = np.divmod(np.arange(SIDE * SIDE), SIDE)
    names, east, north = zip(*marks, strict=True)
    return Grid(
        size_m=size_m,
        ix=ix,
        iy=iy,
        inside_place=np.zeros(len(ix), bool),
        ground=(ix, iy) if has_ground else None,
        landmarks=Landmarks(
            [f"p{number}" for number in range(len(marks))],
            names,
            np.array(east, float),
            np.array(north, float),
        ),
    )


def names_of(grid: Grid, units: list[int] | None = None) -> list[str]:
    unit = np.arange(len(grid.ix)) if units is None else np.array(units)
    near = find_near(grid, unit)
    return [
        say_where((Square(grid.size_m, int(grid.ix[at]), int(grid.iy[at])),), mark)
        for at, mark in zip(unit.tolist(), near, strict=True)
    ]


@pytest.mark.parametrize("size_m", [100, 200, 500])
@pytest.mark.parametrize(
    "marks",
    [
        [("Torget", 2050.0, 2050.0)],
        [("Torget", 2013.0, 1987.0), ("Skolan", 2300.0, 2210.0), ("Parken", 3999.0, 17.0)],
        [("Lekplatsen", 1050.0, 1050.0), ("Lekplatsen", 3050.0, 3050.0)],
        [("Lekplatsen", 1050.0, 1050.0), ("Lekplatsen", 1060.0, 1040.0)],
    ],
)
def test_no_two_squares_have_one_name(marks: list[tuple[str, float, float]], size_m: int) -> None:
    names = names_of(area(marks, size_m=size_m))
    assert len(set(names)) == len(names) == SIDE * SIDE


def test_squares_as_far_and_in_the_same_direction_are_told_by_the_way_there() -> None:
    grid = area([("Torget", 2050.0, 2050.0)])
    pair = [24 * SIDE + 25, 25 * SIDE + 24]
    assert names_of(grid, pair) == [
        "Ruta vid Torget, 640 m NO (400 m O, 500 m N)",
        "Ruta vid Torget, 640 m NO (500 m O, 400 m N)",
    ]


def test_what_has_a_name_of_its_own_says_no_more() -> None:
    grid = area([("Torget", 2050.0, 2050.0)])
    assert names_of(grid, [20 * SIDE + 20, 20 * SIDE + 23, 22 * SIDE + 22]) == [
        "Ruta vid Torget",
        "Ruta vid Torget, 300 m N",
        "Ruta vid Torget, 280 m NO",
    ]


@pytest.mark.slow
def test_a_square_is_called_the_same_whatever_else_is_listed() -> None:
    grid = area([("Torget", 2013.0, 1987.0), ("Skolan", 2300.0, 2210.0)])
    assert [names_of(grid, [unit])[0] for unit in range(0, SIDE * SIDE, 37)] == [
        names_of(grid)[unit] for unit in range(0, SIDE * SIDE, 37)
    ]


def test_without_an_outline_what_is_named_is_told_apart_among_itself() -> None:
    grid = area([("Torget", 2050.0, 2050.0)], has_ground=False)
    pair = [24 * SIDE + 25, 25 * SIDE + 24]
    assert names_of(grid, pair[:1]) == ["Ruta vid Torget, 640 m NO"]
    assert len(set(names_of(grid, pair))) == 2


def test_places_of_one_name_are_told_by_the_squares_numbers() -> None:
    grid = area([("Lekplatsen", 1050.0, 1050.0), ("Lekplatsen", 3050.0, 3050.0)])
    assert names_of(grid, [10 * SIDE + 10]) == ["Ruta vid Lekplatsen (10/10)"]
    near = find_near(grid, np.array([10 * SIDE + 13]))[0]
    assert near is not None
    assert (near.told_by, near.east_m, near.north_m) == (ToldBy.SQUARE, 0, 300)
