"""Holding an order against a known truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from app.hotspots.method import rank_places
from app.hotspots.truth import (
    rank_by_count,
    rank_by_method,
    rank_by_raw_rate,
    score_orders,
    spearman_correlation,
)
from tests.hotspots.towns import Visit, evenings, random_town, seen_on, town

RISK = {"a": 8.0, "b": 4.0, "c": 1.0, "d": 1.0}


def test_the_true_order_scores_one() -> None:
    score = score_orders({"true": ["a", "b", "c", "d"]}, RISK, 2)[0]
    assert (score.precision, score.ndcg) == (1, pytest.approx(1))
    assert score.spearman == pytest.approx(stats.spearmanr([4, 3, 2, 1], list(RISK.values()))[0])


def test_the_reverse_order_scores_low() -> None:
    score = score_orders({"worst last": ["d", "c", "b", "a"]}, RISK, 2)[0]
    assert score.precision == 0
    assert score.ndcg == pytest.approx((1 + 1 / np.log2(3)) / (8 + 4 / np.log2(3)))
    assert score.spearman is not None
    assert score.spearman < 0


def test_places_without_a_known_truth_are_left_out() -> None:
    score = score_orders({"order": ["x", "a", "y", "b"]}, RISK, 2)[0]
    assert score.precision == 1


def test_places_as_risky_as_the_last_of_the_worst_are_as_good_an_answer() -> None:
    assert score_orders({"tie": ["a", "b", "d", "c"]}, RISK, 3)[0].precision == 1


def test_more_asked_for_than_there_is() -> None:
    assert score_orders({"short": ["a"]}, RISK, 10)[0].precision == 1
    assert score_orders({"none": []}, RISK, 10)[0].precision == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=40))
def test_spearman_is_scipys(pairs: list[tuple[int, int]]) -> None:
    first, second = zip(*pairs, strict=True)
    found = spearman_correlation(first, second)
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(stats.spearmanr(first, second)[0])


def test_a_place_that_is_patrolled_a_lot_leads_by_count_and_not_by_the_method() -> None:
    often: list[Visit] = evenings(0, range(28), minutes=300)
    visits = [*often, *evenings(1, range(28), minutes=30), *evenings(2, range(28), minutes=60)]
    seen = [*seen_on(0, range(28)), *seen_on(1, range(20)), *seen_on(2, range(4))]
    result = rank_places(town(visits, seen))
    assert rank_by_count(result)[0] == "place-00"
    assert rank_by_raw_rate(result)[0] == "place-01"
    assert rank_by_method(result)[0] == "place-01"


def test_each_order_names_every_place_once() -> None:
    result = rank_places(random_town(3))
    for order in (rank_by_count(result), rank_by_raw_rate(result), rank_by_method(result)):
        assert sorted(order) == [f"place-0{number}" for number in range(5)]
