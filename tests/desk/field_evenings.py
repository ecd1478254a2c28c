"""Ten evenings in a field at no place, in which all was seen, and at the station, where nothing was."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.core.clock import SettableClock
from app.core.geometry import cells
from tests.support.builders import observation_payload, patrol_payload, visit_payload
from tests.support.phones import phone_on

NOTE = "Högljutt vid östra ingången"
#: 700 m north-east of the station, at no place.
FIELD = {"lon": 16.1065, "lat": 61.8313, "place_id": None}
((FIELD_X, FIELD_Y),) = cells([FIELD["lon"]], [FIELD["lat"]])
FIELD_SQUARE = f"r100-{FIELD_X}-{FIELD_Y}"
AT_FIELD = "Ruta vid Station, 660 m NO"


def walk_field_evenings(app: Flask, clock: SettableClock) -> None:
    """Ten evenings of two officers in a field; in the station's squares as many, and nothing seen there."""
    tonight = clock.at
    for day in range(10, 0, -1):
        began_at = tonight - timedelta(days=day)
        clock.at = began_at + timedelta(hours=3)
        phone = phone_on(app, "officer" if day % 2 else "officer2")
        patrol = phone.op("patrol", patrol_payload(began_at, ended_at=clock.at.isoformat()))
        visits = [
            phone.op(
                "visit",
                visit_payload(
                    began_at + timedelta(hours=hour),
                    patrol["record_id"],
                    ended_at=(began_at + timedelta(hours=hour + 1)).isoformat(),
                    **at,
                ),
            )
            for hour, at in enumerate((FIELD, {}))
        ]
        seen = [
            phone.op(
                "observation",
                observation_payload(
                    category=category, note=NOTE, patrol_id=patrol["record_id"], **FIELD
                ),
                occurred_at=(began_at + timedelta(minutes=10)).isoformat(),
            )
            for category in ("berusade", "brak")
        ]
        assert set(phone.push(patrol, *visits, *seen).statuses) == {"applied"}
    clock.at = tonight
