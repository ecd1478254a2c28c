"""A real Chromium, a real server and, between them, what each test does to them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Error, Playwright, expect

from app import create_app
from app.core.database import db
from config import Config
from tests.browser.desk_pages import DeskPages
from tests.browser.evenings_out import walk_ten_evenings
from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.today import add_todays_activity
from tests.browser.watching import WatchedBrowser
from tests.conftest import FAILED, TEST_RESULTS
from tests.support import databases
from tests.support.basemaps import draw_basemap
from tests.support.chromium import DEADLINE_MS, DESK, PHONE, Shared
from tests.support.live_server import LiveServer
from tests.support.phones import phone_at
from tests.support.proxy import Proxy
from tests.support.watchdog import Watchdog

HERE = Path(__file__).parent
#: No set-up, test or tear-down takes nearly as long; one that does has its own: `@pytest.mark.limit_s(1800)`.
LIMIT_S = 600.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, so that no file has to say so; what takes longest begins first."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("limit_s") is None)


def _watched(item: pytest.Item, phase: str) -> Watchdog:
    limit = item.get_closest_marker("limit_s")
    return Watchdog(f"{item.name}-{phase}", limit.args[0] if limit else LIMIT_S)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Signing in is part of many a fixture: it too must end."""
    with _watched(item, "set-up"):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with _watched(item, "call"):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    with _watched(item, "tear-down"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _wait_long_enough() -> None:
    """A busy machine is no failure."""
    expect.set_options(timeout=DEADLINE_MS)


@pytest.fixture(scope="session")
def browser_world(sqlite_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world of tests/support/builders.py and an evening that goes on now, to copy from."""
    folder = tmp_path_factory.mktemp("browser")
    path = databases.copy_sqlite(sqlite_world, folder / "world.sqlite3")
    app = create_app(Config.for_test(database_url=databases.sqlite_url(path), instance_path=folder))
    now = datetime.now(UTC)  # noqa: TID251 - the browser and the server have the machine's clock
    with app.app_context():
        add_todays_activity(now - timedelta(hours=1), now + timedelta(hours=3), now)
        db.engine.dispose()
    return path


@pytest.fixture(scope="session")
def house(
    browser_world: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[LiveServer, Flask]]:
    """One server for all these tests (starting takes 3 s), and an app to look at its database with."""
    folder = tmp_path_factory.mktemp("server")
    path = databases.copy_sqlite(browser_world, folder / "ljuspunkt.sqlite3")
    url = databases.sqlite_url(path)
    server = LiveServer(url, folder, is_forked=True)
    server.start()
    yield server, create_app(Config.for_test(database_url=url, instance_path=folder))
    server.stop()


@pytest.fixture
def ledger(house: tuple[LiveServer, Flask], browser_world: Path) -> Iterator[Ledger]:
    """What the server holds: the world as it was made, whatever the test before did to it."""
    server, app = house
    held = Ledger(app, server)
    held.begin_anew(browser_world)
    yield held
    with app.app_context():
        db.engine.dispose()
    held.see_to_it_that_it_runs()


@pytest.fixture
def basemap(ledger: Ledger, tmp_path: Path) -> Path:
    """The town has a basemap; the path of the file that the server hands out."""
    ledger.run("basemap", "install", str(draw_basemap(tmp_path)), "--area", "ljusdal-tatort")
    (installed,) = (ledger.server.folder / "basemaps").glob("*.pmtiles")
    return installed


@pytest.fixture
def live_server(ledger: Ledger) -> LiveServer:
    """A server that runs on the world; `kill()`, `start()`, `restart()`."""
    return ledger.server


@pytest.fixture
def proxy(live_server: LiveServer) -> Iterator[Proxy]:
    """A network between the phone and the server; `proxy_phone` is behind it."""
    between = Proxy(live_server.port)
    between.start()
    yield between
    between.stop()


@pytest.fixture(scope="session")
def shared_chromium(playwright: Playwright) -> Iterator[Shared]:
    """One Chromium for the tests whose browsers neither die nor come back."""
    shared = Shared(playwright)
    yield shared
    shared.close()


@pytest.fixture
def open_browser(
    playwright: Playwright,
    shared_chromium: Shared,
    live_server: LiveServer,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., WatchedBrowser]]:
    """Opens a watched browser: `open_browser(DESK, color_scheme="dark")`; marked `own_browser`, one that may be killed.

    Afterwards there may have been no exception, no console error, no violated policy and no request to others.
    """
    opened: list[WatchedBrowser] = []

    def open_one(device: dict[str, Any] | None = None, **options: Any) -> WatchedBrowser:
        profile = tmp_path / f"profile-{len(opened) + 1}"
        has_own = request.node.get_closest_marker("own_browser") or "args" in options
        browser = WatchedBrowser(
            playwright,
            profile,
            live_server.url,
            device or PHONE,
            options,
            None if has_own else shared_chromium,
        )
        opened.append(browser)
        browser.start()
        return browser

    yield open_one
    for number, browser in enumerate(opened, 1):
        if request.node.stash.get(FAILED, False):
            # The browser may have died with the test: its failure is the one to see.
            with contextlib.suppress(Error):
                path = TEST_RESULTS / f"{request.node.name.replace('/', '-')}-{number}.png"
                browser.page.screenshot(path=path)
        browser.close()
    assert [said for browser in opened for said in browser.complaints] == []


@pytest.fixture
def open_phone(open_browser: Callable[..., WatchedBrowser]) -> Callable[..., PhoneApp]:
    """A phone with the app on its screen, signed in where a name is given: `open_phone("officer")`."""

    def open_one(name: str | None = None, **options: Any) -> PhoneApp:
        app = PhoneApp(open_browser(**options))
        app.open()
        if name is not None:
            app.sign_in_as(name)
        return app

    return open_one


@pytest.fixture
def officer(open_phone: Callable[..., PhoneApp]) -> PhoneApp:
    """An officer's phone that has everything it needs offline."""
    return open_phone("officer")


@pytest.fixture
def officer_behind(proxy: Proxy, open_phone: Callable[..., PhoneApp]) -> PhoneApp:
    """An officer's phone that reaches the server through `proxy` alone."""
    return open_phone("officer", base_url=proxy.url)


@pytest.fixture
def open_desk(open_browser: Callable[..., WatchedBrowser]) -> Callable[..., DeskPages]:
    """A desk on which this person has signed in: `open_desk("supervisor")`."""

    def open_one(name: str | None = None, **options: Any) -> DeskPages:
        pages = DeskPages(open_browser(DESK, **options))
        if name is not None:
            pages.sign_in_as(name)
        return pages

    return open_one


@pytest.fixture
def walked(live_server: LiveServer) -> None:
    """Ten patrols: the station is where things happen, the Coop is calm."""
    walk_ten_evenings(phone_at(live_server.url, "officer"))
