"""The phone's screens on the smallest screens, with the longest words: nothing is cut, everything is within reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.tour import (
    TEXT_AT_200_PERCENT,
    Preferences,
    open_with,
    walk_a_conflict,
    walk_a_lock,
    walk_a_pass,
    walk_an_activity,
    walk_an_empty_phone,
    walk_to_the_sign_in,
    walk_what_went_wrong,
)
from tests.browser.watching import WatchedBrowser
from tests.support.proxy import Proxy

LONG = "Moped/elsparkcykel på gångväg"
#: UX.md: touch targets at least 48 px, category buttons and steppers 64.
TARGET_PX, LARGE_PX = 48, 64
#: A rounded half pixel is nobody's fault.
SLACK_PX = 0.5

_WIDER = """() => [document.documentElement, ...document.querySelectorAll("main, header, footer, dialog")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1)
  .map((each) => `${each.tagName} ${each.scrollWidth} > ${each.clientWidth}`)"""
_CUT = """() => [...document.querySelectorAll("main *, footer *, header *")]
  .filter((each) => each.getClientRects().length && !each.closest("svg, .hidden, .skip"))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.outerHTML.slice(0, 90))"""
#: Text that does not fit what it stands in: it would be cut, or lie over its neighbour.
_SPILLS = """() => [...document.querySelectorAll("button, a.button, label, p, h1, h2, h3, dt, dd, span, legend")]
  .filter((each) => each.getClientRects().length && !each.closest("svg, .hidden, .skip"))
  .filter((each) => getComputedStyle(each).display !== "inline")
  .filter((each) => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 4)
  .map((each) => `spills ${each.scrollWidth}/${each.clientWidth} ${each.scrollHeight}/${each.clientHeight}: `
    + each.outerHTML.slice(0, 90))"""
#: What has the focus and lies under something else.
_HIDDEN_FOCUS = """() => [...document.querySelectorAll("main button, main input")].filter((each) => {
    each.focus();
    const { left, width, top, height } = each.getBoundingClientRect();
    const over = document.elementFromPoint(left + width / 2, top + height / 2);
    return over !== each && !each.contains(over);
  }).map((each) => `hidden under something: ${each.outerHTML.slice(0, 90)}`)"""
_TOUCHED = "button, a.button, select, textarea, input, .choice-item label"
_SMALL = """([touched, target, large]) => [...document.querySelectorAll(touched)]
  .filter((each) => each.getClientRects().length && each.type !== "radio" && each.type !== "checkbox")
  .filter((each) => !each.closest(".skip") && !each.classList.contains("skip"))
  .map((each) => [each, each.getBoundingClientRect(), each.matches(".category, .step") ? large : target])
  .filter(([, box, wanted]) => box.height < wanted || box.width < Math.min(wanted, 48))
  .map(([each, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${each.outerHTML.slice(0, 90)}`)"""


class Measurer:
    """Measures screens and remembers what was wrong with each."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def measure(self, phone: PhoneApp, name: str) -> None:
        for script, arguments in (
            (_WIDER, None),
            (_CUT, None),
            (_SPILLS, None),
            (_SMALL, [_TOUCHED, TARGET_PX - SLACK_PX, LARGE_PX - SLACK_PX]),
        ):
            self.found += [f"{name}: {each}" for each in phone.page.evaluate(script, arguments)]

    def measure_lock(self, phone: PhoneApp, name: str) -> None:
        """And on the locked screen both buttons are in reach without scrolling, and hide nothing that has the focus."""
        self.measure(phone, name)
        if name == "locked":
            for button in ("locked-new", "locked-calm"):
                expect(phone.see(button)).to_be_in_viewport(ratio=1)
            self.found += [f"{name}: {each}" for each in phone.page.evaluate(_HIDDEN_FOCUS)]


@pytest.fixture
def measurer():
    measured = Measurer()
    yield measured
    assert measured.found == []


Opener = Callable[..., WatchedBrowser]
SMALL = {"viewport": {"width": 320, "height": 740}}
SCREENS = pytest.mark.parametrize(
    "screen",
    [
        SMALL,
        {"viewport": {"width": 360, "height": 740}},
        {**SMALL, "args": TEXT_AT_200_PERCENT},
    ],
    ids=["320 px", "360 px", "320 px with text at 200 %"],
)


@SCREENS
def test_an_officers_screens_fit(
    screen: dict[str, Any], ledger: Ledger, open_browser: Opener, measurer: Measurer
) -> None:
    ledger.rename_category("berusade", LONG)
    phone = open_with(open_browser(**screen), Preferences())
    walk_to_the_sign_in(phone, measurer.measure)
    phone.sign_in_as("officer")
    walk_a_pass(phone, measurer.measure)


@SCREENS
def test_the_screens_of_a_lock_fit(
    screen: dict[str, Any], ledger: Ledger, open_browser: Opener, measurer: Measurer
) -> None:
    ledger.rename_category("berusade", LONG)
    phone = open_with(open_browser(**screen), Preferences())
    phone.sign_in_as("officer")
    walk_a_lock(phone, measurer.measure_lock)


@SCREENS
def test_a_youth_workers_screens_fit(
    screen: dict[str, Any], open_browser: Opener, measurer: Measurer
) -> None:
    phone = open_with(open_browser(**screen), Preferences())
    phone.sign_in_as("youth")
    walk_an_activity(phone, measurer.measure)


@SCREENS
def test_the_screens_of_what_is_missing_or_went_wrong_fit(
    screen: dict[str, Any],
    proxy: Proxy,
    ledger: Ledger,
    open_browser: Opener,
    measurer: Measurer,
) -> None:
    empty = open_with(open_browser(base_url=proxy.url, **screen), Preferences())
    walk_an_empty_phone(empty, proxy, measurer.measure)
    phone, other = (open_with(open_browser(**screen), Preferences()) for _ in range(2))
    phone.sign_in_as("officer")
    walk_a_conflict(phone, other, measurer.measure)
    walk_what_went_wrong(other, ledger, measurer.measure)


def test_with_large_text_the_text_is_twice_as_large(open_browser: Opener) -> None:
    phone = open_with(open_browser(args=TEXT_AT_200_PERCENT), Preferences())
    size = phone.page.evaluate("() => getComputedStyle(document.querySelector('label')).fontSize")
    assert size == "32px"
