"""Four evenings of an officer, pushed the way phones push them, for pages that show what was seen."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.core.clock import SettableClock
from tests.support.builders import observation_payload, patrol_payload, visit_payload
from tests.support.phones import phone_on

NOTE = "Högljutt vid östra ingången"


def walk_four_evenings(app: Flask, clock: SettableClock) -> None:
    """An hour at the station on each, two things seen; nobody was at Coop. The clock ends where it began."""
    tonight = clock.at
    phone = phone_on(app, "officer")
    for day in (4, 3, 2, 1):
        began_at = tonight - timedelta(days=day)
        clock.at = began_at + timedelta(hours=1)
        patrol = phone.op("patrol", patrol_payload(began_at))
        visit = phone.op(
            "visit",
            visit_payload(began_at, patrol["record_id"], ended_at=clock.at.isoformat(), calm=False),
        )
        seen = [
            phone.op(
                "observation",
                observation_payload(category=category, note=NOTE, patrol_id=patrol["record_id"]),
            )
            for category in ("berusade", "brak")
        ]
        assert set(phone.push(patrol, visit, *seen).statuses) == {"applied"}
    clock.at = tonight
