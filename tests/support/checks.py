"""What must be true of a database after anything at all (SYNC.md, Invariants)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import Connection, func, select

from app.core.audit import verify_chain
from app.core.changes import head, log
from app.core.database import read_connection
from app.sync.models import Operation
from app.sync.rebuild import compare
from app.sync.registry import Registry

_operation = Operation.__table__


def check_whole(app: Flask) -> None:
    """Records equal a fold of the log, the change log has no gap, the audit chain fits, no child folded alone."""
    registry: Registry = app.extensions["ljuspunkt_registry"]
    with app.app_context(), read_connection() as connection:
        different = {kind: ids for kind, ids in compare(connection, registry).items() if ids}
        assert different == {}, different
        seqs = list(connection.scalars(select(log.c.seq).order_by(log.c.seq)))
        newest = connection.scalar(select(head.c.seq))
        assert seqs == list(range(1, (newest or 0) + 1))
        walked, broken = verify_chain(connection)
        assert broken is None, f"audit row {broken} of {walked} does not fit"
        _check_parents(connection, registry)
        _check_operations(connection, registry)


def _check_parents(connection: Connection, registry: Registry) -> None:
    for kind in registry.kinds.values():
        for name, parent in kind.parents.items():
            if parent not in registry.kinds:
                continue
            there = select(registry.kinds[parent].table.c.record_id)
            column = kind.table.c[name]
            lonely = connection.scalars(
                select(kind.table.c.record_id).where(column.is_not(None), column.not_in(there))
            ).all()
            assert not lonely, f"{kind.name} without its {parent}: {lonely}"


def _check_operations(connection: Connection, registry: Registry) -> None:
    """Each folded operation is of a record that is there, and what waits has not been folded."""
    for row in connection.execute(select(_operation)):
        json.loads(row.errors or "null")
        if row.waits_for is not None:
            assert row.status == "applied", row.op_id
            assert row.version is None, row.op_id
        elif row.status in {"applied", "conflict"}:
            table = registry.kinds[row.kind].table
            found = connection.scalar(
                select(func.count()).select_from(table).where(table.c.record_id == row.record_id)
            )
            assert found == 1, (row.op_id, row.status)
            assert row.version is not None, row.op_id


def stored_operations(app: Flask, *columns: str) -> list[tuple[Any, ...]]:
    """These columns (op_id and status unless named) of every operation in the log, sorted."""
    names = columns or ("op_id", "status")
    with app.app_context(), read_connection() as connection:
        rows = connection.execute(select(*(_operation.c[name] for name in names)))
        return sorted((tuple(row) for row in rows), key=repr)


def operation_ids(app: Flask) -> list[str]:
    """The id of every operation in the log, sorted."""
    return [str(op_id) for (op_id,) in stored_operations(app, "op_id")]


def records(app: Flask, kind: str, *leave_out: str) -> list[dict[str, Any]]:
    """Every row of a kind's table, by id, without the columns that a comparison should not see."""
    registry: Registry = app.extensions["ljuspunkt_registry"]
    table = registry.kinds[kind].table
    with app.app_context(), read_connection() as connection:
        rows = connection.execute(select(table).order_by(table.c.record_id)).mappings()
        return [_without(dict(row), leave_out) for row in rows]


def _without(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
