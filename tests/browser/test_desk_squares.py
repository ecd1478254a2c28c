"""The supervisor's squares: from the places to the grid and back, a square down to its rows, by keyboard, as a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.core.geometry import cells
from tests.browser.desk_pages import DeskPages
from tests.support.builders import observation_payload, patrol_payload, visit_payload
from tests.support.live_server import LiveServer
from tests.support.phones import phone_at

DAYS = 10
#: 700 m north-east of the station, at no place.
FIELD = {"lon": 16.1065, "lat": 61.8313, "place_id": None}
((FIELD_X, FIELD_Y),) = cells([FIELD["lon"]], [FIELD["lat"]])
AT_FIELD = "Ruta vid Station, 660 m NO"


@pytest.fixture
def walked(live_server: LiveServer) -> None:
    """Ten patrols in a field at no place, two things seen on each."""
    phone = phone_at(live_server.url, "officer")
    for days_ago in range(1, DAYS + 1):
        hours = 24 * days_ago
        patrol = phone.op(
            "patrol",
            patrol_payload(phone.now(), started_at=phone.stamp(hours=hours)),
            occurred_at=phone.stamp(hours=hours),
        )
        span = {
            "started_at": phone.stamp(hours=hours),
            "ended_at": phone.stamp(hours=hours, minutes=-50),
        }
        visit = visit_payload(phone.now(), patrol["record_id"], calm=False, **FIELD, **span)
        ops = [patrol, phone.op("visit", visit, occurred_at=span["started_at"])]
        for category in ("berusade", "brak"):
            seen = observation_payload(
                category=category, note=f"Dag {days_ago}", patrol_id=patrol["record_id"], **FIELD
            )
            at = phone.stamp(hours=hours, minutes=-20)
            ops.append(phone.op(payload=seen, occurred_at=at))
        assert set(phone.push(*ops).statuses) == {"applied"}


@pytest.mark.usefixtures("walked")
def test_from_the_places_to_a_square_and_the_rows_behind_it(
    open_desk: Callable[..., DeskPages],
) -> None:
    desk = open_desk("supervisor")
    desk.open("/hotspots?category=brak")
    desk.page.get_by_role("link", name="Rutor", exact=True).click()
    desk.page.wait_for_url("**by=grid**")
    assert "category=brak" in desk.page.url
    row = desk.row(AT_FIELD)
    expect(row).to_contain_text(f"{DAYS} iakttagelser")
    expect(row).to_contain_text("utanför fokusplatserna")

    # The form keeps the squares when another filter is chosen.
    desk.choose(category="berusade")
    desk.press("Visa")
    assert "by=grid" in desk.page.url
    expect(desk.row(AT_FIELD)).to_contain_text(f"{DAYS} iakttagelser")

    desk.row(AT_FIELD).get_by_role("link", name=AT_FIELD).press("Enter")
    desk.expect_title(AT_FIELD)
    rows = desk.page.locator('section[aria-labelledby="observations"] tbody tr')
    expect(rows).to_have_count(DAYS)
    expect(desk.page.get_by_text("Utanför fokusplatserna.")).to_be_visible()
    desk.page.locator("a.crumb").click()
    desk.expect_title("Hotspots")
    assert "by=grid" in desk.page.url
    desk.page.get_by_role("link", name="Platser", exact=True).and_(
        desk.page.locator(".presets a")
    ).click()
    expect(desk.row("Station")).to_be_visible()


@pytest.mark.usefixtures("walked")
def test_the_squares_can_be_taken_out_as_polygons(
    open_desk: Callable[..., DeskPages], tmp_path: Path
) -> None:
    desk = open_desk("supervisor")
    desk.open("/hotspots?by=grid&square=200")
    desk.page.locator("details.menu summary").click()
    with desk.page.expect_download() as download:
        desk.follow("Kartlager (GeoJSON)")
    assert download.value.suggested_filename.endswith("-200m.geojson")
    download.value.save_as(tmp_path / "squares.geojson")
    features = json.loads((tmp_path / "squares.geojson").read_text())["features"]
    assert [feature["id"] for feature in features] == [f"r200-{FIELD_X // 2}-{FIELD_Y // 2}"]
    assert features[0]["geometry"]["type"] == "Polygon"
