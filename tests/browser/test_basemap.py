"""The map on the phone: fetched once and checked, drawn without coverage; without it there is the sketch."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import find_violations
from tests.browser.ledger import Ledger
from tests.browser.newer_app import publish_a_new_version
from tests.browser.phone_app import PhoneApp
from tests.support.basemaps import draw_basemap
from tests.support.live_server import LiveServer
from tests.support.processes import wait_until
from tests.support.proxy import Proxy

_KEPT = """async () => {
  const cache = await caches.open("ljuspunkt-basemaps");
  const kept = await Promise.all((await cache.keys()).map(async (key) => (await cache.match(key)).blob()));
  return kept.map((blob) => blob.size);
}"""


def kept_bytes(phone: PhoneApp) -> list[int]:
    """The size of each basemap that the phone has kept."""
    sizes: list[int] = phone.page.evaluate(_KEPT)
    return sizes


def expect_sketch(phone: PhoneApp) -> None:
    """The drawing of the places stands where the map would be, and the list is there."""
    expect(phone.page.locator("figure.sketch > svg")).to_be_visible()
    expect(phone.page.locator(".place-row").first).to_be_visible()


def sync(phone: PhoneApp) -> None:
    """The phone has pulled what is new."""
    phone.tap("menu")
    phone.tap("open-sync")
    phone.tap("sync-now")


@pytest.mark.own_browser
def test_the_map_is_drawn_without_coverage_also_after_the_browser_died(
    basemap: Path, officer: PhoneApp
) -> None:
    officer.open_map()
    officer.expect_map()
    assert kept_bytes(officer) == [basemap.stat().st_size]

    officer.go_offline()
    officer.reload()
    officer.expect_map()
    officer.die_and_return(offline=True)
    officer.open_map()
    officer.expect_map()

    canvas = officer.see("map-canvas")
    expect(canvas).to_have_attribute("data-places", "2")
    expect(officer.see("map-is-sketch")).to_have_text("Skiss, inte uppmätt")
    expect(officer.see("map-credit")).to_contain_text("Egen skiss (Ljuspunkt)")
    officer.tap("map-show-station")
    expect(canvas).to_have_attribute("data-names", re.compile("Norra Järnvägsgatan"))


def test_the_map_is_moved_by_buttons_and_keys(basemap: Path, officer: PhoneApp) -> None:
    officer.open_map()
    officer.expect_map()
    canvas = officer.see("map-canvas")
    start = canvas.get_attribute("data-zoom")
    assert start is not None
    officer.see("map-nearer").press("Enter")
    expect(canvas).to_have_attribute("data-zoom", f"{float(start) + 1:.2f}")
    officer.tap("map-farther")
    expect(canvas).to_have_attribute("data-zoom", start)

    drawing = officer.page.get_by_role("region", name=re.compile("Karta över Ljusdals tätort"))
    drawing.press("+")
    expect(canvas).to_have_attribute("data-zoom", f"{float(start) + 1:.2f}")
    officer.see("map-whole").press("Enter")
    expect(canvas).to_have_attribute("data-zoom", start)


def test_the_persons_own_position_is_on_the_map_during_a_pass(
    basemap: Path, officer: PhoneApp
) -> None:
    officer.open_map()
    officer.expect_map()
    expect(officer.see("map-to-me")).to_have_count(0)
    officer.start_pass()
    officer.open_map()
    officer.expect_map()
    officer.tap("map-to-me")
    expect(officer.see("map-canvas")).to_have_attribute("data-zoom", "16.00")


def test_a_file_that_was_changed_is_not_kept_and_can_be_fetched_again(
    basemap: Path, open_phone: Callable[..., PhoneApp]
) -> None:
    content = basemap.read_bytes()
    basemap.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    phone = open_phone("officer")
    phone.open_map()

    expect(phone.see("basemap-wrong_hash")).to_contain_text("skadad")
    expect_sketch(phone)
    assert kept_bytes(phone) == []

    basemap.write_bytes(content)
    phone.tap("basemap-fetch")
    phone.expect_map()


def test_half_a_file_is_not_kept_and_can_be_fetched_again(
    basemap: Path, open_phone: Callable[..., PhoneApp]
) -> None:
    content = basemap.read_bytes()
    basemap.write_bytes(content[: len(content) // 2])
    phone = open_phone("officer")
    phone.open_map()

    expect(phone.see("basemap-cut_off")).to_contain_text("Bara en del av kartan")
    expect_sketch(phone)
    assert kept_bytes(phone) == []

    basemap.write_bytes(content)
    phone.tap("basemap-fetch")
    phone.expect_map()


def test_a_map_that_the_server_has_no_more_is_said_to_be_gone(
    basemap: Path, open_phone: Callable[..., PhoneApp]
) -> None:
    basemap.unlink()
    phone = open_phone()
    phone.browser.excuse_status(404)
    phone.sign_in_as("officer")
    phone.open_map()

    expect(phone.see("basemap-gone")).to_be_visible()
    expect_sketch(phone)


def test_removal_brings_the_sketch_back_and_lets_go_of_the_file(
    basemap: Path, officer: PhoneApp, ledger: Ledger
) -> None:
    officer.open_map()
    officer.expect_map()

    ledger.run("basemap", "remove", "--area", "ljusdal-tatort")
    sync(officer)
    officer.open_map()

    expect_sketch(officer)
    expect(officer.see("map")).to_have_count(0)
    wait_until(lambda: kept_bytes(officer) == [], what="the file is gone")


def test_another_map_takes_the_place_of_the_one_before(
    basemap: Path, officer: PhoneApp, ledger: Ledger, tmp_path: Path
) -> None:
    officer.open_map()
    officer.expect_map()
    newer = draw_basemap(tmp_path, attribution="Nyare karta")

    ledger.run("basemap", "install", str(newer), "--area", "ljusdal-tatort")
    sync(officer)
    officer.open_map()

    officer.expect_map()
    expect(officer.see("map-credit")).to_have_text("Karta: Nyare karta")
    assert kept_bytes(officer) == [newer.stat().st_size]


@pytest.fixture
def large(ledger: Ledger, tmp_path: Path) -> Path:
    """The town has a basemap of 6 MB."""
    path = draw_basemap(tmp_path)
    with path.open("ab") as file:
        file.write(bytes(6_000_000))
    ledger.run("basemap", "install", str(path), "--area", "ljusdal-tatort")
    return path


def test_a_phone_without_room_says_so_and_keeps_what_was_logged(
    large: Path, open_phone: Callable[..., PhoneApp], live_server: LiveServer
) -> None:
    phone = open_phone("officer")
    phone.log("brak")
    cdp = phone.browser.context.new_cdp_session(phone.page)
    # Less than the app itself takes: there is no room for anything more.
    cdp.send("Storage.overrideQuotaForOrigin", {"origin": live_server.url, "quotaSize": 100_000})
    phone.open_map()
    phone.tap("basemap-fetch")

    expect(phone.see("basemap-storage_full")).to_contain_text("får inte plats")
    expect_sketch(phone)
    assert kept_bytes(phone) == []
    phone.expect_entries("observation", 1)

    cdp.send("Storage.overrideQuotaForOrigin", {"origin": live_server.url})
    phone.tap("basemap-fetch")
    phone.expect_map()


def test_a_large_map_waits_to_be_asked_for(
    large: Path, open_phone: Callable[..., PhoneApp]
) -> None:
    phone = open_phone("officer")
    phone.open_map()

    expect(phone.see("basemap-fetch")).to_have_text("Hämta karta (6,0 MB)")
    expect_sketch(phone)
    assert kept_bytes(phone) == []
    phone.go_offline()
    expect(phone.see("basemap-offered")).to_contain_text("när du har täckning")
    expect(phone.see("basemap-fetch")).to_have_count(0)

    phone.go_online()
    phone.tap("basemap-fetch")
    phone.expect_map()
    assert kept_bytes(phone) == [large.stat().st_size]


def test_a_phone_that_cannot_draw_has_the_sketch_and_the_list(
    basemap: Path, open_phone: Callable[..., PhoneApp]
) -> None:
    phone = open_phone("officer", args=["--disable-3d-apis"])
    phone.open_map()

    expect(phone.see("basemap-unable")).to_be_visible()
    expect_sketch(phone)


def test_the_pin_goes_by_a_tap_the_keyboard_and_the_list(
    basemap: Path, officer: PhoneApp, ledger: Ledger
) -> None:
    officer.log("brak")
    officer.tap("add-details")
    officer.expect_map()
    said = officer.see("pin-said")

    officer.see("map-canvas").click(position={"x": 60, "y": 150})
    expect(said).to_contain_text("Kartnålen är flyttad")
    officer.tap("pin-as-is")
    expect(said).not_to_contain_text("flyttad")

    officer.see("pin-east").press("Enter")
    expect(said).to_contain_text("flyttad 10 m")
    nearest = officer.see("pin-to-named").locator("option", has_text=re.compile("^Coop · "))
    officer.see("pin-to-named").select_option(nearest.get_attribute("value"))
    officer.tap("edit-save")
    # The form is left once it is saved: before that the chip speaks of what was there.
    expect(officer.see("edit-save")).to_have_count(0)
    officer.wait_until_sent()

    (seen,) = ledger.records("observation")
    assert (seen["lon"], seen["lat"], seen["position_source"]) == (16.09223, 61.82914, "place")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_screens_have_no_fault_for_those_who_see_or_move_otherwise(
    scheme: str, basemap: Path, open_phone: Callable[..., PhoneApp]
) -> None:
    phone = open_phone("officer", color_scheme=scheme)
    phone.open_map()
    phone.expect_map()
    assert find_violations(phone.page) == []
    phone.log("brak")
    phone.tap("add-details")
    phone.expect_map()
    assert find_violations(phone.page) == []


def test_the_map_changes_between_day_and_night_where_it_stands(
    basemap: Path, open_phone: Callable[..., PhoneApp]
) -> None:
    phone = open_phone("officer", color_scheme="light")
    phone.open_map()
    phone.expect_map()
    day = phone.see("map-canvas").screenshot()

    phone.page.emulate_media(color_scheme="dark")
    # The same map is drawn anew: it says so when it is at rest again.
    phone.page.evaluate("() => { delete document.querySelector('.map-canvas').dataset.drawn }")
    phone.expect_map()

    assert phone.see("map-canvas").screenshot() != day


def test_an_update_of_the_app_leaves_the_map(
    basemap: Path, proxy: Proxy, officer_behind: PhoneApp
) -> None:
    phone = officer_behind
    phone.open_map()
    phone.expect_map()
    publish_a_new_version(proxy)
    phone.reload()
    with phone.page.expect_navigation():
        phone.tap("update-apply")
    phone.go_offline()
    phone.open_map()
    phone.expect_map()
    assert kept_bytes(phone) == [basemap.stat().st_size]
