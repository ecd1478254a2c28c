"""The database under chaos: made new for each round, backed up and put back, on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from flask import Flask
from pysqlite3 import dbapi2 as sqlite

from app import create_app
from app.core.changes import start_epoch
from app.core.database import db, write_transaction
from config import Config
from tests.browser.today import add_todays_activity
from tests.support import databases
from tests.support.postgres import PostgresServer, start_postgres


class Data(Protocol):
    """A database with the world of tests/support/builders.py, that can be as it was."""

    url: str
    app: Flask

    def keep(self, name: str) -> None:
        """Every row as it is now can be had again by this name."""

    def put_back(self, name: str) -> None:
        """Every row is as it was when it was kept by this name, in one transaction."""

    def begin_anew(self) -> None:
        """The world as it was made, as a history of its own: nothing that the server keeps of another round fits it."""
        self.put_back("new")
        with self.app.app_context(), write_transaction() as connection:
            start_epoch(connection)


@dataclass
class SqliteData(Data):
    """A file, copied as an operator copies it."""

    folder: Path
    url: str
    app: Flask

    def keep(self, name: str) -> None:
        _copy(self._file, self.folder / f"{name}.sqlite3")

    def put_back(self, name: str) -> None:
        _copy(self.folder / f"{name}.sqlite3", self._file)

    @property
    def _file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite.connect(source)) as one, closing(sqlite.connect(target)) as other:
        one.backup(other)


@dataclass
class PostgresData(Data):
    """A database of a real server; what is kept lies in a schema of its own."""

    server: PostgresServer
    name: str
    url: str
    app: Flask

    def keep(self, name: str) -> None:
        with self.server.connect(self.name) as connection:
            copies = "".join(
                f"CREATE TABLE {name}.{table} AS TABLE public.{table};" for table in self._tables()
            )
            connection.execute(
                f"DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}; {copies}".encode()
            )

    def put_back(self, name: str) -> None:
        refill = "".join(
            f"DELETE FROM public.{table}; INSERT INTO public.{table} TABLE {name}.{table};"
            for table in self._tables()
        )
        with self.server.connect(self.name) as connection:
            connection.execute(f"SET session_replication_role = replica; {refill}".encode())

    def _tables(self) -> list[str]:
        with self.server.connect(self.name) as connection:
            listed = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname='public'")
            return [str(name) for (name,) in listed]


@contextlib.contextmanager
def open_data(kind: str, folder: Path) -> Iterator[Data]:
    """A database of this kind (`sqlite`, `postgresql`) with the world in it, kept as `new`."""
    with contextlib.ExitStack() as closing_stack:
        if kind == "sqlite":
            url = databases.sqlite_url(folder / "ljuspunkt.sqlite3")
        else:
            server = start_postgres()
            closing_stack.callback(server.stop)
            name = server.create(name="chaos")
            url = server.url(name)
        databases.migrate(url, folder)
        databases.fill(url, folder)
        app = create_app(Config.for_test(database_url=url, instance_path=folder))
        closing_stack.callback(_hang_up, app)
        data: Data = (
            SqliteData(folder, url, app)
            if kind == "sqlite"
            else PostgresData(server, name, url, app)
        )
        now = datetime.now(UTC)  # noqa: TID251 - the phones have the machine's clock
        with app.app_context():
            add_todays_activity(now - timedelta(hours=1), now + timedelta(hours=8), now)
        _hang_up(app)
        data.keep("new")
        yield data


def _hang_up(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
