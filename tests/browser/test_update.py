"""A new version of the app: offered between entries, taken when the person says so, and nothing unsent is touched."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.newer_app import LOOKS, publish_a_new_version
from tests.browser.phone_app import PhoneApp
from tests.support import proxy as network
from tests.support.proxy import Proxy


def _which_worker(phone: PhoneApp) -> str:
    return str(
        phone.page.evaluate(
            """async () => {
              const registration = await navigator.serviceWorker.getRegistration();
              return [registration.waiting, registration.active].map((one) => one?.state).join(" ");
            }"""
        )
    )


def test_a_new_version_waits_for_the_person_and_touches_nothing_unsent(
    proxy: Proxy, officer_behind: PhoneApp, ledger: Ledger
) -> None:
    phone = officer_behind
    phone.browser.excuse("Failed to load resource")
    proxy.fail_always(network.drop_request)
    phone.log("berusade")
    phone.log("brak")
    proxy.fail_always(None)
    publish_a_new_version(proxy)
    proxy.fail("/api/v1/sync/push", *[network.bad_gateway] * LOOKS)
    phone.reload()
    expect(phone.see("update-ready")).to_be_visible()
    assert _which_worker(phone) == "installed activated"

    # Not during an entry.
    phone.tap("nav-pass")
    phone.tap("new-observation")
    expect(phone.see("update-ready")).to_have_count(0)
    phone.tap("back")

    with phone.page.expect_navigation():
        phone.tap("update-apply")
    expect(phone.page.locator(".app")).to_be_visible()
    assert _which_worker(phone) == " activated"
    phone.expect_log("saved", observation=2)
    proxy.forgive("/api/v1/sync/push")
    phone.tap("menu")
    phone.tap("sync-now")
    phone.wait_until_sent()
    ledger.expect_exactly(phone, {("observation", "create"): 2})


def test_an_update_can_wait(proxy: Proxy, officer_behind: PhoneApp) -> None:
    phone = officer_behind
    publish_a_new_version(proxy)
    phone.reload()
    expect(phone.see("update-ready")).to_be_visible()
    phone.page.get_by_role("button", name="Senare").click()
    expect(phone.see("update-ready")).to_have_count(0)
    assert _which_worker(phone) == "installed activated"
