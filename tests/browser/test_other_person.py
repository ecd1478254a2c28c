"""Somebody else signs in on a phone that has entries waiting: nothing of either is lost or mixed up."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.support.builders import PASSWORD, PEOPLE, email_of


def test_what_waits_for_one_person_goes_when_they_are_back(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.go_offline()
    officer.log("berusade")
    officer.log("brak")
    officer.sign_out()
    officer.expect_chip("signed_out", waiting=2)

    officer.go_online()
    officer.fill_sign_in(email_of("officer2"), PASSWORD)
    expect(officer.see("nav-pass")).to_be_visible()
    officer.log("positiv")
    officer.expect_chip("waiting", waiting=2)
    expect(officer.chip).to_contain_text("annan inloggning")
    officer.expect_log("sent", observation=1)
    assert [author for *_, author, _ in ledger.operations()] == [PEOPLE["officer2"].id]

    officer.sign_out()
    officer.sign_in_as("officer")
    officer.expect_log("sent", observation=2)
    ledger.expect_exactly(officer, {("observation", "create"): 3})
    authors = sorted(author for *_, author, _ in ledger.operations())
    assert authors == sorted([PEOPLE["officer"].id] * 2 + [PEOPLE["officer2"].id])


def test_the_other_person_sees_nothing_of_what_waits(officer: PhoneApp) -> None:
    officer.go_offline()
    officer.log("berusade")
    officer.sign_out()
    officer.go_online()
    officer.fill_sign_in(email_of("youth"), PASSWORD)
    expect(officer.see("nav-activities")).to_be_visible()
    officer.open_log()
    expect(officer.entries()).to_have_count(0)


def test_somebody_who_signs_in_at_the_desk_of_this_browser_sends_nothing_for_the_first(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.go_offline()
    officer.log("berusade")
    officer.go_online()
    officer.wait_until_sent()
    officer.sign_in_at_the_desk(email_of("officer2"), PASSWORD)

    officer.browser.excuse_status(403)
    officer.reload()
    officer.log("brak")
    officer.expect_chip("signed_out", waiting=1)
    assert len(ledger.operations()) == 1
    officer.chip.click()
    officer.sign_in_as("officer")
    ledger.expect_exactly(officer, {("observation", "create"): 2})
    assert {author for *_, author, _ in ledger.operations()} == {PEOPLE["officer"].id}
