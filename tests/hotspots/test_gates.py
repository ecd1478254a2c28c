"""The gates of HOTSPOTS.md on maps whose truth is known: chance must not look hot, and what is hot must be found.

The small runs are for every day; the slow ones are the page's own 200 maps. `make simulate` prints the figures.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.hotspots.parameters import ExpectedRules, HotspotParameters
from tests.hotspots.gates import (
    EVERY_DAY,
    IN_FULL,
    INNOCENT,
    LEAST_FOUND,
    LEAST_PLANTED,
    MOST_FALSE_DISCOVERIES,
    MOST_FALSE_MAPS,
    PLACES,
    SQUARES,
    Truth,
    false_maps,
    found_and_false,
    found_blocks,
    planted,
    verdicts_by,
)


@pytest.mark.parametrize("case", INNOCENT)
def test_places_alike_seldom_look_hot(case: str) -> None:
    assert false_maps(replace(PLACES, **INNOCENT[case]), EVERY_DAY) <= MOST_FALSE_MAPS


def test_eightfold_places_are_found_and_little_else() -> None:
    truth = replace(PLACES, visits_a_unit=20, rate_per_hour=1.0, uneven_reporters=0.7)
    found, false = found_and_false(truth.with_risk([3, 17, 28], 8), EVERY_DAY)
    assert found >= LEAST_FOUND
    assert false <= MOST_FALSE_DISCOVERIES


def test_a_planted_block_of_squares_is_found() -> None:
    flagged, clear = planted(range(20))
    assert flagged >= LEAST_PLANTED
    assert clear >= 0.8


def test_squares_by_chance_alone_seldom_look_hot() -> None:
    assert false_maps(SQUARES, range(20)) <= MOST_FALSE_MAPS


def test_hours_alone_would_call_many_maps_hot_where_reporters_differ() -> None:
    """The gate has teeth: without `lambda_r` and `s_b` it does not hold."""
    truth = replace(PLACES, **INNOCENT["uneven reporters"], reporters_keep_districts=True)
    deaf = HotspotParameters(expected=ExpectedRules(prior_observations=1e12))
    assert false_maps(truth, range(20), verdicts_by(deaf)) > 0.3


@pytest.mark.slow
@pytest.mark.parametrize("case", INNOCENT)
@pytest.mark.parametrize("truth", [PLACES, SQUARES], ids=["places", "squares"])
def test_maps_alike_seldom_look_hot_in_full(truth: Truth, case: str) -> None:
    assert false_maps(replace(truth, **INNOCENT[case]), IN_FULL) <= MOST_FALSE_MAPS


@pytest.mark.slow
def test_a_planted_block_of_squares_is_found_in_full() -> None:
    flagged, clear = planted(IN_FULL)
    assert flagged >= LEAST_PLANTED
    assert clear >= 0.85


@pytest.mark.slow
def test_eightfold_blocks_of_squares_are_found_in_full() -> None:
    found, false = found_blocks(range(60))
    assert found >= LEAST_FOUND
    assert false <= MOST_FALSE_DISCOVERIES


@pytest.mark.slow
def test_alternation_earns_its_place() -> None:
    """Each factor on its own, as the page has them, fails the gate where shifts and places go together."""
    shifts = "uneven reporters with their own hours and places visited at theirs"
    alone = HotspotParameters(expected=ExpectedRules(alternations=0))
    assert false_maps(replace(SQUARES, **INNOCENT[shifts]), range(40), verdicts_by(alone)) > 0.2
