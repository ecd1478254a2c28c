"""A server on the tests' world, and real Chromiums with somebody signed in, for what is measured on the phone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from tests.browser.phone_app import PhoneApp
from tests.support import databases
from tests.support.chromium import PHONE, Browser
from tests.support.live_server import LiveServer


@contextmanager
def serve_world() -> Iterator[LiveServer]:
    """A server that answers, on a database of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ljuspunkt-") as name:
        folder = Path(name)
        url = databases.sqlite_url(folder / "world.sqlite3")
        databases.migrate(url, folder)
        databases.fill(url, folder)
        server = LiveServer(url, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@dataclass
class PhoneWorld:
    """What runs."""

    playwright: Playwright
    server: LiveServer

    def open_officer(self, **options: Any) -> PhoneApp:
        """A phone of an officer with everything that it needs offline."""
        profile = Path(tempfile.mkdtemp(dir=self.server.folder))
        browser = Browser(self.playwright, profile, self.server.url, PHONE, options)
        browser.start()
        phone = PhoneApp(browser)
        phone.open()
        phone.sign_in_as("officer")
        return phone


@contextmanager
def open_world() -> Iterator[PhoneWorld]:
    """The server and what starts browsers."""
    with serve_world() as server, sync_playwright() as playwright:
        yield PhoneWorld(playwright, server)
