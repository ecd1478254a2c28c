"""Many rows in one statement, the quickest way that each database has.

SQLite takes one INSERT with many VALUES; PostgreSQL one INSERT … SELECT unnest(…), which ran at twice the pace of
VALUES there. Both keep `ON CONFLICT DO NOTHING`, so that two writers of one id make one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, compress
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql

from app.core.libpq import Ran
from app.core.statements import array, run

MAX_SQLITE_VARIABLES = 32_000
#: the parameter that no column is named like
COUNT = "how_many"


@lru_cache(maxsize=128)
def _values_sql(
    table: Table, columns: tuple[str, ...], varying: tuple[bool, ...], count: int, tail: str
) -> str:
    """INSERT … VALUES: columns that say the same in each row are one parameter, which all rows name.

    Binding a parameter takes longer than what SQLite does with it.
    """
    numbers = iter(range(1, MAX_SQLITE_VARIABLES + 1))
    shared = [None if varies else f"?{next(numbers)}" for varies in varying]
    one_row = [",".join([each or f"?{next(numbers)}" for each in shared]) for _ in range(count)]
    into = f"{table.name} ({','.join(columns)})"
    return f"INSERT INTO {into} VALUES ({'),('.join(one_row)}){tail}"  # noqa: S608 - our models' names


@lru_cache(maxsize=512)
def _unnest_sql(
    table: Table, columns: tuple[str, ...], varying: tuple[bool, ...], numbered: str = ""
) -> str:
    """INSERT … SELECT: columns that vary come as arrays, those that say the same in each row as one value.

    A column `numbered` comes first and goes up by one with each row, to `raised.number`.
    """
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
    sources: list[str] = []
    if numbered:
        columns = (numbered, *columns)
        taken.insert(0, f"raised.number - %({COUNT})s::BIGINT + {'nth' if arrays else '1'}")
        sources.append("raised")
    if arrays and numbered:
        sources.append(f"unnest({','.join(arrays)}) WITH ORDINALITY AS v({of_arrays},nth)")
    elif arrays:
        sources.append(f"unnest({','.join(arrays)}) AS v({of_arrays})")
    rows = f" FROM {','.join(sources)}" if sources else ""
    into = f"{table.name} ({','.join(columns)})"
    return f"INSERT INTO {into} SELECT {','.join(taken)}{rows}"


def _spread(
    columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> tuple[tuple[bool, ...], dict[str, Any]]:
    """(which columns vary, the columns as `_unnest_sql` takes them)."""
    values = dict(zip(columns, zip(*rows, strict=True), strict=True))
    varying = tuple([_varies(each) for each in values.values()])
    if not any(varying) and len(rows) > 1:  # the array says how many rows there are
        varying = (True, *varying[1:])
    parameters = {
        name: array(each) if varies else _single(each[0])
        for (name, each), varies in zip(values.items(), varying, strict=True)
    }
    return varying, parameters


def _insert_unnested(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    returning: str,
    *,
    skip_known: bool,
) -> set[Any]:
    varying, parameters = _spread(columns, rows)
    names = (returning,) if returning else ()
    sql = _unnest_sql(table, columns, varying) + _tail(returning, skip_known=skip_known)
    return {value for (value,) in run(connection, sql, parameters, names).rows}


def insert_numbered(
    connection: Connection,
    table: Table,
    numbered: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    counter: Column[int],
) -> int:
    """The rows are in the table, `numbered` in their order; answers the last number.

    `counter` is the column of a table of one row that holds the last number given. It goes up by as many as there are
    rows (none is fine), and its lock is held to the commit. PostgreSQL does both in one statement.
    """
    setting, count = f"{counter.table.name} SET {counter.name}", len(rows)
    if connection.dialect.name != "postgresql":
        raised = f"UPDATE {setting}={counter.name}+? RETURNING {counter.name}"
        ((last,),) = run(connection, raised, (count,), ("number",)).rows
        numbers = range(last - count + 1, last + 1)
        with_numbers = [(number, *row) for number, row in zip(numbers, rows, strict=True)]
        insert_rows(connection, table, (numbered, *columns), with_numbers, skip_known=False)
        return int(last)
    raised = (
        f"UPDATE {setting}={counter.name}+%({COUNT})s::BIGINT RETURNING {counter.name} AS number"
    )
    parameters: dict[str, Any] = {COUNT: str(count)}
    done = ""
    if rows:
        varying, spread = _spread(columns, rows)
        parameters |= spread
        done = f", done AS ({_unnest_sql(table, columns, varying, numbered)})"
    sql = f"WITH raised AS ({raised}){done} SELECT number FROM raised"  # noqa: S608 - our models' names
    ((last,),) = run(connection, sql, parameters, ("number",)).rows
    return int(last)


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
    spread = list(zip(*rows, strict=True))
    varying = tuple([_varies(values) for values in spread])
    shared = [value for value, varies in zip(rows[0], varying, strict=True) if not varies]
    own = zip(*compress(spread, varying), strict=True)
    parameters = (*shared, *chain.from_iterable(own))

    def insert(names: str) -> Ran:
        tail = _tail(names, skip_known=skip_known)
        return run(connection, _values_sql(table, columns, varying, len(rows), tail), parameters)

    if not returning:
        insert("")
        return set()
    run(connection, "SAVEPOINT bulk")
    if insert("").changed == len(rows):
        at = columns.index(returning)
        new = {row[at] for row in rows}
    else:
        run(connection, "ROLLBACK TO bulk")
        new = {value for (value,) in insert(returning).rows}
    run(connection, "RELEASE bulk")
    return new


def _varies(values: Sequence[Any]) -> bool:
    """Whether a column does not say the same in every row."""
    rest = len(values) - 1
    return rest > 0 and (values[-1] != values[0] or values.count(values[0]) <= rest)


def _tail(returning: str, *, skip_known: bool) -> str:
    tail = " ON CONFLICT DO NOTHING" if skip_known else ""
    return tail + (f" RETURNING {returning}" if returning else "")
