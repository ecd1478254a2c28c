"""The edges of HOTSPOTS.md, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.hotspots.codes import Basis, Confidence, Direction, PresenceClass, Verdict
from app.hotspots.inputs import PatrolRows, Question
from app.hotspots.method import rank_places
from app.hotspots.results import DataQuestion
from tests.hotspots.towns import (
    DAY,
    FROM,
    HOUR,
    MINUTE,
    STOCKHOLM,
    TO,
    Seen,
    Visit,
    by_place,
    evenings,
    local_ms,
    seen_on,
    town,
)


def test_no_places() -> None:
    result = rank_places(town(places=0))
    assert result.places == ()
    assert result.notes.exposure_free


def test_nothing_at_all() -> None:
    result = rank_places(town())
    assert [row.place for row in result.places] == [0, 1, 2]
    for row in result.places:
        assert (row.observed, row.presence_hours, row.ratio, row.rate_per_hour) == (
            0,
            0,
            None,
            None,
        )
        assert row.verdict is not Verdict.QUIET
        assert (row.last_observed_ms, row.last_visited_ms) == (None, None)
    assert result.notes.exposure_free


def test_visits_and_no_observations_are_not_absence_of_visits() -> None:
    result = rank_places(town(evenings(0, range(6), calm=True)))
    row = by_place(result)[0]
    assert (row.visits, row.calm_visits, row.observed) == (6, 6, 0)
    assert row.rate_per_hour == 0
    assert row.rate_high is not None
    assert not result.notes.exposure_free
    # Nothing was seen anywhere: how much was to be expected here can't be told.
    assert row.presence_class is PresenceClass.UNKNOWN
    assert (row.reasons.too_few_hours, row.reasons.too_little_expected) == (False, True)


def test_one_observation() -> None:
    row = by_place(rank_places(town(evenings(0, range(6)), seen_on(0, [2]))))[0]
    assert (row.observed, row.expected) == (1, pytest.approx(1))
    assert row.ratio == pytest.approx(1, abs=0.01)  # decayed: visits and observation differ by days
    assert row.verdict is Verdict.AS_EXPECTED


def test_all_equal_are_all_as_expected_with_the_same_ratio() -> None:
    visits = [row for place in range(4) for row in evenings(place, range(20))]
    seen = [row for place in range(4) for row in seen_on(place, range(9))]
    result = rank_places(town(visits, seen, places=4))
    assert len({row.ratio for row in result.places}) == 1
    assert {row.verdict for row in result.places} == {Verdict.AS_EXPECTED}
    assert [row.place for row in result.places] == [0, 1, 2, 3]
    assert not result.notes.places_differ


def patrolled_town(places: int = 8) -> list[Visit]:
    """Every place visited for an hour every evening, by two officers in turn."""
    return [
        row
        for place in range(places)
        for day in range(28)
        for row in evenings(place, [day], reporter="ab"[day % 2])
    ]


def test_one_officer_one_night_thirty_entries_is_possible_at_most() -> None:
    night = [
        Seen(
            0,
            FROM + 5 * DAY + 18 * HOUR + i * MINUTE,
            category=f"c{i % 3}",
            patrol_id="patrol-0-5-b",
        )
        for i in range(30)
    ]
    elsewhere = [row for place in range(1, 8) for row in seen_on(place, [3, 9], reporter="b")]
    row = by_place(rank_places(town(patrolled_town(), [*night, *elsewhere], places=8)))[0]
    assert (row.observed, row.reasons.logged, row.days) == (3, 30, 1)
    spread = [
        replace(e, occurred_ms=FROM + 5 * DAY + 4 * HOUR + i * 31 * MINUTE)
        for i, e in enumerate(night)
    ]
    row = by_place(rank_places(town(patrolled_town(), [*spread, *elsewhere], places=8)))[0]
    assert (row.observed, row.days) == (30, 1)
    assert (row.verdict, row.confidence) == (Verdict.POSSIBLE, Confidence.LOW)
    assert row.reasons.beyond_chance
    assert not row.reasons.enough_days


def test_many_over_many_days_by_two_is_a_clear_hotspot_of_high_confidence() -> None:
    hot = [row for day in range(24) for row in seen_on(0, [day], reporter="ab"[day % 2])]
    elsewhere = [row for place in range(1, 8) for row in seen_on(place, [3], reporter="b")]
    row = rank_places(town(patrolled_town(), [*hot, *elsewhere], places=8)).places[0]
    assert row.place == 0
    assert (row.verdict, row.confidence) == (Verdict.CLEAR_HOTSPOT, Confidence.HIGH)
    assert (row.reasons.reporters, row.reasons.days) == (2, 24)


def test_the_same_by_one_person_is_clear_with_low_confidence() -> None:
    hot = seen_on(0, range(0, 28, 2), reporter="a")
    elsewhere = [row for place in range(1, 8) for row in seen_on(place, [3], reporter="b")]
    row = rank_places(town(patrolled_town(), [*hot, *elsewhere], places=8)).places[0]
    assert (row.place, row.confidence) == (0, Confidence.LOW)


def test_a_place_long_patrolled_where_little_is_seen_is_quiet() -> None:
    visits = [
        *patrolled_town(),
        *evenings(0, range(28), minutes=300, patrol_id="more", reporter="a"),
    ]
    seen = [
        row for place in range(1, 8) for row in seen_on(place, range(place, 28, 2), reporter="a")
    ]
    row = by_place(rank_places(town(visits, seen, places=8)))[0]
    assert (row.verdict, row.observed) == (Verdict.QUIET, 0)
    assert row.confidence is Confidence.LOW  # nine tenths of the hours are of one person


def test_an_observation_where_nobody_was_adds_a_minute_and_is_asked_about() -> None:
    result = rank_places(town(evenings(0, range(6)), [*seen_on(0, [2]), *seen_on(1, [2])]))
    row = by_place(result)[1]
    assert row.presence_hours == pytest.approx(1 / 60)
    assert (row.visits, row.reasons.without_presence) == (0, 1)
    assert row.verdict is Verdict.TOO_LITTLE_PRESENCE
    assert result.notes.data_questions == (DataQuestion("seen-00001", "place-01"),)
    assert result.notes.without_presence_share == 0.5
    assert result.notes.presence_missing


@pytest.mark.parametrize(("late", "asked"), [(15, 0), (16, 1)])
def test_an_entry_just_after_the_check_out_is_of_the_visit(late: int, asked: int) -> None:
    visits = evenings(0, [2], minutes=60)
    seen = seen_on(0, [2], occurred_ms=visits[0].end_ms + late * MINUTE)
    assert len(rank_places(town(visits, seen)).notes.data_questions) == asked


def test_the_visit_of_a_colleague_or_of_another_patrol_of_mine_is_presence() -> None:
    visits = evenings(0, [2], patrol_id="one", reporter="ann")
    at = FROM + 2 * DAY + 18 * HOUR
    seen = [
        Seen(0, at, patrol_id="one", reporter="bo"),
        Seen(0, at, patrol_id=None, reporter="ann"),
        Seen(0, at, patrol_id="two", reporter="bo"),
    ]
    assert len(rank_places(town(visits, seen)).notes.data_questions) == 1


def test_patrols_without_any_check_in_lower_confidence() -> None:
    hot = [row for day in range(24) for row in seen_on(0, [day], reporter="ab"[day % 2])]
    elsewhere = [row for place in range(1, 8) for row in seen_on(place, [3], reporter="b")]
    ids = [row.patrol_id for row in patrolled_town()][:60]
    silent = [f"silent-{number}" for number in range(40)]
    start = [FROM + 17 * HOUR] * 100
    patrols = PatrolRows([*map(str, ids), *silent], start, [FROM + 21 * HOUR] * 100)
    result = rank_places(town(patrolled_town(), [*hot, *elsewhere], places=8, patrols=patrols))
    assert result.notes.patrols_without_presence_share == pytest.approx(0.4)
    assert result.notes.presence_missing
    assert result.places[0].confidence is Confidence.MEDIUM
    assert result.notes.patrol_time_known_share is not None
    assert 0 < result.notes.patrol_time_known_share < 1


def test_a_quarter_without_a_visit_makes_a_place_unknown() -> None:
    year = Question(local_ms(2025, 3, 30), TO, STOCKHOLM)
    old = [row for place in range(3) for row in evenings(place, range(-300, -250))]
    new = [row for place in (1, 2) for row in evenings(place, range(28))]
    seen = [row for place in range(3) for row in seen_on(place, range(-300, -280))]
    rows = by_place(rank_places(town([*old, *new], seen, question=year)))
    assert rows[0].expected > 2.3
    assert rows[0].presence_class is PresenceClass.UNKNOWN
    assert rows[0].reasons.too_few_hours
    assert rows[1].presence_class is PresenceClass.KNOWN


def test_presence_before_a_short_period_still_makes_a_place_known() -> None:
    week = Question(TO - 7 * DAY, TO, STOCKHOLM)
    visits = [*evenings(0, range(-20, 21)), *evenings(0, range(21, 28), minutes=8)]
    found = by_place(rank_places(town(visits, seen_on(0, range(21, 28)), question=week)))[0]
    assert found.presence_hours == pytest.approx(7 * 8 / 60)
    assert found.presence_class is PresenceClass.KNOWN


def test_a_period_without_presence_has_no_rate_and_says_so() -> None:
    result = rank_places(town(evenings(0, range(-20, 0)), seen_on(0, range(4))))
    assert result.notes.basis is Basis.OBSERVATIONS_ALONE
    assert result.places[0].rate_per_hour is None
    assert result.places[0].trend.direction is Direction.MISSING


def test_the_end_of_the_period_is_outside_it_and_the_start_inside() -> None:
    visits = [Visit(0, FROM - HOUR, FROM + HOUR), Visit(0, TO - HOUR, TO + HOUR, patrol_id="p2")]
    seen = [
        Seen(0, FROM),
        Seen(0, TO - 1, patrol_id="p2"),
        Seen(0, TO, patrol_id="p2", category="x"),
    ]
    row = by_place(rank_places(town(visits, seen)))[0]
    assert row.observed == 2
    assert row.presence_hours == pytest.approx(2)
    assert row.visits == 1
    assert row.last_observed_ms == TO - 1


def test_a_day_of_25_hours_gives_25_hours_of_presence() -> None:
    day = Question(local_ms(2026, 10, 25), local_ms(2026, 10, 26), STOCKHOLM)
    visits = [
        Visit(0, day.from_ms, day.from_ms + 12 * HOUR, patrol_id="a"),
        Visit(0, day.from_ms + 12 * HOUR, day.to_ms, patrol_id="b"),
        Visit(0, day.to_ms - HOUR, day.to_ms, patrol_id="c"),
    ]
    row = by_place(rank_places(town(visits, question=day)))[0]
    assert row.presence_hours == pytest.approx(12 + 12 + 1)
    assert sum(row.profile.hours) == pytest.approx(25)


def test_two_officers_who_check_in_together_make_one_visit() -> None:
    both = [
        *evenings(0, [3], patrol_id="p", reporter="a"),
        *evenings(0, [3], patrol_id="p", reporter="b"),
    ]
    row = by_place(rank_places(town(both)))[0]
    assert (row.visits, row.presence_hours) == (1, pytest.approx(1))


@pytest.mark.parametrize(
    ("first", "second", "calm"),
    [(True, None, 1), (True, False, 0), (None, None, 0), (True, True, 1)],
)
def test_a_visit_is_calm_if_somebody_says_so_and_nobody_otherwise(
    first: bool | None, second: bool | None, calm: int
) -> None:
    both = [
        *evenings(0, [3], patrol_id="p", reporter="a", calm=first),
        *evenings(0, [3], patrol_id="p", reporter="b", calm=second),
    ]
    assert by_place(rank_places(town(both)))[0].calm_visits == calm


def test_a_part_of_the_week_takes_observations_and_hours_of_that_part_alone() -> None:
    friday_evening = frozenset({4 * 6 + 4})
    question = Question(FROM, TO, STOCKHOLM, slots=friday_evening)
    visits, seen = evenings(0, range(28)), seen_on(0, range(28))
    row = by_place(rank_places(town(visits, seen, question=question)))[0]
    assert (row.observed, row.visits, row.presence_hours) == (4, 4, pytest.approx(4))


def test_a_category_that_nobody_has_seen_is_nothing_seen() -> None:
    question = Question(FROM, TO, STOCKHOLM, categories=frozenset({"unknown"}))
    result = rank_places(town(evenings(0, range(9)), seen_on(0, range(9)), question=question))
    assert [row.observed for row in result.places] == [0, 0, 0]
    assert {row.verdict for row in result.places} == {Verdict.TOO_LITTLE_PRESENCE}


def test_a_reversed_period_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Question(TO, FROM, STOCKHOLM)
