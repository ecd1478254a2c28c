"""The desk as a person uses it: signing in, reading a list, filling in a form."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.watching import WatchedBrowser
from tests.support.builders import PASSWORD, email_of


@dataclass
class DeskPages:
    """The desk in one browser."""

    browser: WatchedBrowser

    @property
    def page(self) -> Page:
        return self.browser.page

    def open(self, address: str) -> None:
        """The page is on the screen, whole."""
        self.page.goto(address)

    def sign_in(self, email: str, password: str) -> None:
        """The person is in, on the page that their day begins with."""
        self.open("/sign-in")
        self.fill(email=email, password=password)
        self.press("Logga in")
        expect(self.page.locator(".frame")).to_be_visible()

    def sign_in_as(self, name: str) -> None:
        """As `sign_in`, by a name of tests/support/builders.py."""
        self.sign_in(email_of(name), PASSWORD)

    def fill(self, **values: str) -> None:
        """Fields of the page's forms by their names."""
        for name, value in values.items():
            self.field(name).fill(value)

    def choose(self, **values: str) -> None:
        """Choices of the page's forms by their names."""
        for name, value in values.items():
            self.field(name).select_option(value)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"main [name={name!r}]")

    def press(self, words: str) -> None:
        """The button of the page with these words was pressed."""
        self.page.locator("main").get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str) -> None:
        """The link of the page with these words was followed."""
        self.page.locator("main").get_by_role("link", name=words, exact=True).first.click()

    def row(self, words: str) -> Locator:
        """The row of a list that is about this."""
        return self.page.locator("main tbody tr").filter(
            has=self.page.get_by_role("link", name=words, exact=True)
        )

    def expect_title(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def expect_said(self, words: str) -> None:
        """The page says that it was done."""
        expect(self.page.get_by_role("status").filter(has_text=words)).to_be_visible()
