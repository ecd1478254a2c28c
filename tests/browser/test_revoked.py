"""A phone that was revoked: at its next contact what waits is handed in, and nothing is left on it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.sync.devices import revoke
from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.support.builders import PASSWORD, email_of
from tests.support.desks import acting


def revoke_phone(phone: PhoneApp, ledger: Ledger) -> None:
    """An administrator has revoked the device, as on the desk's page."""
    device_id = phone.device_id()
    phone.browser.excuse_status(401, 403)
    with acting(ledger.app, "administrator") as (session, actor, now):
        revoke(session, actor, device_id, now)


def statuses(ledger: Ledger) -> list[str]:
    return sorted(status for *_, status in ledger.operations())


def test_a_lost_phone_hands_in_what_waits_and_shreds_the_rest(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.log("berusade")
    officer.wait_until_sent()
    officer.go_offline()
    officer.log("brak")
    officer.log("positiv")
    revoke_phone(officer, ledger)

    officer.go_online()
    expect(officer.see("shredded")).to_be_visible()
    assert statuses(ledger) == ["applied", "quarantined", "quarantined"]
    assert officer.operations() == []
    assert officer.everything_in_the_store().count("berusade") == 0

    officer.reload()
    expect(officer.see("shredded")).to_be_visible()
    expect(officer.see("sign-in-email")).to_have_value("")


def test_signing_in_again_does_not_make_it_send(officer: PhoneApp, ledger: Ledger) -> None:
    officer.log("berusade")
    officer.wait_until_sent()
    revoke_phone(officer, ledger)
    officer.reload()
    expect(officer.see("shredded")).to_be_visible()

    officer.fill_sign_in(email_of("officer"), PASSWORD)
    # No look at the phone's store in between: it may be shredded the moment after the tap.
    officer.tap("new-observation")
    officer.tap("category-brak")
    expect(officer.see("shredded")).to_be_visible()
    assert statuses(ledger) == ["applied", "quarantined"]


@pytest.mark.own_browser
def test_a_phone_that_dies_while_it_hands_in_goes_on_afterwards(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.log("berusade")
    officer.wait_until_sent()
    officer.go_offline()
    officer.log("brak")
    revoke_phone(officer, ledger)
    # The answer that would let it shred never comes.
    officer.page.route("**/api/v1/sync/surrender", lambda route: route.abort())
    officer.browser.excuse("net::ERR_FAILED")
    officer.go_online()
    officer.expect_chip("signed_out", waiting=1)
    officer.die_and_return(offline=False)
    expect(officer.see("shredded")).to_be_visible()
    assert statuses(ledger) == ["applied", "quarantined"]
    assert officer.operations() == []
