"""The analyst's layer: what it hands over is enough to compute the list's figures again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.hotspots.analysis import analyse, say_exactly
from app.hotspots.answers import HotspotList, HotspotQuery
from app.hotspots.distributions import poisson_upper_tail
from app.hotspots.inputs import HotspotInputs
from app.hotspots.method import DEFAULT_PARAMETERS, rank_places
from app.hotspots.parameters import ExpectedRules, HotspotParameters
from app.hotspots.period import Period
from app.hotspots.siting import Ground
from tests.hotspots.towns import evenings, random_town, seen_on, town

AGELESS = replace(DEFAULT_PARAMETERS, expected=ExpectedRules(half_life_days=1e9))
GROUND = Ground("area", "ljusdal", "Ljusdal", "Europe/Stockholm", 3006, None)


def answer_to(inputs: HotspotInputs, parameters: HotspotParameters = AGELESS) -> HotspotList:
    """The list that a service would answer."""
    return HotspotList(
        area=GROUND,
        period=Period(date(2026, 3, 2), date(2026, 3, 29)),
        query=HotspotQuery(),
        spots={},
        data_version="0" * 32,
        parameters=parameters,
        result=rank_places(inputs, parameters),
    )


def uneven_town() -> HotspotInputs:
    """Three places alike in hours and very unlike in what was seen."""
    visits = [visit for place in range(3) for visit in evenings(place, range(20))]
    return town(visits, [*seen_on(0, range(20)), *seen_on(1, [3, 9, 12]), *seen_on(2, [5])])


def test_ratio_and_p_can_be_computed_again_from_the_layer() -> None:
    answer = answer_to(uneven_town())
    layer = analyse(answer, answer.result.places)
    assert layer.prior is not None
    assert layer.prior.a is not None
    assert layer.prior.b is not None
    assert layer.prior.m == pytest.approx(layer.prior.a / layer.prior.b)
    for place in layer.places:
        again = (layer.prior.a + place.observed) / (layer.prior.b + place.expected)
        assert place.ratio == pytest.approx(again, rel=1e-6)
        assert place.p == pytest.approx(float(poisson_upper_tail(place.observed, place.expected)))
    assert layer.tested == layer.reference == layer.known + layer.thin == 3
    assert layer.unknown == 0


def test_equal_places_have_no_shape_and_say_so() -> None:
    visits = [visit for place in range(3) for visit in evenings(place, range(20))]
    seen = [row for place in range(3) for row in seen_on(place, range(5))]
    layer = analyse(answer_to(town(visits, seen)), [])
    assert layer.prior is not None
    assert (layer.prior.a, layer.prior.b) == (None, None)
    assert layer.prior.m == pytest.approx(1.0)
    assert layer.places == ()


def test_where_nothing_was_seen_there_is_no_prior() -> None:
    assert analyse(answer_to(town(evenings(0, range(5)))), []).prior is None
    assert analyse(answer_to(town(places=0)), []).prior is None


def test_every_place_has_one_class_and_every_parameter_its_line() -> None:
    answer = answer_to(random_town(5), DEFAULT_PARAMETERS)
    layer = analyse(answer, answer.result.places[:2])
    assert layer.known + layer.thin + layer.unknown == len(answer.result.places)
    assert len(layer.places) == 2
    named = dict(layer.parameters)
    assert named["expected.half_life_days"] == "365"
    assert named["verdicts.false_discovery"] == "0.05"
    assert named["interval_level"] == "0.95"


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.014387678, "0.0143877"), (2.1e-7, "2.1e-07"), (None, "–"), (12, "12"), ("x", "x")],
)
def test_numbers_are_said_as_programs_read_them(value: float | str | None, said: str) -> None:
    assert say_exactly(value) == said
