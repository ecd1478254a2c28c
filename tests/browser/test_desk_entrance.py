"""Getting in at the desk: with the keyboard alone, and to where one was going."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.desk_pages import DeskPages
from tests.support.builders import PASSWORD, email_of


def test_the_keyboard_alone_gets_in_to_a_list_and_out(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk()
    desk.open("/sign-in")
    keyboard = desk.page.keyboard
    _tab_to(desk, "[name=email]")
    keyboard.type(email_of("supervisor"))
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    desk.expect_title("Hotspots")

    _tab_to(desk, ".skip")
    keyboard.press("Enter")
    _tab_to(desk, "main tbody th a")
    keyboard.press("Enter")
    expect(desk.page.locator("#why")).to_be_visible()

    _tab_to(desk, ".sidebar .nav-button")
    keyboard.press("Enter")
    desk.expect_title("Logga in")


def test_who_was_going_somewhere_arrives_there(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk()
    desk.open("/places?kind=torg")
    desk.expect_title("Logga in")
    desk.fill(email=email_of("supervisor"), password=PASSWORD)
    desk.press("Logga in")
    desk.expect_title("Platser")
    assert desk.page.url.endswith("/places?kind=torg")


def test_a_wrong_password_is_said_and_the_address_stays(
    open_desk: Callable[..., DeskPages],
) -> None:
    desk = open_desk()
    desk.browser.excuse_status(401)
    desk.open("/sign-in")
    desk.fill(email=email_of("supervisor"), password="fel")
    desk.press("Logga in")
    expect(desk.page.get_by_role("alert")).to_contain_text("Fel e-postadress eller lösenord")
    expect(desk.field("email")).to_have_value(email_of("supervisor"))
    expect(desk.field("password")).to_have_value("")


def test_a_page_of_nobody_says_where_to_go_on(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk("supervisor")
    desk.browser.excuse_status(404)
    desk.open("/places/0193a000-0000-7000-8000-00000000dead")
    desk.expect_title("Här finns inget")
    desk.follow("Till startsidan")
    desk.expect_title("Hotspots")


def _tab_to(desk: DeskPages, selector: str) -> None:
    """Tab until this has the focus, which it must within a page's worth of stops."""
    for _ in range(60):
        desk.page.keyboard.press("Tab")
        if desk.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")
