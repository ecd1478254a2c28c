"""Squares through the same method: windows of 3 x 3, neighbours that are one hotspot, squares by the places' names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.hotspots.assessment import assess_units
from app.hotspots.codes import Basis, Confidence, PresenceClass, Verdict
from app.hotspots.grid import DIRECTIONS, Grid, Landmarks
from app.hotspots.grid_method import rank_squares
from app.hotspots.inputs import HotspotInputs
from app.hotspots.merging import label_rows
from app.hotspots.parameters import HotspotParameters
from app.hotspots.results import HotspotResult, PlaceResult
from app.hotspots.square_names import find_near
from app.hotspots.units import square_window
from tests.hotspots.grids import SIDE, hot_town, on_grid, patrolled, unit_at
from tests.hotspots.simulated_maps import Truth, draw_map
from tests.hotspots.towns import FROM, HOUR, Report, Seen, evenings, seen_on, town

CORNER = unit_at(0, 0)


def rows(result: HotspotResult) -> dict[str, PlaceResult]:
    return {row.place_id: row for row in result.places}


def name_of(unit: int) -> str:
    x, y = divmod(unit, SIDE)
    return f"r100-{5000 + x}-{68000 + y}"


def test_a_hot_square_is_clear_and_the_empty_ones_around_it_are_not() -> None:
    found = rows(rank_squares(hot_town([unit_at(4, 4)])))
    hot = found[name_of(unit_at(4, 4))]
    assert (hot.rank, hot.verdict, hot.observed) == (1, Verdict.CLEAR_HOTSPOT, 60)
    assert hot.reasons.observed == 60 + 8
    clear = {key for key, row in found.items() if row.verdict is Verdict.CLEAR_HOTSPOT}
    assert clear == {name_of(unit_at(4, 4))}


def test_hot_squares_that_touch_are_one_row_with_the_figures_of_all() -> None:
    hot = [unit_at(3, 3), unit_at(3, 4), unit_at(4, 5)]
    result = rank_squares(hot_town(hot))
    first = result.places[0]
    assert first.square is not None
    assert {square.id for square in first.square.squares} == set(map(name_of, hot))
    assert first.square.squares[0].id == first.place_id
    assert (first.observed, first.visits, first.days) == (180, 36, 12)
    assert first.presence_hours == pytest.approx(36)
    assert first.expected == pytest.approx(sum_expected(hot), rel=1e-9)
    assert len(result.places) == SIDE * SIDE - 2
    assert sum(row.observed for row in result.places) == result.notes.observed


def sum_expected(units: list[int]) -> float:
    """What is expected of these squares one by one, where none of them is hot enough to be merged."""
    one = rank_squares(hot_town(units))
    total = sum(row.expected for row in one.places)
    others = sum(
        row.expected for row in one.places if row.square and row.square.units[0] not in units
    )
    return total - others


def test_a_merged_window_counts_each_square_once() -> None:
    hot = [unit_at(3, 3), unit_at(3, 4)]
    first = rank_squares(hot_town(hot)).places[0]
    assert first.reasons.observed == 120 + 10


def test_hot_squares_apart_are_rows_of_their_own() -> None:
    hot = [unit_at(1, 1), unit_at(6, 6)]
    result = rank_squares(hot_town(hot))
    assert {row.place_id for row in result.places[:2]} == set(map(name_of, hot))
    assert all(row.square and len(row.square.squares) == 1 for row in result.places)


def test_one_observation_in_a_minute_does_not_outrank_a_hotspot() -> None:
    """Its own ratio is in the hundreds; its window's is not."""
    hot = unit_at(4, 4)
    visits, seen = patrolled([hot])
    away = unit_at(1, 6)
    few = [visit for visit in visits if visit.place != away]
    result = rank_squares(on_grid(town(few, seen, places=SIDE * SIDE)))
    minute = rows(result)[name_of(away)]
    assert result.places[0].place_id == name_of(hot)
    assert minute.ratio is not None
    assert minute.presence_hours < 0.1
    assert minute.rank > 1


def test_after_the_clear_hotspots_the_order_is_by_the_lower_of_two_ratios() -> None:
    """A row's own, and that with the squares around it."""
    result = rank_squares(hot_town([unit_at(3, 3), unit_at(5, 5)]))
    rest = [place for place in result.places if place.verdict is not Verdict.CLEAR_HOTSPOT]
    lower = [
        min(each for each in (place.ratio, place.square.ratio_around) if each is not None)
        for place in rest
        if place.square and place.presence_class is not PresenceClass.UNKNOWN
    ]
    assert len(set(lower)) > 2
    assert lower == sorted(lower, reverse=True)


def test_rows_of_unknown_presence_come_last() -> None:
    visits = [*evenings(0, range(6)), *evenings(1, range(6))]
    lonely = [Seen(unit_at(7, 7), FROM + 20 * HOUR)]
    result = rank_squares(on_grid(town(visits, [*seen_on(0, range(6)), *lonely], places=64)))
    assert result.places[-1].place_id == name_of(unit_at(7, 7))
    assert result.places[-1].presence_class is PresenceClass.UNKNOWN


def test_the_order_of_the_rows_changes_nothing() -> None:
    inputs = hot_town([unit_at(3, 3), unit_at(3, 4)])
    seen = inputs.observations
    backwards = {name: list(getattr(seen, name))[::-1] for name in seen.__dataclass_fields__}
    again = replace(inputs, observations=replace(seen, **backwards))
    assert repr(rank_squares(again).places) == repr(rank_squares(inputs).places)


def test_expected_and_seen_have_the_same_sum() -> None:
    result = rank_squares(hot_town([unit_at(3, 3), unit_at(3, 4)]))
    assert sum(row.expected for row in result.places) == pytest.approx(
        result.notes.observed, abs=1e-9
    )


def test_a_square_without_presence_is_never_hot_or_quiet() -> None:
    inputs = hot_town([unit_at(4, 4)])
    away = unit_at(0, 7)
    keep = [n for n, unit in enumerate(inputs.visits.place) if unit != away]
    visits = {
        name: [list(getattr(inputs.visits, name))[n] for n in keep]
        for name in inputs.visits.__dataclass_fields__
    }
    question = replace(inputs.question, categories=frozenset({"none of these"}))
    alone = replace(inputs, visits=replace(inputs.visits, **visits), question=question)
    assert rows(rank_squares(alone))[name_of(away)].verdict is Verdict.TOO_LITTLE_PRESENCE


def test_what_happened_before_the_period_is_no_row() -> None:
    seen = [Seen(CORNER, FROM - 10 * HOUR)]
    result = rank_squares(
        on_grid(town(evenings(1, range(5)), [*seen, *seen_on(1, [1])], places=64))
    )
    assert [row.place_id for row in result.places] == [name_of(1)]


def test_a_square_that_is_asked_for_has_a_row_whatever_happened_there() -> None:
    inputs = on_grid(town(evenings(1, range(5)), places=64))
    assert name_of(40) in rows(rank_squares(inputs, also=40))
    assert name_of(40) not in rows(rank_squares(inputs))


def reach_of(side: int) -> tuple[np.ndarray, np.ndarray]:
    ix, iy = np.divmod(np.arange(side * side), side)
    return ix + 5000, iy + 68000


def test_without_presence_all_squares_of_the_area_are_expected_to_have_the_same() -> None:
    reports = [Report(0, FROM + day * 24 * HOUR) for day in range(20)]
    inputs = on_grid(town(reports=reports, places=64), reach=reach_of(20))
    result = rank_squares(inputs)
    assert (result.notes.basis, result.notes.exposure_free) == (Basis.REPORTS_ALONE, True)
    (row,) = result.places
    assert row.expected == pytest.approx(20 / 400)
    assert (row.verdict, row.confidence) == (Verdict.POSSIBLE, Confidence.LOW)
    assert row.presence_class is PresenceClass.UNKNOWN
    assert (row.reported_by_others, row.rate_per_hour) == (20, None)


def test_gi_star_looks_at_all_squares_of_the_area_and_changes_no_verdict() -> None:
    inputs = hot_town([unit_at(4, 4)])
    wide = rank_squares(replace(inputs, grid=replace(inputs.grid, reach=reach_of(20))))
    narrow = rank_squares(inputs)
    for one, other in zip(wide.places, narrow.places, strict=True):
        assert replace(one, square=None) == replace(other, square=None)
        assert one.square is not None
        assert other.square is not None
        assert one.square.gi_star != other.square.gi_star


def grid_with(marks: dict[str, tuple[float, float]]) -> Grid:
    landmarks = Landmarks(
        [f"id-{name}" for name in marks],
        list(marks),
        np.array([east for east, _ in marks.values()]),
        np.array([north for _, north in marks.values()]),
    )
    return Grid(100, np.array([10]), np.array([10]), np.zeros(1, bool), landmarks=landmarks)


@pytest.mark.parametrize(
    ("direction", "east", "north"),
    [
        ("n", 0, -300),
        ("ne", -300, -300),
        ("e", -300, 0),
        ("se", -300, 300),
        ("s", 0, 300),
        ("sw", 300, 300),
        ("w", 300, 0),
        ("nw", 300, -300),
    ],
)
def test_a_square_is_known_by_the_nearest_place_and_the_way_from_it(
    direction: str, east: float, north: float
) -> None:
    far = {"Långt borta": (9000.0, 9000.0)}
    (near,) = find_near(grid_with({"Torget": (1050.0 + east, 1050.0 + north)} | far), np.array([0]))
    assert near is not None
    assert (near.name, near.direction) == ("Torget", direction)
    assert near.distance_m == (300 if 0 in (east, north) else 420)
    assert direction in DIRECTIONS


def test_a_square_with_a_place_in_it_is_at_the_place() -> None:
    (near,) = find_near(grid_with({"Torget": (1001.0, 1099.0)}), np.array([0]))
    assert near is not None
    assert (near.distance_m, near.direction) == (0, None)


def test_without_a_place_a_square_is_known_by_its_numbers() -> None:
    assert find_near(grid_with({}), np.array([0])) == [None]
    inputs = on_grid(town(evenings(0, [1]), places=64), landmarks=Landmarks())
    assert [row.name for row in rank_squares(inputs).places] == ["Ruta 5000/68000"]


def test_the_rows_name_places_in_swedish() -> None:
    inputs: HotspotInputs = on_grid(town(evenings(unit_at(2, 2), [1]), places=64))
    assert [row.name for row in rank_squares(inputs).places] == ["Ruta vid Torget, 280 m NO"]


def test_labels_join_what_touches_through_others() -> None:
    """A long snake of clear squares is one row, whatever the numbers of its squares are."""
    setting = draw_map(Truth(side=10), 1)
    assessment = assess_units(setting, HotspotParameters())
    snake = [0, 1, 12, 23, 34, 44, 53, 62, 71, 80]
    verdict = np.full(100, Verdict.AS_EXPECTED.value, dtype=object)
    verdict[snake] = Verdict.CLEAR_HOTSPOT.value
    ix, iy = np.divmod(np.arange(100), 10)
    row, lead = label_rows(
        replace(assessment, verdict=verdict), square_window(ix, iy), np.ones(100, bool)
    )
    assert len(lead) == 91
    assert len(set(row[snake].tolist())) == 1
    assert lead[row[snake[0]]] == max(snake, key=lambda unit: assessment.ratio[unit])
