"""Databases for tests: every test gets its own, copied from one that was migrated once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app import create_app
from app.core.database import db
from app.core.migrations import upgrade
from config import Config

#: Marks a test that asks for `database_url` (or `app`, `client`) to run on one of the two engines only.
sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
postgres_only = pytest.mark.parametrize(
    "database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy address of a SQLite file."""
    return f"sqlite:///{path}"


def copy_sqlite(source: Path, target: Path) -> Path:
    """`target` is a copy of a SQLite file that nobody has open."""
    wal = source.with_name(source.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        raise RuntimeError(f"{source.name} is still in use: its last changes are in the WAL")
    shutil.copyfile(source, target)
    return target


def migrate(database_url: str, instance_path: Path) -> None:
    """The database has the newest tables, and nobody is connected to it."""
    app = create_app(Config.for_test(database_url=database_url, instance_path=instance_path))
    upgrade(app)
    with app.app_context():
        db.engine.dispose()


def fill(database_url: str, instance_path: Path) -> None:
    """The migrated, empty database holds the world of builders.py, and nobody is connected to it."""
    from tests.support.builders import build_world

    app = create_app(Config.for_test(database_url=database_url, instance_path=instance_path))
    build_world(app)
    with app.app_context():
        db.engine.dispose()
