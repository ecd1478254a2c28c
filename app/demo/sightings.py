"""What is seen, and what of it is logged: the truth times how readily somebody writes, in haste. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from app.demo.chance import choose, draw_poisson
from app.demo.ground import Point, between, distance_m, walk_from
from app.demo.town import Spot, Town, Writer

MAX_AT_A_VISIT = 6
LOGGED_TWICE = 0.1
TWICE_WITHIN_S = (90, 900)
WITH_NOTE = 0.35
WITH_SEVERITY = 0.3
WITH_PEOPLE = 0.5
PASSED_BY = 0.04
AWAY_FROM_PLACES_M = 60.0
#: Categories of which people are seen: how many, in bands.
PEOPLE = {"1-2": 3.0, "3-5": 4.0, "6-10": 2.0, "10+": 1.0}
WITH_PEOPLE_OF = {
    "berusade",
    "alkohol_forbud",
    "langning",
    "misstankt_droghandel",
    "brak",
    "ofredande",
    "storande_samling",
    "storande_ljud",
    "a_traktor",
    "biltraff",
    "moped_elsparkcykel",
}
SEVERITY = {"1": 5.0, "2": 4.0, "3": 1.0}
SOURCES = {"gps": 84.0, "pin": 11.0, "place": 5.0}
#: How sure a phone is of where it is, in metres (low, high) -> how often; the last is too unsure to count.
ACCURACY = {(4, 18): 70.0, (18, 45): 25.0, (45, 95): 4.0, (105, 180): 1.0}


@dataclass(frozen=True, slots=True)
class Sighting:
    """An observation as it was logged. `place` is the place's code, None elsewhere."""

    at: datetime
    category: str
    lon: float
    lat: float
    accuracy_m: float
    position_source: str
    place: str | None
    severity: int | None
    people_band: str | None
    note: str | None


def log_visit(
    town: Town,
    chance: Random,
    writer: Writer,
    spot: Spot,
    day: int,
    span: tuple[datetime, datetime],
) -> list[Sighting]:
    """What this person logs while they are at the place, some of it twice, in the order of time."""
    started_at, left_at = span
    length_s = (left_at - started_at).total_seconds()
    middle = started_at + (left_at - started_at) / 2
    rate = spot.rate_at(middle.astimezone(town.zone), day) * writer.readiness
    logged: list[Sighting] = []
    for _ in range(min(draw_poisson(chance, rate * length_s / 3600), MAX_AT_A_VISIT)):
        at = started_at + timedelta(seconds=chance.randint(20, int(length_s) - 10))
        where = walk_from((spot.lon, spot.lat), chance, spot.radius_m * 0.8)
        seen = _look(town, chance, at, where, spot.mix, spot)
        logged.append(seen)
        again = at + timedelta(seconds=chance.randint(*TWICE_WITHIN_S))
        if chance.random() < LOGGED_TWICE and again < left_at:
            lon, lat = walk_from(where, chance, 12)
            logged.append(replace(seen, at=again, lon=lon, lat=lat, note=None))
    return sorted(logged, key=lambda seen: seen.at)


def log_elsewhere(
    town: Town,
    chance: Random,
    writer: Writer,
    start: tuple[Point, datetime],
    end: tuple[Spot, datetime],
) -> list[Sighting]:
    """What is logged on the way, away from every place; now and then at one that was only passed."""
    (here, left_at), (spot, came_at) = start, end
    length_s = int((came_at - left_at).total_seconds())
    mean = town.elsewhere_rate * writer.readiness * length_s / 3600
    logged: list[Sighting] = []
    for _ in range(draw_poisson(chance, mean)):
        share = chance.random()
        at = left_at + timedelta(seconds=int(share * length_s))
        where = walk_from(between(here, (spot.lon, spot.lat), share), chance, 40)
        passed = _nearest(town, where)
        if distance_m(where, (passed.lon, passed.lat)) > passed.radius_m + AWAY_FROM_PLACES_M:
            logged.append(_look(town, chance, at, where, town.elsewhere_mix, None))
        elif chance.random() < PASSED_BY:
            logged.append(_look(town, chance, at, (passed.lon, passed.lat), passed.mix, passed))
    return sorted(logged, key=lambda seen: seen.at)


def _nearest(town: Town, where: Point) -> Spot:
    return min(town.spots.values(), key=lambda spot: distance_m(where, (spot.lon, spot.lat)))


def _look(
    town: Town,
    chance: Random,
    at: datetime,
    where: Point,
    mix: Mapping[str, float],
    spot: Spot | None,
) -> Sighting:
    category = choose(chance, mix)
    source = choose(chance, SOURCES) if spot else "gps"
    low, high = chance.choices(list(ACCURACY), list(ACCURACY.values()))[0]
    accuracy_m = float(chance.randint(low, high)) if source == "gps" else 10.0
    if source == "place" and spot:
        where, accuracy_m = (spot.lon, spot.lat), spot.radius_m
    people = category in WITH_PEOPLE_OF and chance.random() < WITH_PEOPLE
    return Sighting(
        at,
        category,
        *where,
        accuracy_m,
        source,
        spot.code if spot else None,
        int(choose(chance, SEVERITY)) if chance.random() < WITH_SEVERITY else None,
        choose(chance, PEOPLE) if people else None,
        chance.choice(town.notes[category])
        if category in town.notes and chance.random() < WITH_NOTE
        else None,
    )
