"""What the app does before its first screen: each thing that it waits for is felt on a slow phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp

PIN = "250719"
#: The stores of each transaction that was begun before there was a screen.
_WATCH_THE_DISK = """(() => {
  const asked = globalThis.asked = [];
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, ...rest) {
    if (!document.querySelector(".app")) asked.push([stores].flat().sort());
    return begin.call(this, stores, ...rest);
  };
})()"""
#: The keys stand apart: a browser that can't read them must not keep the rest from being read.
ONCE = [["drafts", "meta", "operations", "records", "standings"], ["keys"]]
TRIES = ["keys"]


def test_the_disk_is_asked_once_before_the_first_screen(officer: PhoneApp, ledger: Ledger) -> None:
    officer.start_pass()
    officer.check_in("station")
    officer.log("berusade")
    officer.wait_until_sent()
    officer.go_offline()
    officer.log("brak")
    officer.choose_pin(PIN)
    officer.browser.context.add_init_script(_WATCH_THE_DISK)
    officer.reload()
    officer.expect_locked(waiting=1)
    assert sorted(officer.page.evaluate("() => asked")) == [*ONCE, TRIES]
    officer.unlock()
    officer.tap("pin-remove")
    officer.see("pin-remove-current").fill(PIN)
    officer.tap("pin-remove-confirm")
    expect(officer.see("pin-current")).to_have_count(0)
    officer.tap("nav-pass")
    officer.reload()
    assert sorted(officer.page.evaluate("() => asked")) == ONCE
    expect(officer.see("visit-open")).to_be_visible()
    officer.expect_chip("offline", waiting=1)
    # What was put off until after the first screen is done all the same.
    officer.go_online()
    officer.wait_until_sent()
    assert len(ledger.operations()) == 4
