"""What of a square is its own and what is of the squares around it: said on its page and in its row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.hotspots.around import tell_contrast
from app.hotspots.codes import Confidence, Direction, Verdict
from app.hotspots.explaining import checks_of, explain, explain_funnel
from app.hotspots.funnel import Zone, make_funnel
from app.hotspots.grid_method import rank_squares
from app.hotspots.results import PlaceResult
from app.hotspots.words import say_certainty, say_trend
from tests.hotspots.grids import hot_town, unit_at

HOT = unit_at(4, 4)


@pytest.fixture
def square(app):
    """A clear hotspot of one square in the midst of others; the texts are Swedish."""
    with app.test_request_context(headers={"Accept-Language": "sv"}):
        yield rank_squares(hot_town([HOT])).places[0]


def changed(place: PlaceResult, **changes: object) -> PlaceResult:
    reasons = {name: changes.pop(name) for name in list(changes) if name.startswith("r_")}
    inner = {name.removeprefix("r_"): value for name, value in reasons.items()}
    return replace(place, reasons=replace(place.reasons, **inner), **changes)


def test_the_sentences_keep_the_squares_own_apart_from_those_around(square):
    said = " ".join(explain(square, {}, "sv"))
    assert "60 iakttagelser i rutan själv på" in said
    assert "tillsammans med rutorna runt om: 68 sedda, på 12 olika dagar" in said
    assert "vore 1" in said or "att vänta i rutan själv" in said


@pytest.mark.parametrize("is_square", [True, False])
def test_what_is_only_possible_is_not_said_to_be_more_than_chance(square, is_square):
    place = square if is_square else replace(square, square=None)
    possible = changed(place, verdict=Verdict.POSSIBLE, r_beyond_chance=False)
    said = " ".join(explain(possible, {}, "sv"))
    assert "när så många prövas på en gång kan det vara slump" in said
    assert "mer än slump" not in said
    assert "Därför är det en möjlig hotspot: allt som krävs är inte uppfyllt." in said


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.AS_EXPECTED, "Det kallas inte lugnt: då ska också den högre siffran vara högst"),
        (Verdict.QUIET, "Därför är det lugnt: klart mindre än väntat."),
    ],
)
def test_a_place_under_what_is_expected_is_not_said_to_be_so_by_chance(square, verdict, said):
    place = changed(square, square=None, verdict=verdict, r_beyond_chance=False)
    under = " ".join(
        explain(replace(place, expected=9.0, ratio=0.3, ratio_low=0.1, ratio_high=0.6), {}, "sv")
    )
    assert "Det är färre än väntat, och slumpen gör det knappast." in under
    assert said in under
    assert "mycket väl vara slump" not in under
    about = " ".join(
        explain(replace(place, expected=9.0, ratio=0.9, ratio_low=0.4, ratio_high=1.6), {}, "sv")
    )
    assert "mycket väl vara slump" in about


def test_a_place_that_was_seldom_visited_of_late_says_so_in_its_row(square):
    place = replace(square, square=None)
    late = changed(
        place, verdict=Verdict.TOO_LITTLE_PRESENCE, presence_hours=3.4, r_recent_hours=0.9
    )
    assert tell_contrast(late, "sv") == "bara 54 min patrulltid de 90 dagarna till periodens slut"
    little = changed(
        place, verdict=Verdict.TOO_LITTLE_PRESENCE, presence_hours=0.9, r_recent_hours=0.9
    )
    assert tell_contrast(little, "sv") == ""


@pytest.mark.parametrize("verdict", list(Verdict))
def test_certainty_is_said_of_what_is_said_to_be_a_hotspot(square, verdict):
    said = say_certainty(replace(square, verdict=verdict, confidence=Confidence.MEDIUM))
    is_hot = verdict in {Verdict.CLEAR_HOTSPOT, Verdict.POSSIBLE}
    assert said == ("medelhög säkerhet" if is_hot else "")


def test_where_next_to_no_time_was_spent_no_change_is_no_news(square):
    def walked(now: float, before: float, direction=Direction.UNCLEAR):
        trend = replace(square.trend, direction=direction, low=0.9, hours_before=before)
        return replace(square, presence_hours=now, trend=trend)

    assert str(say_trend(walked(5.0, 5.0))[1]) == "ingen säker ändring"
    for little in (walked(0.5, 5.0), walked(5.0, 0.5)):
        assert str(say_trend(little)[1]) == "för lite närvaro"
        assert "För lite närvaro för att säga om det har ändrats." in " ".join(
            explain(little, {}, "sv")
        )
    assert str(say_trend(walked(0.5, 5.0, Direction.UP))[1]) == "ökar"


def test_a_change_that_is_certain_alone_but_not_among_all_says_so(square):
    def explained(**changes):
        trend = replace(square.trend, direction=Direction.UNCLEAR, hours_before=9.0, **changes)
        return " ".join(explain(replace(square, presence_hours=9.0, trend=trend), {}, "sv"))

    said = "Sedd för sig vore ändringen säker."
    assert said in explained(low=1.1, high=4.0)
    assert said in explained(low=0.1, high=0.9)
    assert said not in explained(low=0.5, high=4.0)
    assert said not in explained(low=0.5, high=None)


def test_names_with_commas_are_told_apart(app):
    """`OKQ8, Norra Järnvägsgatan 60` is one place."""
    names = ("OKQ8, Norra Järnvägsgatan 60", "Kavenvägen")
    places = [
        replace(place, name=name)
        for place, name in zip(rank_squares(hot_town([HOT])).places[:2], names, strict=True)
    ]
    funnel = make_funnel(places)
    assert funnel is not None
    points = tuple(replace(point, zone=Zone.ABOVE) for point in funnel.points)
    with app.test_request_context(headers={"Accept-Language": "sv"}):
        said = explain_funnel(replace(funnel, points=points), "sv")
    assert "Över gränserna: OKQ8, Norra Järnvägsgatan 60; Kavenvägen." in said


def test_the_days_of_a_square_are_its_own_and_those_around_are_among_the_reasons(square):
    neighbour = next(
        place
        for place in rank_squares(hot_town([HOT])).places
        if place.square and place.square.units[0] == unit_at(4, 5)
    )
    assert (neighbour.observed, neighbour.days) == (1, 1)
    assert neighbour.reasons.days == 12


def test_the_checks_say_that_they_are_of_the_squares_around_too(square):
    words = [check.words for check in checks_of(square, "sv")]
    assert [each.endswith("med rutorna runt om") for each in words] == [
        True,
        True,
        True,
        False,
        True,
    ]
    assert words[3] == "Minst 2 i rutan själv"


def test_a_clear_square_that_stands_out_itself_needs_no_explanation(square):
    assert tell_contrast(square, "sv") == ""
    assert tell_contrast(replace(square, square=None), "sv") == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"verdict": Verdict.POSSIBLE, "observed": 0, "r_enough_own": False},
            (
                "Inget sågs här: det är rutorna runt om som sticker ut. "
                "Inte tydlig: färre än 2 sedda i rutan själv."
            ),
        ),
        (
            {"verdict": Verdict.CLEAR_HOTSPOT, "observed": 2, "expected": 3.0},
            "Inte mer än väntat här: det är rutorna runt om som sticker ut.",
        ),
        (
            {"verdict": Verdict.POSSIBLE, "r_enough_days": False},
            "Inte tydlig: färre än 3 dagar, med rutorna runt om.",
        ),
        (
            {"verdict": Verdict.POSSIBLE, "r_enough_observed": False},
            "Inte tydlig: färre än 5 sedda, med rutorna runt om.",
        ),
        (
            {
                "verdict": Verdict.POSSIBLE,
                "r_at_least_double": False,
                "r_observed": 21,
                "r_expected": 10.52,
            },
            "Inte tydlig: mindre än dubbelt mot väntat (21 mot 10,52), med rutorna runt om.",
        ),
        (
            {"verdict": Verdict.POSSIBLE, "r_beyond_chance": False},
            "Inte tydlig: bland så många rutor kan det vara slump.",
        ),
        (
            {"verdict": Verdict.POSSIBLE},
            "Inte tydlig: inget är känt om tiden på plats.",
        ),
        (
            {"verdict": Verdict.AS_EXPECTED, "observed": 4, "expected": 1.5},
            (
                "Mer än väntat i rutan själv, men inte tillsammans med rutorna runt om; "
                "ensamt kan det vara slump."
            ),
        ),
        ({"verdict": Verdict.AS_EXPECTED, "observed": 2, "expected": 1.5}, ""),
        (
            {"verdict": Verdict.QUIET, "observed": 2, "expected": 1.5},
            (
                "Mer än väntat i rutan själv, men inte tillsammans med rutorna runt om; "
                "ensamt kan det vara slump."
            ),
        ),
        (
            {
                "verdict": Verdict.TOO_LITTLE_PRESENCE,
                "observed": 3,
                "presence_hours": 0.0,
                "r_too_few_hours": True,
            },
            (
                "Ingen har så vitt man vet varit i rutan själv: därför sägs inget, "
                "vad som än sågs runt om."
            ),
        ),
        (
            {
                "verdict": Verdict.TOO_LITTLE_PRESENCE,
                "presence_hours": 2.0,
                "r_recent_hours": 0.5,
                "r_too_few_hours": True,
            },
            (
                "De 90 dagarna till periodens slut var patruller här och i rutorna runt om i 30 min: "
                "för lite för att säga något."
            ),
        ),
        (
            {
                "verdict": Verdict.TOO_LITTLE_PRESENCE,
                "presence_hours": 2.0,
                "r_expected": 0.2,
                "r_too_little_expected": True,
            },
            "Tillsammans med rutorna runt om är så lite att vänta (0,2) att inget kan sägas.",
        ),
        ({"verdict": Verdict.TOO_LITTLE_PRESENCE, "observed": 0, "presence_hours": 0.1}, ""),
    ],
)
def test_a_verdict_that_the_squares_own_figures_do_not_show_is_explained(square, changes, words):
    assert tell_contrast(changed(square, **changes), "sv") == words


def test_a_merged_hotspot_speaks_of_its_squares(app):
    with app.test_request_context(headers={"Accept-Language": "sv"}):
        place = rank_squares(hot_town([unit_at(3, 3), unit_at(3, 4)])).places[0]
        said = " ".join(explain(place, {}, "sv"))
    assert "120 iakttagelser i rutorna själva" in said
