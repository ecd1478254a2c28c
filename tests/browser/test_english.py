"""The language is switched in the menu and stays; no screen in English says anything in Swedish."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

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
from tests.support.live_server import ROOT, LiveServer
from tests.support.phones import phone_at
from tests.support.proxy import Proxy


@pytest.mark.own_browser
def test_english_is_chosen_once_and_holds_on_this_phone_and_at_the_server(
    officer: PhoneApp, live_server: LiveServer
) -> None:
    officer.tap("menu")
    officer.choose("language", "en")
    expect(officer.page.locator("html")).to_have_attribute("lang", "en")
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("Menu")
    officer.tap("nav-pass")
    expect(officer.see("start-pass")).to_have_text("Start shift")
    officer.wait_until_sent()
    at_server = phone_at(live_server.url, "officer")
    assert at_server.get("/api/v1/session").json["user"]["locale"] == "en"

    officer.go_offline()
    officer.put_away_and_return(offline=True)
    expect(officer.page.locator("html")).to_have_attribute("lang", "en")
    officer.start_pass()
    officer.log("berusade")
    officer.expect_log("saved", patrol=1, observation=1)
    expect(officer.entries().first).to_contain_text("Saved on the phone")


#: A text of the app with its two languages: `"key": { sv: "…", en: "…" }`.
A_TEXT = re.compile(
    r'"([\w.+-]+)":\s*\{\s*sv:\s*"((?:[^"\\]|\\.)*)",\s*en:\s*"((?:[^"\\]|\\.)*)",?\s*\}'
)
A_WORD = re.compile(r"[a-zåäöéA-ZÅÄÖ]{3,}")
#: All that is shown or said.
READ_TEXT = """() => [document.body.innerText, ...[...document.querySelectorAll("[aria-label], [title], [alt]")]
  .map((each) => ["aria-label", "title", "alt"].map((name) => each.getAttribute(name) ?? "").join(" "))].join("\\n")"""


def _read_texts() -> list[tuple[str, str, str]]:
    folder = ROOT / "static/pwa/src/i18n/texts"
    return [found for path in folder.glob("*.ts") for found in A_TEXT.findall(path.read_text())]


def _swedish_words(texts: list[tuple[str, str, str]]) -> set[str]:
    """Words that stand in a Swedish text of the app and in no English one."""
    swedish = {word.lower() for _, sv, _ in texts for word in A_WORD.findall(sv)}
    english = {word.lower() for _, _, en in texts for word in A_WORD.findall(en)}
    return swedish - english


class Reader:
    """Reads screens and remembers the Swedish words and the bare keys on each."""

    def __init__(self) -> None:
        texts = _read_texts()
        assert len(texts) > 300
        self.swedish = _swedish_words(texts)
        self.keys = {key for key, _, _ in texts}
        self.found: list[str] = []
        self.screens = 0

    def read(self, phone: PhoneApp, name: str) -> None:
        said = phone.page.evaluate(READ_TEXT)
        for given in NAMES:
            said = said.replace(given, "")
        words = {word.lower() for word in A_WORD.findall(said)}
        bare = {word for word in re.findall(r"[\w+-]+(?:\.[\w+-]+)+", said) if word in self.keys}
        self.screens += 1
        self.found += [f"{name}: {word}" for word in sorted(words & self.swedish | bare)]


@pytest.fixture
def reader() -> Iterator[Reader]:
    reading = Reader()
    yield reading
    assert reading.found == []


ENGLISH = Preferences(locale="en")
#: Nobody's to translate: names in the world of tests/support/builders.py, and the language's name for itself.
NAMES = ("Svenska", "Polisen", "Ljusdals kommun", "Ljusdal", "Station", "Fredagsöppet")


def test_no_screen_of_an_officer_is_in_swedish(
    open_browser: Callable[..., WatchedBrowser], reader: Reader
) -> None:
    phone = open_with(open_browser(), ENGLISH)
    walk_to_the_sign_in(phone, reader.read)
    phone.sign_in_as("officer")
    walk_a_pass(phone, reader.read)
    assert reader.screens > 20


def test_no_screen_of_a_lock_is_in_swedish(
    open_browser: Callable[..., WatchedBrowser], reader: Reader
) -> None:
    phone = open_with(open_browser(), ENGLISH)
    phone.sign_in_as("officer")
    walk_a_lock(phone, reader.read)


def test_no_screen_of_a_youth_worker_is_in_swedish(
    open_browser: Callable[..., WatchedBrowser], reader: Reader
) -> None:
    phone = open_with(open_browser(), ENGLISH)
    phone.sign_in_as("youth")
    walk_an_activity(phone, reader.read)


def test_no_screen_of_what_is_missing_or_went_wrong_is_in_swedish(
    proxy: Proxy, ledger: Ledger, open_browser: Callable[..., WatchedBrowser], reader: Reader
) -> None:
    walk_an_empty_phone(open_with(open_browser(base_url=proxy.url), ENGLISH), proxy, reader.read)
    phone, other = (open_with(open_browser(), ENGLISH) for _ in range(2))
    phone.sign_in_as("officer")
    walk_a_conflict(phone, other, reader.read)
    walk_what_went_wrong(other, ledger, reader.read)


def test_the_reader_sees_swedish_where_there_is_some(open_phone: Callable[..., PhoneApp]) -> None:
    reading = Reader()
    reading.read(open_phone(), "sign-in")
    assert "sign-in: lösenord" in reading.found
