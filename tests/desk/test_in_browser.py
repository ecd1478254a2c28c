"""The desk in a real Chromium: inside its own rules, within the screen, by keyboard, and without script."""

from __future__ import annotations

import pytest

from tests.support import databases
from tests.support.builders import PASSWORD, STATION, YOUTH_CLUB, email_of, known_id
from tests.support.chromium import DESK, PHONE

pytestmark = pytest.mark.browser
SUPERVISOR_PAGES = (
    "/hotspots",
    "/hotspots/method?calibrate=1&backtest=1",
    "/hotspots/funnel",
    "/hotspots/compare",
    "/hotspots/year",
    f"/hotspots/{STATION}",
    "/places",
    f"/places/{STATION}",
    f"/places/{STATION}/edit",
    "/places/categories",
    f"/places/categories/{known_id('301')}",
    "/activities",
    "/activities/new",
    "/activities/held",
    f"/activities/{YOUTH_CLUB}",
    "/review",
    "/imports",
    "/profile",
)
ADMINISTRATOR_PAGES = ("/people", "/people/new", "/places/area", "/review/devices")


@pytest.fixture
def live_server(start_live_server, sqlite_world, tmp_path):
    """A server on a world of the test's own."""
    copy = databases.copy_sqlite(sqlite_world, tmp_path / "world.sqlite3")
    return start_live_server(databases.sqlite_url(copy))


def sign_in(browser, name):
    page = browser.page
    page.goto("/sign-in")
    page.fill("[name=email]", email_of(name))
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_is_wider_than_the_screen_or_breaks_a_rule(open_browser, device):
    browser = open_browser(device)
    for name, pages in (("supervisor", SUPERVISOR_PAGES), ("administrator", ADMINISTRATOR_PAGES)):
        browser.context.clear_cookies()
        sign_in(browser, name)
        for path in pages:
            browser.page.goto(path)
            wider = browser.page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wider <= 0, (path, wider)
            cut = browser.page.evaluate(
                """() => [...document.querySelectorAll('.table-wrap:has(.is-stacked)')]
                   .map(e => e.scrollWidth - e.clientWidth).filter(more => more > 0)"""
            )
            assert cut == [], path
    assert browser.console_errors == []


def test_what_is_touched_is_large_enough(open_browser):
    browser = open_browser(PHONE)
    sign_in(browser, "supervisor")
    for path in SUPERVISOR_PAGES:
        browser.page.goto(path)
        small = browser.page.evaluate(
            """() => [...document.querySelectorAll(
                 'main .button, main select, main textarea, main label.tick, .topbar summary, '
                 + 'main input:not([type=hidden], [type=checkbox], [type=radio])')]
               .filter(e => e.getClientRects().length)
               .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
               .filter(([, height]) => height < 47.5)"""
        )
        assert small == [], path


def test_a_wrong_form_takes_the_reader_to_what_is_wrong(open_browser):
    browser = open_browser(DESK)
    sign_in(browser, "supervisor")
    page = browser.page
    page.goto("/places/new")
    page.fill("[name=name]", "Torget")
    page.click("main button[type=submit]")

    summary = page.locator("[role=alert]")
    summary.wait_for()
    assert page.evaluate("() => document.activeElement.getAttribute('role')") == "alert"
    summary.get_by_role("link").first.click()
    assert page.evaluate("() => document.activeElement.name") == "kind"
    assert page.locator("[name=name]").input_value() == "Torget"


def test_the_whole_desk_works_without_script(open_browser):
    browser = open_browser(PHONE, java_script_enabled=False)
    sign_in(browser, "supervisor")
    page = browser.page

    page.click(".topbar summary")
    page.click(".topbar a[href='/places']")
    page.click("text=Lägg till plats")
    for name, value in {"name": "Parken", "lat": "61,8235", "lon": "16,0925"}.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=kind]", "park")
    page.click("main button[type=submit]")

    assert page.locator("h1").inner_text() == "Parken"
    page.click(".topbar summary")
    page.click(".topbar >> text=Logga ut")
    assert page.locator("h1").inner_text() == "Logga in"


def test_the_keyboard_reaches_the_content_first(open_browser):
    browser = open_browser(DESK)
    sign_in(browser, "supervisor")
    page = browser.page
    page.goto("/places")

    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent.trim()") == "Gå till innehållet"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_unsaved_words_are_asked_about(open_browser):
    browser = open_browser(DESK)
    sign_in(browser, "supervisor")
    page = browser.page
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/places/new")
    page.locator("[name=name]").press_sequentially("Torget")

    page.goto("/places")

    assert asked == ["beforeunload"]
