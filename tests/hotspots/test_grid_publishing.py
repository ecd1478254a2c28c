"""Squares as a municipality sees them: of 200 m, no small numbers, nothing that subtraction could uncover."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.core.geometry import cells
from app.hotspots.counts import Observations
from app.hotspots.grid_publishing import is_shown, publish_squares
from app.hotspots.method import DEFAULT_PARAMETERS
from app.hotspots.publishing import DEFAULT_RULES
from tests.hotspots.evenings import FRIDAY_EVENING, Town, evening, forget_published
from tests.hotspots.grids import hot_town, unit_at
from tests.support.builders import COOP, STATION

FIELD = {"lon": 16.1065, "lat": 61.8313, "place_id": None}
((FIELD_X, FIELD_Y),) = cells([FIELD["lon"]], [FIELD["lat"]])
FIELD_SQUARE = f"r200-{FIELD_X // 2}-{FIELD_Y // 2}"
AT_COOP = {"lon": 16.09223, "lat": 61.82914}
DAYS = (5, 8, 12, 16)


def much(town: Town, days: tuple[int, ...] = DAYS, seen: int = 2, **changes: object) -> None:
    """Two officers and eight observations on four evenings of the published window, all in one spot."""
    for day in days:
        for number in range(seen):
            who = "officer" if day % 2 else "officer2"
            town.walk(evening(10, day, 17 + 2 * number), who, seen=1, minutes=90, **changes)
    town.clock.at = FRIDAY_EVENING


def published(town: Town) -> dict[str, tuple[object, ...]]:
    places = town.ask_published(by="grid").published.places
    return {place.place_id: (place.observed, place.verdict) for place in places}


def get(town: Town) -> tuple[bytes, bytes, str]:
    """The coordinator's squares and their map layer at the first look, byte for byte."""
    forget_published(town.app)
    town.clock.at = FRIDAY_EVENING
    phone = town.signed_in("coordinator")
    answers = [phone.get(f"/api/v1/hotspots{path}?by=grid") for path in ("", ".geojson")]
    assert [answer.status for answer in answers] == [200, 200]
    return answers[0].content, answers[1].content, answers[0].headers["ETag"]


def test_a_square_with_enough_is_shown_without_verdict_and_without_a_total(town):
    much(town, place_id=None, visit=FIELD, observation=FIELD)
    assert published(town) == {FIELD_SQUARE: (8, None)}
    answer = town.ask_published(by="grid")
    assert answer.square_m == 200
    assert answer.published.observed is None
    assert answer.published.places[0].name == "Ruta vid Station, 730 m NO"


def test_a_square_with_too_little_is_not_even_named(town):
    much(town, (5, 8), place_id=None, visit=FIELD, observation=FIELD)
    assert published(town) == {}
    body = get(town)
    town.walk(evening(10, 9), "officer2", place_id=None, visit=FIELD, minutes=90)
    assert get(town) == body


def test_a_square_that_would_uncover_a_small_number_beside_a_place_is_not_shown(town):
    """Eight at the place and one beside it: the square less the place is that one."""
    for place_id, at in ((STATION, {}), (COOP, AT_COOP)):
        much(town, place_id=place_id, visit=at, observation=at)
    shown = published(town)
    assert len(shown) == 2
    here = {"place_id": None, "lon": 16.09712, "lat": 61.826855 - 0.0008}
    town.walk(evening(10, 7), seen=1, place_id=None, visit=here, observation=here)
    town.clock.at = FRIDAY_EVENING
    assert len(published(town)) == 1


def test_the_squares_of_a_hidden_place_are_not_shown(town):
    """The place itself has enough, and is hidden so that nobody can work another place out."""
    much(town, place_id=STATION)
    town.walk(evening(10, 7), seen=2, place_id=COOP, visit=AT_COOP, observation=AT_COOP)
    town.clock.at = FRIDAY_EVENING
    assert [p.is_hidden for p in town.ask_published().published.places] == [True, True]
    assert published(town) == {}


@pytest.mark.parametrize("query", ["square=100", "from=2026-10-01", "category=brak", "slot=3"])
def test_a_filter_of_ones_own_is_refused(town, query):
    answer = town.signed_in("coordinator").get(f"/api/v1/hotspots?by=grid&{query}")
    assert (answer.status, answer.code) == (422, "invalid_input")
    with pytest.raises(InvalidInput):
        town.ask_published(by="grid", square_m=100)


def test_what_is_newer_and_what_is_written_moves_nothing(town):
    much(town, place_id=None, visit=FIELD, observation=FIELD | {"note": "Röd jacka"})
    before = get(town)
    assert b"jacka" not in b"".join(before[:2])
    town.walk(evening(11, 18), seen=5, observation=FIELD)
    assert get(town) == before


def test_gi_star_is_of_ones_own_list_alone(town):
    much(town, place_id=None, visit=FIELD, observation=FIELD)
    assert b"gi_star" not in b"".join(get(town)[:2])


def test_squares_under_200_m_are_never_published() -> None:
    inputs = hot_town([unit_at(1, 1)])
    nowhere = np.full(len(inputs.observations.place), -1)
    with pytest.raises(ValueError, match="200 m"):
        publish_squares(inputs, nowhere, [], DEFAULT_PARAMETERS, DEFAULT_RULES)


@st.composite
def seen_somewhere(draw: st.DrawFn) -> tuple[Observations, np.ndarray]:
    """Observations in four squares and three places that reach over them."""
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 3), st.integers(-1, 2), st.integers(0, 5), st.integers(0, 2)),
            max_size=60,
        )
    )
    unit, place, day, reporter = (
        np.array([row[column] for row in rows], np.int64) for column in range(4)
    )
    zero = unit * 0
    return Observations(unit, zero, zero, day, reporter, zero, zero + 1, zero), place


@pytest.mark.slow
@given(seen_somewhere(), st.sets(st.integers(0, 2)))
@settings(max_examples=300, deadline=None)
def test_no_part_of_a_shown_square_is_a_small_number(
    given_rows: tuple[Observations, np.ndarray], hidden: set[int]
) -> None:
    seen, place = given_rows
    shown = is_shown(seen, place, hidden, 4, DEFAULT_RULES)
    for square in np.flatnonzero(shown).tolist():
        here = seen.unit == square
        assert here.sum() >= DEFAULT_RULES.least_observed
        for part in np.unique(place[here]).tolist():
            assert part not in hidden
            inside = here & (place == part)
            assert inside.sum() >= DEFAULT_RULES.least_observed
            assert len(np.unique(seen.day[inside])) >= DEFAULT_RULES.least_days
            assert len(np.unique(seen.reporter[inside])) >= DEFAULT_RULES.least_reporters
            if part >= 0:
                # What of the place is in other squares is enough by itself, too.
                for other in np.unique(seen.unit[place == part]).tolist():
                    rest = (place == part) & (seen.unit == other)
                    assert rest.sum() >= DEFAULT_RULES.least_observed


def test_the_order_of_the_observations_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    unit, place, day, reporter = (
        rng.integers(low, high, 200) for low, high in ((0, 4), (-1, 3), (0, 6), (0, 3))
    )
    zero = unit * 0
    seen = Observations(unit, zero, zero, day, reporter, zero, zero + 1, zero)
    order = rng.permutation(200)
    shuffled = replace(seen.where(order))
    assert is_shown(seen, place, [], 4, DEFAULT_RULES).tolist() == (
        is_shown(shuffled, place[order], [], 4, DEFAULT_RULES).tolist()
    )
