"""Maps with a known truth that go the whole way: drawn, pushed as phones push, read from the API."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from flask import Flask
from sqlalchemy import insert

from app.core.database import write_transaction
from app.places.models import Place
from tests.hotspots.evenings import APART_DEGREES, Town
from tests.support.builders import (
    FOUNDED_AT,
    POLICE,
    TOWN,
    known_id,
    observation_payload,
    patrol_payload,
    stamp,
    visit_payload,
)

DAYS = 27  # nothing is older than 30 days when it is pushed: its time is believed
#: The hours at which a visit may begin, in UTC; more happens late.
HOURS = {16: 0.7, 17: 0.7, 19: 1.3, 20: 1.3, 21: 1.3}
WRITERS = ("officer", "officer2", "both", "two_areas", "split")
AT_ONCE = 200
#: Farther apart in time than anything that a list looks at.
NEXT_MAP = timedelta(days=150)


@dataclass(frozen=True)
class PushedMap:
    """How a map is drawn; the defaults are chance alone at one observation an hour."""

    places: int = 16
    visits_a_place: float = 8.0
    rate_per_hour: float = 1.0
    uneven_patrol: float = 0.0  # coefficient of variation of the visits
    readiness: tuple[float, ...] = (1.0,) * len(WRITERS)
    risk: dict[int, float] = field(default_factory=dict)

    def with_risk(self, places: list[int], times: float) -> PushedMap:
        """The same with places that are so many times worse."""
        return replace(self, risk=dict.fromkeys(places, times))


@dataclass(frozen=True)
class Stay:
    """An hour at a place, and how much was seen in it."""

    place: int
    day: int
    hour: int
    writer: int
    seen: int


def place_id(number: int) -> str:
    """The id of a map's place."""
    return known_id(f"e4{number:02}")


def lay_out(app: Flask, places: int) -> None:
    """The town has so many more places, 200 m apart."""
    rows = [
        {
            "id": place_id(number),
            "code": f"map-{number}",
            "name": f"Plats {number}",
            "kind": "torg",
            "lon": 16.05 + number % 4 * 0.004,
            "lat": 61.80 + number // 4 * 0.002,
            "radius_m": 60,
            "accuracy_m": 20,
            "retired": False,
            "area_id": TOWN,
            "organisation_id": POLICE,
            "sharing": "partners",
            "version": 1,
            "created_at": FOUNDED_AT,
            "updated_at": FOUNDED_AT,
        }
        for number in range(places)
    ]
    with app.app_context(), write_transaction() as connection:
        connection.execute(insert(Place), rows)


def draw_stays(drawn: PushedMap, seed: int) -> list[Stay]:
    """Hours on foot, nobody in two places at once, and Poisson counts from the true risks.

    No two are at one place at once either: they would be one patrol (ADR 0007), and what is drawn is not.
    """
    random = np.random.default_rng(seed)
    spread = drawn.uneven_patrol
    share = random.gamma(spread**-2, spread**2, drawn.places) if spread else np.ones(drawn.places)
    visits = np.maximum(random.poisson(drawn.visits_a_place * share), 1)
    place = np.repeat(np.arange(drawn.places), visits)
    slots = random.permutation(DAYS * len(HOURS) * len(WRITERS))[: len(place)]
    found, taken = [], set()
    for where, slot in zip(place.tolist(), slots.tolist(), strict=True):
        day, rest = divmod(slot, len(HOURS) * len(WRITERS))
        hour, weight = list(HOURS.items())[rest // len(WRITERS)]
        if (where, day, hour) in taken:
            continue
        taken.add((where, day, hour))
        writer = rest % len(WRITERS)
        mean = drawn.rate_per_hour * weight * drawn.readiness[writer] * drawn.risk.get(where, 1.0)
        found.append(Stay(where, day, hour, writer, int(random.poisson(mean))))
    return found


def push_map(town: Town, stays: list[Stay]) -> tuple[str, str]:
    """The map is in the database, pushed by those who walked it; answers its first and last day."""
    town.clock.at = (town.clock.at + NEXT_MAP).replace(hour=6)
    first = town.clock.at - timedelta(days=DAYS)
    by_patrol: defaultdict[tuple[int, int], list[Stay]] = defaultdict(list)
    for stay in stays:
        by_patrol[stay.writer, stay.day].append(stay)
    for writer, name in enumerate(WRITERS):
        phone = town.signed_in(name)
        ops = [
            phone.op(kind, payload, record_id=record_id, occurred_at=stamp(at))
            for (who, day), mine in sorted(by_patrol.items())
            if who == writer
            for kind, payload, record_id, at in _patrol(first, day, mine)
        ]
        for start in range(0, len(ops), AT_ONCE):
            assert set(phone.push(*ops[start : start + AT_ONCE]).statuses) == {"applied"}
    return str(first.date()), str(town.clock.at.date())


def _patrol(
    first: datetime, day: int, stays: list[Stay]
) -> Iterator[tuple[str, dict[str, Any], str, datetime]]:
    from app.core.ids import uuid7

    def at(hour: int) -> datetime:
        midnight = (first + timedelta(days=day)).replace(hour=0, tzinfo=UTC)
        return midnight + timedelta(hours=hour)

    patrol_id, hours = uuid7(), [stay.hour for stay in stays]
    began, over = at(min(hours)), at(max(hours) + 1)
    yield "patrol", patrol_payload(began, ended_at=stamp(over)), patrol_id, began
    for stay in stays:
        came = at(stay.hour)
        until = stamp(came + timedelta(hours=1))
        fields = {"place_id": place_id(stay.place), "ended_at": until}
        yield "visit", visit_payload(came, patrol_id, **fields), uuid7(), came
        for number in range(stay.seen):
            seen = observation_payload(place_id=place_id(stay.place), patrol_id=patrol_id)
            seen["lon"] += number * APART_DEGREES
            yield "observation", seen, uuid7(), came + timedelta(minutes=1 + number % 58)


def read_map(town: Town, days: tuple[str, str]) -> dict[int, dict[str, Any]]:
    """The list that the supervisor gets of these days: the row of each place of the map."""
    path = f"/api/v1/hotspots?area=ljusdal-tatort&from={days[0]}&to={days[1]}"
    rows = {row["place_id"]: row for row in town.signed_in("supervisor").get(path).json["hotspots"]}
    return {number: rows[place_id(number)] for number in range(99) if place_id(number) in rows}
