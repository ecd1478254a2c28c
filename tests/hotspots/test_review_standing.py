"""Which judgement stands, and what later figures say against it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.hotspots.codes import Verdict
from app.hotspots.reviews.codes import Judgement, Reason, Since
from app.hotspots.reviews.squares import shared_unit
from app.hotspots.reviews.standing import (
    Asked,
    Review,
    changed_since,
    standing_of,
    standings_of,
)

ASKED = Asked(date(2026, 11, 26), None, None)


def review(number=1, judgement=Judgement.CONFIRMED, **changes):
    base = Review(
        id=f"r{number}",
        area_id="area",
        unit_id="station",
        unit_name="Station",
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
