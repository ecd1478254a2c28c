"""The server gets SIGKILL in the middle of a push: each entry is stored once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.support import proxy as network
from tests.support.live_server import LiveServer
from tests.support.proxy import Proxy

PUSH = "/api/v1/sync/push"


@pytest.mark.parametrize(
    "fault",
    [network.beforehand, network.meanwhile, network.afterwards],
    ids=["before_commit", "while_at_it", "after_commit"],
)
def test_a_server_that_dies_during_a_push_stores_each_entry_once(
    fault: Callable[[Callable[[], None]], network.Fault],
    proxy: Proxy,
    officer_behind: PhoneApp,
    ledger: Ledger,
    live_server: LiveServer,
) -> None:
    phone = officer_behind
    phone.browser.excuse("Failed to load resource")
    phone.go_offline()
    phone.start_pass()
    phone.check_in("station")
    phone.log("berusade")
    proxy.fail(PUSH, fault(live_server.kill))
    phone.go_online()
    proxy.wait_until_met(PUSH)
    assert len(phone.unsent()) == 3
    live_server.start()
    phone.wait_until_sent()
    ledger.expect_exactly(
        phone, {("patrol", "create"): 1, ("visit", "create"): 1, ("observation", "create"): 1}
    )


def test_entries_saved_while_the_server_is_down_go_when_it_is_back(
    officer: PhoneApp, ledger: Ledger, live_server: LiveServer
) -> None:
    officer.browser.excuse("Failed to load resource")
    live_server.kill()
    officer.log("berusade")
    officer.expect_chip("offline", waiting=1)
    officer.reload()
    officer.expect_log("saved", observation=1)
    live_server.start()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1})
