"""Record rows out of operations: made, changed, and folded again from the log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from app.core import bulk
from app.core.access import Sharing
from app.core.changes import Change, log
from app.core.clock import to_ms
from app.core.database import AnyRow
from app.core.fields import parse_instant
from app.core.quicklane import load_slowly
from app.sync import folding, times
from app.sync.entries import Entry
from app.sync.folding import State, Step
from app.sync.models import RECORD_COLUMNS, Operation
from app.sync.registry import Folded, Kind

_operation = Operation.__table__
OPERATION_FIELDS = (
    _operation.c.op_id,
    _operation.c.record_id,
    _operation.c.device_seq,
    _operation.c.kind,
    _operation.c.type,
    _operation.c.status,
    _operation.c.author_id,
    _operation.c.organisation_id,
    _operation.c.area_id,
    _operation.c.reaches_colleagues,
    _operation.c.received_at,
    _operation.c.skew_ms,
    _operation.c.base_version,
    _operation.c.version,
    _operation.c.body,
)


def to_struct(kind: Kind, fields: Mapping[str, Any]) -> tuple[Any, dict[str, list[str]]]:
    """The kind's payload out of JSON values that were folded together, else what is wrong with it."""
    known = {name: value for name, value in fields.items() if name in kind.loader.fields}
    struct: Any
    try:
        struct = msgspec.convert(known, kind.create_struct)
        errors: dict[str, list[str]] = {}
    except msgspec.ValidationError:
        struct, errors, _ = load_slowly(kind.loader, kind.create_struct, known)
    return (None if errors else struct), errors


def step_of(row: AnyRow, *, reaches_colleagues: bool | None = None) -> Step:
    """The operation of this row of the log, as the fold needs it, with the reach that it has if it folds now."""
    return Step(
        row.op_id,
        row.type,
        row.base_version,
        row.author_id,
        row.organisation_id,
        row.reaches_colleagues if reaches_colleagues is None else reaches_colleagues,
        json.loads(row.body)["payload"],
        times.correction_ms(row.skew_ms),
    )


def counts_in_fold() -> ColumnElement[bool]:
    """Operations that make their record what it is: applied ones, and conflicts that nobody has reviewed."""
    return and_(
        _operation.c.version.is_not(None),
        or_(
            _operation.c.status == "applied",
            and_(_operation.c.status == "conflict", _operation.c.reviewed_at.is_(None)),
        ),
    )


def load_history(
    connection: Connection, kind: Kind, record_id: str, also: Sequence[str] = ()
) -> Sequence[AnyRow]:
    """The operations that folded into a record, in their order, conflicts after what they met.

    They are found by the change log, since an index on the operation log would cost every push; `also` are those of
    this transaction, which the change log gets last.
    """
    logged = select(log.c.op_id).where(log.c.record_id == record_id, log.c.op_id.is_not(None))
    return connection.execute(
        select(*OPERATION_FIELDS)
        .where(
            or_(_operation.c.op_id.in_(logged), _operation.c.op_id.in_(also)),
            _operation.c.record_id == record_id,
            _operation.c.kind == kind.name,
            counts_in_fold(),
        )
        .order_by(_operation.c.version, _operation.c.status, _operation.c.op_id)
    ).all()


def load_state(
    connection: Connection, kind: Kind, record_id: str, also: Sequence[str] = ()
) -> tuple[State | None, AnyRow | None]:
    """The record as its operations make it, and its create; (None, None) where there is none."""
    history = load_history(connection, kind, record_id, also)
    if not history:
        return None, None
    return folding.fold(step_of(row) for row in history), history[0]


def row_of(  # noqa: PLR0913 - a row has this many columns; each is named at the call
    *,
    record_id: str,
    area_id: str,
    organisation_id: str,
    author_id: str,
    version: int,
    withdrawn: bool,
    needs_review: bool,
    occurred_ms: int,
    received_ms: int,
    skew_ms: int,
    clocks_differ: bool = False,
) -> tuple[Any, ...]:
    """The values of RECORD_COLUMNS. What a phone recorded is its organisation's own until it is shared.

    Where `clocks_differ` so much that they put the record's end before its start, its time is suspect.
    """
    estimated_ms, quality = times.estimate(occurred_ms, received_ms, skew_ms)
    if clocks_differ:
        quality = times.SUSPECT
    return (
        record_id,
        area_id,
        organisation_id,
        author_id,
        Sharing.OWN.value,
        version,
        withdrawn,
        needs_review,
        estimated_ms,
        received_ms,
        quality,
    )


def lay_out(entries: Iterable[Entry], correction_ms: int) -> None:
    """Creates that were read know the values of their kind's own columns: nothing of it needs the database."""
    waiting: dict[str, tuple[Kind, list[Entry]]] = {}
    for entry in entries:
        if entry.kind is not None and entry.is_live_create and not entry.columns:
            waiting.setdefault(entry.kind.name, (entry.kind, []))[1].append(entry)
    for kind, theirs in waiting.values():
        rows = kind.to_rows([Folded(entry.payload, correction_ms) for entry in theirs])
        for entry, columns in zip(theirs, rows, strict=True):
            entry.columns = columns


def insert_records(
    connection: Connection,
    kind: Kind,
    heads: Sequence[tuple[Any, ...]],
    tails: Sequence[tuple[Any, ...]],
) -> set[str]:
    """The records are in the kind's table where they were new; answers the ids of those.

    `heads` are the values of RECORD_COLUMNS, `tails` those of the kind's own columns.
    """
    rows = [(*head, *tail) for head, tail in zip(heads, tails, strict=True)]
    columns = (*RECORD_COLUMNS, *kind.columns)
    return bulk.insert_rows(connection, kind.table, columns, rows, returning="record_id")


def replace_record(
    connection: Connection, kind: Kind, head: tuple[Any, ...], payload: Folded
) -> None:
    """The record's row says what its operations now make."""
    names = (*RECORD_COLUMNS, *kind.columns)
    values = dict(zip(names, (*head, *kind.to_rows([payload])[0]), strict=True))
    record_id = values.pop("record_id")
    connection.execute(update(kind.table).where(kind.table.c.record_id == record_id).values(values))


def refold(connection: Connection, kind: Kind, record_id: str) -> Change | None:
    """The record's row is what its operations make of it, from scratch; answers the change to announce.

    Call it while the change counter's lock is held: a push that folds the same record must not come between.
    """
    state, create = load_state(connection, kind, record_id)
    if state is None or create is None:
        return None
    head, payload = folded_row(kind, record_id, state, create)
    replace_record(connection, kind, head, payload)
    return Change(
        kind.name,
        record_id,
        state.version,
        create.area_id,
        create.organisation_id,
        create.author_id,
    )


def folded_row(
    kind: Kind, record_id: str, state: State, create: AnyRow
) -> tuple[tuple[Any, ...], Folded]:
    """The row of a state: head and payload, each time corrected by the clock of the operation that said it."""
    body = json.loads(create.body)
    struct, errors = to_struct(kind, state.fields)
    if struct is None:
        raise ValueError(f"folded payload does not fit its kind: {sorted(errors)}")
    payload = Folded(struct, times.correction_ms(create.skew_ms), state.corrections_ms)
    head = row_of(
        record_id=record_id,
        area_id=create.area_id,
        organisation_id=create.organisation_id,
        author_id=create.author_id,
        version=state.version,
        withdrawn=state.withdrawn,
        needs_review=state.needs_review,
        occurred_ms=to_ms(parse_instant(body["occurred_at"])),
        received_ms=to_ms(create.received_at),
        skew_ms=create.skew_ms,
        clocks_differ=kind.has_span and times.is_reversed(payload),
    )
    return head, payload
