"""What was taken in at the edge of the earth and the calendar breaks no page, list, export or pull of anybody."""

import pytest

from app.core.access_table import list_routes
from tests.support.builders import (
    BY_ROLE,
    STATION,
    YOUTH_CLUB,
    checkin_payload,
    observation_payload,
    patrol_payload,
    visit_payload,
)
from tests.support.checks import check_whole
from tests.support.databases import sqlite_only

pytestmark = [pytest.mark.slow, sqlite_only]
TIMES = ["0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"]
CORNERS = [(-180, -90), (180, 90), (0, 0), (179.999999, -89.999999), (16.09, 61.83)]
CELLS = [[-(10**7), 10**7, 0, 3600], [10**7, -(10**7), 10**7, 3600], [0, 0, 0, 0]]
QUERIES = ["", "?from=0001-01-01&to=9999-12-31", "?from=2026-11-01&to=2026-11-30", "?page=99999"]


@pytest.fixture
def filled(signed_in):
    """Every edge that a phone may say, said."""
    phone = signed_in("both")
    now = phone.now()
    ops = []
    for time in TIMES:
        span = {"started_at": time, "ended_at": TIMES[-1]}
        patrol = phone.op("patrol", patrol_payload(now, presence=CELLS, **span), occurred_at=time)
        ops.append(patrol)
        for lon, lat in CORNERS:
            where = {"lon": lon, "lat": lat, "accuracy_m": 100_000}
            visit = visit_payload(now, patrol["record_id"], calm=True, **where, **span)
            seen = observation_payload(**where, people_band="10+", patrol_id=patrol["record_id"])
            ops.append(phone.op("visit", visit | {"place_id": None}, occurred_at=time))
            ops.append(phone.op("visit", visit, occurred_at=time))
            ops.append(phone.op(payload=seen | {"place_id": None}, occurred_at=time))
            ops.append(phone.op(payload=seen | {"note": "😀" * 280}, occurred_at=time))
        heads = {group: {"13-15": 999} for group in ("girls", "boys", "other")}
        held = checkin_payload(now, heads=heads, police_minutes=1440, **span)
        ops.append(phone.op("checkin", held, occurred_at=time))
    assert set(phone.push(*ops).statuses) == {"applied"}
    far = [phone.op(payload=observation_payload(), occurred_at=time) for time in TIMES]
    assert set(phone.push(*far, sent_at=TIMES[0]).statuses) == {"applied"}
    assert set(phone.push(phone.op(), sent_at=TIMES[-1]).statuses) == {"applied"}
    return phone


def addresses(app):
    ids = {"place_id": STATION, "activity_id": YOUTH_CLUB}
    for route in list_routes(app):
        rule = route.rule
        for name, value in ids.items():
            rule = rule.replace(f"<uuid:{name}>", value)
        if route.method == "GET" and "<" not in rule:
            yield from (rule + query for query in QUERIES)


def test_every_page_of_everybody_opens(app, filled, signed_in):
    asked = 0
    for role in BY_ROLE.values():
        phone = signed_in(role)
        for address in addresses(app):
            for accept in ("text/html", "application/json"):
                answer = phone.send("GET", address, Accept=accept)
                assert answer.status < 500, (role, address, answer.content[:300])
                asked += 1
    assert asked > 500
    check_whole(app)


def test_their_pulls_and_lists_are_whole(app, filled, signed_in):
    changes = signed_in("supervisor").pull_all(limit=7)
    assert len([c for c in changes if c["kind"] in {"patrol", "visit", "observation"}]) > 60
    assert signed_in("supervisor").get("/api/v1/hotspots").status == 200
