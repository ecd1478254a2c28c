"""The phone's screens on the smallest screens, with the longest words: nothing is cut, everything is within reach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.today import TONIGHT

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
            (_SMALL, [_TOUCHED, TARGET_PX - SLACK_PX, LARGE_PX - SLACK_PX]),
        ):
            self.found += [f"{name}: {each}" for each in phone.page.evaluate(script, arguments)]


@pytest.fixture
def measurer():
    measured = Measurer()
    yield measured
    assert measured.found == []


@pytest.mark.parametrize("width", [320, 360])
def test_an_officers_screens_fit(
    width: int,
    ledger: Ledger,
    basemap: Path,
    open_phone: Callable[..., PhoneApp],
    measurer: Measurer,
) -> None:
    ledger.rename_category("berusade", LONG)
    phone = open_phone(viewport={"width": width, "height": 740})
    measurer.measure(phone, "sign-in")
    phone.sign_in_as("officer")
    measurer.measure(phone, "pass before")
    phone.open_map()
    phone.expect_map()
    measurer.measure(phone, "map")
    phone.tap("nav-pass")
    phone.go_offline()
    phone.start_pass()
    measurer.measure(phone, "pass")
    phone.tap("calm-here")
    measurer.measure(phone, "calm")
    phone.check_in("station")
    phone.tap("check-out")
    measurer.measure(phone, "check-out")
    phone.page.keyboard.press("Escape")
    phone.tap("new-observation")
    measurer.measure(phone, "new")
    phone.tap("back")
    phone.log("berusade")
    measurer.measure(phone, "toast")
    phone.tap("add-details")
    phone.expect_map()
    measurer.measure(phone, "details")
    phone.open_log()
    measurer.measure(phone, "log")
    phone.entries("observation").first.get_by_role("button").click()
    measurer.measure(phone, "entry")
    phone.tap("withdraw")
    measurer.measure(phone, "withdraw")
    for tab in ("nav-map", "menu", "open-sync"):
        phone.tap(tab)
        measurer.measure(phone, tab)
    phone.tap("nav-pass")
    phone.tap("end-pass")
    measurer.measure(phone, "end-pass")


@pytest.mark.parametrize("width", [320, 360])
def test_a_youth_workers_screens_fit(
    width: int, open_phone: Callable[..., PhoneApp], measurer: Measurer
) -> None:
    phone = open_phone("youth", viewport={"width": width, "height": 740})
    measurer.measure(phone, "activities")
    phone.open_activity(TONIGHT)
    phone.tap("activity-cancel")
    measurer.measure(phone, "activity before")
    phone.tap("activity-check-in")
    phone.see("activity-running").wait_for()
    measurer.measure(phone, "activity running")
    phone.tap("activity-check-out")
    phone.see("activity-finished").wait_for()
    measurer.measure(phone, "activity finished")
