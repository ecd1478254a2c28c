"""How Alembic runs here: one transaction for all, on SQLite with foreign keys off until it is over.

Batch mode makes a table anew; with foreign keys on, dropping the old one takes its children along without a word, and a
PRAGMA inside the transaction does nothing. What is left dangling after is an error, and everything is rolled back.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from app.core.commands import saying_what_is_missing
from app.core.database import UtcMillis, UuidText


class DanglingReferences(RuntimeError):
    """A migration left rows that refer to rows which are gone."""


def _render_type(kind: str, thing: Any, _context: Any) -> str | bool:
    """Our types as themselves, so that a migration reads as the models do."""
    if kind == "type" and isinstance(thing, (UuidText, UtcMillis)):
        _context.imports.add("from app.core.database import UtcMillis, UuidText")
        return f"{type(thing).__name__}()"
    return False


def _run(connection: Connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection,
        target_metadata=current_app.extensions["migrate"].db.metadata,
        render_item=_render_type,
        transactional_ddl=True,
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
            if dangling:
                raise DanglingReferences(f"{len(dangling)} rows, first {tuple(dangling[0])}")


def _migrate() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with saying_what_is_missing():
        opened = engine.connect()
    with opened as connection:
        if engine.dialect.name != "sqlite":
            _run(connection)
            return
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            _run(connection)
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


_migrate()
