"""How patrols and visits are folded out of operations and shown to phones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping

from app.core.access import Actor
from app.core.clock import to_rfc3339
from app.patrols.models import Patrol, Visit
from app.patrols.schemas import PatrolSchema, VisitSchema
from app.places.references import look_up_places
from app.sync.registry import Folded, Kind
from app.sync.times import shift_hours, span_ms


def _patrol_rows(folded: Sequence[Folded]) -> list[tuple[Any, ...]]:
    return [
        (
            *span_ms(each),
            each.payload.officers,
            each.payload.plan_id,
            _presence_json(each),
        )
        for each in folded
    ]


def _presence_json(folded: Folded) -> str | None:
    """The squares' hours are those of the clock that counted them."""
    if folded.payload.presence is None:
        return None
    rows = shift_hours(folded.payload.presence, folded.correction_of("presence"))
    return msgspec.json.encode(rows).decode()


def _patrol_wire(row: RowMapping, actor: Actor) -> dict[str, Any]:
    # The squares that somebody walked are for sums and for themselves: nobody is followed.
    is_own = row["author_id"] == actor.user_id
    presence = row["presence"] if is_own else None
    return {
        "started_at": to_rfc3339(row["started_at"]),
        "ended_at": None if row["ended_at"] is None else to_rfc3339(row["ended_at"]),
        "officers": row["officers"],
        "plan_id": row["plan_id"],
        "presence": None if presence is None else msgspec.json.decode(presence),
    }


def _visit_rows(folded: Sequence[Folded]) -> list[tuple[Any, ...]]:
    return [
        (
            each.payload.patrol_id,
            each.payload.place_id,
            each.payload.lon,
            each.payload.lat,
            each.payload.accuracy_m,
            *span_ms(each),
            each.payload.method,
            each.payload.calm,
        )
        for each in folded
    ]


def _visit_wire(row: RowMapping, _actor: Actor) -> dict[str, Any]:
    return {
        "patrol_id": row["patrol_id"],
        "place_id": row["place_id"],
        "lon": row["lon"],
        "lat": row["lat"],
        "accuracy_m": row["accuracy_m"],
        "started_at": to_rfc3339(row["started_at"]),
        "ended_at": None if row["ended_at"] is None else to_rfc3339(row["ended_at"]),
        "method": row["method"],
        "calm": row["calm"],
    }


PATROL = Kind(
    name="patrol",
    table=Patrol.__table__,
    schema=PatrolSchema,
    record_action="patrol.record",
    read_action="patrol.read",
    columns=("started_at", "ended_at", "officers", "plan_id", "presence"),
    to_rows=_patrol_rows,
    to_wire=_patrol_wire,
    has_span=True,
)

VISIT = Kind(
    name="visit",
    table=Visit.__table__,
    schema=VisitSchema,
    record_action="visit.record",
    read_action="visit.read",
    columns=(
        "patrol_id",
        "place_id",
        "lon",
        "lat",
        "accuracy_m",
        "started_at",
        "ended_at",
        "method",
        "calm",
    ),
    to_rows=_visit_rows,
    to_wire=_visit_wire,
    parents={"patrol_id": "patrol"},
    has_span=True,
    look_up=look_up_places,
    looked_up=frozenset({"place_id"}),
)
