"""The supervisor's list: filters in the address, a place down to the rows behind it, and one page on paper."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyogrio
import pytest
from playwright.sync_api import expect

from tests.browser.desk_pages import DeskPages
from tests.browser.evenings_out import AT_COOP, AT_STATION, DAYS, Stay, walk
from tests.browser.ledger import Ledger
from tests.support.live_server import LiveServer
from tests.support.phones import phone_at

ON_A_PAGE = 10
LONG_NAME = "Korsningen Kyrkogatan/riksväg"


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
def test_on_a_narrow_screen_the_filters_are_one_line(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk("supervisor")
    desk.page.set_viewport_size({"width": 360, "height": 740})
    desk.open("/hotspots?category=brak")
    line = desk.page.locator("main summary").filter(has_text="Period och filter")
    expect(line).to_contain_text("1 vald")
    expect(desk.field("category")).to_be_hidden()
    line.focus()
    desk.page.keyboard.press("Enter")
    desk.choose(category="")
    desk.press("Visa")
    expect(desk.row("Station")).to_contain_text(f"{2 * DAYS} iakttagelser")
    expect(line).not_to_contain_text("vald")

    desk.page.set_viewport_size({"width": 1280, "height": 800})
    expect(desk.field("category")).to_be_visible()
    expect(line).to_be_hidden()


@pytest.mark.usefixtures("walked")
@pytest.mark.parametrize("width", [1280, 1240, 1100, 760])
def test_beside_its_map_or_above_it_no_cell_of_the_list_runs_into_the_next(
    open_desk: Callable[..., DeskPages], width: int
) -> None:
    desk = open_desk("supervisor")
    desk.page.set_viewport_size({"width": width, "height": 800})
    desk.open("/hotspots")
    row = desk.row("Station")
    wide = row.evaluate(
        """row => [...row.cells].flatMap(cell => {
            const words = document.createRange();
            words.selectNodeContents(cell);
            const over = words.getBoundingClientRect().right - cell.getBoundingClientRect().right;
            return over > 1 ? [`${cell.textContent.trim().replace(/\\s+/g, " ")}: ${over}`] : [];
        })"""
    )
    assert wide == []
    if width == 1280:
        box = row.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 800


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


def test_ten_places_with_long_names_are_one_page(
    ledger: Ledger, live_server: LiveServer, open_desk: Callable[..., DeskPages]
) -> None:
    spots = [(16.080 + 0.002 * number, 61.820) for number in range(ON_A_PAGE - 2)]
    ids = ledger.add_places(LONG_NAME, spots)
    phone = phone_at(live_server.url, "officer")
    stays = [
        Stay(place_id, *spot, ("berusade", "brak"))
        for place_id, spot in zip(ids, spots, strict=True)
    ]
    for days_ago in range(1, 4):
        walk(phone, days_ago, AT_STATION, AT_COOP, *stays)
    desk = open_desk("supervisor")
    desk.open("/hotspots")
    expect(desk.page.locator("main .hotspots tbody tr")).to_have_count(ON_A_PAGE)
    assert len(re.findall(rb"/Type\s*/Page\b", desk.page.pdf(format="A4"))) == 1


@pytest.mark.usefixtures("walked")
def test_the_list_can_be_taken_out_as_it_stands(
    open_desk: Callable[..., DeskPages], tmp_path: Path
) -> None:
    desk = open_desk("supervisor")
    desk.open("/hotspots?category=brak")
    files = {}
    for words in ("Tabell (CSV)", "Excel (XLSX)", "Kartlager (GeoPackage)", "Kartlager (GeoJSON)"):
        desk.page.locator("details.menu summary").click()
        with desk.page.expect_download() as download:
            desk.follow(words)
        name = download.value.suggested_filename
        assert name.startswith("hotspots-ljusdal-tatort-")
        files[name.rsplit(".")[-1]] = tmp_path / name
        download.value.save_as(tmp_path / name)
        desk.page.reload()
    lines = files["csv"].read_text("utf-8-sig").splitlines()
    names = [line.split(";")[1] for line in lines[1:]]
    assert "Station" in names
    sheet = openpyxl.load_workbook(files["xlsx"]).worksheets[0]
    assert [row[1] for row in list(sheet.values)[1:]] == names
    features = json.loads(files["geojson"].read_text())["features"]
    assert [feature["properties"]["name"] for feature in features] == names
    about = pyogrio.read_info(files["gpkg"])
    columns = dict(zip(about["fields"], pyogrio.raw.read(files["gpkg"])[3], strict=True))
    assert columns["name"].tolist() == names
