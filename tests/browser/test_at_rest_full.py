"""A phone whose disk is full while it is locked: it opens as ever, says what is the matter, and loses nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.test_at_rest_lock import OTHER_PIN, PIN, WRONG
from tests.browser.tour import DISK_IS_FULL
from tests.support.builders import PASSWORD, email_of

pytestmark = pytest.mark.own_browser

FULL = "lagring är full"


def test_a_full_phone_opens_by_its_pin_and_keeps_what_waits(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.choose_pin(PIN)
    officer.go_offline()
    officer.log("berusade")
    officer.lock()
    officer.page.evaluate(DISK_IS_FULL)
    officer.tap("locked-new")
    officer.tap("category-brak")
    expect(officer.see("toast")).to_contain_text(FULL)
    officer.tap("back")
    officer.expect_locked(waiting=1)
    officer.try_pin(WRONG)
    expect(officer.see("lock-error")).to_have_text("Fel kod.")
    officer.unlock()
    expect(officer.see("toast")).to_contain_text(FULL)
    officer.expect_chip("offline", waiting=1)
    officer.expect_log("saved", observation=1)

    # There is room again.
    officer.reload()
    officer.expect_locked(waiting=1)
    officer.unlock()
    officer.go_online()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1})

    officer.sign_out()
    officer.page.evaluate(DISK_IS_FULL)
    officer.fill_sign_in(email_of("officer"), PASSWORD)
    expect(officer.see("sign-in-error")).to_contain_text(FULL)
    expect(officer.see("sign-in-submit")).to_be_enabled()


def test_a_full_phone_counts_wrong_pins_and_opens_by_the_password(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.choose_pin(PIN)
    officer.go_offline()
    officer.log("berusade")
    officer.lock()
    officer.page.evaluate(DISK_IS_FULL)
    for _ in range(3):
        officer.try_pin(WRONG)
        expect(officer.see("lock-error")).to_be_visible()
        expect(officer.see("lock-pin")).to_have_value("")
    officer.reload()
    officer.expect_locked(waiting=1)
    expect(officer.see("lock-error")).to_contain_text("För många fel")
    expect(officer.see("lock-open")).to_be_disabled()

    officer.page.evaluate(DISK_IS_FULL)
    officer.go_online()
    officer.tap("lock-forgot")
    officer.fill_sign_in(email_of("officer"), PASSWORD)
    expect(officer.see("pin-screen")).to_be_visible()
    officer.fill_new_pin(OTHER_PIN)
    expect(officer.see("pin-error")).to_contain_text(FULL)
    officer.reload()
    officer.expect_locked(waiting=1)
    officer.unlock()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1})
