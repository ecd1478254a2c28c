"""A place's week: shrunk to the town's, fair to when it was visited, grey where too little is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hotspots.method import rank_places
from app.hotspots.profile import shrink_share
from tests.hotspots.towns import by_place, evenings, random_town, seen_on, town

FRIDAY_EVENING = 4 * 6 + 4
TUESDAY_EVENING = 1 * 6 + 4


def test_the_formula_of_the_page() -> None:
    found = shrink_share(np.array([30, 10]), np.array([0.5, 0.5]), 100)
    assert found == pytest.approx([80 / 140, 60 / 140])


def test_a_place_without_observations_has_the_towns_week() -> None:
    assert shrink_share(np.array([0, 0]), np.array([0.7, 0.3]), 100) == pytest.approx([0.7, 0.3])


def test_a_place_that_is_only_visited_on_fridays_is_not_for_that_a_friday_place() -> None:
    fridays = range(4, 28, 7)
    visits = [*evenings(0, fridays), *evenings(1, range(28))]
    seen = [*seen_on(0, fridays), *seen_on(1, range(28))]
    profile = by_place(rank_places(town(visits, seen, places=2)))[0].profile
    # All are seen on Fridays, as all that was looked at; by the hour no day is worse.
    assert profile.share[FRIDAY_EVENING] == pytest.approx(1)
    assert profile.rate_per_hour[FRIDAY_EVENING] == pytest.approx(
        profile.rate_per_hour[TUESDAY_EVENING], rel=0.01
    )


def test_a_place_that_is_worse_on_fridays_shows_it() -> None:
    visits = [*evenings(0, range(28)), *evenings(1, range(28), minutes=180)]
    seen = [row for i in range(3) for row in seen_on(0, range(4, 28, 7), category=f"c{i}")]
    seen += seen_on(1, range(28))
    profile = by_place(rank_places(town(visits, seen, places=2)))[0].profile
    assert profile.rate_per_hour[FRIDAY_EVENING] > 1.5 * profile.rate_per_hour[TUESDAY_EVENING]


def test_blocks_with_under_two_patrol_hours_are_grey() -> None:
    visits = [*evenings(0, [4, 11]), *evenings(0, [1, 8], minutes=59)]
    profile = by_place(rank_places(town(visits, seen_on(0, [1, 4]))))[0].profile
    assert profile.is_known[FRIDAY_EVENING]
    assert not profile.is_known[TUESDAY_EVENING]


@pytest.mark.slow
@given(st.integers(0, 10**6))
def test_shares_sum_to_one_and_counts_and_hours_to_the_places(seed: int) -> None:
    for row in rank_places(random_town(seed)).places:
        assert sum(row.profile.share) == pytest.approx(1)
        assert sum(row.profile.observed) == row.observed
        assert sum(row.profile.hours) == pytest.approx(row.presence_hours)
        assert all(rate >= 0 for rate in row.profile.rate_per_hour)
