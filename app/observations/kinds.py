"""How observations are folded out of operations and shown to phones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping

from app.core.access import Actor
from app.core.geometry import cells
from app.observations.models import Observation
from app.observations.schemas import ObservationSchema
from app.places.references import look_up_categories, look_up_places
from app.sync.registry import Folded, Kind, Problem

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


def _look_up(
    connection: Connection, author: Actor, payloads: Sequence[Any]
) -> list[tuple[Problem | None, str | None]]:
    """A place that isn't there is named before a category that isn't."""
    places = look_up_places(connection, author, payloads)
    categories = look_up_categories(
        connection, author, [p.category for p in payloads], [area for _, area in places]
    )
    return [
        (problem or category, area)
        for (problem, area), category in zip(places, categories, strict=True)
    ]


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
    look_up=_look_up,
    looked_up=frozenset({"place_id", "category"}),
    free_texts=("note",),
)
