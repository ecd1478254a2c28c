"""Patrols of the days before, pushed from a phone: what the supervisor's list is made of."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.builders import COOP, STATION, observation_payload, patrol_payload, visit_payload
from tests.support.phones import Phone

DAYS = 10


@dataclass(frozen=True)
class Stay:
    """An hour at a place, and what was seen there."""

    place_id: str
    lon: float
    lat: float
    seen: tuple[str, ...] = ()


AT_STATION = Stay(STATION, 16.09712, 61.826855, ("berusade", "brak"))
AT_COOP = Stay(COOP, 16.09223, 61.82914)


def walk(phone: Phone, days_ago: int, *stays: Stay) -> None:
    """A patrol with these stays, after each other."""
    begun = 24 * days_ago + len(stays) + 1
    patrol = phone.op(
        "patrol",
        patrol_payload(phone.now(), started_at=phone.stamp(hours=begun)),
        occurred_at=phone.stamp(hours=begun),
    )
    ops = [patrol]
    for number, stay in enumerate(stays, 1):
        here = {"place_id": stay.place_id, "lon": stay.lon, "lat": stay.lat}
        span = {
            "started_at": phone.stamp(hours=begun - number),
            "ended_at": phone.stamp(hours=begun - number, minutes=-50),
        }
        visit = visit_payload(phone.now(), patrol["record_id"], calm=not stay.seen, **here, **span)
        ops.append(phone.op("visit", visit, occurred_at=span["started_at"]))
        for category in stay.seen:
            seen = observation_payload(
                category=category, note=f"Dag {days_ago}", patrol_id=patrol["record_id"], **here
            )
            at = phone.stamp(hours=begun - number, minutes=-20)
            ops.append(phone.op(payload=seen, occurred_at=at))
    assert set(phone.push(*ops).statuses) == {"applied"}


def walk_ten_evenings(phone: Phone) -> None:
    """The station is where things happen, the Coop is calm."""
    for days_ago in range(1, DAYS + 1):
        walk(phone, days_ago, AT_STATION, AT_COOP)
