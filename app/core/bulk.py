"""Many rows in one statement, the quickest way that each database has.

SQLite takes one INSERT with many VALUES; PostgreSQL one INSERT … SELECT unnest(…), which ran at twice the pace of
VALUES there. Both keep `ON CONFLICT DO NOTHING`, so that two writers of one id make one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

from app.core.statements import array, run

MAX_SQLITE_VARIABLES = 32_000


@lru_cache(maxsize=512)
def _values_sql(table: Table, columns: tuple[str, ...], count: int, tail: str) -> str:
    one = "(" + ",".join("?" * len(columns)) + ")"
    into = f"{table.name} ({','.join(columns)})"
    return f"INSERT INTO {into} VALUES {','.join([one] * count)}{tail}"  # noqa: S608 - our models' names


@lru_cache(maxsize=512)
def _unnest_sql(
    table: Table, columns: tuple[str, ...], varying: tuple[bool, ...], tail: str
) -> str:
    """Columns that vary come as arrays, those that say the same in each row as one value."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    taken: list[str] = []
    arrays: list[str] = []
    for name, varies in zip(columns, varying, strict=True):
        of_type = table.c[name].type.compile(dialect)
        if varies:
            taken.append(f"v{len(arrays)}")
            arrays.append(f"%({name})s::{of_type}[]")
        else:
            taken.append(f"%({name})s::{of_type}")
    of_arrays = ",".join(f"v{number}" for number in range(len(arrays)))
    rows = f" FROM unnest({','.join(arrays)}) AS v({of_arrays})" if arrays else ""
    into = f"{table.name} ({','.join(columns)})"
    return f"INSERT INTO {into} SELECT {','.join(taken)}{rows}{tail}"


def _insert_unnested(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    returning: str,
    *,
    skip_known: bool,
) -> set[Any]:
    values = dict(zip(columns, zip(*rows, strict=True), strict=True))
    varying = tuple(each.count(each[0]) < len(rows) for each in values.values())
    if not any(varying) and len(rows) > 1:  # the array says how many rows there are
        varying = (True, *varying[1:])
    parameters = {
        name: array(each) if varies else _single(each[0])
        for (name, each), varies in zip(values.items(), varying, strict=True)
    }
    names = (returning,) if returning else ()
    tail = _tail(returning, skip_known=skip_known)
    found = run(connection, _unnest_sql(table, columns, varying, tail), parameters, names).rows
    return {value for (value,) in found}


def _single(value: Any) -> str | None:
    """A value as text whose type the statement names: the driver would prepare it anew for each width of a number."""
    return value if value is None or isinstance(value, str) else str(value)


def insert_rows(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    returning: str = "",
    *,
    skip_known: bool = True,
) -> set[Any]:
    """The rows are in the table where no unique key stood against them; without `skip_known` that is an error.

    `rows` hold plain database values in the order of `columns`. With `returning` (a column's name) the answer is the
    set of that column's values for the rows that were new; else it is empty.
    """
    if not rows:
        return set()
    if connection.dialect.name == "postgresql":
        return _insert_unnested(connection, table, columns, rows, returning, skip_known=skip_known)
    new: set[Any] = set()
    step = MAX_SQLITE_VARIABLES // len(columns)
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        new |= _insert_values(connection, table, columns, part, returning, skip_known=skip_known)
    return new


def _insert_values(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    returning: str,
    *,
    skip_known: bool,
) -> set[Any]:
    """SQLite says how many rows were new for less than which: only where not all were is it asked again."""
    values = tuple(chain.from_iterable(rows))
    sql = _values_sql(table, columns, len(rows), _tail("", skip_known=skip_known))
    if not returning:
        run(connection, sql, values)
        return set()
    run(connection, "SAVEPOINT bulk")
    if run(connection, sql, values).changed == len(rows):
        at = columns.index(returning)
        new = {row[at] for row in rows}
    else:
        run(connection, "ROLLBACK TO bulk")
        sql = _values_sql(table, columns, len(rows), _tail(returning, skip_known=skip_known))
        new = {value for (value,) in run(connection, sql, values).rows}
    run(connection, "RELEASE bulk")
    return new


def _tail(returning: str, *, skip_known: bool) -> str:
    tail = " ON CONFLICT DO NOTHING" if skip_known else ""
    return tail + (f" RETURNING {returning}" if returning else "")
