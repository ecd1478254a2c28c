"""What others may see: no small numbers, nothing recent, nothing that subtraction uncovers."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hotspots.inputs import Question
from app.hotspots.method import rank_places
from app.hotspots.publishing import (
    PublishedPlace,
    PublishingRules,
    WindowNotPublishable,
    hide_complementary,
    publish_places,
    published_window,
)
from app.hotspots.results import HotspotResult
from tests.hotspots.towns import DAY, STOCKHOLM, Seen, Visit, local_ms, town

RULES = PublishingRules()
WINDOW = published_window(local_ms(2026, 4, 15), STOCKHOLM)
LATER = WINDOW[1] + 8 * DAY


def listed(*places: tuple[int, int, int], question: Question | None = None) -> HotspotResult:
    """A list in which each place has `(observed, days, reporters)`."""
    visits, seen = [], []
    for place, (observed, days, reporters) in enumerate(places):
        for number in range(observed):
            at = WINDOW[0] + (number % max(days, 1)) * DAY + (8 * 60 + number * 7) * 60_000
            who = "abc"[number % max(reporters, 1)]
            patrol = f"patrol-{place}-{number}"
            visits.append(Visit(place, at, at + 3_600_000, None, patrol, who))
            seen.append(Seen(place, at, patrol_id=patrol, reporter=who))
    question = question or Question(*WINDOW, STOCKHOLM)
    return rank_places(town(visits, seen, places=len(places), question=question))


def test_windows_run_from_monday_to_monday_and_ended_a_week_ago() -> None:
    assert (local_ms(2026, 2, 16), local_ms(2026, 3, 16)) == WINDOW


@given(st.integers(1_600_000_000_000, 1_900_000_000_000), st.integers(0, 400 * DAY))
def test_windows_of_any_two_days_are_the_same_or_apart(now: int, later: int) -> None:
    first, second = (published_window(at, STOCKHOLM) for at in (now, now + later))
    assert first == second or first[1] <= second[0]
    assert first[1] + 7 * DAY - 3_600_000 <= now
    assert now < first[1] + (7 + 28) * DAY + 25 * 3_600_000


def test_enough_in_enough_days_by_enough_people_is_shown() -> None:
    published = publish_places(listed((12, 4, 2), (6, 3, 2)), LATER)
    assert [row.observed for row in published.places] == [12, 6]
    assert published.observed == 18


@pytest.mark.parametrize("small", [(4, 4, 2), (9, 2, 2), (9, 4, 1), (0, 0, 0)])
def test_too_few_days_or_people_are_hidden_with_all_their_figures(
    small: tuple[int, int, int],
) -> None:
    published = publish_places(listed((12, 4, 2), small, (8, 4, 2), (30, 4, 2)), LATER)
    hidden = next(row for row in published.places if row.place_id == "place-01")
    assert hidden == PublishedPlace(
        "place-01", "Plats place-01", True, None, None, None, None, None
    )


def test_one_hidden_place_takes_the_smallest_with_it() -> None:
    published = publish_places(listed((12, 4, 2), (4, 4, 2), (8, 4, 2), (30, 4, 2)), LATER)
    assert [row.place_id for row in published.places if row.is_hidden] == ["place-01", "place-02"]
    assert published.observed == 54


def test_hidden_places_stand_last_by_id_so_that_their_rank_is_not_told() -> None:
    published = publish_places(
        listed((2, 1, 1), (12, 4, 2), (3, 1, 1), (30, 4, 2), (1, 1, 1)), LATER
    )
    ids = [row.place_id for row in published.places]
    assert sorted(ids[:2]) == ["place-01", "place-03"]
    assert ids[2:] == ["place-00", "place-02", "place-04"]


def test_when_all_together_are_few_the_total_is_hidden_too() -> None:
    published = publish_places(listed((2, 1, 1), (1, 1, 1)), LATER)
    assert published.observed is None
    assert all(row.is_hidden for row in published.places)


def test_a_window_that_has_not_passed_its_delay_is_refused() -> None:
    result = listed((12, 4, 2))
    with pytest.raises(WindowNotPublishable):
        publish_places(result, WINDOW[1] + 6 * DAY)
    publish_places(result, WINDOW[1] + 7 * DAY)


@pytest.mark.parametrize(
    "changed",
    [
        {"from_ms": WINDOW[0] + DAY},
        {"to_ms": WINDOW[1] - DAY},
        {"from_ms": WINDOW[0] - 7 * DAY, "to_ms": WINDOW[1] - 7 * DAY},
        {"categories": frozenset({"klotter"})},
        {"slots": frozenset({3})},
    ],
    ids=str,
)
def test_periods_of_ones_own_and_filters_are_refused(changed: dict[str, object]) -> None:
    question = replace(Question(*WINDOW, STOCKHOLM), **changed)
    with pytest.raises(WindowNotPublishable):
        publish_places(listed((12, 4, 2), question=question), LATER)


def test_an_earlier_window_stays_published() -> None:
    assert publish_places(listed((12, 4, 2)), LATER + 365 * DAY).observed == 12


def test_what_is_published_has_no_times_categories_ratios_or_profile() -> None:
    assert {field.name for field in fields(PublishedPlace)} == {
        "place_id", "name", "is_hidden", "observed", "visits", "presence_hours", "rate_per_hour", "verdict",
        "square", "near", "outside_places",
    }  # fmt: skip


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.integers(0, 2**12))
def test_no_subtraction_from_the_total_tells_a_hidden_place(counts: list[int], mask: int) -> None:
    observed = np.array(counts)
    primary = (observed < 5) | np.array([mask >> at & 1 for at in range(len(counts))], bool)
    hidden = hide_complementary(observed, primary, RULES)
    assert (hidden | ~primary).all()
    if not primary.any():
        assert not hidden.any()
    elif not hidden.all():
        assert hidden.sum() >= 2
        assert observed[hidden].sum() >= 5
        # No more than is needed: without the last that was added it would not have held.
        added = np.flatnonzero(hidden & ~primary)
        if len(added):
            fewer = hidden.copy()
            fewer[added[np.argmax(observed[added])]] = False
            assert fewer.sum() < 2 or observed[fewer].sum() < 5
