"""The records made again from the operation log: the proof that they are folds of it, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, delete, func, select

from app.core import bulk
from app.core.changes import take_turn
from app.core.clock import to_ms
from app.core.database import AnyRow
from app.sync import folding, records
from app.sync.models import RECORD_COLUMNS, Operation
from app.sync.registry import Folded, Kind, Registry

_operation = Operation.__table__
_AT_ONCE = 500


def rebuild(
    connection: Connection, registry: Registry, progress: Callable[[str, int], None]
) -> dict[str, int]:
    """Every record table holds what the log folds to; answers kind -> number of records.

    `progress(kind, records so far)` is called as it goes. Children do not refer to parents by foreign keys, so that the
    order does not matter. Pushes wait for the change counter meanwhile: one that folded onto a row that is being made
    anew would be in the log and not in the record.
    """
    take_turn(connection)
    counts: dict[str, int] = {}
    for kind in registry.kinds.values():
        connection.execute(delete(kind.table))
        done = 0
        for part in _batches(_folded(connection, kind)):
            rows = [
                (*head, *tail)
                for (head, _), tail in zip(
                    part, kind.to_rows([payload for _, payload in part]), strict=True
                )
            ]
            bulk.insert_rows(connection, kind.table, (*RECORD_COLUMNS, *kind.columns), rows)
            done += len(part)
            progress(kind.name, done)
        counts[kind.name] = done
    return counts


def compare(connection: Connection, registry: Registry) -> dict[str, list[str]]:
    """kind -> record ids whose row is not what the log folds to, or that only one of the two has."""
    different: dict[str, list[str]] = {}
    for kind in registry.kinds.values():
        columns = [kind.table.c[name] for name in (*RECORD_COLUMNS, *kind.columns)]
        stored = {row[0]: tuple(_plain(row)) for row in connection.execute(select(*columns))}
        wrong: list[str] = []
        for part in _batches(_folded(connection, kind)):
            tails = kind.to_rows([payload for _, payload in part])
            for (head, _), tail in zip(part, tails, strict=True):
                if stored.pop(head[0], None) != (*head, *tail):
                    wrong.append(head[0])
        different[kind.name] = sorted([*wrong, *stored])
    return different


def _plain(row: AnyRow) -> Iterator[Any]:
    """The row's values as the bulk path writes them: times as milliseconds."""
    for value in row:
        yield to_ms(value) if hasattr(value, "tzinfo") else value


def count_operations(connection: Connection) -> int:
    """How many operations the log holds."""
    return connection.scalar(select(func.count()).select_from(_operation)) or 0


def _folded(connection: Connection, kind: Kind) -> Iterator[tuple[tuple[Any, ...], Folded]]:
    rows = connection.execute(
        select(*records.OPERATION_FIELDS)
        .where(_operation.c.kind == kind.name, records.counts_in_fold())
        .order_by(
            _operation.c.record_id,
            _operation.c.version,
            _operation.c.status,
            _operation.c.op_id,
        )
    )
    for record_id, group in groupby(rows, key=lambda row: row.record_id):
        history = list(group)
        state = folding.fold(records.step_of(row) for row in history)
        if state is not None:
            yield records.folded_row(kind, record_id, state, history[0])


def _batches(
    items: Iterator[tuple[tuple[Any, ...], Folded]],
) -> Iterator[list[tuple[tuple[Any, ...], Folded]]]:
    part: list[tuple[tuple[Any, ...], Folded]] = []
    for item in items:
        part.append(item)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part
