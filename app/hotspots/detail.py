"""A place or a row of the grid down to its rows: what was seen and when somebody was there, never by whom.

Reading it is audited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, null, select

from app.core import audit
from app.core.access import Actor, visible
from app.core.clock import from_ms
from app.core.errors import NotFound
from app.core.ids import is_uuid
from app.hotspots import queries, service
from app.hotspots.answers import HotspotList, HotspotQuery
from app.hotspots.codes import LeftOut
from app.hotspots.results import PlaceResult
from app.hotspots.siting import Spot
from app.hotspots.squares import Square
from app.hotspots.tracing import Counted, Trace, TracedObservation, TracedStay, Week, trace_units
from app.observations.models import Observation

_AT_ONCE = 500
_observation = Observation.__table__


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """What a patrol saw. The note is there for those whose policy reaches the record, else None."""

    id: str
    occurred_at: datetime
    category: str
    severity: int | None
    people_band: str | None
    note: str | None
    status: Counted | LeftOut


@dataclass(frozen=True, slots=True)
class StayRow:
    """A visit as it was counted; `checkins` of one patrol are one visit."""

    started_at: datetime
    ended_at: datetime
    calm: bool
    checkins: int


@dataclass(frozen=True)
class PlaceDetail:
    """A row of the list in the period: its figures in the whole, and what they are made of, in the order of time."""

    hotspots: HotspotList
    place: PlaceResult
    spot: Spot
    observations: tuple[ObservationRow, ...]
    stays: tuple[StayRow, ...]
    weeks: tuple[Week, ...]
    reported: Mapping[str, int]  # reports from others by category, most frequent first
    reported_week: tuple[float, ...]  # the same by slot of the week


def place_detail(
    connection: Connection, actor: Actor, place_id: str, query: HotspotQuery, now: datetime
) -> PlaceDetail:
    """The place with its rows; the reading is audited, so the transaction must be a writer's.

    The area is the place's, whatever the query says. Raises NotFound for a place where the actor has no list of their
    own, `reversed_period`, InvalidInput.
    """
    area_id = queries.find_area_of_place(connection, place_id) if is_uuid(place_id) else None
    if area_id is None or not actor.can(service.READ, area_id):
        raise NotFound
    asked = replace(query, area_id=area_id, by="place", square_m=None)
    loaded = service.load_own(connection, actor, asked, now, also=place_id)
    hotspots = loaded.rank()
    place = next(each for each in hotspots.result.places if each.place_id == place_id)
    trace = trace_units(loaded.inputs, loaded.parameters, [place.place])
    return _detail(connection, actor, hotspots, place, trace, now)


def square_detail(
    connection: Connection, actor: Actor, square: Square, query: HotspotQuery, now: datetime
) -> PlaceDetail:
    """The square, or the hotspot that it is part of, with its rows; the reading is audited as that of a place.

    The area is the query's. Raises NotFound for a square that is not in it, `too_many_rows`, and as `place_detail`.
    """
    asked = replace(query, by="grid", square_m=square.size_m)
    loaded = service.load_own(connection, actor, asked, now, also=square.id)
    if loaded.also is None:
        raise NotFound
    hotspots = loaded.rank()
    place = hotspots.row_of(square.id)
    if place is None or place.square is None:
        raise NotFound
    trace = trace_units(loaded.inputs, loaded.parameters, place.square.units)
    return _detail(connection, actor, hotspots, place, trace, now)


def _detail(
    connection: Connection,
    actor: Actor,
    hotspots: HotspotList,
    place: PlaceResult,
    trace: Trace,
    now: datetime,
) -> PlaceDetail:
    observations = _read(connection, actor, hotspots.area.id, trace.observations)
    audit.record(
        connection,
        at=now,
        event="hotspot.read_rows",
        actor=actor,
        details={
            ("place_id" if place.square is None else "square_id"): place.place_id,
            "area_id": hotspots.area.id,
            "from": str(hotspots.period.from_on),
            "to": str(hotspots.period.to_on),
            "observations": len(observations),
            "with_note": [row.id for row in observations if row.note is not None],
        },
    )
    return PlaceDetail(
        hotspots,
        place,
        hotspots.spots[place.place_id],
        observations,
        tuple(map(_stay, trace.stays)),
        trace.weeks,
        trace.reported,
        trace.reported_week,
    )


def _stay(stay: TracedStay) -> StayRow:
    return StayRow(from_ms(stay.start_ms), from_ms(stay.end_ms), stay.calm, stay.checkins)


def _read(
    connection: Connection, actor: Actor, area_id: str, traced: Sequence[TracedObservation]
) -> tuple[ObservationRow, ...]:
    """The rows in the order of time, without withdrawn ones: what was taken back is not shown again."""
    status = {
        each.observation_id: each.status for each in traced if each.status is not LeftOut.WITHDRAWN
    }
    columns, reach = _observation.c, queries.own_reach(actor, area_id)
    # Who may count a record may not therefore read it: an officer reads what they wrote themselves.
    note = case((visible(actor, "observation.read", columns), columns.note), else_=null())
    query = select(
        columns.record_id,
        columns.occurred_at,
        columns.category,
        columns.severity,
        columns.people_band,
        note.label("note"),
    )
    found: list[Any] = []
    ids = list(status)
    for start in range(0, len(ids), _AT_ONCE):
        part = columns.record_id.in_(ids[start : start + _AT_ONCE])
        found += connection.execute(query.where(reach(columns), part))
    rows = [_view(row, status[row.record_id]) for row in found]
    return tuple(sorted(rows, key=lambda row: (row.occurred_at, row.id)))


def _view(row: Any, status: Counted | LeftOut) -> ObservationRow:
    return ObservationRow(
        id=row.record_id,
        occurred_at=row.occurred_at,
        category=row.category,
        severity=row.severity,
        people_band=row.people_band,
        note=row.note,
        status=status,
    )
