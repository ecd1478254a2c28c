"""The simulated evenings: plausible, repeatable, and the same however long the simulation goes on."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.demo.chance import DEFAULT_SEED
from app.demo.simulation import simulate
from app.demo.town import load_town

FIRST, LAST = date(2026, 5, 24), date(2026, 11, 22)
TOWN = load_town()
NAMES_SOMEBODY = re.compile(r"\d{4,}|@|\b[A-ZÅÄÖ]{3} ?\d{2}[A-Z\d]\b")


@pytest.fixture(scope="module")
def patrols():
    return list(simulate(TOWN, DEFAULT_SEED, FIRST, LAST, {LAST}))


def sightings_of(patrols):
    for patrol in patrols:
        for visit in patrol.visits:
            yield from visit.sightings
        yield from patrol.elsewhere


def test_the_same_seed_gives_the_same_evenings_and_another_others(patrols):
    assert list(simulate(TOWN, DEFAULT_SEED, FIRST, LAST, {LAST})) == patrols
    assert list(simulate(TOWN, 1, FIRST, LAST, {LAST})) != patrols


def test_a_longer_simulation_begins_with_the_shorter(patrols):
    until = date(2026, 8, 2)
    shorter = list(simulate(TOWN, DEFAULT_SEED, FIRST, until))
    assert patrols[: len(shorter)] == shorter
    ended = {until, LAST, LAST + timedelta(days=9)}
    begun = list(simulate(TOWN, DEFAULT_SEED, FIRST, until, {until}))
    longer = list(simulate(TOWN, DEFAULT_SEED, FIRST, LAST + timedelta(days=9), ended))
    assert longer[: len(begun)] == begun


def test_patrols_walk_three_to_five_evenings_a_week_and_more_at_weekends(patrols):
    evenings = {patrol.day for patrol in patrols}
    weeks = ((LAST - FIRST).days + 1) / 7
    assert 3 <= len(evenings) / weeks <= 5
    by_weekday = Counter((FIRST + timedelta(days=patrol.day)).weekday() for patrol in patrols)
    assert min(by_weekday[4], by_weekday[5]) > max(by_weekday[day] for day in (0, 1, 2, 3, 6))


def test_never_are_two_evenings_in_a_row_without_a_patrol(patrols):
    evenings = sorted({patrol.day for patrol in patrols})
    assert max(b - a for a, b in pairwise(evenings)) <= 2


def test_both_officers_walked_on_the_last_day(patrols):
    last = [patrol.writer for patrol in patrols if patrol.day == (LAST - FIRST).days]
    assert sorted(last) == ["officer", "officer2"]


def test_visits_are_as_a_patrol_makes_them(patrols):
    for patrol in patrols:
        assert 4 <= len(patrol.visits) <= 8
        assert patrol.officers in {1, 2}
        at = patrol.started_at
        for visit in patrol.visits:
            assert at < visit.started_at
            minutes = (visit.left_at - visit.started_at).total_seconds() / 60
            assert 8 <= minutes <= 20
            assert visit.ended_at in {None, visit.left_at}
            assert (visit.calm is False) == bool(visit.sightings)
            for seen in visit.sightings:
                assert visit.started_at <= seen.at <= visit.left_at
                assert seen.place == visit.place
            at = visit.left_at
        assert at < patrol.ended_at
        assert (patrol.ended_at - patrol.started_at).total_seconds() < 5 * 3600


def test_the_clock_on_the_wall_is_an_evening_in_summer_and_winter(patrols):
    hours = {patrol.started_at.astimezone(TOWN.zone).hour for patrol in patrols}
    assert hours <= {17, 18, 19, 20, 21, 22}
    offsets = {patrol.started_at.astimezone(TOWN.zone).utcoffset() for patrol in patrols}
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}


def test_some_entries_are_doubles_and_some_are_made_away_from_every_place(patrols):
    seen = list(sightings_of(patrols))
    away = [each for each in seen if each.place is None]
    assert 0.04 < len(away) / len(seen) < 0.2
    doubles = sum(
        first.category == second.category and 0 < (second.at - first.at).total_seconds() < 1800
        for patrol in patrols
        for visit in patrol.visits
        for first in visit.sightings
        for second in visit.sightings
    )
    assert doubles > 20


def test_nothing_that_is_written_points_at_a_person(patrols):
    notes = {seen.note for seen in sightings_of(patrols)} - {None}
    assert len(notes) > 20
    assert {note for note in notes if NAMES_SOMEBODY.search(note) or len(note) > 280} == set()


def test_each_place_and_category_is_known(patrols):
    from app.places.categories import standard_categories

    codes = {code for code, _ in standard_categories()}
    assert {seen.category for seen in sightings_of(patrols)} <= codes
    assert set(TOWN.notes) <= codes
    assert {place["code"] for place in TOWN.places} == set(TOWN.spots)
