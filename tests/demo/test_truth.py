"""The invented truth is one that counts miss and the method finds, whatever the seed."""

from datetime import date, timedelta

import pytest

from app.demo.chance import DEFAULT_SEED
from app.demo.simulation import simulate
from app.demo.town import load_town
from app.demo.truth import true_rates
from app.hotspots.method import rank_places
from app.hotspots.truth import rank_by_count, rank_by_method, score_orders
from tests.demo.rows import inputs_of

TOWN = load_town()
LAST = date(2026, 11, 22)
FIRST = LAST - timedelta(days=182)
K = 5
WORST = {"okq8", "gardeasskolan", "sodra-jarnvagsgatan", "kavenvagen", "bokhandlargrand"}


def compare(seed):
    patrols = list(simulate(TOWN, seed, FIRST, LAST, {LAST}))
    result = rank_places(inputs_of(TOWN, patrols, FIRST, LAST))
    orders = {"method": rank_by_method(result), "counts": rank_by_count(result)}
    rates = true_rates(TOWN, patrols)
    return rates, {score.name: score for score in score_orders(orders, rates, K)}, result


@pytest.mark.parametrize("seed", [DEFAULT_SEED, *range(1, 16)])
def test_the_method_finds_the_worst_places_better_than_counts(seed):
    rates, scores, _ = compare(seed)
    assert set(sorted(rates, key=rates.__getitem__)[-K:]) == WORST
    assert scores["method"].precision >= 0.8
    assert scores["counts"].precision <= 0.4
    assert scores["method"].ndcg > scores["counts"].ndcg + 0.25


def test_the_truth_does_not_depend_on_when_a_place_was_visited():
    patrols = list(simulate(TOWN, DEFAULT_SEED, FIRST, LAST))
    rates, fewer = true_rates(TOWN, patrols), true_rates(TOWN, patrols[::2])
    for code in TOWN.spots:
        assert fewer[code] == pytest.approx(rates[code], rel=0.15)


def test_most_of_the_worst_are_seldom_visited_and_the_best_visited_ordinary():
    rates, _, result = compare(DEFAULT_SEED)
    hours = {place.place_id: place.presence_hours for place in result.places}
    most = sorted(hours, key=hours.__getitem__)[-K:]
    assert not WORST & set(most)
    assert sum(hours[code] for code in WORST) < sum(hours[code] for code in most) / 3
    assert max(rates[code] for code in most) < min(rates[code] for code in WORST) / 1.5


def test_the_demonstration_shows_every_kind_of_answer():
    _, _, result = compare(DEFAULT_SEED)
    said = {str(place.verdict) for place in result.places}
    assert {"clear_hotspot", "as_expected", "too_little_presence"} <= said
    assert result.notes.data_questions
    assert result.notes.logged > result.notes.observed
    assert not result.notes.presence_missing
