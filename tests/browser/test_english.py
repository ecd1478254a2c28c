"""The language is switched in the menu and stays."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.phone_app import PhoneApp
from tests.support.live_server import LiveServer
from tests.support.phones import phone_at


def test_english_is_chosen_once_and_holds_on_this_phone_and_at_the_server(
    officer: PhoneApp, live_server: LiveServer
) -> None:
    officer.tap("menu")
    officer.choose("language", "en")
    expect(officer.page.locator("html")).to_have_attribute("lang", "en")
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("Menu")
    officer.tap("nav-pass")
    expect(officer.see("start-pass")).to_have_text("Start shift")
    officer.wait_until_sent()
    at_server = phone_at(live_server.url, "officer")
    assert at_server.get("/api/v1/session").json["user"]["locale"] == "en"

    officer.go_offline()
    officer.put_away_and_return(offline=True)
    expect(officer.page.locator("html")).to_have_attribute("lang", "en")
    officer.start_pass()
    officer.log("berusade")
    officer.expect_log("saved", patrol=1, observation=1)
    expect(officer.entries().first).to_contain_text("Saved on the phone")
