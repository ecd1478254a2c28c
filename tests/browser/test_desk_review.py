"""What could not be taken in is seen at the desk, with what came, and leaves the list when it was dealt with."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.desk_pages import DeskPages
from tests.support.builders import observation_payload
from tests.support.live_server import LiveServer
from tests.support.phones import phone_at


def test_an_entry_that_could_not_be_taken_in_is_shown_and_dealt_with(
    live_server: LiveServer, open_desk: Callable[..., DeskPages]
) -> None:
    desk = open_desk("supervisor")
    desk.open("/review")
    expect(desk.page.get_by_role("heading", level=2)).to_have_text("Inget behöver åtgärd")

    phone = phone_at(live_server.url, "officer")
    refused = phone.op(payload=observation_payload(category="finns_inte"))
    assert phone.push(refused).statuses == ["quarantined"]
    desk.page.reload()
    expect(desk.page.locator("main tbody tr")).to_have_count(1)
    desk.page.locator("main tbody a").click()
    expect(desk.page.get_by_role("row").filter(has_text="Kategori")).to_contain_text("finns_inte")
    desk.page.get_by_text("Som den kom").click()
    expect(desk.page.locator("pre.raw")).to_be_visible()
    desk.press("Klarmarkera")
    expect(desk.page.get_by_role("heading", name="Inget behöver åtgärd")).to_be_visible()


def test_a_lost_phone_is_revoked_and_can_send_nothing_more(
    live_server: LiveServer, open_desk: Callable[..., DeskPages]
) -> None:
    phone = phone_at(live_server.url, "officer")
    assert phone.push(phone.op()).statuses == ["applied"]
    desk = open_desk("administrator")
    desk.open("/review/devices")
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.page.get_by_role("button", name="Spärra").click()
    expect(desk.page.locator("main tbody tr")).to_have_count(0)
    assert phone.push(phone.op()).code == "not_signed_in"
    assert phone.sign_in().status == 200
    assert phone.push(phone.op()).code == "device_revoked"
