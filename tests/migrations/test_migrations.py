"""Migrations from nothing, and over data in every table, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Boolean, Column, Engine, Float, Integer, func, insert, select

from app import create_app
from app.core import migrations
from app.core.database import UtcMillis, UuidText, db
from app.core.ids import uuid7
from config import Config
from tests.support.databases import sqlite_only

REBUILDS_PARENTS = '''
"""A later version alters tables that others refer to."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = {after!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    for name in {parents!r}:
        with op.batch_alter_table(name, recreate=recreate) as batch:
            batch.add_column(sa.Column("added", sa.Text(), nullable=True))
{more}
'''


def value_for(column: Column[Any], rows: dict[str, dict[str, Any]]) -> Any:
    """A value that fits the column; a foreign key points at the row of its table."""
    for key in column.foreign_keys:
        return rows[key.column.table.name][key.column.name]
    if isinstance(column.type, UuidText):
        return uuid7()
    if isinstance(column.type, (UtcMillis, Integer)):
        return 1
    if isinstance(column.type, Boolean):
        return False
    return 1.0 if isinstance(column.type, Float) else f"{column.name} [1]"


def fill(engine: Engine) -> None:
    """At least one row is in every table."""
    rows: dict[str, dict[str, Any]] = {}
    with engine.begin() as connection:
        for table in db.metadata.sorted_tables:
            found = connection.execute(select(table)).mappings().first()
            if found is None:
                row = {column.name: value_for(column, rows) for column in table.columns}
                connection.execute(insert(table).values({table.c[k]: v for k, v in row.items()}))
                rows[table.name] = row
            else:
                rows[table.name] = {column.name: found[column] for column in table.columns}


def count_rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }


def parents() -> list[str]:
    """Tables that others refer to."""
    names = {
        key.column.table.name for table in db.metadata.sorted_tables for key in table.foreign_keys
    }
    return sorted(names)


@pytest.fixture
def migrated(empty_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Config.for_test(database_url=empty_database_url, instance_path=tmp_path))
    migrations.upgrade(app)
    yield app
    with app.app_context():
        db.engine.dispose()


def write_revision(folder: Path, more: str = "") -> Path:
    """A copy of the migrations with one more, which rebuilds every table that others refer to."""
    copy = folder / "migrations"
    shutil.copytree(migrations.DIRECTORY, copy, ignore=shutil.ignore_patterns("__pycache__"))
    newest = max((copy / "versions").glob("*.py")).name.split("_", maxsplit=1)[0]
    text = REBUILDS_PARENTS.format(after=newest, parents=parents(), more=more)
    (copy / "versions" / "9999_rebuilds_parents.py").write_text(text)
    return copy


def test_from_nothing_the_tables_are_those_of_the_models(migrated):
    with migrated.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_from_nothing_a_history_has_begun(migrated):
    with migrated.app_context():
        counts = count_rows(db.engine)
    assert {name for name, count in counts.items() if count} == {"change_head", "audit_head"}


def test_a_second_upgrade_changes_nothing(migrated):
    with migrated.app_context():
        fill(db.engine)
        before = count_rows(db.engine)
        migrations.upgrade(migrated)
        assert count_rows(db.engine) == before


def test_rebuilding_every_parent_loses_no_row(migrated, tmp_path, monkeypatch):
    """On SQLite batch mode drops the parent: with foreign keys on, its children would go with it."""
    monkeypatch.setattr(migrations, "DIRECTORY", write_revision(tmp_path))
    with migrated.app_context():
        fill(db.engine)
        before = count_rows(db.engine)
        assert min(before.values()) >= 1
        migrations.upgrade(migrated)
        assert count_rows(db.engine) == before


def test_a_migration_that_fails_leaves_nothing_half_done(migrated, tmp_path, monkeypatch):
    more = '    op.execute("INSERT INTO no_such_table VALUES (1)")\n'
    monkeypatch.setattr(migrations, "DIRECTORY", write_revision(tmp_path, more))
    with migrated.app_context():
        fill(db.engine)
        before = count_rows(db.engine)
        with pytest.raises(Exception, match="no_such_table"):
            migrations.upgrade(migrated)
        assert count_rows(db.engine) == before
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, db.metadata) == []


@sqlite_only
def test_rows_left_dangling_stop_a_migration(migrated, tmp_path, monkeypatch, caplog):
    more = '    op.execute("DELETE FROM person")\n'
    monkeypatch.setattr(migrations, "DIRECTORY", write_revision(tmp_path, more))
    with migrated.app_context():
        fill(db.engine)
        before = count_rows(db.engine)
        with pytest.raises(SystemExit):
            migrations.upgrade(migrated)
        assert "rows, first" in caplog.text
        assert count_rows(db.engine) == before
