"""Dealing observations out anew: what stays, what is drawn, and what the figures say of honest and dishonest rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.hotspots.blocks import time_block_of
from app.hotspots.calibration import MOST_FALSE_MAPS, Dealer, calibrate, clopper_pearson
from app.hotspots.parameters import ExpectedRules, HotspotParameters
from tests.hotspots.gates import PLACES
from tests.hotspots.simulated_maps import draw_map

PARAMETERS = HotspotParameters()


def hot_town():
    return draw_map(PLACES.with_risk([3, 17], 8, uneven_patrol=1.0, uneven_reporters=0.7), 1)


def test_everything_but_the_place_stays() -> None:
    setting = hot_town()
    dealt = Dealer(setting).deal(np.random.default_rng(1))
    assert dealt.presence is setting.presence
    for column in ("at_ms", "slot", "day", "reporter", "category"):
        assert getattr(dealt.observations, column) is getattr(setting.observations, column)
    assert len(dealt.observations.unit) == len(setting.observations.unit)
    assert (dealt.observations.unit != setting.observations.unit).any()


def test_an_observation_falls_where_its_writer_was_at_such_an_hour() -> None:
    setting = hot_town()
    dealt = Dealer(setting).deal(np.random.default_rng(2)).observations
    presence = setting.presence
    there = set(
        zip(
            presence.reporter.tolist(),
            time_block_of(presence.slot).tolist(),
            presence.unit.tolist(),
            strict=True,
        )
    )
    keys = zip(
        dealt.reporter.tolist(),
        time_block_of(dealt.slot).tolist(),
        dealt.unit.tolist(),
        strict=True,
    )
    assert all(key in there for key in keys)


def test_places_get_observations_by_their_hours() -> None:
    setting = replace(hot_town())
    random, dealer = np.random.default_rng(3), Dealer(setting)
    counts = sum(dealer.deal(random).observations.by_unit(40) for _ in range(200)) / 200
    hours = setting.presence.hours_by_unit(40)
    assert np.corrcoef(counts, hours)[0, 1] > 0.95
    assert counts.sum() == pytest.approx(len(setting.observations.unit))


def test_the_method_holds_on_a_town_with_true_hotspots() -> None:
    found = calibrate(hot_town(), PARAMETERS, maps=60, seed=4)
    assert found is not None
    assert found.share <= MOST_FALSE_MAPS
    assert not found.is_too_many
    assert dict(found.below)[0.05] <= 0.06


def test_a_method_that_hears_nobodys_readiness_is_found_out() -> None:
    """The figure has teeth: hours alone cry wolf where each has a district and writes unlike the others."""
    truth = replace(PLACES, uneven_reporters=0.9, reporters_keep_districts=True)
    deaf = HotspotParameters(expected=ExpectedRules(prior_observations=1e12))
    found = calibrate(draw_map(truth, 5), deaf, maps=40, seed=5)
    assert found is not None
    assert found.is_too_many


def test_the_same_seed_gives_the_same_figures() -> None:
    one, again, other = (calibrate(hot_town(), PARAMETERS, 5, seed) for seed in (6, 6, 7))
    assert one == again
    assert one != other


def test_without_presence_or_observations_there_is_nothing_to_deal() -> None:
    setting = hot_town()
    none = np.zeros(len(setting.presence.unit), bool)
    unseen = np.zeros(len(setting.observations.unit), bool)
    nowhere = replace(setting, presence=setting.presence.where(none))
    nothing = replace(
        setting, observations=setting.observations.where(unseen), asked=unseen[unseen]
    )
    assert calibrate(nowhere, PARAMETERS, 3, 1) is None
    assert calibrate(nothing, PARAMETERS, 3, 1) is None


def test_who_wrote_without_having_been_anywhere_is_dealt_to_where_others_were() -> None:
    setting = hot_town()
    stranger = replace(setting.observations, reporter=setting.observations.reporter * 0 + 99)
    dealt = Dealer(replace(setting, observations=stranger)).deal(np.random.default_rng(8))
    assert set(dealt.observations.unit.tolist()) <= set(setting.presence.unit.tolist())


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 100, 0.0, 0.036217), (3, 100, 0.006230, 0.085176), (100, 100, 0.963783, 1.0)],
)
def test_clopper_pearson(successes: int, trials: int, low: float, high: float) -> None:
    assert clopper_pearson(successes, trials) == pytest.approx((low, high), abs=1e-6)
