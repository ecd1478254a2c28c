"""The main job by the keyboard alone: Tab, Enter, arrows and Escape; the focus is always somewhere to be seen."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.phone_app import PhoneApp
from tests.support.builders import PASSWORD, email_of

#: More stops than any screen has.
MAX_STOPS = 120
FOCUSED = """() => { const each = document.activeElement; return each?.dataset.testid ?? ""; }"""
IS_SEEN = """() => { const box = document.activeElement.getBoundingClientRect();
  const style = getComputedStyle(document.activeElement);
  return box.width > 0 && box.height > 0 && style.outlineStyle !== "none"; }"""


def go_to(phone: PhoneApp, test_id: str) -> None:
    """Tab until the focus is on it, with a ring around it."""
    expect(phone.see(test_id)).to_be_visible()
    for _ in range(MAX_STOPS):
        if phone.page.evaluate(FOCUSED) == test_id:
            assert phone.page.evaluate(IS_SEEN), test_id
            return
        phone.page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {test_id}")


def press(phone: PhoneApp, test_id: str) -> None:
    go_to(phone, test_id)
    phone.page.keyboard.press("Enter")


def test_an_evening_by_the_keyboard_alone(open_phone) -> None:
    phone: PhoneApp = open_phone()
    go_to(phone, "sign-in-email")
    phone.page.keyboard.type(email_of("officer"))
    go_to(phone, "sign-in-password")
    phone.page.keyboard.type(PASSWORD)
    phone.page.keyboard.press("Enter")
    phone.wait_until_sent()
    phone.be_ready_for_offline()
    phone.go_offline()
    press(phone, "start-pass")
    press(phone, "check-in-station")
    expect(phone.see("visit-open")).to_be_visible()
    press(phone, "new-observation")
    press(phone, "category-berusade")
    press(phone, "add-details")
    expect(phone.see("edit-save")).to_be_visible()
    go_to(phone, "severity-1")
    phone.page.keyboard.press("Space")
    phone.page.keyboard.press("ArrowRight")
    press(phone, "edit-save")
    press(phone, "calm-here")
    press(phone, "check-out")
    expect(phone.page.locator("dialog:modal")).to_be_visible()
    phone.page.keyboard.press("Escape")
    expect(phone.see("check-out-dialog")).to_have_count(0)
    press(phone, "check-out")
    press(phone, "check-out-confirm")
    expect(phone.see("visit-open")).to_have_count(0)
    press(phone, "end-pass")
    press(phone, "end-pass-confirm")
    expect(phone.see("start-pass")).to_be_visible()
    amended = [op["payload"] for op in phone.operations() if op["kind"] == "observation"]
    assert amended[-1]["severity"] == 2
    phone.go_online()
    phone.wait_until_sent()


def test_a_locked_phone_by_the_keyboard_alone(officer: PhoneApp) -> None:
    officer.choose_pin("250719")
    officer.start_pass()
    press(officer, "menu")
    press(officer, "lock-now")
    officer.expect_locked()
    press(officer, "locked-new")
    press(officer, "locked-write")
    go_to(officer, "locked-note")
    officer.page.keyboard.type("Skrik")
    press(officer, "category-berusade")
    expect(officer.see("toast")).to_be_visible()
    press(officer, "locked-calm")
    officer.expect_locked(waiting=2)
    go_to(officer, "lock-pin")
    officer.page.keyboard.type("250719")
    officer.page.keyboard.press("Enter")
    expect(officer.see("locked")).to_have_count(0)
    officer.wait_until_sent()
    made = [op["payload"].get("note") for op in officer.operations()]
    assert made == [None, "Skrik", None]


def test_the_state_of_the_queue_is_said_aloud(officer: PhoneApp) -> None:
    officer.go_offline()
    expect(officer.see("live")).to_have_text("Du är offline. Du kan fortsätta logga.")
    officer.log("berusade")
    officer.go_online()
    officer.wait_until_sent()
    expect(officer.see("live")).to_have_text("Allt är skickat")
    assert officer.see("live").get_attribute("aria-live") == "polite"
