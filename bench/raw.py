"""The raw limit: the same observation rows straight into the database, 50 to a commit, with nothing else done."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Any

import psycopg
import pysqlite3.dbapi2 as sqlite
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import make_url

from app.core.ids import uuid7
from app.observations.models import Observation
from app.sync.models import RECORD_COLUMNS

COLUMNS = (
    *RECORD_COLUMNS,
    "category",
    "lon",
    "lat",
    "accuracy_m",
    "position_source",
    "place_id",
    "severity",
    "people_band",
    "note",
    "patrol_id",
    "visit_id",
    "ix",
    "iy",
)
PER_COMMIT = 50
CONNECTIONS = 8
AT_MS = 1_795_000_000_000
Row = tuple[Any, ...]


def sample_rows(count: int) -> list[Row]:
    """Rows of the observation table as the benchmark's pushes make them."""
    area_id, person_id, patrol_id, place_id = (uuid7() for _ in range(4))
    note = "Högljutt sällskap vid bänkarna, gick när patrullen kom."
    rows: list[Row] = []
    for n in range(count):
        head = (uuid7(), area_id, area_id, person_id, "own", 1, False, False, AT_MS, AT_MS, "good")
        where = (16.08 + n % 400 * 0.0001, 61.82 + n % 50 * 0.0002, 12.5, "gps")
        at_place = n % 2 == 0
        what = (place_id if at_place else None, 1 + n % 3, "3-5", None if at_place else note)
        rows.append((*head, "brak", *where, *what, patrol_id, None, 5575, 68556))
    return rows


def _batches(rows: Sequence[Row]) -> list[Sequence[Row]]:
    return [rows[start : start + PER_COMMIT] for start in range(0, len(rows), PER_COMMIT)]


@contextmanager
def as_it_comes() -> Iterator[None]:
    """The SQLite driver without what the app tells it of None and booleans."""
    ours = dict(sqlite.adapters)
    sqlite.adapters.clear()
    try:
        yield
    finally:
        sqlite.adapters.update(ours)


def sqlite_rows_per_s(path: str, rows: Sequence[Row]) -> float:
    """Rows a second by executemany on one connection (WAL, synchronous=FULL), into the observation table.

    Put the driver into the state that is to be measured first: `as_it_comes`, or as the app uses it.
    """
    engine = create_engine(f"sqlite:///{path}", module=sqlite)
    Observation.__table__.create(engine)
    engine.dispose()
    connection = sqlite.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    statement = (
        f"INSERT INTO observation ({','.join(COLUMNS)}) VALUES ({','.join('?' * len(COLUMNS))})"
        " ON CONFLICT DO NOTHING"
    )
    started = time.perf_counter()
    for batch in _batches(rows):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, batch)
        connection.execute("COMMIT")
    took_s = time.perf_counter() - started
    connection.close()
    return len(rows) / took_s


def postgres_rows_per_s(url: str, rows: Sequence[Row]) -> float:
    """Rows a second by INSERT … SELECT unnest … ON CONFLICT on 8 connections, into the observation table."""
    engine = create_engine(url)
    Observation.__table__.create(engine)
    engine.dispose()
    dialect = postgresql.dialect()
    arrays = ",".join(
        f"%s::{Observation.__table__.c[name].type.compile(dialect)}[]" for name in COLUMNS
    )
    statement = (
        f"INSERT INTO observation ({','.join(COLUMNS)}) SELECT * FROM unnest({arrays})"
        " ON CONFLICT DO NOTHING"
    )
    address = make_url(url)
    batches = _batches(rows)
    connections = [
        psycopg.connect(host=address.query["host"], user=address.username, dbname=address.database)
        for _ in range(CONNECTIONS)
    ]

    def work(number: int) -> None:
        connection = connections[number]
        for batch in batches[number::CONNECTIONS]:
            connection.execute(statement, [list(column) for column in zip(*batch, strict=True)])
            connection.commit()

    started = time.perf_counter()
    threads = [Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s = time.perf_counter() - started
    for connection in connections:
        connection.close()
    return len(rows) / took_s
