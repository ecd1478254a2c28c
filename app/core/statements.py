"""Statements of SQLAlchemy Core that are compiled once, for the paths that run hundreds of times a second.

Building an expression and finding its compiled form in the cache took more time than SQLite took to run it. A
`Prepared` keeps the compiled text for each database and hands it to the driver; rows come back as the driver's plain
values: ids as text, instants as whole milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, CursorResult, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import Executable
from sqlalchemy.types import Boolean


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


class Prepared:
    """A statement that is compiled at its first use on each database."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}

    def __call__(self, connection: Connection, **values: Any) -> CursorResult[*tuple[Any, ...]]:
        """The result of the statement with these values: plain ones, as the database keeps them."""
        name = connection.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = self._compile(connection)
        sql, order, constants = compiled
        values = {
            key: _many(name, value) if isinstance(value, (set, frozenset, list)) else value
            for key, value in values.items()
        }
        if constants:
            values = {**constants, **values}
        if order is None:
            return connection.exec_driver_sql(sql, values)
        return connection.exec_driver_sql(sql, tuple(values[key] for key in order))

    def _compile(
        self, connection: Connection
    ) -> tuple[str, tuple[str, ...] | None, dict[str, Any]]:
        compiled = self._statement.compile(  # type: ignore[attr-defined]
            dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
        )
        constants = {key: value for key, value in compiled.params.items() if value is not None}
        order = tuple(compiled.positiontup) if compiled.positional else None
        return str(compiled), order, constants


def _many(dialect: str, values: Collection[Any]) -> Any:
    return list(values) if dialect == "postgresql" else json.dumps(list(values))
