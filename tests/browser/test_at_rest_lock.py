"""A phone with a PIN: locked it shows how many entries wait and nothing else, and nothing that waits is ever lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.test_at_rest import NOTE, expect_no_content, log_with_a_note
from tests.support.builders import PASSWORD, PEOPLE, email_of

PIN, OTHER_PIN, WRONG = "250719", "8306142", "905172"

READ_KEY = """async () => {
  const ask = indexedDB.open("ljuspunkt");
  const db = await new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  const get = db.transaction("keys").objectStore("keys").get("vault");
  const row = await new Promise((done) => { get.onsuccess = () => done(get.result); });
  db.close();
  return [row.device !== null, row.pin !== null];
}"""


@pytest.fixture
def guarded(officer: PhoneApp) -> PhoneApp:
    """An officer's phone that has a PIN."""
    officer.choose_pin(PIN)
    return officer


def set_clock(phone: PhoneApp, later: timedelta) -> None:
    """The phone's clock shows this much more than it is."""
    now = datetime.now(UTC)  # noqa: TID251 - the browser has the machine's clock
    phone.browser.context.clock.set_fixed_time(now + later)


def test_a_locked_phone_shows_nothing_but_a_number_and_sends_when_it_is_open(
    guarded: PhoneApp, ledger: Ledger
) -> None:
    guarded.start_pass()
    log_with_a_note(guarded)
    guarded.wait_until_sent()
    guarded.go_offline()
    guarded.log("brak")
    guarded.lock()
    guarded.expect_locked(waiting=1)
    expect_no_content(guarded)
    assert guarded.page.evaluate(READ_KEY) == [False, True]
    shown = guarded.page.locator("body").inner_text()
    for secret in (NOTE, "Bråk", "officer", "Station"):
        assert secret not in shown

    guarded.go_online()
    assert len(ledger.operations()) == 3
    guarded.unlock()
    guarded.wait_until_sent()
    ledger.expect_exactly(
        guarded,
        {("patrol", "create"): 1, ("observation", "create"): 2, ("observation", "amend"): 1},
    )


@pytest.mark.own_browser
def test_a_phone_that_was_started_anew_is_locked_and_keeps_its_queue(
    guarded: PhoneApp, ledger: Ledger
) -> None:
    guarded.go_offline()
    log_with_a_note(guarded)
    guarded.die_and_return(offline=True)
    guarded.expect_locked(waiting=2)
    guarded.unlock()
    guarded.expect_chip("offline", waiting=2)
    guarded.expect_log("saved", observation=1)
    guarded.go_online()
    guarded.wait_until_sent()
    ledger.expect_exactly(guarded, {("observation", "create"): 1, ("observation", "amend"): 1})


def test_it_locks_when_nobody_has_touched_it_also_in_a_pass_and_after_sleep(
    guarded: PhoneApp,
) -> None:
    guarded.start_pass()
    set_clock(guarded, timedelta(minutes=4))
    guarded.tap("new-observation")
    guarded.tap("back")
    expect(guarded.see("locked")).to_have_count(0)
    set_clock(guarded, timedelta(minutes=7))
    guarded.tap("nav-log")
    expect(guarded.see("locked")).to_have_count(0)
    # The clock jumps as it does for a page that slept.
    set_clock(guarded, timedelta(minutes=14))
    guarded.expect_locked()
    set_clock(guarded, timedelta())
    guarded.unlock()
    guarded.tap("nav-pass")
    expect(guarded.see("patrol-running")).to_be_visible()


def test_the_minutes_are_the_persons_to_choose(guarded: PhoneApp) -> None:
    guarded.choose("lock-minutes", "30")
    set_clock(guarded, timedelta(minutes=20))
    guarded.tap("nav-log")
    guarded.reload()
    guarded.expect_locked()
    guarded.unlock()
    guarded.tap("menu")
    guarded.tap("open-pin")
    expect(guarded.see("lock-minutes-30")).to_be_checked()


def test_wrong_pins_wait_longer_and_a_reload_does_not_help(guarded: PhoneApp) -> None:
    guarded.lock()
    for _ in range(3):
        guarded.try_pin(WRONG)
        expect(guarded.see("lock-error")).to_be_visible()
        expect(guarded.see("lock-pin")).to_have_value("")
    expect(guarded.see("lock-error")).to_contain_text("För många fel")
    set_clock(guarded, timedelta(hours=-1))
    guarded.reload()
    guarded.expect_locked()
    expect(guarded.see("lock-open")).to_be_disabled()
    expect(guarded.see("lock-error")).to_contain_text("För många fel")

    set_clock(guarded, timedelta(minutes=11))
    expect(guarded.see("lock-open")).to_be_enabled()
    guarded.try_pin(WRONG)
    expect(guarded.see("lock-error")).to_contain_text("För många fel")
    set_clock(guarded, timedelta(minutes=22))
    expect(guarded.see("lock-open")).to_be_enabled()
    guarded.unlock()
    guarded.lock()
    guarded.try_pin(WRONG)
    expect(guarded.see("lock-error")).to_have_text("Fel kod.")


def test_a_clock_that_was_ahead_holds_the_phone_no_longer_than_its_wait(
    guarded: PhoneApp,
) -> None:
    guarded.lock()
    set_clock(guarded, timedelta(days=1))
    for _ in range(3):
        guarded.try_pin(WRONG)
        expect(guarded.see("lock-pin")).to_have_value("")
        expect(guarded.see("lock-error")).to_be_visible()
    expect(guarded.see("lock-open")).to_be_disabled()
    set_clock(guarded, timedelta())
    guarded.reload()
    guarded.expect_locked()
    expect(guarded.see("lock-open")).to_be_disabled()
    set_clock(guarded, timedelta(minutes=11))
    expect(guarded.see("lock-open")).to_be_enabled()
    guarded.unlock()


def test_a_forgotten_pin_is_replaced_by_way_of_the_password(
    guarded: PhoneApp, ledger: Ledger
) -> None:
    guarded.go_offline()
    log_with_a_note(guarded)
    guarded.lock()
    guarded.go_online()
    guarded.tap("lock-forgot")
    guarded.fill_sign_in(email_of("officer"), PASSWORD)
    expect(guarded.see("pin-screen")).to_be_visible()
    expect(guarded.see("pin-current")).to_have_count(0)
    guarded.fill_new_pin(OTHER_PIN)
    expect(guarded.see("pin-current")).to_be_visible()
    guarded.wait_until_sent()
    guarded.pin = OTHER_PIN
    ledger.expect_exactly(guarded, {("observation", "create"): 1, ("observation", "amend"): 1})
    guarded.lock()
    guarded.try_pin(PIN)
    expect(guarded.see("lock-error")).to_have_text("Fel kod.")
    guarded.unlock()


def test_somebody_elses_password_opens_nothing_and_loses_nothing(
    guarded: PhoneApp, ledger: Ledger
) -> None:
    guarded.go_offline()
    guarded.log("berusade")
    guarded.lock()
    guarded.go_online()
    guarded.tap("lock-forgot")
    guarded.fill_sign_in(email_of("officer2"), PASSWORD)
    expect(guarded.see("sign-in-error")).to_contain_text("öppnar inte den här telefonen")
    guarded.tap("lock-back")
    guarded.browser.excuse_status(401, 403)
    guarded.unlock()
    guarded.expect_chip("signed_out", waiting=1)
    guarded.chip.click()
    guarded.see("sign-in-password").fill(PASSWORD)
    guarded.tap("sign-in-submit")
    guarded.wait_until_sent()
    assert {author for *_, author, _ in ledger.operations()} == {PEOPLE["officer"].id}


def test_signing_out_locks_and_deletes_nothing(guarded: PhoneApp, ledger: Ledger) -> None:
    guarded.go_offline()
    log_with_a_note(guarded)
    guarded.tap("menu")
    guarded.tap("sign-out")
    guarded.tap("sign-out-confirm")
    guarded.expect_locked(waiting=2)
    expect_no_content(guarded)
    guarded.go_online()
    guarded.unlock()
    guarded.sign_in_as("officer")
    ledger.expect_exactly(guarded, {("observation", "create"): 1, ("observation", "amend"): 1})


@pytest.mark.own_browser
def test_a_browser_killed_while_a_pin_is_set_opens_by_none_or_the_new_one(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.go_offline()
    log_with_a_note(officer)
    officer.tap("menu")
    officer.tap("open-pin")
    officer.fill_new_pin(PIN)
    officer.die_and_return(offline=True)
    has_device, has_pin = officer.page.evaluate(READ_KEY)
    assert has_device != has_pin
    if has_pin:
        officer.pin = PIN
        officer.unlock()
    officer.expect_chip("offline", waiting=2)
    officer.go_online()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1, ("observation", "amend"): 1})


@pytest.mark.own_browser
def test_a_browser_killed_while_a_pin_is_changed_opens_by_the_old_or_the_new_one(
    guarded: PhoneApp, ledger: Ledger
) -> None:
    guarded.go_offline()
    log_with_a_note(guarded)
    guarded.tap("menu")
    guarded.tap("open-pin")
    guarded.see("pin-current").fill(PIN)
    guarded.fill_new_pin(OTHER_PIN)
    guarded.die_and_return(offline=True)
    guarded.expect_locked(waiting=2)
    guarded.try_pin(PIN)
    expect(
        guarded.page.locator("[data-testid=lock-error], [data-testid=status-chip]")
    ).to_be_visible()
    if guarded.see("lock-error").is_visible():
        guarded.pin = OTHER_PIN
        guarded.unlock()
    guarded.expect_chip("offline", waiting=2)
    guarded.go_online()
    guarded.wait_until_sent()
    ledger.expect_exactly(guarded, {("observation", "create"): 1, ("observation", "amend"): 1})


def test_two_tabs_lock_together_and_open_one_by_one(guarded: PhoneApp) -> None:
    other = PhoneApp(guarded.browser, guarded.browser.context.new_page(), PIN)
    other.open()
    other.expect_locked()
    other.unlock()
    guarded.look_at().lock()
    other.look_at().expect_locked()
    guarded.look_at().unlock()
    other.look_at().expect_locked()

    # Without a PIN there is nothing to lock with.
    guarded.look_at().tap("menu")
    guarded.tap("open-pin")
    guarded.tap("pin-remove")
    guarded.see("pin-remove-current").fill(PIN)
    guarded.tap("pin-remove-confirm")
    expect(guarded.see("pin-lock-now")).to_have_count(0)
    expect(other.look_at().see("locked")).to_have_count(0)


def test_a_pin_that_anybody_guesses_is_refused_and_so_is_whoever_does_not_know_it(
    officer: PhoneApp,
) -> None:
    officer.tap("menu")
    officer.tap("open-pin")
    for pin, said in (("12345", "6-12 siffror"), ("123456", "gissar vem som helst")):
        officer.fill_new_pin(pin)
        expect(officer.see("pin-error")).to_contain_text(said)
    officer.see("pin-new").fill(PIN)
    officer.see("pin-repeat").fill(OTHER_PIN)
    officer.tap("pin-save")
    expect(officer.see("pin-error")).to_contain_text("inte lika")
    officer.fill_new_pin(PIN)
    expect(officer.see("pin-current")).to_be_visible()

    officer.see("pin-current").fill(WRONG)
    officer.fill_new_pin(OTHER_PIN)
    expect(officer.see("pin-error")).to_have_text("Fel kod.")
    officer.tap("pin-remove")
    officer.see("pin-remove-current").fill(PIN)
    officer.tap("pin-remove-confirm")
    expect(officer.see("pin-current")).to_have_count(0)
    officer.reload()
    expect(officer.see("menu")).to_be_visible()
