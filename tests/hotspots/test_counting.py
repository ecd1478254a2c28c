"""Which observations count, and what each one is left out for."""

from __future__ import annotations

import numpy as np
import pytest

from app.hotspots.blocks import local_slots
from app.hotspots.codes import LeftOut
from app.hotspots.counts import (
    LEFT_OUT,
    Quality,
    left_out_because,
    spread_evenly,
    spread_over_slots,
)
from app.hotspots.method import rank_places
from app.hotspots.parameters import CountRules
from tests.hotspots.towns import (
    DAY,
    FROM,
    HOUR,
    MINUTE,
    STOCKHOLM,
    TO,
    Report,
    Seen,
    by_place,
    evenings,
    local_ms,
    seen_on,
    town,
)


def why(**changed: object) -> LeftOut | None:
    values: dict[str, object] = {
        "withdrawn": False,
        "counts_as_disorder": True,
        "suspect": False,
        "accuracy_m": 10.0,
        "position_source": "gps",
        "inside_area": True,
        **changed,
    }
    found = left_out_because(
        Quality(**{name: [value] for name, value in values.items()}),
        CountRules(),
    )
    return LEFT_OUT[found[0]] if found[0] >= 0 else None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, None),
        ({"withdrawn": True}, LeftOut.WITHDRAWN),
        ({"counts_as_disorder": False}, LeftOut.NOT_DISORDER),
        ({"suspect": True}, LeftOut.SUSPECT_TIME),
        ({"accuracy_m": 100.0}, None),
        ({"accuracy_m": 100.5}, LeftOut.POOR_POSITION),
        ({"accuracy_m": float("nan")}, LeftOut.POOR_POSITION),
        ({"accuracy_m": 900.0, "position_source": "pin"}, None),
        ({"accuracy_m": float("nan"), "position_source": "place"}, None),
        ({"inside_area": False}, LeftOut.OUTSIDE_AREA),
        ({"withdrawn": True, "suspect": True, "inside_area": False}, LeftOut.WITHDRAWN),
    ],
)
def test_what_counts_and_what_does_not(changed: dict[str, object], reason: LeftOut | None) -> None:
    assert why(**changed) is reason


def test_what_is_left_out_is_said_and_counted_nowhere() -> None:
    out = [
        *seen_on(0, [3], withdrawn=True),
        *seen_on(0, [4], counts_as_disorder=False, category="positiv"),
        *seen_on(0, [5], suspect=True),
        *seen_on(0, [6], accuracy_m=400.0),
        *seen_on(0, [7], inside_area=False),
    ]
    result = rank_places(town(evenings(0, range(10)), [*out, *seen_on(0, [1, 2])]))
    assert by_place(result)[0].observed == 2
    assert result.notes.left_out == dict.fromkeys(LEFT_OUT, 1)


def test_an_observation_at_no_place_is_noted_and_not_ranked() -> None:
    result = rank_places(town(evenings(0, range(5)), [Seen(-1, FROM + HOUR), *seen_on(0, [1])]))
    assert result.notes.at_no_place == 1
    assert result.notes.observed == 1


def test_duplicates_are_one_with_their_number_kept() -> None:
    again = [
        row
        for minute in range(4)
        for row in seen_on(0, [2], occurred_ms=FROM + 2 * 24 * HOUR + 18 * HOUR + minute * MINUTE)
    ]
    result = rank_places(town(evenings(0, range(5)), again))
    assert by_place(result)[0].observed == 1
    assert by_place(result)[0].reasons.logged == 4
    assert (result.notes.observed, result.notes.logged) == (1, 4)


def test_an_incident_over_the_start_of_the_period_counts_once_where_it_began() -> None:
    around = [
        Seen(0, FROM + minute * MINUTE, f"id-{minute}", patrol_id="night") for minute in (-10, 10)
    ]
    row = by_place(rank_places(town(evenings(0, range(5)), around)))[0]
    assert (row.observed, row.trend.observed_before) == (0, 1)


def test_reports_from_others_stand_beside_and_never_in_the_rate() -> None:
    visits, seen = evenings(0, range(5)), seen_on(0, [1, 2])
    reports = [Report(0, FROM + HOUR), Report(0, TO), Report(-1, FROM + HOUR), Report(1, FROM)]
    plain = by_place(rank_places(town(visits, seen)))
    beside = by_place(rank_places(town(visits, seen, reports=reports)))
    assert [beside[place].reported_by_others for place in range(3)] == [1, 1, 0]
    for place in range(3):
        assert beside[place].rate_per_hour == plain[place].rate_per_hour
        assert beside[place].ratio == plain[place].ratio


def test_categories_are_told_most_frequent_first() -> None:
    seen = [*seen_on(0, [1, 2], category="brak"), *seen_on(0, [3]), *seen_on(0, [4], category="a")]
    row = by_place(rank_places(town(evenings(0, range(6)), seen)))[0]
    assert list(row.categories.items()) == [("brak", 2), ("a", 1), ("klotter", 1)]


def test_a_span_without_length_falls_whole_in_its_hour() -> None:
    edges = np.array([0, 10, 20])
    assert spread_evenly(np.array([10]), np.array([10]), edges).tolist() == [[0.0, 1.0]]


def test_found_graffiti_is_spread_over_the_slots_it_may_have_been_made_in() -> None:
    start, end = np.array([local_ms(2026, 3, 6, 22)]), np.array([local_ms(2026, 3, 7, 2)])
    spread = spread_over_slots(start, end, STOCKHOLM)
    assert spread[[4 * 6 + 5, 5 * 6]] == pytest.approx([0.5, 0.5])
    assert spread.sum() == pytest.approx(1)


def test_spans_and_known_times_each_are_one_whatever_their_length() -> None:
    friday = local_ms(2026, 3, 6, 22)
    start = np.array([friday, friday, friday, friday])
    # An instant, one that ends before it begins, a week, and nine weeks over the change to summer time.
    end = np.array([friday, friday - 1, friday + 7 * DAY, friday + 63 * DAY])
    spread = spread_over_slots(start, end, STOCKHOLM)
    assert spread.sum() == pytest.approx(4)
    assert spread[4 * 6 + 5] == pytest.approx(2 + 2 / 42, abs=0.001)
    assert spread_over_slots(start[:0], end[:0], STOCKHOLM).tolist() == [0] * 42


def test_spans_are_spread_as_the_plain_rule_spreads_them() -> None:
    random = np.random.default_rng(3)
    start = FROM + random.integers(0, 20 * DAY, 200)
    end = start + random.integers(0, 3 * DAY, 200)
    slots = local_slots(FROM, int(end.max()) + 1, STOCKHOLM)
    plain = spread_evenly(start, end, slots.edges_ms).sum(axis=0)
    expected = np.bincount(slots.slot, weights=plain, minlength=42)
    assert spread_over_slots(start, end, STOCKHOLM) == pytest.approx(expected)
