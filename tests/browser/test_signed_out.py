"""The session ends on the server while entries wait: everything is kept, and goes after the next sign-in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.support.builders import PASSWORD, email_of


@pytest.mark.own_browser
def test_a_session_that_was_ended_keeps_the_queue_and_asks_for_a_sign_in(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.log("berusade")
    officer.wait_until_sent()
    ledger.revoke_sessions("officer")
    officer.browser.excuse_status(401)

    officer.log("brak")
    officer.expect_chip("signed_out", waiting=1)
    officer.log("positiv")
    officer.expect_chip("signed_out", waiting=2)
    officer.die_and_return(offline=False)
    officer.expect_chip("signed_out", waiting=2)
    assert len(ledger.operations()) == 1

    officer.chip.click()
    expect(officer.see("sign-in-email")).to_have_value(email_of("officer"))
    officer.see("sign-in-password").fill(PASSWORD)
    officer.tap("sign-in-submit")
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 3})


def test_signing_in_again_can_wait(officer: PhoneApp, ledger: Ledger) -> None:
    ledger.revoke_sessions("officer")
    officer.browser.excuse_status(401)
    officer.start_pass()
    officer.expect_chip("signed_out", waiting=1)
    officer.check_in("station")
    officer.check_out("calm")
    officer.end_pass()
    officer.expect_log("saved", patrol=1, visit=1)
    officer.expect_chip("signed_out", waiting=4)
    ledger.expect_nothing()


def test_a_wrong_password_loses_nothing(officer: PhoneApp, ledger: Ledger) -> None:
    ledger.revoke_sessions("officer")
    officer.browser.excuse_status(401)
    officer.log("berusade")
    officer.expect_chip("signed_out", waiting=1)
    officer.chip.click()
    officer.fill_sign_in(email_of("officer"), "fel")
    expect(officer.see("sign-in-error")).to_have_text("Fel e-postadress eller lösenord.")
    officer.fill_sign_in(email_of("officer"), PASSWORD)
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1})


def test_a_token_from_another_day_is_renewed_unseen(officer: PhoneApp, ledger: Ledger) -> None:
    """The cookie holds the token's other half: a cookie that was made anew refuses the one the app has."""
    officer.log("berusade")
    officer.wait_until_sent()
    officer.sign_in_at_the_desk(email_of("officer"), PASSWORD)

    officer.browser.excuse_status(401, 403)
    officer.log("brak")
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 2})
