"""The supervisor's list: filters in the address, a place down to the rows behind it, and one page on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk_pages import DeskPages
from tests.support.builders import COOP, STATION, observation_payload, patrol_payload, visit_payload
from tests.support.live_server import LiveServer
from tests.support.phones import Phone, phone_at

DAYS = 10


def _walk(phone: Phone, days_ago: int) -> None:
    """A patrol with a stay at the station, where something was seen, and one at the Coop, where it was calm."""
    hours = 24 * days_ago
    patrol = phone.op(
        "patrol",
        patrol_payload(phone.now()) | {"started_at": phone.stamp(hours=hours + 3)},
        occurred_at=phone.stamp(hours=hours + 3),
    )
    stays = [
        phone.op(
            "visit",
            visit_payload(
                phone.now(), patrol["record_id"], place_id=place, lon=lon, lat=lat, calm=calm
            )
            | {
                "started_at": phone.stamp(hours=hours + 2),
                "ended_at": phone.stamp(hours=hours + 1),
            },
            occurred_at=phone.stamp(hours=hours + 2),
        )
        for place, lon, lat, calm in (
            (STATION, 16.09712, 61.826855, False),
            (COOP, 16.09223, 61.82914, True),
        )
    ]
    seen = [
        phone.op(
            payload=observation_payload(
                category=category, patrol_id=patrol["record_id"], note=f"Dag {days_ago}"
            ),
            occurred_at=phone.stamp(hours=hours + 1.5),
        )
        for category in ("berusade", "brak")
    ]
    assert set(phone.push(patrol, *stays, *seen).statuses) == {"applied"}


@pytest.fixture
def walked(live_server: LiveServer) -> None:
    """Ten patrols: the station is where things happen."""
    phone = phone_at(live_server.url, "officer")
    for days_ago in range(1, DAYS + 1):
        _walk(phone, days_ago)


@pytest.mark.usefixtures("walked")
def test_what_is_asked_stands_in_the_address(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk("supervisor")
    desk.open("/hotspots")
    expect(desk.row("Station")).to_contain_text(f"{2 * DAYS} iakttagelser")
    expect(desk.row("Coop")).to_contain_text(f"{DAYS} besök")

    desk.choose(category="brak")
    desk.press("Visa")
    assert "category=brak" in desk.page.url
    expect(desk.row("Station")).to_contain_text(f"{DAYS} iakttagelser")

    # The address alone gives the same list to a colleague, and after going back.
    address = desk.page.url
    desk.follow("28 dagar")
    assert desk.page.url != address
    desk.page.go_back()
    expect(desk.field("category")).to_have_value("brak")
    colleague = open_desk("supervisor")
    colleague.open(address)
    expect(colleague.row("Station")).to_contain_text(f"{DAYS} iakttagelser")


@pytest.mark.usefixtures("walked")
def test_a_place_opens_to_the_rows_behind_its_figure(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk("supervisor")
    desk.open("/hotspots")
    desk.row("Station").get_by_role("link", name="Station").click()
    desk.expect_title("Station")
    rows = desk.page.locator('section[aria-labelledby="observations"] tbody tr')
    expect(rows).to_have_count(2 * DAYS)
    expect(rows.first).to_contain_text("Dag 1")
    stays = desk.page.locator('section[aria-labelledby="visits"] tbody tr')
    expect(stays).to_have_count(DAYS)
    desk.follow("Hotspots")
    desk.expect_title("Hotspots")


@pytest.mark.usefixtures("walked")
def test_on_paper_there_is_the_list_and_nothing_to_press(
    open_desk: Callable[..., DeskPages],
) -> None:
    desk = open_desk("supervisor")
    desk.open("/hotspots")
    expect(desk.page.get_by_role("button", name="Skriv ut")).to_be_visible()
    desk.page.emulate_media(media="print")
    expect(desk.row("Station")).to_be_visible()
    for selector in (".sidebar", ".topbar", ".filters", "[data-print]"):
        expect(desk.page.locator(selector).first).to_be_hidden()
    pdf = desk.page.pdf(format="A4")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 2


@pytest.mark.usefixtures("walked")
def test_the_list_can_be_taken_out_as_it_stands(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk("supervisor")
    desk.open("/hotspots?category=brak")
    with desk.page.expect_download() as download:
        desk.follow("CSV")
    text = download.value.path().read_text("utf-8-sig")
    assert download.value.suggested_filename.startswith("hotspots-ljusdal-tatort-")
    assert "Station" in text
