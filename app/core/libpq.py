"""Statements that libpq itself asks of PostgreSQL, for the paths that run hundreds of times a second.

psycopg's cursor looks for a way to write each parameter, waits in Python and describes the answer: 70 microseconds of
CPU a statement, where the same by `psycopg.pq` takes 26 (ADR 0005). psycopg prepares nothing itself (`core/database`):
at each rollback it takes back all that is prepared on a connection, these statements too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result

#: So many statements are prepared on a connection; what comes beyond is sent whole each time.
MAX_PREPARED = 200
_PARAMETER = re.compile(r"%\((\w+)\)s|%(.)", re.DOTALL)
_TUPLES, _DONE = pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK
_IDLE = pq.TransactionStatus.IDLE
#: As psycopg begins a transaction, with the level that `core/database` asks it for
_BEGIN = b"BEGIN ISOLATION LEVEL READ COMMITTED"
#: A plan that no longer fits its tables, or that the server no longer has: made anew at the next try.
_FORGOTTEN = frozenset({"0A000", "26000"})


class Statements:
    """The statements that are prepared on one connection: their names there."""

    __slots__ = ("_made", "_names")

    def __init__(self) -> None:
        self._names: dict[str, bytes] = {}
        self._made = 0

    def name_of(self, sql: str) -> bytes | None:
        """The name of this statement; None where it isn't prepared."""
        return self._names.get(sql)

    def make_name(self) -> bytes | None:
        """A name for one more; None where there are enough."""
        if len(self._names) >= MAX_PREPARED:
            return None
        self._made += 1
        return b"ljuspunkt_%d" % self._made

    def add(self, sql: str, name: bytes) -> None:
        """The statement is prepared under this name."""
        self._names[sql] = name

    def forget(self) -> None:
        """All are to be prepared anew, under other names."""
        self._names.clear()


class Ran(NamedTuple):
    """Rows of the driver's plain values, the names of their columns, and how many rows the statement changed."""

    rows: list[Any]
    names: tuple[str, ...]
    changed: int


def _write_text(value: str) -> bytes:
    """The bytes of a text. Raises DataError for NUL, where libpq would end it without a word."""
    if "\x00" in value:
        raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return value.encode()


_WRITERS: Mapping[type, Callable[[Any], bytes | None]] = {
    str: _write_text,
    int: lambda value: b"%d" % value,
    bool: lambda value: b"t" if value else b"f",
    type(None): lambda _: None,
}


@lru_cache(maxsize=1024)
def _translate(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """(the statement with $1, $2 … for its `%(name)s`, the names in that order)."""
    order: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        name, escaped = found.groups()
        if name is None:
            if escaped != "%":
                raise ValueError(f"only named parameters are known: {found[0]}")
            return "%"
        return f"${order.setdefault(name, len(order) + 1)}"

    return _PARAMETER.sub(number, sql).encode(), tuple(order)


def ask(
    driver: Any,
    prepared: Statements,
    sql: str,
    parameters: Mapping[str, Any],
    names: tuple[str, ...] | None,
    *,
    begins: bool,
) -> Ran | None:
    """What PostgreSQL answers, or None where a parameter's type is one that only psycopg's cursor can write.

    `driver` is psycopg's connection, `prepared` what is prepared on it. Who knows the `names` of the answer's columns
    spares them being asked for. With `begins` a transaction is begun where there is none. Raises what psycopg would.
    """
    text, order = _translate(sql)
    try:
        values = [_WRITERS[type(value)](value) for value in map(parameters.__getitem__, order)]
    except KeyError:
        return None
    result = _begin(driver) if begins else None
    if result is None:
        result = _execute(driver, prepared, sql, text, values)
    status = result.status
    if status == _TUPLES:
        rows = Transformer(driver)
        rows.set_pgresult(result)
        if names is None:
            names = tuple([result.fname(column).decode() for column in range(result.nfields)])
        return Ran(rows.load_rows(0, result.ntuples, tuple), names, result.ntuples)
    if status == _DONE:
        return Ran([], (), result.command_tuples or 0)
    raise _error_of(driver, prepared, result)


def _begin(driver: Any) -> Any:
    """A transaction is under way; answers what went wrong instead."""
    if driver.autocommit or driver.pgconn.transaction_status != _IDLE:
        return None
    begun = driver.pgconn.exec_(_BEGIN)
    return None if begun.status == _DONE else begun


def _execute(
    driver: Any, prepared: Statements, sql: str, text: bytes, values: list[bytes | None]
) -> Any:
    libpq = driver.pgconn
    name = prepared.name_of(sql)
    if name is None:
        name = prepared.make_name()
        if name is None:
            return libpq.exec_params(text, values)
        made = libpq.prepare(name, text)
        if made.status != _DONE:
            return made
        prepared.add(sql, name)
    return libpq.exec_prepared(name, values)


def _error_of(driver: Any, prepared: Statements, result: Any) -> psycopg.Error:
    libpq = driver.pgconn
    if libpq.status != pq.ConnStatus.OK:
        return psycopg.OperationalError(libpq.get_error_message())
    error = error_from_result(result)
    if error.sqlstate in _FORGOTTEN:
        prepared.forget()
    return error
