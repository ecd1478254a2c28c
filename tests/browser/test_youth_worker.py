"""A youth worker checks in to an activity without coverage, counts heads and checks out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk_pages import DeskPages
from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.today import TONIGHT, TONIGHT_TITLE


@pytest.fixture
def youth(open_phone: Callable[..., PhoneApp]) -> PhoneApp:
    """A youth worker's phone that has everything it needs offline."""
    return open_phone("youth")


@pytest.mark.own_browser
def test_an_evening_counted_without_coverage_arrives_once_and_is_on_the_list(
    youth: PhoneApp, ledger: Ledger, open_desk: Callable[..., DeskPages]
) -> None:
    youth.go_offline()
    youth.open_activity(TONIGHT)
    youth.tap("activity-check-in")
    expect(youth.see("activity-running")).to_be_visible()
    youth.count_heads("girls", "13-15", 3)
    youth.count_heads("boys", "16-19", 2)
    youth.count_heads("other", "10-12", 1)
    youth.tap("step-up-police")
    expect(youth.see("heads-total")).to_contain_text("6")
    youth.keep_draft('"policeMinutes":5')

    # What was counted and not yet checked out outlives the browser too.
    youth.die_and_return(offline=True)
    youth.open_activity(TONIGHT)
    expect(youth.see("heads-total")).to_contain_text("6")
    youth.tap("activity-check-out")
    expect(youth.see("activity-finished")).to_contain_text("6")
    youth.die_and_return(offline=True)
    youth.expect_log("saved", checkin=1)
    ledger.expect_nothing()

    youth.go_online()
    youth.wait_until_sent()
    youth.expect_log("sent", checkin=1)
    ledger.expect_exactly(youth, {("checkin", "create"): 1, ("checkin", "amend"): 1})

    desk = open_desk("coordinator")
    desk.open(f"/activities/{TONIGHT}")
    counts = desk.page.get_by_role("row").filter(has_text="Flickor")
    expect(counts.get_by_role("cell")).to_have_text(["0", "3", "0", "0", "3"])
    expect(desk.page.locator("main")).to_contain_text("5 min")


def test_an_activity_that_was_not_held_is_said_with_its_reason(
    youth: PhoneApp, ledger: Ledger
) -> None:
    youth.go_offline()
    youth.open_activity(TONIGHT)
    youth.tap("activity-cancel")
    youth.tap("activity-cancel-confirm")
    expect(youth.page.get_by_role("alert").filter(has_text="varför")).to_be_visible()
    youth.see("activity-cancel-reason").fill("Ingen ledare")
    youth.tap("activity-cancel-confirm")
    expect(youth.see("activity-finished")).to_contain_text("Ingen ledare")
    youth.go_online()
    youth.wait_until_sent()
    ledger.expect_exactly(youth, {("checkin", "create"): 1})
    assert [each["cancelled_reason"] for each in ledger.records("checkin")] == ["Ingen ledare"]


def test_todays_activities_are_readable_without_coverage(youth: PhoneApp) -> None:
    youth.go_offline()
    youth.reload()
    youth.tap("nav-activities")
    expect(youth.see(f"activity-{TONIGHT}")).to_contain_text(TONIGHT_TITLE)
    expect(youth.see(f"activity-{TONIGHT}")).to_contain_text("Polis väntas")
