"""A version of the app that the operator stopped: it says so, keeps what waits, and an update sets it free."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import find_violations
from tests.browser.ledger import Ledger
from tests.browser.newer_app import NEXT_VERSION, VERSION, release_the_next_version
from tests.browser.phone_app import PhoneApp
from tests.support.processes import wait_until
from tests.support.proxy import Proxy

REASON = "Klockslag blir fel i den här versionen."


@pytest.fixture(autouse=True)
def _no_version_stays_stopped(ledger: Ledger, browser_world: Path) -> Iterator[None]:
    """The next test, of whichever file, meets a server that has forgotten it: it asks its table every other second."""
    yield
    ledger.begin_anew(browser_world)
    wait_until_known(ledger, stop=None)


@pytest.fixture
def phone(officer_behind: PhoneApp) -> PhoneApp:
    """An officer's phone whose pushes may be refused."""
    officer_behind.browser.excuse_status(403)
    return officer_behind


def tell_operator(ledger: Ledger, *arguments: str, stop: str | None) -> None:
    """`flask app-versions …` ran, and the server has noticed."""
    ledger.run("app-versions", *arguments)
    wait_until_known(ledger, stop)


def wait_until_known(ledger: Ledger, stop: str | None) -> None:
    """The server says this of the app's version."""
    address = f"{ledger.server.url}/api/v1/app-versions/{VERSION}"

    def is_known() -> bool:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
            return bool(json.load(answer)["stop"] == stop)

    wait_until(is_known, what=f"the server says {stop} of {VERSION}")


def block(ledger: Ledger, stop: str) -> None:
    tell_operator(ledger, "block", VERSION, "--reason", REASON, "--stop", stop, stop=stop)


@pytest.mark.own_browser
def test_a_version_that_may_not_send_logs_on_and_an_update_sends_it_all(
    proxy: Proxy, phone: PhoneApp, ledger: Ledger
) -> None:
    block(ledger, "sync")
    phone.log("berusade")
    phone.expect_chip("needs_action", waiting=1)
    expect(phone.see("app-blocked")).to_contain_text("får inte skicka. Du kan fortsätta logga.")
    phone.log("brak")
    phone.die_and_return(offline=True)
    expect(phone.see("app-blocked")).to_be_visible()
    phone.log("positiv")
    phone.go_online()
    phone.expect_log("saved", observation=3)
    phone.expect_chip("needs_action", waiting=3)
    ledger.expect_nothing()

    phone.chip.click()
    expect(phone.see("blocked-reason")).to_have_text(f"Orsak: {REASON}")
    assert find_violations(phone.page) == []
    release_the_next_version(proxy)
    phone.tap("blocked-check")
    with phone.page.expect_navigation():
        phone.tap("blocked-update")
    phone.wait_until_sent()
    expect(phone.see("app-blocked")).to_have_count(0)
    phone.expect_log("sent", observation=3)
    ledger.expect_exactly(phone, {("observation", "create"): 3})
    phone.tap("menu")
    phone.tap("open-sync")
    expect(phone.see("diagnostics")).to_contain_text(NEXT_VERSION)


@pytest.mark.own_browser
def test_a_version_that_may_not_run_shows_what_to_do_and_gives_out_what_it_holds(
    phone: PhoneApp, ledger: Ledger, tmp_path: Path
) -> None:
    phone.go_offline()
    phone.log("berusade")
    (waiting,) = phone.operations()
    block(ledger, "code")
    phone.go_online()
    stopped = phone.see("app-stopped")
    expect(stopped).to_contain_text("Den här versionen av appen är stoppad")
    expect(stopped).to_contain_text("ligger kvar i telefonen. 1 post väntar på att skickas.")
    expect(phone.see("blocked-reason")).to_have_text(f"Orsak: {REASON}")
    expect(phone.see("new-observation")).to_have_count(0)
    assert find_violations(phone.page) == []

    with phone.page.expect_download() as download:
        phone.tap("blocked-export")
    download.value.save_as(tmp_path / "queue.json")
    exported = json.loads((tmp_path / "queue.json").read_text())
    assert [op["op_id"] for op in exported["ops"]] == [waiting["op_id"]]
    phone.browser.restart()
    phone.browser.go_offline()
    phone.page.goto("/app/")
    expect(phone.see("app-stopped")).to_be_visible()
    ledger.expect_nothing()

    tell_operator(ledger, "unblock", VERSION, stop=None)
    phone.go_online()
    phone.wait_until_sent()
    ledger.expect_exactly(phone, {("observation", "create"): 1})


def test_an_update_frees_a_version_that_may_not_run(
    proxy: Proxy, phone: PhoneApp, ledger: Ledger
) -> None:
    phone.go_offline()
    phone.log("berusade")
    block(ledger, "code")
    release_the_next_version(proxy)
    phone.go_online()
    expect(phone.see("app-stopped")).to_be_visible()
    with phone.page.expect_navigation():
        phone.tap("blocked-update")
    phone.wait_until_sent()
    ledger.expect_exactly(phone, {("observation", "create"): 1})
