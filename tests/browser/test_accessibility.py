"""No screen has a fault for those who see, hear or move in other ways: light, dark, high contrast; phone and desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import COLOURS, EVERYTHING, find_violations
from tests.browser.desk_pages import DeskPages
from tests.browser.desk_tour import walk_the_desk
from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.tour import (
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
from tests.support.phones import phone_at
from tests.support.proxy import Proxy

#: What a person may have chosen on the phone; on the first everything is asked, on the others what colours can break.
LOOKS = [(theme, contrast) for contrast in ("system", "more") for theme in ("light", "dark")]
#: A colour on its way to another is waited for: a third of all the time, where nobody asks it to be there at once.
STILL = {"reduced_motion": "reduce"}
WEAR = """([theme, contrast]) => {
  const chosen = document.documentElement.dataset;
  chosen.theme = theme;
  if (contrast === "system") delete chosen.contrast;
  else chosen.contrast = contrast;
}"""


class Looker:
    """Looks at screens in every theme and remembers what was wrong with each."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def look_at_desk(self, desk: DeskPages, name: str) -> None:
        # What is seen to be there may not have its style yet.
        desk.page.wait_for_load_state()
        self._look(desk.page, name)
        desk.page.emulate_media(color_scheme="dark")
        self._look(desk.page, f"{name}, dark", COLOURS)
        desk.page.emulate_media(color_scheme="light")

    def look_at(self, phone: PhoneApp, name: str) -> None:
        for number, look in enumerate(LOOKS):
            phone.page.evaluate(WEAR, look)
            self._look(phone.page, f"{name}, {'/'.join(look)}", COLOURS if number else EVERYTHING)
        phone.page.evaluate(WEAR, LOOKS[0])

    def look_at_it_as_it_is(self, phone: PhoneApp, name: str) -> None:
        self._look(phone.page, name)

    def _look(self, page: Page, name: str, what: Sequence[str] = EVERYTHING) -> None:
        self.found += [f"{name}: {each}" for each in find_violations(page, what)]


@pytest.fixture
def looker():
    found = Looker()
    yield found
    assert not found.found, "\n".join(found.found)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.limit_s(1800)
def test_the_desk(
    width: int, ledger: Ledger, open_desk: Callable[..., DeskPages], looker: Looker
) -> None:
    """Where it is a narrow window its menu is another one."""
    desk = open_desk(color_scheme="light", **STILL, viewport={"width": width, "height": 800})
    phone = phone_at(ledger.server.url, "officer")
    walk_the_desk(desk, ledger.app, phone, looker.look_at_desk)


Opener = Callable[..., WatchedBrowser]
BRIGHT = Preferences(theme="light")


def test_the_officers_phone(open_browser: Opener, looker: Looker) -> None:
    phone = open_with(open_browser(**STILL), BRIGHT)
    walk_to_the_sign_in(phone, looker.look_at)
    phone.sign_in_as("officer")
    walk_a_pass(phone, looker.look_at)


def test_a_locked_phone(open_browser: Opener, looker: Looker) -> None:
    phone = open_with(open_browser(**STILL), BRIGHT)
    phone.sign_in_as("officer")
    walk_a_lock(phone, looker.look_at)


def test_the_youth_workers_phone(open_browser: Opener, looker: Looker) -> None:
    phone = open_with(open_browser(**STILL), BRIGHT)
    phone.sign_in_as("youth")
    walk_an_activity(phone, looker.look_at)


def test_a_phone_on_which_something_is_missing_or_went_wrong(
    proxy: Proxy, ledger: Ledger, open_browser: Opener, looker: Looker
) -> None:
    empty = open_with(open_browser(base_url=proxy.url, **STILL), BRIGHT)
    walk_an_empty_phone(empty, proxy, looker.look_at)
    phone = open_with(open_browser(**STILL), BRIGHT)
    phone.sign_in_as("officer")
    other = open_with(open_browser(**STILL), BRIGHT)
    walk_a_conflict(phone, other, looker.look_at)
    walk_what_went_wrong(other, ledger, looker.look_at)


def test_the_systems_own_colours_keep_what_is_chosen_apart(
    open_browser: Opener, looker: Looker
) -> None:
    phone = open_with(open_browser(forced_colors="active"), Preferences())
    phone.sign_in_as("officer")
    walk_a_pass(phone, looker.look_at_it_as_it_is)
    phone.go_online()
    phone.sign_in_as("officer")
    phone.tap("menu")
    backgrounds = phone.page.evaluate(
        """() => [...document.querySelectorAll(".choice-item label")].map((each) =>
             [each.previousSibling.checked, getComputedStyle(each).backgroundColor])"""
    )
    chosen = {colour for checked, colour in backgrounds if checked}
    others = {colour for checked, colour in backgrounds if not checked}
    assert chosen
    assert others
    assert not chosen & others


FAINT = """(rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [sheet];
}"""


def test_what_is_faint_in_one_theme_alone_is_seen(
    open_desk: Callable[..., DeskPages], open_phone: Callable[..., PhoneApp]
) -> None:
    desk, on_desk = open_desk(color_scheme="light"), Looker()
    desk.page.goto("/sign-in")
    desk.page.evaluate(
        FAINT, "@media (prefers-color-scheme: dark) { label { color: #222 !important } }"
    )
    on_desk.look_at_desk(desk, "sign-in")
    assert {each.partition(" (")[0] for each in on_desk.found} == {"sign-in, dark: color-contrast"}

    phone, on_phone = open_phone(), Looker()
    phone.page.evaluate(FAINT, ":root[data-theme=dark] label { color: #222 !important }")
    on_phone.look_at(phone, "sign-in")
    assert {each.partition(" (")[0] for each in on_phone.found} == {
        "sign-in, dark/system: color-contrast",
        "sign-in, dark/more: color-contrast",
    }


def test_high_contrast_is_chosen_in_the_menu_and_stays(officer: PhoneApp) -> None:
    officer.tap("menu")
    officer.choose("contrast", "more")
    expect(officer.page.locator("html")).to_have_attribute("data-contrast", "more")
    officer.reload()
    expect(officer.page.locator("html")).to_have_attribute("data-contrast", "more")
    ink = officer.page.evaluate("() => getComputedStyle(document.body).color")
    assert ink == "rgb(0, 0, 0)"
    officer.choose("contrast", "system")
    expect(officer.page.locator("html")).not_to_have_attribute("data-contrast", "more")


def test_nothing_moves_where_the_phone_asks_for_that(open_browser: Opener) -> None:
    phone = open_with(open_browser(reduced_motion="reduce"), Preferences())
    phone.sign_in_as("officer")
    phone.log("berusade")
    moving = phone.page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((each) => {
             const { transitionDuration, animationName } = getComputedStyle(each);
             return transitionDuration !== "0s" || animationName !== "none";
           }).length"""
    )
    assert moving == 0
