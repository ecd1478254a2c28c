"""A new version of the app: offered between entries, taken when the person says so, and nothing unsent is touched."""

from __future__ import annotations

from dataclasses import replace

from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.support import proxy as network
from tests.support.proxy import Answered, Asked, Forward, Proxy

WORKER = "/app/sw.js"
#: Browsers may look at the worker's script more than once.
LOOKS = 20
VALIDATORS = ("etag", "last-modified")


def _newer(asked: Asked, forward: Forward) -> Answered:
    """The same worker with another byte: to a browser that is another version."""
    unconditional = {n: v for n, v in asked.headers.items() if not n.lower().startswith("if-")}
    answer = forward(replace(asked, headers=unconditional))
    kept = tuple(pair for pair in answer.headers if pair[0].lower() not in VALIDATORS)
    return Answered(answer.status, kept, answer.body + b"\n//newer")


def _publish_a_new_version(proxy: Proxy) -> None:
    proxy.fail(WORKER, *[_newer] * LOOKS)


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
    _publish_a_new_version(proxy)
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
    _publish_a_new_version(proxy)
    phone.reload()
    expect(phone.see("update-ready")).to_be_visible()
    phone.page.get_by_role("button", name="Senare").click()
    expect(phone.see("update-ready")).to_have_count(0)
    assert _which_worker(phone) == "installed activated"
