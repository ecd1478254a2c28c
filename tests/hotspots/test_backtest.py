"""Ranking on the past and looking at what came: hand-worked values, and what must never leak backwards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.hotspots.assessment import Setting
from app.hotspots.backtest import Backtest, Order, Score, ShareScores, TooLittle, backtest
from app.hotspots.blocks import DAY_MS, HOUR_MS
from app.hotspots.bootstrap import Estimate, Resamples, estimate_from
from app.hotspots.counts import Observations
from app.hotspots.first_units import hold_first, rank_groups
from app.hotspots.parameters import HotspotParameters
from app.hotspots.presence import Presence
from app.hotspots.units import place_window

PARAMETERS = HotspotParameters()
PERIOD = 28 * DAY_MS
START = 1_700_000_000_000
AREA = 100  # squares: 1 % is one of them, 5 % are five
PERIODS = 4
EDGES = [START + (2 + number) * PERIOD for number in range(PERIODS + 1)]
ALL = 2 + PERIODS


def setting_of(seen: np.ndarray, hours: np.ndarray) -> Setting:
    """So much of each in every period (row) and unit (column), a piece of presence a day."""
    periods, units = seen.shape
    period, unit = np.nonzero(seen)
    row = np.repeat(np.arange(len(unit)), seen[period, unit])
    nth = np.arange(len(row)) - np.searchsorted(row, row)
    at = START + period[row] * PERIOD + (nth % 28) * DAY_MS + HOUR_MS
    zero = np.zeros(len(row), np.int64)
    observations = Observations(
        unit[row], at, zero, at // DAY_MS, nth % 3, zero, zero + 1, np.arange(len(row))
    )
    piece = np.arange(periods * units * 28)
    start = START + (piece // (units * 28)) * PERIOD + (piece % 28) * DAY_MS
    where = piece // 28 % units
    presence = Presence(
        where,
        start,
        start + HOUR_MS,
        piece * 0,
        piece % 3,
        np.repeat(hours.astype(float).ravel() / 28, 28),
    )
    return Setting(
        observations=observations,
        asked=np.ones(len(row), bool),
        presence=presence.where(presence.hours > 0),
        recent_hours=np.zeros(units),
        window=place_window(units),
        to_ms=EDGES[-1],
    )


def every_period(values: list[int]) -> np.ndarray:
    return np.tile(np.array(values), (ALL, 1))


def tried(setting: Setting, seed: int = 0) -> Backtest:
    found = backtest(setting, AREA, EDGES, PARAMETERS, seed)
    assert isinstance(found, Backtest)
    return found


def at_share(found: Backtest, share: float) -> ShareScores:
    return next(scores for scores in found.shares if scores.share == share)


def score(found: Backtest, share: float, order: Order) -> Score:
    return next(each for each in at_share(found, share).scores if each.order is order)


# --- the parts --------------------------------------------------------------------------------


def test_units_that_tie_in_every_key_share_their_rank() -> None:
    assert rank_groups(np.array([1, 3, 3, 3]), np.array([9, 5, 7, 5])).tolist() == [2, 1, 0, 1]


def test_a_tie_that_is_cut_holds_what_a_draw_would_on_average() -> None:
    # First unit 2, then 0 and 1 and six empty units alike.
    group, weight, value = np.array([1, 1, 0, 1]), np.array([1, 1, 1, 6.0]), np.array([4.0, 4, 5])
    held = [hold_first(group, weight, value, wanted) for wanted in (1, 2, 5, 9, 20)]
    assert held == pytest.approx([5, 6, 9, 13, 13])


def test_a_figure_is_of_the_sums_and_its_interval_of_whole_periods() -> None:
    seen, hit = np.array([10.0, 30.0]), np.array([5.0, 9.0])
    figures = Resamples(2, 2_000, 1).ratio(hit, seen)
    # Both once: 14 of 40; the first twice: a half; the second twice: 0.3.
    assert sorted(set(figures.round(9).tolist())) == [0.3, 0.35, 0.5]
    assert estimate_from(figures) == Estimate(0.35, 0.3, 0.5)


def test_a_draw_without_anything_below_is_left_out() -> None:
    figures = Resamples(2, 500, 1).ratio(np.array([1.0, 0.0]), np.array([2.0, 0.0]))
    assert estimate_from(figures) == Estimate(0.5, 0.5, 0.5)
    assert estimate_from(Resamples(2, 10, 1).ratio(np.zeros(2), np.zeros(2))) is None


# --- the whole --------------------------------------------------------------------------------


def test_even_towns_by_hand() -> None:
    """20, 5, 4, 3, 2, 2, 2, 2 in each period: the first of 100 squares holds 20 of 40, five hold 34."""
    found = tried(setting_of(every_period([20, 5, 4, 3, 2, 2, 2, 2]), every_period([10] * 8)))
    assert (found.periods, found.observed, found.area_units) == (4, 160, 100)
    for order in (Order.LIST, Order.YEAR_COUNT):
        assert score(found, 0.01, order).hit_rate == Estimate(0.5, 0.5, 0.5)
        assert score(found, 0.05, order).hit_rate.value == pytest.approx(34 / 40)
        assert score(found, 0.05, order).efficiency.value == pytest.approx(1)
        # An eighth of the hours held half of what was seen.
        assert score(found, 0.01, order).per_hour.value == pytest.approx(0.5 * 8)
    drawn = score(found, 0.05, Order.RANDOM)
    assert drawn.hit_rate.value == pytest.approx(0.05)
    assert drawn.efficiency.value == pytest.approx(0.05 * 40 / 34)
    assert drawn.per_hour.value == pytest.approx(1)
    assert at_share(found, 0.05).gain.value == pytest.approx(0)


def test_the_count_follows_the_patrols_and_the_list_what_is_there() -> None:
    """Unit 0 is walked ten times as much; for the time spent there unit 1 is five times worse."""
    seen, hours = every_period([20, 10, 2, 2]), every_period([100, 10, 10, 10])
    found = tried(setting_of(seen, hours))
    counted, listed = (score(found, 0.01, order) for order in (Order.YEAR_COUNT, Order.LIST))
    assert counted.hit_rate.value == pytest.approx(20 / 34)
    assert listed.hit_rate.value == pytest.approx(10 / 34)
    assert listed.efficiency.value == pytest.approx(10 / 20)
    assert counted.per_hour.value == pytest.approx((20 / 100) / (34 / 130))
    assert listed.per_hour.value == pytest.approx((10 / 10) / (34 / 130))
    assert at_share(found, 0.01).gain.value == pytest.approx(-10 / 34)


def test_what_comes_later_is_not_known_when_it_is_ranked() -> None:
    """In the last period everything moves to a square where nothing ever was: no order can have it."""
    seen = every_period([20, 5, 5, 0])
    seen[-1] = [0, 0, 0, 30]
    hours = every_period([10, 10, 10, 0])
    found = tried(setting_of(seen, hours))
    assert score(found, 0.01, Order.YEAR_COUNT).hit_rate.value == pytest.approx(60 / 120)
    assert score(found, 0.01, Order.LIST).hit_rate.value == pytest.approx(60 / 120)
    assert score(found, 0.01, Order.LIST).hit_rate.low < 0.5
    # Its most is known afterwards: 20 of each of three periods, and 30.
    assert score(found, 0.01, Order.LIST).efficiency.value == pytest.approx(60 / 90)
    # Two of five squares are drawn from the 97 where nothing was: one of them is the new one.
    assert score(found, 0.05, Order.LIST).hit_rate.value == pytest.approx((90 + 30 * 2 / 97) / 120)


def test_what_is_older_than_a_year_is_forgotten_by_all() -> None:
    """Fourteen periods: the square that was worst until a year before the last ones is not chosen."""
    seen, hours = np.tile([2, 18], (20, 1)), np.full((20, 2), 10)
    seen[:3] = [500, 0]
    setting = setting_of(seen, hours)
    edges = [START + (16 + number) * PERIOD for number in range(5)]
    found = backtest(setting, AREA, edges, PARAMETERS)
    assert isinstance(found, Backtest)
    assert score(found, 0.01, Order.YEAR_COUNT).hit_rate.value == pytest.approx(0.9)


def test_squares_that_are_hardly_known_come_after_the_known() -> None:
    """One observation in two minutes is a mighty rate of nothing that is known."""
    seen, hours = every_period([10, 8, 1]), every_period([10, 10, 0])
    hours[:, 2] = 0
    found = tried(setting_of(seen, hours))
    assert score(found, 0.01, Order.LIST).hit_rate.value == pytest.approx(10 / 19)


def test_without_any_presence_the_list_is_the_count_and_no_hour_is_claimed() -> None:
    setting = setting_of(every_period([20, 5, 4, 1]), every_period([0] * 4))
    found = tried(replace(setting, exposure_free=True))
    listed = score(found, 0.01, Order.LIST)
    assert listed.hit_rate.value == pytest.approx(20 / 30)
    assert listed.per_hour is None


def test_only_what_is_asked_for_is_hit() -> None:
    setting = setting_of(every_period([20, 15]), every_period([10, 10]))
    found = backtest(
        replace(setting, asked=setting.observations.unit == 1), AREA, EDGES, PARAMETERS
    )
    assert isinstance(found, Backtest)
    assert found.observed == 60
    assert score(found, 0.01, Order.YEAR_COUNT).hit_rate.value == 1


def test_few_periods_or_observations_are_said_to_be_few() -> None:
    setting = setting_of(every_period([20, 5]), every_period([10, 10]))
    assert backtest(setting, AREA, EDGES[:4], PARAMETERS) == TooLittle(3, 75)
    assert backtest(setting, AREA, [], PARAMETERS) == TooLittle(0, 0)
    sparse = setting_of(every_period([2, 1]), every_period([10, 10]))
    assert backtest(sparse, AREA, EDGES, PARAMETERS) == TooLittle(4, 12)


@pytest.mark.slow
@settings(max_examples=25)
@given(seed=st.integers(0, 1_000))
def test_neither_the_order_of_rows_nor_a_second_run_changes_a_figure(seed: int) -> None:
    random = np.random.default_rng(seed)
    setting = setting_of(random.poisson(4, (ALL, 6)), random.uniform(0, 9, (ALL, 6)))
    found = tried(setting, seed)
    turned = replace(
        setting,
        observations=setting.observations.where(random.permutation(len(setting.asked))),
        presence=setting.presence,
    )
    assert tried(turned, seed) == found
    for scores in found.shares:
        for each in scores.scores:
            assert 0 <= each.hit_rate.low <= each.hit_rate.high <= 1
            assert each.efficiency.value <= 1 + 1e-12
            assert each.hit_rate.value <= each.efficiency.value + 1e-12


def test_each_period_is_told_of() -> None:
    told = []
    setting = setting_of(every_period([20, 5]), every_period([10, 10]))
    backtest(setting, AREA, EDGES, PARAMETERS, tell=lambda: told.append(1))
    assert len(told) == PERIODS
