"""What every test can ask for: a database of its own, the app on it, a live server, a phone and a desk."""

from __future__ import annotations

import contextlib
import gc
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from jinja2 import BytecodeCache
    from playwright.sync_api import Playwright

    from app.core.clock import SettableClock
    from config import Config
    from tests.support.chromium import Browser
    from tests.support.databases import Worlds
    from tests.support.live_server import LiveServer
    from tests.support.phones import Phone
    from tests.support.postgres import PostgresServer

# Heavy modules are imported inside the fixtures: a test of pure code starts without Flask, drivers or a browser.

TEST_RESULTS = Path(__file__).parent.parent / "test-results"
#: 21:00 in Ljusdal, an hour at which there is something to see.
FRIDAY_EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
FAILED = pytest.StashKey[bool]()
#: Folders whose tests go through the whole app: they are slow as a folder, whatever one of them takes.
WHOLE_WAYS = frozenset({"demo", "desk", "faults", "migrations", "property"})


# The machine may be busy with other things: a test that is slow today is not wrong.
settings.register_profile("ljuspunkt", deadline=None, print_blob=True)
settings.load_profile("ljuspunkt")


def pytest_configure() -> None:
    """No setting of the person's own shell reaches what is tested."""
    for name in set(os.environ) - {"LJUSPUNKT_CHROMIUM"}:
        if name.startswith("LJUSPUNKT_"):
            del os.environ[name]


def pytest_itemcollected(item: pytest.Item) -> None:
    """`make test-fast` is for units and services; pages, demonstration and faults have their own folders."""
    if WHOLE_WAYS & set(item.path.relative_to(Path(__file__).parent).parts[:1]):
        item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the collector need not walk through it after every few tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


# --- databases ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for this test process, without fsync."""
    from tests.support.postgres import start_postgres

    server = start_postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    from tests.support.databases import migrate, sqlite_url

    folder = tmp_path_factory.mktemp("template")
    migrate(sqlite_url(folder / "template.sqlite3"), folder)
    return folder / "template.sqlite3"


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a migrated PostgreSQL database to copy from."""
    from tests.support.databases import migrate

    name = postgres_server.create(name="template")
    migrate(postgres_server.url(name), tmp_path_factory.mktemp("template"))
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite`, then `postgresql`: who asks for a database runs on both."""
    return str(request.param)


@pytest.fixture
def empty_database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a database without tables."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a migrated database without rows, the test's own."""
    if database_kind == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(template=request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite database without rows, the test's own."""
    from tests.support import databases

    path = databases.copy_sqlite(sqlite_template, tmp_path / "ljuspunkt.sqlite3")
    return databases.sqlite_url(path)


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the world of tests/support/builders.py, to copy from."""
    from tests.support import databases

    path = tmp_path_factory.mktemp("world") / "world.sqlite3"
    databases.copy_sqlite(sqlite_template, path)
    databases.fill(databases.sqlite_url(path), path.parent)
    return path


@pytest.fixture(scope="session")
def postgres_worlds(
    postgres_server: PostgresServer,
    postgres_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Worlds:
    """PostgreSQL databases with the same world."""
    from tests.support.databases import Worlds

    return Worlds(postgres_server, postgres_template, tmp_path_factory.mktemp("world"))


@pytest.fixture
def world_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a world of the test's own: `database_url` of a folder whose conftest says so."""
    from tests.support import databases

    if database_kind == "sqlite":
        source: Path = request.getfixturevalue("sqlite_world")
        yield databases.sqlite_url(databases.copy_sqlite(source, tmp_path / "world.sqlite3"))
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    worlds: Worlds = request.getfixturevalue("postgres_worlds")
    name = worlds.take()
    yield server.url(name)
    worlds.give_back(name)


# --- the app --------------------------------------------------------------------------------


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """The settings of `app`; override it in a module to test with others."""
    from config import Config

    return Config.for_test(database_url=database_url, instance_path=tmp_path)


@pytest.fixture
def clock() -> SettableClock:
    """The clock of `app`: it stands on a Friday evening until a test sets `clock.at`."""
    from app.core.clock import SettableClock

    return SettableClock(FRIDAY_EVENING)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """What Jinja made of the templates: compiling them anew took half the time of a page's test."""
    from jinja2 import FileSystemBytecodeCache

    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(config: Config, clock: SettableClock, compiled_templates: BytecodeCache) -> Iterator[Flask]:
    """The app on a migrated database of its own."""
    from app import create_app
    from app.core.database import db
    from app.core.web import LjuspunktFlask
    from tests.support.routes import KeptRule

    LjuspunktFlask.url_rule_class = KeptRule
    app = create_app(config, clock)
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor of `app` with cookies and nobody signed in."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[..., Phone]:
    """A phone of `app` on which a person of the world has signed in: `signed_in("officer")`."""
    from tests.support.phones import phone_on

    return lambda name, **changes: phone_on(app, name, **changes)


# --- the real thing -------------------------------------------------------------------------


@pytest.fixture
def start_live_server(tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """Starts gunicorn on a database: `start_live_server(database_url, environment=…, workers=…)`."""
    from tests.support.live_server import LiveServer

    started: list[LiveServer] = []

    def start(database_url: str, **options: Any) -> LiveServer:
        folder = tmp_path / f"server-{len(started) + 1}"
        folder.mkdir()
        server = LiveServer(database_url, folder, is_forked=True, **options)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def live_server(start_live_server: Callable[..., LiveServer], sqlite_url: str) -> LiveServer:
    """A running server on a migrated SQLite file of its own; `kill()`, `start()`, `restart()`."""
    return start_live_server(sqlite_url)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, one for the session."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def open_browser(
    playwright: Playwright,
    live_server: LiveServer,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Browser]]:
    """Opens a browser on `live_server`: `open_browser(DESK, color_scheme="dark")`.

    Afterwards no page may have had an exception that nobody caught; a failed test leaves a picture in test-results/.
    """
    from tests.support.chromium import PHONE, Browser

    opened: list[Browser] = []

    def open_one(device: dict[str, Any] | None = None, **options: Any) -> Browser:
        profile = tmp_path / f"profile-{len(opened) + 1}"
        browser = Browser(playwright, profile, live_server.url, device or PHONE, options)
        opened.append(browser)
        browser.start()
        return browser

    yield open_one
    for number, browser in enumerate(opened, 1):
        if request.node.stash.get(FAILED, False):
            _take_picture(browser, f"{request.node.name}-{number}")
        browser.close()
    assert [error for browser in opened for error in browser.page_errors] == []


@pytest.fixture
def phone(open_browser: Callable[..., Browser]) -> Browser:
    """A phone of 360 x 740 in Swedish, with a position; `go_offline()`, `kill()`, `restart()`, `page`."""
    return open_browser()


@pytest.fixture
def desk(open_browser: Callable[..., Browser]) -> Browser:
    """A desk browser of 1280 x 800 in Swedish."""
    from tests.support.chromium import DESK

    return open_browser(DESK)


def _take_picture(browser: Browser, name: str) -> None:
    from playwright.sync_api import Error

    # The browser may have died with the test: its failure is the one to see.
    with contextlib.suppress(Error):
        browser.page.screenshot(path=TEST_RESULTS / (re.sub(r"[^\w-]+", "-", name) + ".png"))
