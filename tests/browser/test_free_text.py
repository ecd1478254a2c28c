"""The phone warns before it saves a text that may point out a person, and lets the person say why it stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import find_violations
from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.support.checks import stored_operations


def _open_form(phone: PhoneApp) -> None:
    phone.open_log()
    phone.entries("observation").first.get_by_role("button").click()
    phone.tap("edit")


def _write(phone: PhoneApp, text: str) -> None:
    _open_form(phone)
    phone.see("edit-note").fill(text)


def test_a_number_is_named_and_nothing_is_saved_until_it_is_gone(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.go_offline()
    officer.log("berusade")
    _write(officer, "Vittne på 070-174 06 05, svart bil ABC 123")
    warning = officer.see("edit-note-warning")
    expect(warning).to_contain_text("”070-174 06 05” liknar ett telefonnummer.")
    expect(warning).to_contain_text("röd A-traktor")
    officer.tap("edit-save")
    expect(officer.page.get_by_text("Ändra texten, eller välj varför")).to_be_visible()
    assert find_violations(officer.page) == []
    officer.see("edit-note").fill("Vittne finns, svart bil")
    expect(warning).not_to_be_attached()
    officer.tap("edit-save")
    expect(officer.see("entry")).to_contain_text("Vittne finns, svart bil")
    officer.go_online()
    officer.wait_until_sent()
    (record,) = ledger.records("observation")
    assert record["note"] == "Vittne finns, svart bil"


@pytest.mark.own_browser
def test_a_number_stays_where_the_person_says_why_also_after_a_reload(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.go_offline()
    officer.log("berusade")
    _write(officer, "Affisch med numret 0651-174 05")
    officer.choose("kept", "public_contact")
    officer.keep_draft("public_contact")
    officer.die_and_return(offline=True)
    _open_form(officer)
    expect(officer.see("edit-note")).to_have_value("Affisch med numret 0651-174 05")
    officer.tap("edit-save")
    expect(officer.see("entry")).to_contain_text("0651-174 05")
    officer.go_online()
    officer.wait_until_sent()
    (record,) = ledger.records("observation")
    assert record["note"] == "Affisch med numret 0651-174 05"
    assert stored_operations(ledger.app, "code") == [(None,), (None,)]


def test_another_number_wants_another_reason(officer: PhoneApp) -> None:
    officer.go_offline()
    officer.log("berusade")
    _write(officer, "Affisch med numret 0651-174 05")
    officer.choose("kept", "public_contact")
    officer.see("edit-note").fill("Affisch med numret 0651-174 05. Vittne 070-174 06 05")
    expect(officer.see("edit-note-warning")).to_contain_text("070-174 06 05")
    officer.tap("edit-save")
    expect(officer.page.get_by_text("Ändra texten, eller välj varför")).to_be_in_viewport()
    expect(officer.see("edit-note")).to_be_focused()
