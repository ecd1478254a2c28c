"""The map beside the list: what is pointed at or chosen in the one is so in the other; without it all can be read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.accessibility import find_violations
from tests.browser.desk_pages import DeskPages
from tests.support.builders import COOP, STATION
from tests.support.chromium import PHONE

pytestmark = pytest.mark.usefixtures("walked")
LIT, CHOSEN = re.compile(r"\bis-lit\b"), re.compile(r"\bis-chosen\b")
Opener = Callable[..., DeskPages]


def figure(desk: DeskPages) -> Locator:
    return desk.page.locator("[data-hotspot-map]")


def canvas(desk: DeskPages) -> Locator:
    return desk.page.locator("[data-map-canvas]")


def row(desk: DeskPages, place_id: str) -> Locator:
    return desk.page.locator(f"#unit-{place_id}")


def card(desk: DeskPages) -> Locator:
    return desk.page.locator("[data-map-card]")


def open_map(desk: DeskPages, address: str = "/hotspots") -> None:
    """The list with its map drawn: the basemap's own features, and a mark for each place."""
    desk.open(address)
    desk.page.locator("#map").scroll_into_view_if_needed()
    expect(figure(desk)).to_have_attribute("data-state", "map")
    expect(canvas(desk)).to_have_attribute("data-drawn", re.compile("[1-9]"))
    expect(canvas(desk)).to_have_attribute("data-marks", "2")


def point_at(desk: DeskPages, place_id: str, *, click: bool = False) -> None:
    """The pointer is on the place's mark on the map."""
    spots = json.loads(canvas(desk).get_attribute("data-spots") or "{}")
    box = canvas(desk).bounding_box()
    assert box is not None
    x, y = spots[place_id]
    # From beside it, so that the pointer moves in whatever was there before.
    desk.page.mouse.move(box["x"] + x + 40, box["y"] + y + 40)
    desk.page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    if click:
        desk.page.mouse.click(box["x"] + x, box["y"] + y)


def test_a_row_lights_its_mark_and_a_mark_its_row(basemap: Path, open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    open_map(desk)
    row(desk, STATION).hover()
    expect(canvas(desk)).to_have_attribute("data-lit", STATION)
    point_at(desk, COOP)
    expect(row(desk, COOP)).to_have_class(LIT)
    expect(row(desk, STATION)).not_to_have_class(LIT)
    expect(canvas(desk)).to_have_attribute("data-lit", COOP)


def test_what_is_chosen_on_the_map_stands_in_the_address(basemap: Path, open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    open_map(desk)
    point_at(desk, STATION, click=True)
    expect(desk.page).to_have_url(re.compile(f"#unit-{STATION}$"))
    expect(row(desk, STATION)).to_have_class(CHOSEN)
    expect(card(desk)).to_contain_text("Station")
    expect(card(desk)).to_contain_text("per patrulltimme")
    expect(canvas(desk)).to_have_attribute("data-chosen", STATION)
    assert find_violations(desk.page) == []

    # The address alone chooses it for a colleague too.
    colleague = open_desk("supervisor")
    open_map(colleague, f"/hotspots#unit-{STATION}")
    expect(row(colleague, STATION)).to_have_class(CHOSEN)
    expect(card(colleague)).to_contain_text("Station")
    expect(canvas(colleague)).to_have_attribute("data-chosen", STATION)

    card(desk).get_by_role("link", name="Öppna").click()
    desk.expect_title("Station")


def test_the_list_is_the_maps_twin_for_the_keyboard(basemap: Path, open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    open_map(desk)
    link = row(desk, STATION).get_by_role("link", name="Station", exact=True)
    link.focus()
    expect(canvas(desk)).to_have_attribute("data-lit", STATION)
    expect(row(desk, STATION)).to_have_class(LIT)
    desk.page.keyboard.press("Enter")
    desk.expect_title("Station")


def test_the_map_is_moved_by_keys_and_buttons_alone(basemap: Path, open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    open_map(desk)
    start = canvas(desk).get_attribute("data-zoom")
    assert start is not None
    nearer = f"{float(start) + 1:.2f}"
    desk.page.get_by_role("button", name="Närmare").press("Enter")
    expect(canvas(desk)).to_have_attribute("data-zoom", nearer)
    desk.page.get_by_role("button", name="Hela listan").press("Enter")
    expect(canvas(desk)).to_have_attribute("data-zoom", start)
    desk.page.get_by_role("region", name=re.compile("Karta över Ljusdals tätort")).press("+")
    expect(canvas(desk)).to_have_attribute("data-zoom", nearer)


def test_a_chosen_place_is_let_go_of_by_the_keyboard(basemap: Path, open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    open_map(desk)
    point_at(desk, STATION, click=True)
    card(desk).get_by_role("button", name="Stäng").focus()
    desk.page.keyboard.press("Escape")
    expect(card(desk)).to_be_hidden()
    expect(row(desk, STATION)).not_to_have_class(CHOSEN)
    expect(desk.page).to_have_url(re.compile("/hotspots$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [None, PHONE], ids=["desk", "phone"])
def test_nothing_is_wrong_with_the_map_for_anybody(
    basemap: Path, open_desk: Opener, scheme: str, device: dict[str, object] | None
) -> None:
    desk = open_desk("supervisor", color_scheme=scheme, **(device or {}))
    open_map(desk)
    point_at(desk, STATION, click=True)
    expect(card(desk)).to_be_visible()
    assert find_violations(desk.page) == []
    wider = desk.page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0


def expect_drawing(desk: DeskPages) -> None:
    """The server's drawing is there with both places, and answers as the map does."""
    svg = figure(desk).locator("svg.sketch")
    svg.scroll_into_view_if_needed()
    expect(svg).to_be_visible()
    expect(svg.locator("[data-unit]")).to_have_count(2)


def test_without_a_basemap_the_drawing_is_linked_with_the_list(open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    desk.open("/hotspots")
    expect_drawing(desk)
    expect(figure(desk)).to_have_attribute("data-state", "drawing")
    mark = figure(desk).locator(f'[data-unit="{STATION}"]')
    row(desk, STATION).hover()
    expect(mark).to_have_class(LIT)
    mark.locator(".shape").click()
    expect(row(desk, STATION)).to_have_class(CHOSEN)
    expect(card(desk)).to_contain_text("Station")
    assert find_violations(desk.page) == []


def test_without_webgl_the_drawing_stays(basemap: Path, open_desk: Opener) -> None:
    desk = open_desk("supervisor", args=["--disable-3d-apis"])
    desk.open("/hotspots")
    expect_drawing(desk)
    row(desk, COOP).hover()
    expect(figure(desk).locator(f'[data-unit="{COOP}"]')).to_have_class(LIT)
    expect(canvas(desk)).to_be_hidden()


def test_a_basemap_that_cannot_be_read_leaves_the_drawing(basemap: Path, open_desk: Opener) -> None:
    basemap.write_bytes(b"no archive" * 1_000)
    desk = open_desk("supervisor")
    desk.open("/hotspots")
    expect_drawing(desk)
    with desk.page.expect_response(re.compile("/api/v1/basemaps/")):
        desk.page.reload()
        figure(desk).locator("svg.sketch").scroll_into_view_if_needed()
    expect(canvas(desk)).to_be_hidden()
    expect_drawing(desk)


def test_without_script_the_list_and_the_drawing_are_whole(
    basemap: Path, open_desk: Opener
) -> None:
    desk = open_desk("supervisor", java_script_enabled=False)
    desk.open(f"/hotspots#unit-{STATION}")
    expect(desk.row("Station")).to_be_visible()
    expect_drawing(desk)
    expect(figure(desk).get_by_role("button")).to_have_count(0)
    expect(card(desk)).to_be_hidden()


def test_only_a_map_that_is_shown_is_loaded(basemap: Path, open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    desk.open("/places")
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.open("/places/categories")
    assert not [url for url in asked if "/dist/" in url]
    asked.clear()
    open_map(desk)
    scripts = [url for url in asked if "/static/desk/dist/assets/" in url]
    assert len(scripts) == 3
    parts = [url for url in asked if "/api/v1/basemaps/" in url]
    assert parts


def test_on_paper_the_list_stands_alone(basemap: Path, open_desk: Opener) -> None:
    desk = open_desk("supervisor")
    open_map(desk)
    desk.page.emulate_media(media="print")
    expect(figure(desk)).to_be_hidden()
    expect(desk.row("Station")).to_be_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", desk.page.pdf(format="A4"))) == 1
