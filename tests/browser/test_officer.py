"""An officer logs a foot patrol without coverage; nothing is lost, and the supervisor's list moves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk_pages import DeskPages
from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.support.live_server import LiveServer
from tests.support.phones import phone_at

#: A pass, a visit with its end, two observations and a visit at which it was calm.
EVENING = {
    ("patrol", "create"): 1,
    ("visit", "create"): 2,
    ("visit", "amend"): 1,
    ("observation", "create"): 2,
}


def _log_an_evening(phone: PhoneApp) -> None:
    phone.start_pass()
    phone.check_in("station")
    phone.log("berusade")
    phone.log("brak")
    phone.check_out()
    phone.mark_calm_at("coop")


@pytest.mark.own_browser
def test_what_was_logged_without_coverage_arrives_once_and_moves_the_list(
    officer: PhoneApp,
    ledger: Ledger,
    live_server: LiveServer,
    open_desk: Callable[..., DeskPages],
) -> None:
    supervisor = phone_at(live_server.url, "supervisor")
    desk = open_desk("supervisor")
    desk.open("/hotspots")
    expect(desk.row("Station")).to_contain_text("Inga besök under perioden")

    officer.go_offline()
    _log_an_evening(officer)
    officer.reload()
    officer.expect_log("saved", patrol=1, visit=2, observation=2)
    officer.die_and_return(offline=True)
    officer.expect_log("saved", patrol=1, visit=2, observation=2)
    officer.expect_chip("offline", waiting=6)
    ledger.expect_nothing()

    officer.go_online()
    officer.wait_until_sent()
    officer.expect_log("sent", patrol=1, visit=2, observation=2)
    ledger.expect_exactly(officer, EVENING)

    spots = {spot["name"]: spot for spot in supervisor.get("/api/v1/hotspots").json["hotspots"]}
    assert (spots["Station"]["observed"], spots["Station"]["visits"]) == (2, 1)
    assert (spots["Coop"]["observed"], spots["Coop"]["calm_visits"]) == (0, 1)
    desk.page.reload()
    expect(desk.row("Station")).to_contain_text("2 iakttagelser")
    expect(desk.row("Station")).to_contain_text("1 besök")


@pytest.mark.own_browser
def test_a_second_death_while_sending_changes_nothing(officer: PhoneApp, ledger: Ledger) -> None:
    officer.go_offline()
    _log_an_evening(officer)
    officer.go_online()
    officer.die_and_return(offline=False)
    officer.wait_until_sent()
    ledger.expect_exactly(officer, EVENING)


@pytest.mark.own_browser
def test_who_signs_in_and_loses_the_browser_at_once_is_still_signed_in(
    open_phone: Callable[..., PhoneApp], ledger: Ledger
) -> None:
    """Chromium keeps new cookies in memory for half a minute: a phone that dies then must not ask again."""
    phone = open_phone("officer")
    phone.die_and_return(offline=False)
    phone.log("berusade")
    phone.wait_until_sent()
    ledger.expect_exactly(phone, {("observation", "create"): 1})


def test_the_app_opens_offline_after_one_visit_without_signing_in(
    open_phone: Callable[..., PhoneApp],
) -> None:
    phone = open_phone()
    phone.be_ready_for_offline()
    phone.browser.go_offline()
    phone.page.goto("about:blank")
    phone.open()
    expect(phone.see("sign-in-email")).to_be_visible()


def test_an_undone_tap_is_withdrawn_and_counts_nowhere(officer: PhoneApp, ledger: Ledger) -> None:
    officer.go_offline()
    officer.log("berusade")
    officer.tap("undo")
    officer.open_log()
    expect(officer.entries("observation")).to_have_attribute("data-withdrawn", "true")
    officer.go_online()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1, ("observation", "retract"): 1})
    assert [record["withdrawn"] for record in ledger.records("observation")] == [True]


def test_saving_needs_no_position(open_phone: Callable[..., PhoneApp], ledger: Ledger) -> None:
    phone = open_phone("officer", permissions=[])
    phone.go_offline()
    phone.start_pass()
    phone.check_in("station")
    phone.log("berusade")
    phone.go_online()
    phone.wait_until_sent()
    (observation,) = ledger.records("observation")
    assert observation["position_source"] == "place"
