"""The sentences about what happens at a place and when, on figures that say each of them."""

from dataclasses import replace

import pytest

from app.hotspots.circumstances import tell_reported, tell_verdict, tell_what, tell_when
from app.hotspots.codes import Verdict
from app.hotspots.results import Profile

NAMES = {"berusade": "Berusade", "brak": "Bråk", "klotter": "Klotter"}
FRIDAY_EVENING, SATURDAY_EVENING = 4 * 6 + 5, 5 * 6 + 5


@pytest.fixture
def place(town):
    """The station's figures of an empty town, to be overridden."""
    with town.app.test_request_context(headers={"Accept-Language": "sv"}):
        yield town.place()


def profile(hours, **observed):
    """A week with this many hours in each slot, and what was seen in some."""
    seen = [0] * 42
    seen[FRIDAY_EVENING], seen[SATURDAY_EVENING] = observed["friday"], observed["saturday"]
    rates = tuple(count / hours if hours else 0.0 for count in seen)
    known = (hours >= 2,) * 42
    return Profile(tuple(seen), (float(hours),) * 42, (1 / 42,) * 42, rates, known)


def test_days_and_categories_are_told(place):
    mix = {"berusade": 5, "brak": 2, "x": 1, "klotter": 1}
    assert tell_what(replace(place, observed=9, days=4, categories=mix), NAMES) == [
        "På 4 olika dagar, mest Berusade 5, Bråk 2 och x 1."
    ]
    assert tell_what(replace(place, observed=2, days=1, categories={"brak": 2}), NAMES) == [
        "På en enda dag: Bråk 2."
    ]
    assert tell_what(replace(place, observed=0), NAMES) == []


def test_hours_that_stand_out_are_told_and_those_that_are_only_seen(place):
    known = replace(place, profile=profile(4, friday=6, saturday=2))
    assert tell_when(known, "sv") == ["Mest för tiden ni var där: fre 20–24 och lör 20–24."]
    unknown = replace(place, profile=profile(1, friday=6, saturday=0))
    assert tell_when(unknown, "sv")[0].startswith("Sågs mest fre 20–24, men")
    assert tell_when(replace(place, profile=profile(4, friday=1, saturday=0)), "sv") == []


def test_reports_from_others_are_told_beside(place):
    assert tell_reported(replace(place, reported_by_others=0)) == []
    assert "3" in tell_reported(replace(place, reported_by_others=3))[0]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_has_its_last_sentence(place, verdict):
    (said,) = tell_verdict(replace(place, verdict=verdict))
    assert said.startswith("Därför")
