"""One database, two engines: SQLite for one machine, PostgreSQL for any number.

SQLite runs with what was measured to lose nothing in a power cut (WAL, synchronous=FULL) on the library that the
`pysqlite3` wheel brings: Debian's own 3.40.1 can corrupt a WAL file when two connections checkpoint at once.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Connection, Engine, Integer, MetaData, Row, String, Table, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from app.core.clock import from_ms, to_ms
from config import Config

try:
    import pysqlite3.dbapi2 as sqlite
except ModuleNotFoundError:  # no x86_64: PostgreSQL serves, and an old library is refused
    import sqlite3 as sqlite  # noqa: TID251 - it is refused at start, by its version

MIN_WAL_SQLITE = (3, 51, 3)
MIN_UUID_TEXT = 36
#: How long a process waits before it asks again for the writer's place that another process has
ASK_AGAIN_S = 0.0005
#: A connection's pages in memory, and how many the WAL file gathers (8 MiB) before they are written back: with
#: SQLite's own 2 MiB and 1,000 pages the same few pages were read and written back again and again
CACHE_KIB = 8_000
CHECKPOINT_PAGES = 2_000
#: A connection to PostgreSQL is as old as this at most.
RECYCLE_S = 1_800

naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table; names of constraints are fixed so that migrations can find them."""

    metadata = MetaData(naming_convention=naming_convention)
    if TYPE_CHECKING:
        __table__: ClassVar[Table]


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


#: 64 bits in PostgreSQL; in SQLite INTEGER, whose primary key is the row's own number and needs no index beside it
BigNumber = BigInteger().with_variant(Integer(), "sqlite")

#: A row of any shape; SQLAlchemy 2.1 types rows by their columns
AnyRow: TypeAlias = Row[*tuple[Any, ...]]


class UuidText(TypeDecorator[str]):
    """A UUID that is text in Python, `uuid` in PostgreSQL and 36 characters in SQLite."""

    impl = String(MIN_UUID_TEXT)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=False))
        return dialect.type_descriptor(String(MIN_UUID_TEXT))


class UtcMillis(TypeDecorator[datetime]):
    """An aware UTC datetime in Python, milliseconds since 1970 in both databases (ADR 0003).

    Whole milliseconds are taken too, from the paths that write many rows at once.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | int | None, dialect: Dialect) -> int | None:
        return value if value is None or isinstance(value, int) else to_ms(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_ms(value)


#: Whether transactions begun in this context will write. SQLite must know at BEGIN: upgrading a read
#: failed in 436 of 480 tries with "database is locked", BEGIN IMMEDIATE in none.
_will_write: ContextVar[bool] = ContextVar("will_write", default=True)
#: Whether a writer waits for its place, or gives up at once.
_is_patient: ContextVar[bool] = ContextVar("is_patient", default=True)


class WriterBusy(Exception):
    """The one writer's place did not fall free in time."""


class WriterLock:
    """One writer at a time in this process, in the order of asking; among processes, by asking again soon.

    SQLite's own waiting sleeps up to 100 ms between two questions: with two processes the writer's place stood empty
    for most of the time.
    """

    def __init__(self, wait_s: float) -> None:
        self._lock = threading.Lock()
        self._wait_s = wait_s

    def take(self, info: dict[str, Any], driver: Any, *, patient: bool) -> None:
        """A write transaction is begun. Raises WriterBusy, or what SQLite says, when the time is over."""
        wait_s = self._wait_s if patient else 0
        until_s = time.monotonic() + wait_s
        if not info.get("is_writer"):
            if not self._lock.acquire(timeout=wait_s):
                raise WriterBusy
            info["is_writer"] = True
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite.OperationalError as error:
                is_taken = error.sqlite_errorcode & 0xFF == sqlite.SQLITE_BUSY
                if not is_taken or time.monotonic() >= until_s:
                    raise
            time.sleep(ASK_AGAIN_S)

    def give_back(self, info: dict[str, Any]) -> None:
        if info.pop("is_writer", False):
            self._lock.release()


def init_database(app: Flask, config: Config) -> None:
    """The extension is bound to the app, with the engine's options and events set."""
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    # Who used a connection last left in its cache what the next one needs: the last is taken first.
    options: dict[str, Any] = {
        "pool_size": config.pool_size,
        "max_overflow": 10,
        "pool_use_lifo": True,
    }
    if config.is_sqlite:
        if sqlite.sqlite_version_info < MIN_WAL_SQLITE:
            raise RuntimeError(f"SQLite {sqlite.sqlite_version} can corrupt a WAL database")
        options |= {"module": sqlite, "connect_args": {"check_same_thread": False}}
        _spare_adapting()
    else:
        options |= {
            "isolation_level": "READ COMMITTED",
            # Those at the bottom are seldom used: what lies between may have closed one that was idle for days.
            "pool_recycle": RECYCLE_S,
            "connect_args": {
                "options": f"-c timezone=UTC -c lock_timeout={_milliseconds(config.writer_wait)}",
                "connect_timeout": 5,
                "client_encoding": "utf8",
                # At each rollback it would take back what `core/libpq` has prepared too.
                "prepare_threshold": None,
            },
        }
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        if config.is_sqlite:
            _listen(db.engine, WriterLock(config.writer_wait.total_seconds()), config)
        else:
            event.listen(db.engine, "connect", _read_ids_as_text)


def _spare_adapting() -> None:
    """None and booleans go to SQLite at once: the driver's search for how took 1.4 microseconds for each of them."""
    sqlite.register_adapter(bool, int)
    nothing: dict[None, None] = {}
    sqlite.register_adapter(type(None), nothing.get)


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


def _read_ids_as_text(connection: Any, _record: object) -> None:
    """psycopg makes UUID objects of ids; the product knows them as text."""
    from psycopg.types.string import TextLoader

    connection.adapters.register_loader("uuid", TextLoader)


def _keep_private(database: str | None) -> None:
    """The file is this process's user's alone, whatever the folder's mode; SQLite's files beside it follow it.

    A file that is there is never opened here: closing it would drop the locks that other connections hold.
    """
    if not database or database == ":memory:":
        return
    path = Path(database)
    with suppress(OSError):  # there already; or SQLite will say what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for beside in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        with suppress(OSError):
            if beside.stat().st_mode & 0o077:
                beside.chmod(0o600)


def _listen(engine: Engine, lock: WriterLock, config: Config) -> None:
    busy_ms = _milliseconds(config.writer_wait)

    @event.listens_for(engine, "do_connect")
    def keep_private(*_arguments: object) -> None:
        _keep_private(engine.url.database)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={busy_ms}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"cache_size=-{CACHE_KIB}",
            f"wal_autocheckpoint={CHECKPOINT_PAGES}",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("one_statement"):
            return
        driver: Any = connection.connection.dbapi_connection
        if not _will_write.get():
            driver.execute("BEGIN")
            return
        driver.execute("PRAGMA busy_timeout=0")
        try:
            lock.take(connection.info, driver, patient=_is_patient.get())
        except sqlite.Error as error:
            raise named_error("BEGIN IMMEDIATE", error, connection.dialect) from error
        finally:
            driver.execute(f"PRAGMA busy_timeout={busy_ms}")

    @event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        lock.give_back(record.info)


@contextmanager
def intending(*, to_write: bool) -> Iterator[None]:
    """Transactions begun inside are a writer's from the start, or only read beside the writer."""
    token = _will_write.set(to_write)
    try:
        yield
    finally:
        _will_write.reset(token)


def is_writing() -> bool:
    """Whether a transaction that is begun here is a writer's: a second one beside it would wait for itself."""
    return _will_write.get()


@contextmanager
def read_connection() -> Iterator[Connection]:
    """A connection of its own that only reads: one snapshot on SQLite, one for each statement on PostgreSQL.

    PostgreSQL runs READ COMMITTED in any case, so a transaction around the reads would only add two journeys.
    """
    with intending(to_write=False), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


@contextmanager
def statement_connection() -> Iterator[Connection]:
    """A connection of its own for one statement that only reads: no transaction is begun around it."""
    with intending(to_write=False), db.engine.connect() as connection:
        yield connection.execution_options(one_statement=True)


@contextmanager
def write_transaction(*, patient: bool = True) -> Iterator[Connection]:
    """A connection of its own with one write transaction: committed at the end, or nothing of it.

    An impatient one raises at once where the one writer's place is taken.
    """
    token = _is_patient.set(patient)
    try:
        with intending(to_write=True), db.engine.begin() as connection:
            yield connection
    finally:
        _is_patient.reset(token)


def named_error(sql: str, error: Exception, dialect: Dialect) -> BaseException:
    """What the driver raised, under SQLAlchemy's name for it, where the driver was asked directly."""
    base: Any = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, base, dialect=dialect)


def is_taken(error: BaseException) -> bool:
    """Whether somebody else was quicker to take what can be had once: a unique key stood against the row."""
    if not isinstance(error, IntegrityError):
        return False
    state, code = (getattr(error.orig, name, None) for name in ("sqlstate", "sqlite_errorcode"))
    return state == "23505" or code in {
        sqlite.SQLITE_CONSTRAINT_UNIQUE,
        sqlite.SQLITE_CONSTRAINT_PRIMARYKEY,
    }
