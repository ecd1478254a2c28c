"""The system took the app's storage away and left no room: the app says so, and what it remembers goes back later."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.support.live_server import LiveServer

pytestmark = pytest.mark.own_browser


def test_what_the_open_app_remembers_waits_for_room(
    officer: PhoneApp, ledger: Ledger, live_server: LiveServer
) -> None:
    officer.go_offline()
    officer.log("berusade")
    tools = officer.browser.context.new_cdp_session(officer.page)
    origin = {"origin": live_server.url}
    tools.send("Storage.overrideQuotaForOrigin", {**origin, "quotaSize": 1})
    tools.send("Storage.clearDataForOrigin", {**origin, "storageTypes": "indexeddb"})
    officer.tap("new-observation")
    officer.tap("category-brak")
    expect(officer.see("toast")).to_contain_text("lagring är full")

    tools.send("Storage.overrideQuotaForOrigin", origin)
    officer.tap("category-brak")
    expect(officer.see("toast")).to_contain_text("Sparat i telefonen")
    officer.go_online()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 2})
