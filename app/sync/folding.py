"""What a record is, given its operations: pure, the same on arrival and in a rebuild.

A record begins with its `create`. Each `amend` names the version that it was made on; one that is ahead of the record
waits, one that is behind is a conflict: kept, not folded, and the record is flagged. A `retract` always withdraws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

CREATE, AMEND, RETRACT = "create", "amend", "retract"
TYPES = frozenset({CREATE, AMEND, RETRACT})


class Verdict(StrEnum):
    APPLIED = "applied"
    HELD = "held"
    CONFLICT = "conflict"
    EXISTS = "record_exists"
    NOT_PERMITTED = "not_permitted"


@dataclass(frozen=True, slots=True)
class Step:
    """One operation as the fold needs it; `fields` is its payload as JSON values.

    `correction_ms` is what its own request's clock has to be corrected by: two phones may write on one record.
    """

    op_id: str
    type: str
    base_version: int | None
    author_id: str
    organisation_id: str
    reaches_colleagues: bool
    fields: Mapping[str, Any]
    correction_ms: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """A record between two operations; `corrections_ms` says by what the fields that amends set are corrected."""

    fields: Mapping[str, Any]
    version: int
    author_id: str
    organisation_id: str
    withdrawn: bool = False
    needs_review: bool = False
    corrections_ms: Mapping[str, int] = field(default_factory=dict)


def judge(state: State | None, step: Step) -> Verdict:  # noqa: PLR0911 - one rule a line
    """What becomes of this operation on this record; nothing is changed.

    An amend of another organisation's record is held, as one of a record that doesn't exist: the answer tells nothing.
    """
    if step.type == CREATE:
        return Verdict.APPLIED if state is None else Verdict.EXISTS
    if state is None or state.organisation_id != step.organisation_id:
        return Verdict.HELD
    if state.author_id != step.author_id and not step.reaches_colleagues:
        return Verdict.NOT_PERMITTED
    if step.type == RETRACT:
        return Verdict.APPLIED
    if state.withdrawn:
        return Verdict.CONFLICT
    if step.base_version is None or step.base_version == state.version:
        return Verdict.APPLIED
    return Verdict.HELD if step.base_version > state.version else Verdict.CONFLICT


def apply(state: State | None, step: Step) -> State:
    """The record after an operation that was judged `applied`. A null clears an optional field."""
    if state is None:
        return State(dict(step.fields), 1, step.author_id, step.organisation_id)
    if step.type == RETRACT:
        return replace(state, version=state.version + 1, withdrawn=True)
    return replace(
        state,
        fields={**state.fields, **step.fields},
        version=state.version + 1,
        corrections_ms={**state.corrections_ms, **dict.fromkeys(step.fields, step.correction_ms)},
    )


def flag(state: State) -> State:
    """The record after a conflict: what it says is unchanged, and somebody must look."""
    return replace(state, needs_review=True)


def fold(steps: Iterable[Step]) -> State | None:
    """The record that these operations make, in the order in which they folded."""
    state: State | None = None
    for step in steps:
        verdict = judge(state, step)
        if verdict is Verdict.APPLIED:
            state = apply(state, step)
        elif verdict is Verdict.CONFLICT and state is not None:
            state = flag(state)
    return state
