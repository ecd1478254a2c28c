"""Every screen of the phone app and every state that people meet, one after another, for whoever looks at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.today import TONIGHT
from tests.browser.watching import WatchedBrowser
from tests.support import proxy as network
from tests.support.builders import PASSWORD, email_of
from tests.support.proxy import Proxy

#: What is done at each stop: the screen, and its name.
Look = Callable[[PhoneApp, str], None]
#: A person's own text size, twice the usual.
TEXT_AT_200_PERCENT = ["--blink-settings=defaultFontSize=32"]
A_PIN = "250719"
PERSONAL = "Vittne på 070-174 06 05"
DISK_IS_FULL = """() => { IDBObjectStore.prototype.add = IDBObjectStore.prototype.put = () => {
  throw new DOMException("full", "QuotaExceededError"); }; }"""
NO_STORAGE = """indexedDB.open = () => { throw new DOMException("gone", "UnknownError"); };"""


@dataclass(frozen=True)
class Preferences:
    """What a person has chosen on this phone before."""

    locale: str = "sv"
    theme: str = "system"
    contrast: str = "system"

    def script(self) -> str:
        """Chosen before the app opens."""
        kept = {"locale": self.locale, "theme": self.theme, "contrast": self.contrast}
        lines = (
            f"localStorage.setItem('ljuspunkt.{key}', '{value}');" for key, value in kept.items()
        )
        # Pages without an origin have no storage.
        return f"if (location.protocol.startsWith('http')) {{ {''.join(lines)} }}"


def open_with(browser: WatchedBrowser, preferences: Preferences) -> PhoneApp:
    """The app, opened by somebody with these preferences."""
    browser.context.add_init_script(preferences.script())
    phone = PhoneApp(browser)
    phone.open()
    return phone


def walk_to_the_sign_in(phone: PhoneApp, look: Look) -> None:
    """Before anybody is in, and what can go wrong there."""
    phone.browser.excuse_status(401)
    look(phone, "sign-in")
    phone.tap("sign-in-submit")
    expect(phone.see("sign-in-error")).to_be_visible()
    look(phone, "sign-in with nothing")
    with phone.page.expect_response(lambda answer: answer.status == 401):
        phone.fill_sign_in(email_of("officer"), "wrong")
    expect(phone.see("sign-in-submit")).to_be_enabled()
    look(phone, "sign-in refused")
    phone.browser.go_offline()
    phone.fill_sign_in(email_of("officer"), PASSWORD)
    expect(phone.see("sign-in-submit")).to_be_enabled()
    look(phone, "sign-in offline")
    phone.browser.go_online()


def walk_a_pass(phone: PhoneApp, look: Look) -> None:
    """An officer's evening without coverage, from the first screen to the last."""
    look(phone, "pass before")
    phone.open_log()
    look(phone, "log empty")
    phone.go_offline()
    phone.tap("nav-pass")
    phone.tap("calm-here")
    look(phone, "calm without a pass")
    phone.start_pass()
    look(phone, "pass")
    phone.tap("all-places")
    look(phone, "all places")
    phone.tap("calm-here")
    look(phone, "calm")
    phone.check_in("station")
    look(phone, "visit")
    phone.tap("check-out")
    look(phone, "check-out")
    _escape(phone)
    phone.tap("new-observation")
    look(phone, "new")
    phone.tap("change-time")
    look(phone, "new, at another time")
    phone.tap("back")
    phone.log("berusade")
    look(phone, "toast, same again")
    _walk_the_details(phone, look)
    _walk_an_entry(phone, look)
    phone.tap("nav-pass")
    phone.tap("end-pass")
    expect(phone.see("end-pass-dialog")).to_be_visible()
    look(phone, "end of the pass")
    _escape(phone)
    _walk_the_menu(phone, look)


def _escape(phone: PhoneApp) -> None:
    """The open dialog is closed by the keyboard."""
    expect(phone.page.locator("dialog[open] button").first).to_be_focused()
    phone.page.keyboard.press("Escape")
    expect(phone.page.locator("dialog")).to_have_count(0)


def _walk_the_details(phone: PhoneApp, look: Look) -> None:
    phone.tap("add-details")
    look(phone, "details")
    phone.see("edit-note").fill(PERSONAL)
    phone.tap("edit-save")
    expect(phone.see("edit-note-warning")).to_be_visible()
    look(phone, "details with a warning")
    phone.see("edit-note").fill("")
    phone.choose("severity", "2")
    phone.tap("edit-save")
    expect(phone.see("visit-open")).to_be_visible()


def _walk_an_entry(phone: PhoneApp, look: Look) -> None:
    phone.open_log()
    phone.entries("observation").first.get_by_role("button").click()
    expect(phone.see("entry")).to_be_visible()
    look(phone, "entry")
    phone.tap("withdraw")
    look(phone, "withdraw")
    phone.tap("withdraw-confirm")
    look(phone, "withdraw without a reason")
    phone.open_log()
    look(phone, "log")


def _walk_the_menu(phone: PhoneApp, look: Look) -> None:
    phone.tap("nav-map")
    look(phone, "map")
    phone.tap("menu")
    look(phone, "menu")
    phone.tap("open-sync")
    look(phone, "sync")
    phone.tap("menu")
    phone.tap("sign-out")
    expect(phone.see("sign-out-confirm")).to_be_visible()
    look(phone, "sign-out")
    phone.tap("sign-out-confirm")
    expect(phone.see("sign-in-email")).to_be_visible()
    look(phone, "nobody is in, entries wait")


def walk_a_lock(phone: PhoneApp, look: Look) -> None:
    """An officer's screen lock, from none to locked; what a locked phone takes in; back by way of the password."""
    phone.tap("menu")
    phone.tap("open-pin")
    look(phone, "screen lock, none")
    phone.fill_new_pin("123456")
    expect(phone.see("pin-error")).to_be_visible()
    look(phone, "screen lock refused")
    phone.choose_pin(A_PIN)
    look(phone, "screen lock")
    phone.tap("pin-remove")
    look(phone, "screen lock, removal")
    _escape(phone)
    phone.start_pass()
    phone.lock()
    look(phone, "locked")
    phone.tap("locked-new")
    phone.tap("locked-write")
    look(phone, "locked, new")
    phone.see("locked-note").fill(PERSONAL)
    phone.tap("category-berusade")
    expect(phone.see("locked-note-warning")).to_be_visible()
    look(phone, "locked, new with a warning")
    phone.see("locked-note").fill("")
    phone.tap("category-berusade")
    expect(phone.see("undo")).to_be_visible()
    look(phone, "locked, entries wait")
    for _ in range(3):
        phone.try_pin("905172")
        expect(phone.see("lock-error")).to_be_visible()
        expect(phone.see("lock-pin")).to_have_value("")
    expect(phone.see("lock-open")).to_be_disabled()
    look(phone, "locked, wrong code")
    phone.tap("lock-forgot")
    look(phone, "locked, by password")
    phone.fill_sign_in(email_of("officer"), PASSWORD)
    expect(phone.see("pin-screen")).to_be_visible()
    look(phone, "screen lock, forgotten")


def walk_an_activity(phone: PhoneApp, look: Look) -> None:
    """A youth worker's evening."""
    look(phone, "activities")
    phone.open_log()
    look(phone, "youth worker's log")
    phone.tap("nav-activities")
    phone.open_activity(TONIGHT)
    look(phone, "activity before")
    phone.tap("activity-cancel")
    look(phone, "activity cancelled")
    phone.tap("activity-cancel-confirm")
    look(phone, "activity cancelled without a reason")
    phone.tap("activity-check-in")
    expect(phone.see("activity-running")).to_be_visible()
    phone.count_heads("girls", "13-15", 2)
    look(phone, "activity running")
    phone.tap("activity-check-out")
    expect(phone.see("activity-finished")).to_be_visible()
    look(phone, "activity finished")


def walk_an_empty_phone(phone: PhoneApp, proxy: Proxy, look: Look) -> None:
    """Signed in where nothing could be fetched yet."""
    phone.browser.excuse("Failed to load resource")
    proxy.fail("/api/v1/sync/pull", *[network.bad_gateway] * 20)
    phone.fill_sign_in(email_of("officer"), PASSWORD)
    expect(phone.see("nav-pass")).to_be_visible()
    look(phone, "pass without places")
    phone.tap("new-observation")
    look(phone, "new without categories")
    phone.tap("nav-map")
    look(phone, "map without places")
    phone.tap("nav-pass")
    phone.start_pass()
    phone.tap("calm-here")
    look(phone, "calm without places")


def walk_what_went_wrong(phone: PhoneApp, ledger: Ledger, look: Look) -> None:
    """Signed in as an officer whose session ended; then a disk that is full; then no storage at all."""
    phone.browser.excuse_status(401)
    ledger.revoke_sessions("officer")
    phone.log("berusade")
    phone.expect_chip("signed_out")
    look(phone, "signed out, entries wait")
    phone.chip.click()
    look(phone, "sign in again")
    phone.sign_in_as("officer")
    phone.page.evaluate(DISK_IS_FULL)
    phone.tap("nav-pass")
    phone.tap("new-observation")
    phone.tap("category-brak")
    expect(phone.see("toast")).to_be_visible()
    look(phone, "could not be saved")
    phone.browser.context.add_init_script(NO_STORAGE)
    phone.page.reload()
    expect(phone.page.get_by_role("alert")).to_be_visible()
    look(phone, "no storage")


def walk_a_conflict(phone: PhoneApp, other: PhoneApp, look: Look) -> None:
    """One entry, corrected on two phones of the same officer."""
    phone.log("berusade")
    phone.wait_until_sent()
    other.sign_in_as("officer")
    phone.go_offline()
    for one, severity in ((other, "1"), (phone, "3")):
        one.open_log()
        one.entries("observation").first.get_by_role("button").click()
        one.tap("edit")
        one.choose("severity", severity)
        one.tap("edit-save")
        expect(one.see("entry")).to_be_visible()
    other.wait_until_sent()
    phone.go_online()
    phone.expect_chip("needs_action", waiting=0)
    phone.open_log()
    look(phone, "log, needs action")
    phone.entries("observation").first.get_by_role("button").click()
    expect(phone.see("problem")).to_be_visible()
    look(phone, "entry, needs action")
    phone.tap("problem-copy")
    look(phone, "corrected copy")
