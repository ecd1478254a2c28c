"""No screen has a serious fault for those who see, hear or move in other ways: light and dark, phone and desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import find_violations
from tests.browser.desk_pages import DeskPages
from tests.browser.phone_app import PhoneApp
from tests.browser.today import TONIGHT
from tests.support.builders import STATION, YOUTH_CLUB, known_id
from tests.support.live_server import LiveServer
from tests.support.phones import phone_at

SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
PAGES = {
    "supervisor": (
        "/hotspots",
        "/hotspots/method?calibrate=1",
        f"/hotspots/{STATION}",
        "/review",
        "/imports",
        "/places",
        f"/places/{STATION}",
        f"/places/{STATION}/edit",
        "/places/categories",
        f"/places/categories/{known_id('301')}",
        "/activities",
        "/activities/new",
        f"/activities/{YOUTH_CLUB}",
        "/activities/held",
        "/profile",
    ),
    "coordinator": ("/hotspots",),
    "administrator": ("/people", "/people/new", "/places/area", "/review/devices"),
}


class Looker:
    """Looks at screens and remembers what was wrong with each."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def look(self, page, name: str) -> None:
        self.found += [f"{name}: {each}" for each in find_violations(page)]


@pytest.fixture
def looker():
    found = Looker()
    yield found
    assert found.found == []


@SCHEMES
def test_the_desk(
    scheme: str,
    live_server: LiveServer,
    open_desk: Callable[..., DeskPages],
    looker: Looker,
) -> None:
    phone = phone_at(live_server.url, "officer")
    phone.push(phone.op(), phone.op("no_such_kind", {}))
    desk = open_desk(color_scheme=scheme)
    desk.browser.excuse_status(404)
    desk.open("/sign-in")
    looker.look(desk.page, "/sign-in")
    for name, addresses in PAGES.items():
        desk.browser.context.clear_cookies()
        desk.sign_in_as(name)
        for address in addresses:
            desk.open(address)
            looker.look(desk.page, address)
    desk.open("/no-such-page")
    looker.look(desk.page, "404")


@SCHEMES
def test_the_officers_phone(
    scheme: str, open_phone: Callable[..., PhoneApp], looker: Looker
) -> None:
    phone = open_phone(color_scheme=scheme)
    looker.look(phone.page, "sign-in")
    phone.sign_in_as("officer")
    looker.look(phone.page, "pass before")
    phone.go_offline()
    phone.start_pass()
    phone.check_in("station")
    looker.look(phone.page, "visit")
    phone.tap("new-observation")
    looker.look(phone.page, "new observation")
    phone.tap("nav-pass")
    phone.tap("check-out")
    looker.look(phone.page, "check-out dialog")
    phone.page.keyboard.press("Escape")
    phone.log("berusade")
    looker.look(phone.page, "toast")
    phone.tap("add-details")
    looker.look(phone.page, "details")
    for tab in ("nav-map", "nav-log", "menu", "open-sync"):
        phone.tap(tab)
        expect(phone.page.locator("#title")).to_be_visible()
        looker.look(phone.page, tab)
    phone.open_log()
    phone.entries("observation").first.get_by_role("button").click()
    looker.look(phone.page, "entry")
    phone.tap("withdraw")
    looker.look(phone.page, "withdraw")


@SCHEMES
def test_the_youth_workers_phone(
    scheme: str, open_phone: Callable[..., PhoneApp], looker: Looker
) -> None:
    phone = open_phone(color_scheme=scheme)
    phone.sign_in_as("youth")
    looker.look(phone.page, "activities")
    phone.open_activity(TONIGHT)
    looker.look(phone.page, "activity before")
    phone.tap("activity-check-in")
    looker.look(phone.page, "activity running")
    phone.tap("activity-check-out")
    looker.look(phone.page, "activity finished")
