"""Operations that were held fold when what they waited for has come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from app.accounts.service import load_actor_by_id
from app.core.changes import Change
from app.core.clock import to_ms
from app.core.database import AnyRow
from app.core.fields import parse_instant
from app.core.statements import Prepared, one_of
from app.sync import folding, records, times
from app.sync.folding import CREATE, Verdict
from app.sync.models import Operation
from app.sync.parents import find_parents
from app.sync.registry import Folded, Kind, Registry

_operation = Operation.__table__
_WAITING = Prepared(select(_operation.c.op_id).where(one_of(_operation.c.waits_for, "record_ids")))


def release(connection: Connection, registry: Registry, record_ids: Iterable[str]) -> list[Change]:
    """Everything that waited for these records, and could fold, has; answers what changed by it.

    Call it while the change counter's lock is held: of two pushes, one with the parent and one with the child, the
    second to take the lock sees what the first has committed, so that neither leaves the child waiting for ever.
    """
    changes: list[Change] = []
    pending = set(record_ids)
    while pending:
        waiting = [op_id for (op_id,) in _WAITING(connection, record_ids=pending)]
        if not waiting:
            break
        rows = connection.execute(
            select(*records.OPERATION_FIELDS, _operation.c.waits_for).where(
                _operation.c.op_id.in_(waiting)
            )
        ).all()
        pending = set()
        for row in sorted(rows, key=_turn):
            mine = [each.op_id for each in changes if each.record_id == row.record_id]
            change = _try(connection, registry, row, [op_id for op_id in mine if op_id])
            if change is not None:
                changes.append(change)
                pending.add(change.record_id)
    return changes


def _turn(row: AnyRow) -> tuple[int, int, int, str]:
    """By the version it was made on, then as it came, then as its phone numbered it."""
    return (row.base_version or 0, to_ms(row.received_at), row.device_seq or 0, row.op_id)


def _try(
    connection: Connection, registry: Registry, row: AnyRow, also: Sequence[str]
) -> Change | None:
    kind = registry.kinds[row.kind]
    if row.type == CREATE:
        return _try_create(connection, registry, kind, row)
    return _try_change(connection, kind, row, also)


def _settle(connection: Connection, row: AnyRow, **values: Any) -> None:
    connection.execute(update(_operation).where(_operation.c.op_id == row.op_id).values(**values))


def _quarantine(
    connection: Connection, row: AnyRow, code: str, errors: dict[str, list[str]]
) -> None:
    _settle(
        connection,
        row,
        status="quarantined",
        code=code,
        errors=json.dumps(errors),
        waits_for=None,
        version=None,
    )


def _try_create(
    connection: Connection, registry: Registry, kind: Kind, row: AnyRow
) -> Change | None:
    body = json.loads(row.body)
    struct, errors = records.to_struct(kind, body["payload"])
    if struct is None:
        _quarantine(connection, row, "invalid_payload", errors)
        return None
    author = load_actor_by_id(connection, row.author_id)
    parents = find_parents(connection, registry, kind, author, [struct])
    area_id = row.area_id
    for name in kind.parents:
        parent_id = getattr(struct, name)
        if parent_id is not None and parent_id not in parents:
            _settle(connection, row, waits_for=parent_id)
            return None
        area_id = parents.get(parent_id, area_id)
    head = records.row_of(
        record_id=row.record_id,
        area_id=area_id,
        organisation_id=row.organisation_id,
        author_id=row.author_id,
        version=1,
        withdrawn=False,
        needs_review=False,
        occurred_ms=to_ms(parse_instant(body["occurred_at"])),
        received_ms=to_ms(row.received_at),
        skew_ms=row.skew_ms,
    )
    payload = Folded(struct, times.correction_ms(row.skew_ms))
    if not records.insert_records(connection, kind, [head], [payload]):
        _quarantine(connection, row, "record_exists", {"record_id": ["Has a record already."]})
        return None
    _settle(connection, row, waits_for=None, version=1, area_id=area_id)
    return Change(
        kind.name, row.record_id, 1, area_id, row.organisation_id, row.author_id, row.op_id
    )


def _try_change(
    connection: Connection, kind: Kind, row: AnyRow, also: Sequence[str]
) -> Change | None:
    records.lock_record(connection, kind, row.record_id)
    state, create = records.load_state(connection, row.record_id, also)
    step = records.step_of(row)
    verdict = folding.judge(state, step)
    if verdict is Verdict.HELD or state is None or create is None or create.kind != kind.name:
        return None
    if verdict is Verdict.NOT_PERMITTED:
        _quarantine(connection, row, "not_permitted", {"record_id": ["Is a colleague's."]})
        return None
    is_conflict = verdict is Verdict.CONFLICT
    after = folding.flag(state) if is_conflict else folding.apply(state, step)
    struct, errors = records.to_struct(kind, after.fields)
    if struct is None:
        _quarantine(connection, row, "invalid_payload", errors)
        return None
    _settle(
        connection,
        row,
        status="conflict" if is_conflict else "applied",
        waits_for=None,
        version=after.version,
    )
    head, payload = records.folded_row(kind, row.record_id, after, create)
    records.replace_record(connection, kind, head, payload)
    return Change(
        kind.name,
        row.record_id,
        after.version,
        create.area_id,
        create.organisation_id,
        create.author_id,
        row.op_id,
    )
