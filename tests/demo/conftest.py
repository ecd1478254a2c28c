"""An empty database, and a server that is a demonstration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from app.core.clock import SettableClock
from app.core.database import db
from config import Config
from tests.support import databases

#: Where the clock of every test stands
FRIDAY_EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """The settings of a demonstration."""
    return Config.for_test(database_url=database_url, instance_path=tmp_path, demonstration=True)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """A server with two weeks of demonstration, for tests that only look."""
    folder = tmp_path_factory.mktemp("loaded")
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        url = databases.sqlite_url(databases.copy_sqlite(template, folder / "loaded.sqlite3"))
    else:
        server = request.getfixturevalue("postgres_server")
        url = server.url(server.create(template=request.getfixturevalue("postgres_template")))
    settings = Config.for_test(database_url=url, instance_path=folder, demonstration=True)
    app = create_app(settings, SettableClock(FRIDAY_EVENING))
    done = app.test_cli_runner().invoke(args=["demo", "load", "--months", "0.5"])
    assert done.exit_code == 0, done.output
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """Runs a command: `run("demo", "load")`."""

    def invoke(*arguments: str, **environment: str) -> Result:
        return app.test_cli_runner().invoke(args=arguments, env=environment)

    return invoke


@pytest.fixture
def pass_days(clock: SettableClock) -> Callable[[int], None]:
    """Lets the clock go on by some days."""

    def advance(days: int) -> None:
        clock.at += timedelta(days=days)

    return advance
