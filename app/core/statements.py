"""Statements of SQLAlchemy Core that are compiled once, for the paths that run hundreds of times a second.

Building an expression and finding its compiled form in the cache took more time than SQLite took to run it. A
`Prepared` keeps the compiled text for each database and hands it to the driver; rows come back as the driver's plain
values: ids as text, instants as whole milliseconds.
"""

from __future__ import annotations

import json
import re
from collections import namedtuple
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import Executable
from sqlalchemy.types import Boolean

from app.core import libpq
from app.core.database import named_error
from app.core.libpq import Ran

#: What JSON writes with a backslash and PostgreSQL reads otherwise; after an escaped backslash it is a false alarm.
_NOT_AS_IN_AN_ARRAY = re.compile(rb'\\[^"\\]')


class OneOf(ColumnElement[bool]):
    """Whether a column is one of many values that come as one parameter: the text stays the same for any number."""

    inherit_cache = False
    _is_implicitly_boolean = True
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.parameter: BindParameter[Any] = bindparam(name)


@compiles(OneOf, "sqlite")
def _in_json(element: OneOf, compiler: Any, **kwargs: Any) -> str:
    column = compiler.process(element.column, **kwargs)
    parameter = compiler.process(element.parameter, **kwargs)
    return f"{column} IN (SELECT value FROM json_each({parameter}))"  # noqa: S608 - a bound parameter


@compiles(OneOf, "postgresql")
def _any_of_array(element: OneOf, compiler: Any, **kwargs: Any) -> str:
    column = compiler.process(element.column, **kwargs)
    parameter = compiler.process(element.parameter, **kwargs)
    of_type = element.column.type.compile(compiler.dialect)
    return f"{column} = ANY(CAST({parameter} AS {of_type}[]))"


def one_of(column: ColumnElement[Any], name: str) -> OneOf:
    """The condition that `column` is among the values given under this name, by `many`."""
    return OneOf(column, name)


class Rows(list[Any]):
    """What a statement answered: named tuples of plain database values."""

    def one(self) -> Any:
        """The only row; raises LookupError where there is none or more."""
        if len(self) != 1:
            raise LookupError(f"{len(self)} rows where one was expected")
        return self[0]

    def one_or_none(self) -> Any:
        """The only row, or None."""
        return self.one() if self else None

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        return self[0][0] if self else None


def run(
    connection: Connection, sql: str, parameters: Any = (), names: tuple[str, ...] | None = None
) -> Ran:
    """The answer to SQL in the driver's own style, inside the connection's transaction.

    The driver is asked directly: SQLAlchemy's way to it took longer than most of these statements. Where somebody
    listens to statements (tests that let each of them fail), it goes by SQLAlchemy. Who knows the `names` of the
    answer's columns (none: it has no rows) spares psycopg describing them, which it does anew each time.
    """
    if connection.engine.dispatch.before_cursor_execute:
        result = connection.exec_driver_sql(sql, parameters)
        if not result.returns_rows:
            return Ran([], (), result.rowcount)
        return Ran(list(result), tuple(result.keys()), result.rowcount)
    driver: Any = connection.connection
    try:
        return _ask_libpq(connection, sql, parameters, names) or _ask_cursor(
            driver, sql, parameters, names
        )
    except connection.dialect.loaded_dbapi.Error as error:
        # The server went away: so did all other connections to it.
        if connection.dialect.is_disconnect(error, driver, None):
            connection.invalidate(error)
            connection.engine.dispose()
        raise named_error(sql, error, connection.dialect) from error


def _ask_libpq(
    connection: Connection, sql: str, parameters: Any, names: tuple[str, ...] | None
) -> Ran | None:
    if connection.dialect.name != "postgresql":
        return None
    info = connection.info
    prepared = info.get("prepared")
    if prepared is None:
        prepared = info["prepared"] = libpq.Statements()
    begins = not connection.get_execution_options().get("one_statement")
    return libpq.ask(
        connection.connection.dbapi_connection, prepared, sql, parameters, names, begins=begins
    )


def _ask_cursor(driver: Any, sql: str, parameters: Any, names: tuple[str, ...] | None) -> Ran:
    cursor = driver.cursor()
    try:
        cursor.execute(sql, parameters)
        if names is None:
            names = tuple([column[0] for column in cursor.description or ()])
        return Ran(cursor.fetchall() if names else [], names, cursor.rowcount)
    finally:
        cursor.close()


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """What is done inside is kept when the block ends, and undone when it raises; the transaction goes on.

    SQLAlchemy's own took longer than all that SQLite does for one.
    """
    run(connection, "SAVEPOINT ljuspunkt")
    try:
        yield
    except BaseException as error:
        try:
            run(connection, "ROLLBACK TO ljuspunkt")
            run(connection, "RELEASE ljuspunkt")
        except DBAPIError:
            if isinstance(error, OperationalError):  # SQLite undid the whole transaction by itself
                raise error from None
            raise
        raise
    run(connection, "RELEASE ljuspunkt")


class Prepared:
    """A statement that is compiled at its first use on each database."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}
        self._names: tuple[str, ...] | None = None
        self._row: Callable[[Any], Any] | None = None

    def __call__(self, connection: Connection, **values: Any) -> Rows:
        """The rows that the statement answers with these values: plain ones, as the database keeps them."""
        name = connection.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = self._compile(connection)
        sql, order, constants = compiled
        for key, value in values.items():
            if isinstance(value, (set, frozenset, list)):
                values[key] = many(name, value)
        if constants:
            values = {**constants, **values}
        parameters = values if order is None else tuple([values[key] for key in order])
        rows, self._names, _ = run(connection, sql, parameters, self._names)
        if not rows:
            return Rows()
        if self._row is None:
            made: Any = namedtuple("Row", [*self._names], rename=True)  # type: ignore[misc]  # noqa: PYI024 - its fields come from the database
            self._row = made._make
        return Rows(map(self._row, rows))

    def _compile(
        self, connection: Connection
    ) -> tuple[str, tuple[str, ...] | None, dict[str, Any]]:
        compiled = self._statement.compile(  # type: ignore[attr-defined]
            dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
        )
        constants = {key: value for key, value in compiled.params.items() if value is not None}
        order = tuple(compiled.positiontup) if compiled.positional else None
        return str(compiled), order, constants


def many(dialect: str, values: Collection[Any]) -> Any:
    """Many values as the one parameter that `one_of` takes."""
    if dialect == "postgresql":
        return array(list(values))
    try:
        return orjson.dumps(list(values)).decode()
    except TypeError:  # half an emoji has no UTF-8, but an escape
        return json.dumps(list(values))


def array(values: Sequence[Any]) -> str:
    """PostgreSQL's text form of an array of plain values, none of them NaN. The driver's own took 10 ms for a push.

    JSON writes texts, numbers, booleans and null as an array has them, and does so in one call; what it would write
    otherwise (a line's end, an integer beyond 64 bits) is written one by one.
    """
    try:
        written = orjson.dumps(values)
    except TypeError:
        written = None
    if written is None or _NOT_AS_IN_AN_ARRAY.search(written):
        return "{" + ",".join(map(_element, values)) + "}"
    return f"{{{written[1:-1].decode()}}}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        if "\\" in value or '"' in value:
            value = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{value}"'
    return str(value)
