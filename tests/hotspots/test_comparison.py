"""Two periods: exact tests against an oracle, words by q, and what is never said."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from app.hotspots.codes import Direction
from app.hotspots.comparison import Change, Comparison, compare_places
from app.hotspots.distributions import binomial_two_sided
from app.hotspots.drawing import BAR_WIDTH, draw_ratio
from app.hotspots.inputs import HotspotInputs
from app.hotspots.method import DEFAULT_PARAMETERS, rank_places
from app.hotspots.results import PlaceResult
from app.hotspots.words import is_change_unknown
from tests.hotspots.towns import by_place, evenings, random_town, seen_on, town

(PATTERN,) = rank_places(town(places=1)).places


def place(number: int, observed: int, hours: float) -> PlaceResult:
    """A place of a list with so much seen in so many hours."""
    named = {"place_id": f"place-{number:02}", "name": f"Plats {number}", "rank": number + 1}
    return replace(PATTERN, **named, observed=observed, presence_hours=hours)


def compare(*pairs: tuple[tuple[int, float], tuple[int, float]]) -> Comparison:
    """Places by (now, then), each (seen, hours)."""
    now = [place(number, *pair[0]) for number, pair in enumerate(pairs)]
    then = [place(number, *pair[1]) for number, pair in enumerate(pairs)]
    return compare_places(now, then, DEFAULT_PARAMETERS)


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.02, 0.98))
def test_p_is_twice_the_smaller_exact_tail(now: int, then: int, share: float) -> None:
    total = now + then
    tails = stats.binom.cdf(now, total, share), stats.binom.sf(now - 1, total, share)
    wanted = min(2 * min(tails), 1.0) if total else 1.0
    assert float(binomial_two_sided(now, total, share)) == pytest.approx(wanted, abs=1e-9)


def test_p_and_the_interval_agree_about_a_single_place() -> None:
    for now in range(25):
        (each,) = compare(((now, 40.0), (8, 60.0))).places
        assert each.p is not None
        assert each.low is not None
        leaves_out_one = each.low > 1 or (each.high is not None and each.high < 1)
        assert leaves_out_one == (each.p < 0.05), now


def test_reference_values_of_a_pair() -> None:
    # Three in 40 hours against twelve in 60 (HOTSPOTS.md); twice P(Bin(15, 0.4) <= 3) = 2 * 0.0905019.
    (each,) = compare(((3, 40.0), (12, 60.0))).places
    assert (each.ratio, each.low, each.high) == pytest.approx((0.375, 0.0679, 1.3896), abs=5e-5)
    assert each.p == pytest.approx(0.1810038, abs=5e-7)
    assert each.q == each.p
    assert each.change is Change.UNCLEAR
    assert (each.now.rate, each.then.rate) == pytest.approx((0.075, 0.2))


def test_what_is_more_than_chance_gets_its_word_and_stands_first() -> None:
    found = compare(((5, 10.0), (5, 10.0)), ((0, 10.0), (20, 10.0)), ((30, 10.0), (5, 10.0)))
    assert [each.change for each in found.places] == [
        Change.INCREASED,
        Change.DECREASED,
        Change.UNCLEAR,
    ]
    assert [each.place_id for each in found.places] == ["place-02", "place-01", "place-00"]
    assert found.tested == 3


def test_one_chance_find_among_many_is_not_said() -> None:
    alone = compare(((12, 10.0), (3, 10.0)))
    among = compare(((12, 10.0), (3, 10.0)), *[((5, 10.0), (5, 10.0))] * 19)
    assert alone.places[0].change is Change.INCREASED
    assert {each.change for each in among.places} == {Change.UNCLEAR}
    assert among.places[0].p == alone.places[0].p


def test_under_an_hour_in_either_period_is_too_little_to_say() -> None:
    found = compare(((20, 10.0), (0, 0.9)), ((0, 0.0), (20, 10.0)), ((9, 9.0), (9, 9.0)))
    assert [each.change for each in found.places] == [
        Change.UNCLEAR,
        Change.TOO_LITTLE,
        Change.TOO_LITTLE,
    ]
    assert found.tested == 1
    silent = next(each for each in found.places if each.place_id == "place-01")
    assert silent.now.rate is None
    assert (silent.ratio, silent.low, silent.high, silent.q) == (None, None, None, None)


def test_a_place_of_one_list_alone_is_there_with_nothing_in_the_other() -> None:
    found = compare_places([place(0, 4, 5.0)], [place(1, 2, 5.0)], DEFAULT_PARAMETERS)
    assert {each.place_id: (each.now.hours, each.then.hours) for each in found.places} == {
        "place-00": (5.0, 0.0),
        "place-01": (0.0, 5.0),
    }


def test_all_places_together_are_one_question() -> None:
    total = compare(((10, 8.0), (1, 8.0)), ((12, 8.0), (3, 8.0))).total
    assert (total.now.observed, total.then.observed) == (22, 4)
    assert total.ratio == pytest.approx(5.5)
    assert total.change is Change.INCREASED


def test_nothing_at_all_is_compared_without_a_fault() -> None:
    assert compare().places == ()
    (each,) = compare(((0, 5.0), (0, 5.0))).places
    assert (each.ratio, each.p, each.change) == (None, 1.0, Change.UNCLEAR)


@pytest.mark.parametrize(
    ("ratio", "low", "high", "x"),
    [(1.0, 0.5, 2.0, BAR_WIDTH / 2), (8.0, 1.0, 9.0, BAR_WIDTH - 4), (0.0, 0.0, 1.1, 4.0)],
)
def test_a_ratio_is_drawn_by_doublings(ratio: float, low: float, high: float, x: float) -> None:
    drawn = draw_ratio(ratio, low, high)
    assert drawn is not None
    assert drawn.x == x
    assert 4 <= drawn.low <= drawn.high <= BAR_WIDTH - 4
    assert drawn.is_cut_high == (high > 8)
    assert drawn.is_cut_low == (low < 0.125)


def test_nobody_is_in_what_is_compared() -> None:
    fields = {field.name for field in dataclasses.fields(compare(((1, 2.0), (1, 2.0))).places[0])}
    assert not any("reporter" in name or "person" in name for name in fields)


def changed_town() -> HotspotInputs:
    """One place rose, one fell, one stayed as it was, and at one nobody was before."""
    visits = [visit for place in range(3) for visit in evenings(place, range(-28, 28))]
    seen = [*seen_on(0, range(20)), *seen_on(1, range(-20, 0)), *seen_on(2, range(-5, 5))]
    return town([*visits, *evenings(3, range(9))], seen, places=4)


def test_a_rise_a_fall_and_what_is_unknown_are_told_by_the_list() -> None:
    found = by_place(rank_places(changed_town()))
    assert [found[place].trend.direction for place in range(4)] == [
        *(Direction.UP, Direction.DOWN, Direction.UNCLEAR, Direction.MISSING)
    ]


@pytest.mark.parametrize(
    "inputs", [changed_town(), *(random_town(seed, visits=400, seen=300) for seed in range(4))]
)
def test_the_list_says_the_same_of_a_place_as_the_comparison_with_the_period_before(
    inputs: HotspotInputs,
) -> None:
    asked = inputs.question
    before = replace(asked, from_ms=asked.before_ms, to_ms=asked.from_ms)
    now, then = rank_places(inputs), rank_places(replace(inputs, question=before))
    found = compare_places(now.places, then.places, DEFAULT_PARAMETERS).places
    changes = {each.place_id: each.change for each in found}
    said = {Change.INCREASED: Direction.UP, Change.DECREASED: Direction.DOWN}
    assert set(changes.values()) != {Change.TOO_LITTLE}
    for each in now.places:
        unknown = each.trend.direction is Direction.MISSING or is_change_unknown(each)
        assert unknown == (changes[each.place_id] is Change.TOO_LITTLE), each.name
        if not unknown:
            wanted = said.get(changes[each.place_id], Direction.UNCLEAR)
            assert each.trend.direction is wanted, each.name
