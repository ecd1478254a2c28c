"""Evenings on patrol, pushed the way phones push them, and people who ask afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete

from app.core.access import Actor, Membership
from app.core.clock import SettableClock
from app.core.database import read_connection, write_transaction
from app.hotspots.answers import HotspotList, HotspotQuery, PublishedHotspots
from app.hotspots.models import PublishedWindow
from app.hotspots.results import PlaceResult
from app.hotspots.service import list_hotspots
from tests.support.builders import (
    ORGANISATIONS,
    PEOPLE,
    STATION,
    observation_payload,
    patrol_payload,
    stamp,
    visit_payload,
)
from tests.support.phones import Phone

#: 63 m in Ljusdal: what is this far from the last one is another incident.
APART_DEGREES = 0.0012
#: The `clock` of tests/conftest.py, after all that happens here.
FRIDAY_EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)


def evening(month: int, day: int, hour: int = 18, minute: int = 0) -> datetime:
    """An instant of autumn 2026, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def forget_published(app: Flask) -> None:
    """What others publish is made at the next look as if it were the first."""
    with app.app_context(), write_transaction() as connection:
        connection.execute(delete(PublishedWindow.__table__))


def actor_of(name: str) -> Actor:
    """Who this person of the world is."""
    person = PEOPLE[name]
    kind = ORGANISATIONS[person.organisation_id][0]
    memberships = tuple(Membership(area_id, role) for area_id, role in person.roles)
    return Actor.of(person.id, person.organisation_id, kind, memberships)


class Town:
    """The app's world, in which evenings pass."""

    def __init__(self, app: Flask, clock: SettableClock, signed_in: Callable[..., Phone]) -> None:
        self.app, self.clock, self.signed_in = app, clock, signed_in

    def walk(
        self,
        at: datetime,
        who: str = "officer",
        *,
        minutes: int = 60,
        seen: int = 0,
        place_id: str | None = STATION,
        patrol_id: str | None = None,
        visit: dict[str, Any] | None = None,
        observation: dict[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        """One patrol with one visit and what was seen there, pushed when it is over; answers the operations.

        The clock stands at the push. With `patrol_id` the visit is of a patrol that is there already.
        """
        until = at + timedelta(minutes=minutes)
        self.clock.at = until + timedelta(minutes=5)
        phone, ops = self.signed_in(who), []
        if patrol_id is None:
            payload = patrol_payload(at, ended_at=stamp(until))
            ops.append(phone.op("patrol", payload, occurred_at=stamp(at)))
            patrol_id = ops[0]["record_id"]
        if minutes:
            fields = {"place_id": place_id, "ended_at": stamp(until)} | (visit or {})
            payload = visit_payload(at, patrol_id, **fields)
            ops.append(phone.op("visit", payload, occurred_at=stamp(at)))
        for number in range(seen):
            fields = {"place_id": place_id, "patrol_id": patrol_id} | (observation or {})
            payload = observation_payload(**fields)
            payload["lon"] += number * APART_DEGREES
            when = stamp(at + timedelta(minutes=1 + number % max(minutes, 1)))
            ops.append(phone.op("observation", payload, occurred_at=when))
        assert set(phone.push(*ops).statuses) <= {"applied"}
        return ops

    def ask(self, who: str = "supervisor", **query: Any) -> HotspotList:
        """The person's own list, by the service."""
        with self.app.app_context(), read_connection() as connection:
            answer = list_hotspots(
                connection, actor_of(who), HotspotQuery(**query), self.clock.now()
            )
        assert isinstance(answer, HotspotList)
        return answer

    def ask_published(self, who: str = "coordinator", **query: Any) -> PublishedHotspots:
        """What others publish to this person, by the service, at the first look."""
        forget_published(self.app)
        return self.look_again(who, **query)

    def look_again(self, who: str = "coordinator", **query: Any) -> PublishedHotspots:
        """The same, as it is kept."""
        with self.app.app_context(), read_connection() as connection:
            answer = list_hotspots(
                connection, actor_of(who), HotspotQuery(**query), self.clock.now()
            )
        assert isinstance(answer, PublishedHotspots)
        return answer

    def place(self, who: str = "supervisor", place_id: str = STATION, **query: Any) -> PlaceResult:
        """One place of the person's own list."""
        places = self.ask(who, **query).result.places
        return next(place for place in places if place.place_id == place_id)
