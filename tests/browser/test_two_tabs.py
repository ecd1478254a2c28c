"""The app in two tabs of one phone: one store, one queue, each entry once."""

from __future__ import annotations

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp


def _second_tab(phone: PhoneApp) -> PhoneApp:
    tab = PhoneApp(phone.browser, phone.browser.context.new_page())
    tab.open()
    return tab


def test_what_two_tabs_save_is_in_both_and_arrives_once(officer: PhoneApp, ledger: Ledger) -> None:
    other = _second_tab(officer)
    officer.go_offline()
    officer.look_at().start_pass()
    other.look_at().check_in("station")
    officer.look_at().log("berusade")
    other.look_at().log("brak")
    officer.look_at().check_out()
    for tab in (officer, other):
        tab.look_at().expect_chip("offline", waiting=5)
        tab.expect_log("saved", patrol=1, visit=1, observation=2)
    assert [op["device_seq"] for op in officer.operations()] == [1, 2, 3, 4, 5]

    officer.go_online()
    for tab in (officer, other):
        tab.look_at().wait_until_sent()
        tab.expect_log("sent", patrol=1, visit=1, observation=2)
    ledger.expect_exactly(
        officer,
        {
            ("patrol", "create"): 1,
            ("visit", "create"): 1,
            ("visit", "amend"): 1,
            ("observation", "create"): 2,
        },
    )


def test_a_tab_that_closes_while_it_saves_leaves_the_sending_to_the_other(
    officer: PhoneApp, ledger: Ledger
) -> None:
    other = _second_tab(officer)
    officer.go_offline()
    other.log("berusade")
    other.page.close()
    officer.go_online()
    officer.look_at().wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1})


def test_a_sign_out_in_one_tab_is_one_in_the_other(officer: PhoneApp) -> None:
    other = _second_tab(officer)
    officer.look_at().sign_out()
    other.look_at().see("sign-in-email").wait_for()
