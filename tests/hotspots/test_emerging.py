"""A place's class over 13 periods: the published rules, with periods that are missing."""

import math

import pytest

from app.hotspots.emerging import PERIODS, Emerging, Heat, classify, follow_year
from app.hotspots.method import rank_places
from app.hotspots.trend import MannKendall, mann_kendall
from tests.hotspots.towns import evenings, seen_on, town

LEVEL = MannKendall(0.0, 0.0, 1.0)
UNKNOWN = MannKendall(math.nan, math.nan, math.nan)
OF = {"H": Heat.HOT, ".": Heat.NEITHER, "C": Heat.COLD, "?": Heat.MISSING}


def heats(text):
    assert len(text) == PERIODS
    return [OF[sign] for sign in text]


@pytest.mark.parametrize(
    ("series", "emerging"),
    [
        ("............H", Emerging.NEW),
        ("..C.........H", Emerging.NEW),
        ("..........HHH", Emerging.CONSECUTIVE),
        ("..........H?H", Emerging.CONSECUTIVE),
        ("HHHHHHHHHHHHH", Emerging.PERSISTENT),
        (".HHHHHHHHHHHH", Emerging.PERSISTENT),
        ("??HHHH?HHHHHH", Emerging.PERSISTENT),
        ("HHHHHHHHHHHH.", Emerging.HISTORICAL),
        ("H...H.......H", Emerging.SPORADIC),
        ("..HHHHHHHHH.H", Emerging.SPORADIC),
        ("H...C.......H", Emerging.OSCILLATING),
        (".............", Emerging.NONE),
        ("HHHHHH.......", Emerging.NONE),
        ("HHHHHHHHHHHH?", Emerging.TOO_LITTLE),
        ("???????H.H..H", Emerging.SPORADIC),
        ("????????.H..H", Emerging.TOO_LITTLE),
        ("?????HHHHHHHH", Emerging.PERSISTENT),
        ("?????????????", Emerging.TOO_LITTLE),
    ],
)
def test_the_published_classes(series, emerging):
    assert classify(heats(series), LEVEL) is emerging


@pytest.mark.parametrize(
    ("series", "emerging"),
    [(range(13), Emerging.INTENSIFYING), (range(13, 0, -1), Emerging.DIMINISHING)],
)
def test_what_is_hot_all_the_time_rises_or_falls(series, emerging):
    assert classify(heats("H" * 13), mann_kendall(list(series))) is emerging


def test_a_trend_that_cannot_be_known_is_none():
    assert classify(heats("H" * 13), UNKNOWN) is Emerging.PERSISTENT


def test_a_period_without_presence_is_missing_and_one_with_is_not():
    there = rank_places(town(evenings(0, range(20)), seen_on(0, [2, 9]))).places
    away = rank_places(town([], [])).places
    (year,) = (
        each
        for each in follow_year([away] * 2 + [there] * 11)
        if each.place_id == there[0].place_id
    )
    assert year.heats[:2] == (Heat.MISSING, Heat.MISSING)
    assert Heat.MISSING not in year.heats[2:]
    assert (year.known, year.observed[0], year.observed[-1]) == (11, 0, 2)
    assert year.change.p == pytest.approx(1)


def test_the_most_pressing_class_comes_first_and_nobody_is_in_it():
    there = rank_places(town(evenings(0, range(20)), seen_on(0, [2, 9]))).places
    years = follow_year([there] * PERIODS)
    order = list(Emerging)
    found = [order.index(year.emerging) for year in years]
    assert found == sorted(found)
    assert "reporter" not in repr(years)
