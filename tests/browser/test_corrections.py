"""An entry is corrected or withdrawn before it was sent, after it was sent, and while somebody else corrects it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp


def _open_entry(phone: PhoneApp) -> None:
    phone.open_log()
    phone.entries("observation").first.get_by_role("button").click()
    expect(phone.see("entry")).to_be_visible()


def _correct(phone: PhoneApp, severity: int, note: str | None = None) -> None:
    _open_entry(phone)
    phone.tap("edit")
    phone.choose("severity", str(severity))
    if note is not None:
        phone.see("edit-note").fill(note)
    phone.tap("edit-save")
    expect(phone.see("entry")).to_be_visible()


def _withdraw(phone: PhoneApp, reason: str) -> None:
    _open_entry(phone)
    phone.tap("withdraw")
    phone.choose("reason", reason)
    phone.tap("withdraw-confirm")
    phone.open_log()
    expect(phone.entries("observation").first).to_have_attribute("data-withdrawn", "true")


#: Both taps before anything of the first has been done.
TAP_BOTH = """(names) => { for (const name of names)
  document.querySelector(`[data-testid="${name}"]`).click(); }"""

#: What the saving brought about has been done too.
SETTLE = (
    "() => new Promise((done) => setTimeout(() => setTimeout(() => requestIdleCallback(done))))"
)


def test_who_goes_on_while_a_form_is_being_saved_stays_there(officer: PhoneApp) -> None:
    """Found by `make chaos`: the form's own way back came after the tap, and took the person away again."""
    officer.go_offline()
    officer.log("berusade")
    for button, fill in (("edit", "edit-save"), ("withdraw", "withdraw-confirm")):
        _open_entry(officer)
        officer.tap(button)
        if button == "edit":
            officer.choose("severity", "3")
        else:
            officer.choose("reason", "mistake")
        officer.page.evaluate(TAP_BOTH, [fill, "nav-pass"])
        expect(officer.see("toast")).to_be_visible()
        expect(officer.see("nav-pass")).to_have_attribute("aria-current", "page")
        officer.page.evaluate(SETTLE)
        expect(officer.see("nav-pass")).to_have_attribute("aria-current", "page")


def test_a_tap_right_after_the_way_back_is_followed(officer: PhoneApp) -> None:
    officer.go_offline()
    officer.log("berusade")
    _open_entry(officer)
    officer.page.evaluate(TAP_BOTH, ["back", "nav-pass"])
    expect(officer.see("start-pass")).to_be_visible()


def test_a_browser_that_does_not_go_back_keeps_no_tap_waiting(officer: PhoneApp) -> None:
    officer.go_offline()
    officer.log("berusade")
    _open_entry(officer)
    officer.page.evaluate("() => { history.back = () => undefined; }")
    officer.page.evaluate(TAP_BOTH, ["back", "nav-pass"])
    expect(officer.see("start-pass")).to_be_visible()
    officer.tap("nav-map")
    expect(officer.see("nav-map")).to_have_attribute("aria-current", "page")


@pytest.mark.own_browser
def test_a_correction_made_before_sending_arrives_with_the_entry(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.go_offline()
    officer.log("berusade")
    _correct(officer, severity=3, note="Fyra personer vid spåret")
    officer.die_and_return(offline=True)
    _open_entry(officer)
    expect(officer.see("entry")).to_contain_text("Fyra personer vid spåret")
    officer.go_online()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1, ("observation", "amend"): 1})
    (record,) = ledger.records("observation")
    assert (record["severity"], record["note"]) == (3, "Fyra personer vid spåret")


def test_a_correction_made_after_sending_changes_the_record(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.log("berusade")
    officer.wait_until_sent()
    _correct(officer, severity=2)
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1, ("observation", "amend"): 1})
    (record,) = ledger.records("observation")
    assert (record["severity"], record["version"], record["needs_review"]) == (2, 2, False)


def test_entries_withdrawn_before_and_after_sending_are_withdrawn(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.go_offline()
    officer.log("berusade")
    _withdraw(officer, "mistake")
    officer.go_online()
    officer.wait_until_sent()
    officer.log("brak")
    officer.wait_until_sent()
    _withdraw(officer, "duplicate")
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 2, ("observation", "retract"): 2})
    assert [record["withdrawn"] for record in ledger.records("observation")] == [True, True]


def test_details_can_be_added_from_the_toast(officer: PhoneApp, ledger: Ledger) -> None:
    officer.go_offline()
    officer.log("berusade")
    officer.tap("add-details")
    officer.choose("severity", "1")
    officer.choose("people", "3-5")
    officer.tap("edit-save")
    officer.go_online()
    officer.wait_until_sent()
    (record,) = ledger.records("observation")
    assert (record["severity"], record["people_band"]) == (1, "3-5")


def test_two_corrections_of_one_entry_are_both_kept_and_shown(
    officer: PhoneApp, open_phone: Callable[..., PhoneApp], ledger: Ledger
) -> None:
    officer.log("berusade")
    officer.wait_until_sent()
    second = open_phone("officer")
    officer.go_offline()
    _correct(second, severity=1)
    second.wait_until_sent()
    _correct(officer, severity=3)
    officer.go_online()
    officer.expect_chip("needs_action", waiting=0)
    officer.open_log()
    expect(officer.entries("observation", "needs_action")).to_have_count(1)
    (record,) = ledger.records("observation")
    assert (record["severity"], record["needs_review"]) == (1, True)

    # The way on is a corrected copy: a new operation on what stands now.
    _open_entry(officer)
    officer.tap("problem-copy")
    expect(officer.see("severity-3")).to_be_checked()
    officer.tap("edit-save")
    officer.wait_until_sent()
    (record,) = ledger.records("observation")
    assert record["severity"] == 3


@pytest.mark.own_browser
def test_a_form_in_progress_outlives_the_browser(officer: PhoneApp) -> None:
    officer.go_offline()
    officer.log("berusade")
    _open_entry(officer)
    officer.tap("edit")
    officer.see("edit-note").fill("Halvskriven")
    officer.keep_draft("Halvskriven")
    officer.die_and_return(offline=True)
    _open_entry(officer)
    officer.tap("edit")
    expect(officer.see("edit-note")).to_have_value("Halvskriven")


def test_nothing_stands_over_an_entrys_own_screens_that_would_withdraw_it(
    officer: PhoneApp,
) -> None:
    officer.go_offline()
    officer.log("berusade")
    expect(officer.see("undo")).to_be_visible()
    _open_entry(officer)
    expect(officer.see("undo")).not_to_be_attached()
