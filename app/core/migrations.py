"""Migrations: run with foreign keys off on SQLite, checked after, and never half done.

Altering a parent in Alembic's batch mode drops and makes the table anew: with foreign keys on, SQLite deletes the
children by ON DELETE CASCADE without a word, and a PRAGMA inside a transaction does nothing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate

from app.core.database import db

DIRECTORY = Path(__file__).resolve().parents[2] / "migrations"
migrate = Migrate(directory=str(DIRECTORY), render_as_batch=True, compare_type=True)


def init_migrations(app: Flask) -> None:
    """`flask db …` knows the database and where the migrations are."""
    migrate.init_app(app, db)


@cache
def newest_revision() -> str | None:
    """What a database is at that has every migration."""
    return ScriptDirectory(str(DIRECTORY)).get_current_head()


def upgrade(app: Flask, revision: str = "head") -> None:
    """The database is at this revision."""
    from flask_migrate import upgrade as run

    with app.app_context():
        run(directory=str(DIRECTORY), revision=revision)
