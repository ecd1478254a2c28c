"""Answers that are none: lost, cut, half, somebody else's. Nothing is lost, nothing doubled, and the queue drains."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.support import proxy as network
from tests.support.builders import PASSWORD, email_of
from tests.support.proxy import Proxy

PUSH, PULL, SESSION = "/api/v1/sync/push", "/api/v1/sync/pull", "/api/v1/session"
FAULTS = {
    "captive_portal": network.captive_portal,
    "redirect_to_portal": network.redirecting_portal,
    "bad_gateway": network.bad_gateway,
    "request_lost": network.drop_request,
    "answer_lost_after_commit": network.drop_answer,
    "answer_cut": network.truncate,
    "half_an_answer": network.shorten,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_push_that_is_not_answered_well_is_sent_again_and_stored_once(
    fault: network.Fault, proxy: Proxy, officer_behind: PhoneApp, ledger: Ledger
) -> None:
    phone = officer_behind
    phone.browser.excuse("Failed to load resource")
    phone.go_offline()
    phone.log("berusade")
    phone.log("brak")
    proxy.fail(PUSH, fault)
    proxy.fail(PULL, fault)
    phone.go_online()
    phone.wait_until_sent()
    phone.expect_log("sent", observation=2)
    assert proxy.met == [PUSH, PULL]
    ledger.expect_exactly(phone, {("observation", "create"): 2})


def test_behind_a_captive_portal_everything_waits_until_it_is_gone(
    proxy: Proxy, officer_behind: PhoneApp, ledger: Ledger
) -> None:
    phone = officer_behind
    proxy.fail_always(network.captive_portal)
    phone.log("berusade")
    proxy.wait_until_met(PUSH)
    phone.reload()
    phone.expect_log("saved", observation=1)
    ledger.expect_nothing()
    proxy.fail_always(None)
    phone.wait_until_sent()
    ledger.expect_exactly(phone, {("observation", "create"): 1})


def test_a_portal_at_sign_in_says_that_it_did_not_work(
    proxy: Proxy, open_phone: Callable[..., PhoneApp]
) -> None:
    phone = open_phone(base_url=proxy.url)
    phone.browser.excuse("Failed to load resource")
    proxy.fail(SESSION, network.captive_portal)
    phone.fill_sign_in(email_of("officer"), PASSWORD)
    expect(phone.see("sign-in-error")).to_be_visible()
    phone.sign_in_as("officer")


def test_a_page_that_breaks_off_leaves_the_places_that_were_there(
    proxy: Proxy, officer_behind: PhoneApp
) -> None:
    phone = officer_behind
    phone.browser.excuse("Failed to load resource")
    proxy.fail(PULL, network.shorten)
    phone.tap("menu")
    phone.tap("sync-now")
    phone.wait_until_sent()
    phone.start_pass()
    expect(phone.see("check-in-station")).to_be_visible()
