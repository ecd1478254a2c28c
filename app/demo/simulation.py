"""Evenings on foot in the invented town: who walked when, where they stayed, and what they logged. Pure.

What happens on a day follows from the seed, from whether it is a certain day, and from the days before it: a longer
simulation begins with exactly the shorter one, so that a demonstration can be continued tomorrow where it ended today.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from app.demo.chance import chance_of
from app.demo.ground import distance_m, walk_from
from app.demo.sightings import Sighting, log_elsewhere, log_visit
from app.demo.town import WEEKEND, Spot, Town, Writer

#: Chance of a patrol by weekday, Monday first: three to five evenings a week. Never two evenings without one.
WALKS = (0.1, 0.2, 0.4, 0.6, 1.0, 1.0, 0.2)
#: Local minutes after midnight between which a shift starts; at weekends an early one and a late one.
EARLY = (17 * 60 + 15, 19 * 60 + 30)
LATE = (20 * 60 + 45, 22 * 60 + 15)
SUPERVISOR_WALKS = 0.15
VISITS = (4, 8)
STAY_MIN = (8.0, 20.0, 13.0)  # shortest, longest, most usual
WALKING_M_S = 1.1
BY_CAR_FROM_M = 1_100.0
BY_CAR = timedelta(minutes=6)
NO_CHECK_OUT = 0.02
START = (16.0962, 61.8278)  # where patrols set out from


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay; `ended_at` is None where the check-out was forgotten, `left_at` is when they really left."""

    place: str
    lon: float
    lat: float
    accuracy_m: float
    started_at: datetime
    left_at: datetime
    ended_at: datetime | None
    method: str
    calm: bool | None
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class Patrol:
    """One shift, as the phone of the one who logs it saw it."""

    key: str
    day: int
    writer: str
    officers: int
    started_at: datetime
    ended_at: datetime
    visits: tuple[Visit, ...]
    elsewhere: tuple[Sighting, ...]


def simulate(
    town: Town, seed: int, first_on: date, last_on: date, certain: Collection[date] = ()
) -> Iterator[Patrol]:
    """The patrols of these evenings, in their order. On certain days both officers walk, whatever chance says."""
    crew, rested = _Crew(), False
    for day in range((last_on - first_on).days + 1):
        on = first_on + timedelta(days=day)
        chance = chance_of(seed, "evening", on)
        walks = chance.random() < WALKS[on.weekday()]
        if not (walks or rested or on in certain):
            rested = True
            continue
        rested = False
        for writer, shift in crew.on_duty(chance, both=on.weekday() in WEEKEND or on in certain):
            yield _walk(town, seed, on, day, town.writers[writer], shift)


class _Crew:
    """The two officers take turns; the supervisor comes along now and then."""

    def __init__(self) -> None:
        self.turn = 0

    def on_duty(self, chance: Random, *, both: bool) -> list[tuple[str, tuple[int, int]]]:
        officers = ["officer", "officer2"]
        if both:
            chance.shuffle(officers)
            return list(zip(officers, (EARLY, LATE), strict=True))
        if chance.random() < SUPERVISOR_WALKS:
            return [("supervisor", EARLY)]
        self.turn = 1 - self.turn
        return [(officers[self.turn], EARLY)]


def _walk(
    town: Town, seed: int, on: date, day: int, writer: Writer, shift: tuple[int, int]
) -> Patrol:
    key = f"{on}/{writer.key}"
    chance = chance_of(seed, "patrol", key)
    midnight = datetime.combine(on, time(), town.zone)
    started_at = (midnight + timedelta(minutes=chance.randint(*shift))).astimezone(UTC)
    at, here = started_at + timedelta(seconds=chance.randint(60, 240)), START
    visits: list[Visit] = []
    elsewhere: list[Sighting] = []
    for spot in _route(town, chance, writer):
        arrived = at + _way(chance, here, spot)
        elsewhere += log_elsewhere(town, chance, writer, (here, at), (spot, arrived))
        visits.append(_stay(town, chance, writer, spot, day, arrived))
        at, here = visits[-1].left_at, (spot.lon, spot.lat)
    ended_at = at + timedelta(seconds=chance.randint(120, 900))
    return Patrol(
        key,
        day,
        writer.key,
        1 if chance.random() < 0.35 else 2,
        started_at,
        ended_at,
        tuple(visits),
        tuple(elsewhere),
    )


def _route(town: Town, chance: Random, writer: Writer) -> list[Spot]:
    """Where they go, the next nearest first."""
    left = {code: town.pull_of(spot, writer) for code, spot in town.spots.items()}
    chosen: list[Spot] = []
    for _ in range(chance.randint(*VISITS)):
        code = chance.choices(list(left), list(left.values()))[0]
        del left[code]
        chosen.append(town.spots[code])
    route: list[Spot] = []
    here = START
    while chosen:
        nearest = min(chosen, key=lambda spot: distance_m(here, (spot.lon, spot.lat)))
        chosen.remove(nearest)
        route.append(nearest)
        here = (nearest.lon, nearest.lat)
    return route


def _way(chance: Random, here: tuple[float, float], spot: Spot) -> timedelta:
    metres = distance_m(here, (spot.lon, spot.lat))
    if metres > BY_CAR_FROM_M:
        return BY_CAR + timedelta(seconds=chance.randint(0, 240))
    return timedelta(seconds=round(metres / WALKING_M_S) + chance.randint(30, 200))


def _stay(
    town: Town, chance: Random, writer: Writer, spot: Spot, day: int, started_at: datetime
) -> Visit:
    stayed = timedelta(seconds=round(60 * chance.triangular(*STAY_MIN)))
    left_at = started_at + stayed
    lon, lat = walk_from((spot.lon, spot.lat), chance, spot.radius_m / 2)
    sightings = log_visit(town, chance, writer, spot, day, (started_at, left_at))
    calm = False if sightings else (True if chance.random() < 0.9 else None)
    return Visit(
        spot.code,
        lon,
        lat,
        float(chance.randint(4, 28)),
        started_at,
        left_at,
        None if chance.random() < NO_CHECK_OUT else left_at,
        chance.choices(("tap", "suggested", "edited"), (70, 25, 5))[0],
        calm,
        tuple(sightings),
    )
