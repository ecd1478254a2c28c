"""What was handed on to the operative group, and where it stands: for the area's supervisors and coordinators.

Other organisations get the place, the listed reasons, who handed it on and when, and the computed verdict where it
could be published. Figures and words stay with the organisation that wrote them (ADR 0012).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from app.accounts.models import Organisation
from app.core import audit
from app.core.access import Actor, Sharing, visible
from app.core.errors import AppError, InvalidInput, NotFound
from app.core.free_text import KEPT_BECAUSE, find_personal
from app.core.ids import is_uuid, uuid7
from app.core.lists import swedish_key
from app.hotspots.codes import Verdict
from app.hotspots.reviews.codes import STEPS, Judgement, Outcome, Reason, State, Step
from app.hotspots.reviews.models import HandoverStep
from app.hotspots.reviews.queries import MOST_READ, add_row, read_reasons, review_table
from app.hotspots.reviews.service import MAX_NOTE
from app.hotspots.reviews.squares import shared_unit
from app.places.models import Place

READ, EDIT = "handover.read", "handover.edit"
_step, _place, _organisation = HandoverStep.__table__, Place.__table__, Organisation.__table__
ACTIVE = frozenset({State.OPEN, State.TAKEN_UP})


class SteppedMeanwhile(AppError):
    """Somebody did something with it since the page was opened; `state` is where it stands."""

    code = "conflict"

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(details={"state": state.value})


@dataclass(frozen=True, slots=True)
class StepView:
    """One thing that was done with it. The note is there for the organisation that wrote it, else None."""

    step: Step
    outcome: Outcome | None
    note: str | None
    by: str  # the organisation's name
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Something that was handed on. What is None is not for this reader."""

    id: str
    area_id: str
    unit_id: str
    name: str
    by: str
    is_own: bool
    reasons: tuple[Reason, ...]
    verdict: Verdict | None
    note: str | None
    handed_on_at: datetime
    state: State
    state_at: datetime
    state_by: str
    outcome: Outcome | None
    steps: tuple[StepView, ...]  # the oldest first

    @property
    def number(self) -> int:
        """How many steps there are: what a form has seen."""
        return len(self.steps)

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


SORTS: Mapping[str, Callable[[Handover], Any]] = {
    "handed_on": lambda each: (each.handed_on_at, each.id),
    "name": lambda each: (swedish_key(each.name), each.handed_on_at, each.id),
    "by": lambda each: (swedish_key(each.by), each.handed_on_at, each.id),
    "state": lambda each: (each.state_at, each.id),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenStep:
    """What a person does with it; `seen` is how many steps they had before them."""

    step: Step
    seen: int
    outcome: str | None = None
    note: str | None = None
    text_kept_because: str | None = None


def list_handovers(
    connection: Connection, actor: Actor, area_id: str, today: date
) -> list[Handover]:
    """What was handed on in the area, the newest first."""
    return _load(connection, actor, today, review_table.c.area_id == area_id)


def find_handover(connection: Connection, actor: Actor, handover_id: str, today: date) -> Handover:
    """One of them; raises NotFound."""
    found = (
        _load(connection, actor, today, review_table.c.id == handover_id)
        if is_uuid(handover_id)
        else []
    )
    if not found:
        raise NotFound
    return found[0]


def read_handover(
    connection: Connection, actor: Actor, handover_id: str, now: datetime, today: date
) -> Handover:
    """One of them with what the organisation's own people wrote; the reading is audited."""
    found = find_handover(connection, actor, handover_id, today)
    details = {"handover_id": found.id, "area_id": found.area_id, "is_own": found.is_own}
    audit.record(connection, at=now, event="handover.read", actor=actor, details=details)
    return found


def take_step(
    connection: Connection, actor: Actor, handover: Handover, given: GivenStep, now: datetime
) -> State:
    """The step is taken and audited; answers where it stands. Raises InvalidInput, SteppedMeanwhile."""
    if not actor.can(EDIT, handover.area_id):
        raise NotFound
    problems = problems_with_step(given)
    if problems:
        raise InvalidInput(problems)
    allowed, state = STEPS[given.step]
    if handover.number != given.seen or handover.state not in allowed:
        raise SteppedMeanwhile(handover.state)
    row = {
        "id": uuid7(),
        "review_id": handover.id,
        "organisation_id": actor.organisation_id,
        "author_id": actor.user_id,
        "number": given.seen + 1,
        "step": given.step.value,
        "outcome": given.outcome,
        "note": (given.note or "").strip() or None,
        "text_kept_because": given.text_kept_because,
        "stepped_at": now,
    }
    if not add_row(connection, _step, row):
        raise SteppedMeanwhile(_state_now(connection, handover))
    audit.record(
        connection,
        at=now,
        event=f"handover.{given.step.value}",
        actor=actor,
        details={"handover_id": handover.id, "outcome": given.outcome},
    )
    return state


def problems_with_step(given: GivenStep) -> dict[str, list[str]]:
    """What can't be taken, field by field, as keys of texts."""
    problems: dict[str, list[str]] = {}
    if given.step is Step.CLOSED and given.outcome not in {each.value for each in Outcome}:
        problems["outcome"] = ["choose_one"]
    note = (given.note or "").strip()
    if len(note) > MAX_NOTE or "\x00" in note:
        problems["note"] = ["text_length"]
    elif find_personal(note) and given.text_kept_because not in KEPT_BECAUSE:
        problems["note"] = ["personal_data"]
    return problems


def _state_now(connection: Connection, handover: Handover) -> State:
    columns = _step.c
    newest = (
        select(columns.step)
        .where(columns.review_id == handover.id)
        .order_by(columns.number.desc())
        .limit(1)
    )
    step = connection.execute(newest).scalar()
    return handover.state if step is None else STEPS[Step(step)][1]


def _reach(actor: Actor) -> ColumnElement[bool]:
    columns = review_table.c
    own = columns.organisation_id == actor.organisation_id
    is_shared = or_(own, columns.sharing == Sharing.PARTNERS.value)
    handed_on = columns.judgement == Judgement.HANDED_ON.value
    return visible(actor, READ, columns) & is_shared & handed_on


def _load(
    connection: Connection, actor: Actor, today: date, condition: ColumnElement[bool]
) -> list[Handover]:
    columns = review_table.c
    query = select(review_table).where(_reach(actor), condition)
    newest_first = query.order_by(columns.reviewed_at.desc(), columns.id)
    rows = connection.execute(newest_first.limit(MOST_READ)).all()
    ids = [row.id for row in rows]
    undone = select(columns.undoes, columns.reviewed_at).where(columns.undoes.in_(ids))
    taken_back = {row.undoes: row.reviewed_at for row in connection.execute(undone)}
    steps = _steps(connection, actor, ids)
    names = _names(connection, [row.unit_id for row in rows])
    return [_view(actor, row, today, steps[row.id], names, taken_back.get(row.id)) for row in rows]


def _steps(
    connection: Connection, actor: Actor, ids: Sequence[str]
) -> defaultdict[str, list[StepView]]:
    found: defaultdict[str, list[StepView]] = defaultdict(list)
    query = (
        select(_step, _organisation.c.name.label("by"))
        .join(_organisation, _organisation.c.id == _step.c.organisation_id)
        .where(_step.c.review_id.in_(ids))
        .order_by(_step.c.number)
    )
    for row in connection.execute(query):
        is_own = row.organisation_id == actor.organisation_id
        outcome = None if row.outcome is None else Outcome(row.outcome)
        note = row.note if is_own else None
        view = StepView(Step(row.step), outcome, note, row.by, row.stepped_at)
        found[row.review_id].append(view)
    return found


def _names(connection: Connection, unit_ids: Sequence[str]) -> dict[str, str]:
    """What places and organisations are called now, by their ids."""
    places = [unit_id for unit_id in set(unit_ids) if is_uuid(unit_id)]
    named = connection.execute(select(_place.c.id, _place.c.name).where(_place.c.id.in_(places)))
    organisations = connection.execute(select(_organisation.c.id, _organisation.c.name))
    return {row.id: row.name for row in (*named, *organisations)}


def _view(
    actor: Actor,
    row: Any,
    today: date,
    steps: Sequence[StepView],
    names: Mapping[str, str],
    taken_back_at: datetime | None,
) -> Handover:
    is_own = row.organisation_id == actor.organisation_id
    by = names[row.organisation_id]
    if is_own:
        unit_id, name = row.unit_id, names.get(row.unit_id, row.unit_name)
    else:
        unit_id, name = shared_unit(row.unit_id, names.get(row.unit_id), row.shared_name)
    newest = steps[-1] if steps else None
    state, state_at, state_by = State.OPEN, row.reviewed_at, by
    if newest is not None:
        state, state_at, state_by = STEPS[newest.step][1], newest.at, newest.by
    if taken_back_at is not None:
        state, state_at, state_by = State.TAKEN_BACK, taken_back_at, by
    return Handover(
        id=row.id,
        area_id=row.area_id,
        unit_id=unit_id,
        name=name,
        by=by,
        is_own=is_own,
        reasons=read_reasons(row.reasons),
        verdict=_verdict(row, is_own, today),
        note=row.note if is_own else None,
        handed_on_at=row.reviewed_at,
        state=state,
        state_at=state_at,
        state_by=state_by,
        outcome=newest.outcome if newest is not None and state is State.CLOSED else None,
        steps=tuple(steps),
    )


def _verdict(row: Any, is_own: bool, today: date) -> Verdict | None:
    """The computed verdict of then: to others only where, and from when, it could be published."""
    if not is_own:
        day = row.shareable_from_on
        if day is None or date.fromisoformat(day) > today:
            return None
    return Verdict(row.computed_verdict)
