"""Which judgement stands, and what later figures say against it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.core.geometry import unproject
from app.hotspots.codes import Verdict
from app.hotspots.grid_method import rank_squares
from app.hotspots.reviews.codes import Judgement, Reason, Since
from app.hotspots.reviews.squares import name_shared, shared_unit
from app.hotspots.reviews.standing import (
    Asked,
    Review,
    changed_since,
    is_of_other_squares,
    shareable_from,
    standing_of,
    standings_of,
    standings_of_rows,
    units_of,
)
from app.hotspots.siting import Ground, Spot
from app.hotspots.squares import Square
from tests.hotspots.grids import hot_town, unit_at

ASKED = Asked(date(2026, 11, 26), None, None)


def review(number=1, judgement=Judgement.CONFIRMED, **changes):
    base = Review(
        id=f"r{number}",
        area_id="area",
        unit_id="station",
        unit_name="Station",
        squares=None,
        number=number,
        judgement=judgement,
        reasons=(Reason.RECURRING,),
        note=None,
        undoes=None,
        from_on=date(2026, 8, 15),
        to_on=date(2026, 11, 12),
        categories=None,
        slots=None,
        data_version="v",
        computed=Verdict.CLEAR_HOTSPOT,
        confidence="high",
        observed=12,
        days=6,
        visits=8,
        presence_hours=6.5,
        reviewed_at=datetime(2026, 11, 12, tzinfo=UTC),
    )
    return replace(base, **changes)


def undone(number, undoes):
    return review(number, Judgement.UNDONE, undoes=undoes)


def test_the_newest_that_was_not_undone_stands():
    first, second = review(1), review(2, Judgement.DISMISSED)
    assert standing_of([]) is None
    assert standing_of([second, first]) is second
    assert standing_of([first, second, undone(3, "r2")]) is first
    assert standing_of([first, second, undone(3, "r2"), undone(4, "r1")]) is None
    third = review(5)
    assert standing_of([third, undone(4, "r1"), undone(3, "r2"), second, first]) is third


def test_each_unit_has_its_own():
    other = review(1, unit_id="coop", id="c1")
    assert standings_of([review(1), other, undone(2, "r1")]) == {"coop": other}


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (Verdict.CLEAR_HOTSPOT, Verdict.AS_EXPECTED, Since.NO_LONGER),
        (Verdict.POSSIBLE, Verdict.QUIET, Since.NO_LONGER),
        (Verdict.CLEAR_HOTSPOT, Verdict.TOO_LITTLE_PRESENCE, Since.NO_LONGER),
        (Verdict.CLEAR_HOTSPOT, Verdict.POSSIBLE, Since.NOW_POSSIBLE),
        (Verdict.POSSIBLE, Verdict.CLEAR_HOTSPOT, Since.NOW_CLEAR),
        (Verdict.QUIET, Verdict.CLEAR_HOTSPOT, Since.NOW_CLEAR),
        (Verdict.CLEAR_HOTSPOT, Verdict.CLEAR_HOTSPOT, None),
        (Verdict.AS_EXPECTED, Verdict.QUIET, None),
    ],
)
def test_a_later_computation_is_held_against_it(then, now, said):
    assert changed_since(review(computed=then), now, ASKED) is said


def test_figures_of_another_question_say_nothing():
    judged = review()
    for asked in (
        Asked(date(2026, 11, 11), None, None),
        Asked(ASKED.to_on, frozenset({"brak"}), None),
        Asked(ASKED.to_on, None, frozenset({1})),
    ):
        assert changed_since(judged, Verdict.QUIET, asked) is None
    of_brak = review(categories=frozenset({"brak"}))
    assert changed_since(of_brak, Verdict.QUIET, ASKED) is None
    asked = Asked(ASKED.to_on, frozenset({"brak"}), None)
    assert changed_since(of_brak, Verdict.QUIET, asked) is Since.NO_LONGER


def test_others_see_a_square_no_finer_than_what_is_published():
    assert shared_unit("0193", "Station") == ("0193", "Station")
    assert shared_unit("r100-5603-68567", None)[0] == "r200-2801-34283"
    assert shared_unit("r100-5602-68566", None)[0] == "r200-2801-34283"
    assert shared_unit("r100--1-0", None)[0] == "r200--1-0"
    assert shared_unit("r500-1120-13713", None)[0] == "r500-1120-13713"
    assert shared_unit("no unit", None) == ("", "–")


def test_a_judgement_of_squares_is_one_of_each_of_them():
    first = review(1, unit_id="r100-1-1", squares=("r100-1-1", "r100-1-2"))
    later = review(2, Judgement.DISMISSED, unit_id="r100-1-2", squares=("r100-1-2",))
    assert standings_of([later, first]) == {"r100-1-1": first, "r100-1-2": later}
    undoing = replace(undone(3, "r2"), unit_id="r100-1-2", squares=("r100-1-2",))
    assert standings_of([undoing, later, first]) == {"r100-1-1": first, "r100-1-2": first}


def test_a_row_has_the_newest_judgement_of_any_of_its_squares():
    result = rank_squares(hot_town([unit_at(3, 3), unit_at(3, 4), unit_at(6, 6)]))
    merged, alone = result.places[:2]
    if len(units_of(alone)) > len(units_of(merged)):
        merged, alone = alone, merged
    one, other = sorted(units_of(merged))
    first = review(1, unit_id=one, squares=(one, other))
    later = review(2, Judgement.DISMISSED, unit_id=other, squares=(other,))
    found = standings_of_rows(result.places, standings_of([first, later]))
    assert found == {merged.place_id: later}
    assert is_of_other_squares(later, merged)
    assert not is_of_other_squares(first, merged)
    assert not is_of_other_squares(review(), replace(merged, square=None))


def test_nobody_else_ever_sees_the_verdict_of_a_square():
    place = rank_squares(hot_town([unit_at(4, 4)])).places[0]
    assert shareable_from(place, ASKED) is None
    assert shareable_from(replace(place, square=None), ASKED) is not None


def test_others_know_a_square_by_what_is_near_the_larger_one_around_it():
    assert shared_unit("r100-5603-68567", None, "Ruta vid Torget")[1] == "Ruta vid Torget"
    ground = Ground("t", "t", "T", "Europe/Stockholm", 3006, None)
    (lon,), (lat,) = unproject([560_350.0], [6_856_750.0])
    torget = Spot("p", "Torget", lon, lat, 50, None, False)
    retired = replace(torget, name="Det nedlagda torget", retired=True)
    assert name_shared(ground, [retired, torget], Square(100, 5603, 68567)) == "Ruta vid Torget"
    assert name_shared(ground, [torget], Square(100, 5611, 68567)) == "Ruta vid Torget, 750 m O"
    assert name_shared(ground, [], Square(100, 5603, 68567)) == "Ruta 2801/34283"
