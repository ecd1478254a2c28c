"""Operations that wait fold when what they wait for is there. Every amend and retract begins by waiting.

All of it happens under the change counter's lock, so that one push at a time changes records that are there: of two,
one with a parent and one with its child, the second to take the lock sees what the first has committed, and neither
leaves the child waiting for ever.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select, update
from sqlalchemy.exc import DBAPIError

from app.accounts.service import load_actor_by_id
from app.core.access import Actor, Scope
from app.core.changes import Change
from app.core.clock import to_ms
from app.core.database import AnyRow
from app.core.database_faults import is_storage_full, is_transient
from app.core.fields import parse_instant
from app.core.free_text import find_in_fields
from app.core.statements import Prepared, many, one_of
from app.sync import folding, records, times
from app.sync.entries import code_of
from app.sync.folding import CREATE, RETRACT, State, Step, Verdict
from app.sync.models import Operation
from app.sync.parents import find_parents, place
from app.sync.registry import Folded, Kind, Registry

logger = logging.getLogger("ljuspunkt")
_operation = Operation.__table__
_ROWS = select(*records.OPERATION_FIELDS, _operation.c.waits_for, _operation.c.errors).where(
    one_of(_operation.c.op_id, "ids")
)
#: The bounds say nothing that the ids don't, but keep PostgreSQL to the index where it has no statistics yet: of fifty
#: ids it expects a fifth of the log, and reads all of it.
_WAITING = Prepared(
    select(_operation.c.op_id).where(
        one_of(_operation.c.waits_for, "record_ids"),
        _operation.c.waits_for.between(bindparam("first"), bindparam("last")),
    )
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation that waited; with `waits_for` it goes on waiting."""

    status: str = "applied"
    code: str | None = None
    errors: dict[str, list[str]] | None = None
    waits_for: str | None = None
    version: int | None = None
    change: Change | None = None
    reaches_colleagues: bool | None = None


def _refused(code: str, errors: dict[str, list[str]]) -> Outcome:
    return Outcome("quarantined", code, errors)


@dataclass(slots=True)
class Release:
    """One go through what waits. `one_by_one`: each in a savepoint, so that one the database refuses stops no other."""

    connection: Connection
    registry: Registry
    one_by_one: bool = False
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    _authors: dict[str, Actor] = field(default_factory=dict)
    #: what records have become on the way, and what they are where nothing folds: folding each anew from the log took
    #: the square of what waited for it
    _states: dict[tuple[str, str], tuple[State | None, AnyRow | None]] = field(default_factory=dict)

    def run(self, changed: Collection[str], fresh: Collection[str]) -> dict[str, Outcome]:
        """op_id -> what became of it, of all that could go on; `changed` are record ids, `fresh` ids of operations.

        Call it while the change counter's lock is held.
        """
        waiting = {*fresh, *self._waiting_for(changed)}
        while waiting:
            ids = many(self.connection.dialect.name, waiting)
            rows = self.connection.execute(_ROWS, {"ids": ids}).all()
            came: set[str] = set()
            for row in sorted(rows, key=_turn):
                outcome = self._try(row)
                if outcome is not None:
                    self.outcomes[row.op_id] = outcome
                    if outcome.change is not None:
                        came.add(row.record_id)
            waiting = self._waiting_for(came)
        return self.outcomes

    def _waiting_for(self, record_ids: Collection[str]) -> set[str]:
        if not record_ids:
            return set()
        rows = _WAITING(
            self.connection,
            record_ids=set(record_ids),
            first=min(record_ids),
            last=max(record_ids),
        )
        return {str(op_id) for (op_id,) in rows}

    def _try(self, row: AnyRow) -> Outcome | None:
        try:
            if not self.one_by_one:
                return self._go_on(row)
            with self.connection.begin_nested():
                return self._go_on(row)
        except (DBAPIError, ValueError, OverflowError, LookupError, RecursionError) as error:
            passing = is_transient(error) or is_storage_full(error)
            if passing or (isinstance(error, DBAPIError) and not self.one_by_one):
                raise
            logger.exception("operation refused while it folded")
            self._states.clear()  # its savepoint took back what it had made of them
            return self._settle(row, _refused("storage_refused", {}))

    def _go_on(self, row: AnyRow) -> Outcome | None:
        kind = self.registry.kinds[row.kind]
        outcome = self._create(kind, row) if row.type == CREATE else self._change(kind, row)
        return None if outcome is None else self._settle(row, outcome)

    def _settle(self, row: AnyRow, outcome: Outcome) -> Outcome:
        values: dict[str, Any] = {
            "status": outcome.status,
            "code": outcome.code,
            "errors": json.dumps(outcome.errors) if outcome.errors else None,
            "waits_for": outcome.waits_for,
            "version": outcome.version,
        }
        if outcome.change is not None:
            values["area_id"] = outcome.change.area_id
        if outcome.reaches_colleagues is not None:
            values["reaches_colleagues"] = outcome.reaches_colleagues
        self.connection.execute(
            update(_operation).where(_operation.c.op_id == row.op_id).values(**values)
        )
        return outcome

    def _author(self, row: AnyRow) -> Actor:
        if row.author_id not in self._authors:
            self._authors[row.author_id] = load_actor_by_id(self.connection, row.author_id)
        return self._authors[row.author_id]

    def _create(self, kind: Kind, row: AnyRow) -> Outcome | None:
        body = json.loads(row.body)
        struct, errors = records.to_struct(kind, body["payload"])
        if struct is None:
            return _refused("invalid_payload", errors)
        author = self._author(row)
        looked_up = kind.look_up(self.connection, author, [struct])[0][1] if kind.look_up else None
        parents = find_parents(self.connection, self.registry, kind, author, [struct])
        allowed = author.areas(kind.record_action)
        area_id, waits_for = place(kind, struct, allowed, parents, looked_up)
        if area_id is None:
            return _refused("not_permitted", {"area_id": ["Not one of yours."]})
        if waits_for is not None:
            return None if waits_for == row.waits_for else _still(row, waits_for)
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
        tails = kind.to_rows([Folded(struct, times.correction_ms(row.skew_ms))])
        if not records.insert_records(self.connection, kind, [head], tails):
            return _refused("record_exists", {"record_id": ["Has a record already."]})
        self._states.pop(
            (kind.name, row.record_id), None
        )  # it may have been asked for before it was there
        change = Change(
            kind.name, row.record_id, 1, area_id, row.organisation_id, row.author_id, row.op_id
        )
        return _applied(row, 1, change)

    def _change(self, kind: Kind, row: AnyRow) -> Outcome | None:
        state, create = self._state(kind, row)
        author = self._author(row)
        scope = author.scope(kind.record_action, create.area_id) if create else None
        step = records.step_of(row, reaches_colleagues=scope not in {None, Scope.OWN})
        verdict = folding.judge(state, step)
        if verdict is Verdict.HELD or state is None or create is None:
            return None
        if (
            scope is None
        ):  # as a create: who has no role in the area any more changes nothing that was recorded in it
            return _refused("not_permitted", {"record_id": ["Is in no area of yours."]})
        if verdict is Verdict.NOT_PERMITTED:
            return _refused("not_permitted", {"record_id": ["Is a colleague's."]})
        return self._fold(kind, row, step, verdict, state, create)

    def _state(self, kind: Kind, row: AnyRow) -> tuple[State | None, AnyRow | None]:
        key = (kind.name, row.record_id)
        if key not in self._states:
            self._states[key] = self._load(kind, row)
        return self._states[key]

    def _load(self, kind: Kind, row: AnyRow) -> tuple[State | None, AnyRow | None]:
        mine = [
            op_id
            for op_id, outcome in self.outcomes.items()
            if outcome.change is not None and outcome.change.record_id == row.record_id
        ]
        return records.load_state(self.connection, kind, row.record_id, mine)

    def _fold(
        self, kind: Kind, row: AnyRow, step: Step, verdict: Verdict, state: State, create: AnyRow
    ) -> Outcome | None:
        is_conflict = verdict is Verdict.CONFLICT
        after = folding.flag(state) if is_conflict else folding.apply(state, step)
        struct, errors = records.to_struct(kind, after.fields)
        if struct is None:
            return _refused("invalid_payload", errors)
        if not is_conflict:
            stopped = self._check_references(kind, row, step, struct)
            if stopped is not None:
                return None if stopped.waits_for == row.waits_for else stopped
        head, payload = records.folded_row(kind, row.record_id, after, create)
        records.replace_record(self.connection, kind, head, payload)
        change = Change(
            kind.name,
            row.record_id,
            after.version,
            create.area_id,
            create.organisation_id,
            create.author_id,
            row.op_id,
        )
        self._states[kind.name, row.record_id] = (after, create)
        touched = step.type == RETRACT or not step.fields.keys().isdisjoint(kind.free_texts)
        if kind.free_texts and touched and not is_conflict:
            self._settle_texts(kind, row, after)
        if not is_conflict:
            return _applied(row, after.version, change, step.reaches_colleagues)
        code = "record_withdrawn" if state.withdrawn else "stale_version"
        errors = json.loads(row.errors or "null")
        return Outcome(
            "conflict", code, errors, None, after.version, change, step.reaches_colleagues
        )

    def _settle_texts(self, kind: Kind, row: AnyRow, after: State) -> None:
        """What was said of the record's texts needs nobody any more where nothing in them points out a person now."""
        texts = {name: after.fields.get(name) for name in kind.free_texts}
        if not after.withdrawn and find_in_fields(texts):
            return
        self.connection.execute(
            update(_operation)
            .where(
                _operation.c.record_id == row.record_id,
                _operation.c.kind == kind.name,
                _operation.c.organisation_id == row.organisation_id,
                _operation.c.code == literal_column("'personal_data'"),
                _operation.c.reviewed_at.is_(None),
            )
            .values(reviewed_at=row.received_at)
        )

    def _check_references(self, kind: Kind, row: AnyRow, step: Step, struct: Any) -> Outcome | None:
        """What stops an amend that names another place, category or parent: none is there, or not yet."""
        author = self._author(row)
        if kind.look_up is not None and kind.looked_up & step.fields.keys():
            problem, _ = kind.look_up(self.connection, author, [struct])[0]
            if problem is not None:
                return _refused(*problem)
        if kind.parents.keys() & step.fields.keys():
            parents = find_parents(self.connection, self.registry, kind, author, [struct])
            for name in kind.parents.keys() & step.fields.keys():
                parent_id = getattr(struct, name)
                if parent_id is not None and parent_id not in parents:
                    return _still(row, parent_id)
        return None


def _applied(
    row: AnyRow, version: int, change: Change, reaches_colleagues: bool | None = None
) -> Outcome:
    """Folded. What was said of its fields when it came still stands."""
    errors = json.loads(row.errors) if row.errors else None
    return Outcome("applied", code_of(errors), errors, None, version, change, reaches_colleagues)


def _still(row: AnyRow, waits_for: str) -> Outcome:
    """Goes on waiting, for something else."""
    return Outcome("applied", "held", json.loads(row.errors or "null"), waits_for)


def _turn(row: AnyRow) -> tuple[int, int, int, str]:
    """By the version it was made on, then as it came, then as its phone numbered it."""
    return (row.base_version or 0, to_ms(row.received_at), row.device_seq or 0, row.op_id)
