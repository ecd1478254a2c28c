"""How observations are folded out of operations and shown to phones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping

from app.core.access import Actor
from app.core.geometry import cells
from app.observations.models import Observation
from app.observations.schemas import ObservationSchema
from app.places.references import look_up_places_and_categories
from app.sync.registry import Folded, Kind

_FIELDS = (
    "category",
    "lon",
    "lat",
    "accuracy_m",
    "position_source",
    "place_id",
    "severity",
    "people_band",
    "note",
    "patrol_id",
    "visit_id",
)


def _rows(folded: Sequence[Folded]) -> list[tuple[Any, ...]]:
    squares = cells([f.payload.lon for f in folded], [f.payload.lat for f in folded])
    return [
        (
            p.category,
            p.lon,
            p.lat,
            p.accuracy_m,
            p.position_source,
            p.place_id,
            p.severity,
            p.people_band,
            p.note,
            p.patrol_id,
            p.visit_id,
            *square,
        )
        for p, square in zip((f.payload for f in folded), squares, strict=True)
    ]


def _wire(row: RowMapping, _actor: Actor) -> dict[str, Any]:
    return {name: row[name] for name in _FIELDS}


OBSERVATION = Kind(
    name="observation",
    table=Observation.__table__,
    schema=ObservationSchema,
    record_action="observation.record",
    read_action="observation.read",
    columns=(*_FIELDS, "ix", "iy"),
    to_rows=_rows,
    to_wire=_wire,
    parents={"patrol_id": "patrol", "visit_id": "visit"},
    look_up=look_up_places_and_categories,
    looked_up=frozenset({"place_id", "category"}),
    free_texts=("note",),
)
