"""The funnel: limits against an oracle and by hand, and where places fall."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from app.hotspots.distributions import poisson_quantile
from app.hotspots.funnel import Zone, curve_hours, limits_at, make_funnel
from app.hotspots.funnel_drawing import PLOT_HEIGHT, PLOT_WIDTH, draw_funnel
from app.hotspots.method import rank_places
from app.hotspots.results import PlaceResult
from tests.hotspots.towns import evenings, seen_on, town


def by_hand(probability: float, mean: float) -> float:
    """Spiegelhalter's interpolation with another library's Poisson."""
    r = stats.poisson.ppf(probability, mean)
    here, below = stats.poisson.cdf([r, r - 1], mean)
    return float(max(r - (here - probability) / (here - below), 0.0))


@pytest.mark.parametrize(
    ("mean", "expected"),
    [
        (5, (0.0, 0.542066, 9.376559, 12.771354)),
        # F(17) = 0.985722 and F(16) = 0.972958: 17 - (0.985722 - 0.975) / 0.012764 = 16.160.
        (10, (1.220529, 3.775188, 16.159951, 20.662001)),
    ],
)
def test_limits_of_known_means(mean: float, expected: tuple[float, ...]) -> None:
    found = [float(poisson_quantile(p, mean)) for p in (0.001, 0.025, 0.975, 0.999)]
    assert found == pytest.approx(expected, abs=5e-7)


@given(st.floats(0.01, 2_000), st.sampled_from([0.001, 0.025, 0.975, 0.999]))
def test_a_quantile_is_the_interpolated_one(mean: float, probability: float) -> None:
    assert float(poisson_quantile(probability, mean)) == pytest.approx(
        by_hand(probability, mean), rel=1e-6, abs=1e-6
    )


def test_nothing_expected_has_no_limits_but_zero() -> None:
    assert poisson_quantile(0.975, [0.0, 0.0]).tolist() == [0, 0]


def test_the_funnel_narrows_around_the_target() -> None:
    limits = limits_at(2.0, [1, 10, 100, 1_000])
    assert (limits.far_low <= limits.low).all()
    assert (limits.low < 2.0).all()
    assert (limits.high > 2.0).all()
    assert (limits.far_high > limits.high).all()
    assert (np.diff(limits.far_high - limits.far_low) < 0).all()
    assert float(limits.high[-1]) == pytest.approx(2 + 1.96 * np.sqrt(2 / 1_000), abs=0.002)


def places_of(*days: tuple[int, int]) -> tuple[PlaceResult, ...]:
    """Places with an hour on each of so many days, and one thing seen on each of so many of them."""
    visits = [v for place, (there, _) in enumerate(days) for v in evenings(place, range(there))]
    seen = [s for place, (_, found) in enumerate(days) for s in seen_on(place, range(found))]
    return rank_places(town(visits, seen, places=len(days))).places


def test_places_fall_where_their_count_does() -> None:
    # 22 of 76 hours: 0.29 an hour for all together. 20 of 20 is far outside, one of 28 is under the inner limits.
    funnel = make_funnel(places_of((20, 20), (28, 1), (28, 1), (0, 0)))
    assert funnel is not None
    assert funnel.target == pytest.approx(22 / 76)
    assert funnel.without_hours == 1
    zones = {point.place_id: point.zone for point in funnel.points}
    assert zones["place-00"] is Zone.FAR_ABOVE
    low = by_hand(0.025, 28 * 22 / 76)
    assert low > 1
    assert zones["place-01"] in {Zone.BELOW, Zone.FAR_BELOW}
    assert (zones["place-01"] is Zone.FAR_BELOW) == (by_hand(0.001, 28 * 22 / 76) > 1)


def test_equal_places_are_all_within() -> None:
    funnel = make_funnel(places_of((10, 3), (10, 3), (10, 4)))
    assert funnel is not None
    assert {point.zone for point in funnel.points} == {Zone.WITHIN}


def test_without_observations_or_hours_there_is_no_funnel() -> None:
    assert make_funnel(places_of((4, 0), (3, 0))) is None
    assert make_funnel(places_of((0, 0))) is None
    assert make_funnel([]) is None


def test_everything_is_drawn_inside_the_plot() -> None:
    funnel = make_funnel(places_of((20, 20), (28, 1), (9, 2), (1, 0)))
    assert funnel is not None
    drawn = draw_funnel(funnel, "place-03")
    assert all(0 <= mark.x <= PLOT_WIDTH and 0 <= mark.y <= PLOT_HEIGHT for mark in drawn.marks)
    (marked,) = (mark for mark in drawn.marks if mark.is_marked)
    assert marked.point.place_id == "place-03"
    assert marked.is_labelled
    assert 0 < drawn.target_y < PLOT_HEIGHT
    for ticks in (drawn.across, drawn.up):
        assert 3 <= len(ticks) <= 7
        assert ticks[0].value == 0


def test_the_curve_ends_where_the_last_place_is() -> None:
    hours = curve_hours(40.0)
    assert hours[0] > 0
    assert float(hours[-1]) == 40.0
    assert (np.diff(hours) > 0).all()
