"""A locked phone takes entries in: they go into the vault, can't be read there, and are sent when it is open."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.test_at_rest import NOTE, expect_no_content, until_sealed
from tests.support.builders import PASSWORD, email_of

PIN = "250719"

#: Sealing takes until somebody lets it: a save is under way.
_HOLD_SEALING = """() => {
  const seal = crypto.subtle.encrypt.bind(crypto.subtle);
  const held = new Promise((resolve) => { globalThis.letSealingGo = resolve; });
  globalThis.heldBoxes = 0;
  crypto.subtle.encrypt = async (...all) => { globalThis.heldBoxes += 1; await held; return seal(...all); };
}"""
_LOCK_FROM_ANOTHER_TAB = "() => new BroadcastChannel('ljuspunkt').postMessage('lock')"


def capture(phone: PhoneApp, category: str, note: str | None = None) -> None:
    """An observation was made on the locked phone."""
    phone.tap("locked-new")
    if note is not None:
        phone.tap("locked-write")
        phone.see("locked-note").fill(note)
    phone.tap(f"category-{category}")
    expect(phone.see("toast")).to_contain_text("Sparat i telefonen")
    expect(phone.see("locked-new")).to_be_visible()


@pytest.mark.own_browser
def test_what_is_captured_while_locked_is_unreadable_then_shown_and_sent_once(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.choose_pin(PIN)
    officer.start_pass()
    officer.wait_until_sent()
    officer.go_offline()
    officer.lock()
    capture(officer, "berusade", NOTE)
    officer.expect_locked(waiting=1)
    expect_no_content(officer)

    # Also on a phone that was started while it was locked.
    officer.die_and_return(offline=True)
    officer.expect_locked(waiting=1)
    capture(officer, "brak")
    officer.tap("locked-calm")
    officer.expect_locked(waiting=3)
    expect_no_content(officer)
    assert NOTE not in officer.page.locator("body").inner_text()

    officer.go_online()
    officer.unlock()
    officer.wait_until_sent()
    officer.expect_log("sent", patrol=1, observation=2, visit=1)
    wanted = {("patrol", "create"): 1, ("observation", "create"): 2, ("visit", "create"): 1}
    ledger.expect_exactly(officer, wanted)
    until_sealed(officer)
    patrol, *made = officer.operations()
    assert {op["payload"]["patrol_id"] for op in made} == {patrol["record_id"]}
    assert [op["payload"].get("note") for op in made] == [NOTE, None, None]
    assert [op["payload"].get("calm") for op in made] == [None, None, True]


def test_lengths_tell_nothing_of_what_was_captured(officer: PhoneApp) -> None:
    officer.choose_pin(PIN)
    officer.lock()
    capture(officer, "berusade", NOTE)
    capture(officer, "brak")
    officer.expect_locked(waiting=2)
    stores = json.loads(officer.everything_in_the_store())
    boxes = {len(each["row"]["sealed"]["data"]) for each in stores["operations"]}
    said = {each["row"]["bytes"] for each in stores["standings"]}
    assert (len(stores["operations"]), len(boxes), len(said)) == (2, 1, 1)


def test_it_can_be_undone_before_one_leaves(officer: PhoneApp, ledger: Ledger) -> None:
    officer.choose_pin(PIN)
    officer.lock()
    capture(officer, "berusade")
    officer.tap("undo")
    officer.expect_locked(waiting=2)
    officer.unlock()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1, ("observation", "retract"): 1})
    officer.open_log()
    expect(officer.entries("observation")).to_have_attribute("data-withdrawn", "true")


def test_calm_on_a_visit_that_goes_on_is_part_of_that_visit(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.choose_pin(PIN)
    officer.start_pass()
    officer.check_in("station")
    officer.wait_until_sent()
    officer.lock()
    officer.tap("locked-calm")
    expect(officer.see("toast")).to_be_visible()
    officer.expect_locked(waiting=1)
    officer.unlock()
    officer.wait_until_sent()
    wanted = {("patrol", "create"): 1, ("visit", "create"): 1, ("visit", "amend"): 1}
    ledger.expect_exactly(officer, wanted)
    (visit,) = ledger.records("visit")
    assert visit["calm"]


def test_a_text_that_may_point_somebody_out_is_asked_about_here_too(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.choose_pin(PIN)
    officer.lock()
    officer.tap("locked-new")
    officer.tap("locked-write")
    officer.see("locked-note").fill("Vittne på 070-174 06 05")
    officer.tap("category-berusade")
    expect(officer.see("locked-note-warning")).to_be_visible()
    officer.expect_locked(waiting=0)
    officer.see("locked-note").fill(NOTE)
    officer.tap("category-berusade")
    officer.expect_locked(waiting=1)
    officer.unlock()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1})


def test_a_tab_that_is_open_sends_what_a_locked_one_took_in(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.choose_pin(PIN)
    other = PhoneApp(officer.browser, officer.browser.context.new_page(), PIN)
    other.open()
    other.expect_locked()
    capture(other.look_at(), "berusade")
    officer.look_at().wait_until_sent()
    officer.expect_log("sent", observation=1)
    other.look_at().expect_locked(waiting=0)
    ledger.expect_exactly(officer, {("observation", "create"): 1})


def test_a_phone_that_nobody_is_in_on_takes_nothing_in(
    officer: PhoneApp, open_phone: Callable[..., PhoneApp]
) -> None:
    officer.choose_pin(PIN)
    officer.tap("menu")
    officer.tap("sign-out")
    officer.tap("sign-out-confirm")
    officer.expect_locked(waiting=0)
    expect(officer.see("lock-open")).to_be_visible()
    expect(officer.see("locked-new")).to_have_count(0)
    # The answer to the sign-out may be cut off by the reload: then the session is asked for again, and is gone.
    officer.browser.excuse_status(401)
    officer.reload()
    officer.expect_locked(waiting=0)
    expect(officer.see("locked-new")).to_have_count(0)
    officer.unlock()
    officer.sign_in(email_of("officer"), PASSWORD)

    youth = open_phone("youth")
    youth.choose_pin(PIN)
    youth.lock()
    expect(youth.see("locked-new")).to_have_count(0)


def test_a_save_that_the_lock_met_on_its_way_is_kept_and_names_nothing(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.choose_pin(PIN)
    officer.tap("nav-pass")
    officer.tap("new-observation")
    officer.page.evaluate(_HOLD_SEALING)
    officer.tap("category-berusade")
    officer.page.wait_for_function("globalThis.heldBoxes > 0")
    officer.page.evaluate(_LOCK_FROM_ANOTHER_TAB)
    officer.expect_locked(waiting=0)
    officer.page.evaluate("() => globalThis.letSealingGo()")
    expect(officer.see("toast")).to_contain_text("Sparat i telefonen")
    expect(officer.see("toast")).not_to_contain_text("Berusade")
    expect(officer.see("add-details")).to_have_count(0)
    officer.expect_locked(waiting=1)
    expect_no_content(officer)
    officer.unlock()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1})
