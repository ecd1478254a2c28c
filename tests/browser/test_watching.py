"""The watch over every browser test sees what it is there to see."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.accessibility import find_violations
from tests.browser.desk_pages import DeskPages
from tests.browser.watching import WatchedBrowser


def _take_complaints(browser: WatchedBrowser) -> list[str]:
    found = browser.complaints
    for kept in (browser.page_errors, browser.console_errors, browser.foreign_requests):
        kept.clear()
    return found


def test_a_style_that_the_policy_forbids_is_seen(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk()
    desk.open("/sign-in")
    with desk.page.expect_console_message(lambda said: "policy violated" in said.text):
        desk.page.evaluate("() => document.body.setAttribute('style', 'color: red')")
    assert "style-src" in " ".join(_take_complaints(desk.browser))


def test_a_request_to_another_origin_is_seen(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk()
    desk.page.goto("about:blank")
    desk.page.evaluate("() => fetch('http://localhost:9/').catch(() => null)")
    assert "asked http://localhost:9/" in _take_complaints(desk.browser)


def test_an_exception_that_nobody_caught_is_seen(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk()
    desk.open("/sign-in")
    with desk.page.expect_event("pageerror"):
        desk.page.evaluate("() => { setTimeout(() => { throw new Error('lost'); }) }")
    assert "lost" in " ".join(_take_complaints(desk.browser))


def test_a_field_without_a_name_is_seen(open_desk: Callable[..., DeskPages]) -> None:
    desk = open_desk()
    desk.open("/sign-in")
    assert find_violations(desk.page) == []
    desk.page.evaluate("() => document.querySelectorAll('label').forEach((each) => each.remove())")
    assert any(each.startswith("label ") for each in find_violations(desk.page))
