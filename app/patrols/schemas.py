"""The wire shapes of a patrol and a visit (docs/api.md)."""

from __future__ import annotations

from marshmallow import Schema

from app.core.fields import (
    Id,
    Instant,
    IntegerRows,
    OneOf,
    StrictBoolean,
    StrictFloat,
    StrictInteger,
)

MAX_OFFICERS = 20
MAX_CELL = 10_000_000
MAX_HOUR = 10_000_000
MAX_PRESENCE_ROWS = 5_000
MAX_ACCURACY_M = 100_000


class PatrolSchema(Schema):
    """A shift on foot. `presence` rows are [ix, iy, hour, seconds] of 100 m squares (HOTSPOTS.md, Presence)."""

    started_at = Instant(required=True)
    ended_at = Instant(allow_none=True)
    officers = StrictInteger(1, MAX_OFFICERS, required=True)
    plan_id = Id(allow_none=True)
    presence = IntegerRows(
        ((-MAX_CELL, MAX_CELL), (-MAX_CELL, MAX_CELL), (0, MAX_HOUR), (0, 3600)),
        MAX_PRESENCE_ROWS,
        allow_none=True,
    )
    area_id = Id(allow_none=True)


class VisitSchema(Schema):
    """A stay at a place."""

    patrol_id = Id(required=True)
    place_id = Id(allow_none=True)
    lon = StrictFloat(-180, 180, required=True)
    lat = StrictFloat(-90, 90, required=True)
    accuracy_m = StrictFloat(0, MAX_ACCURACY_M, required=True)
    started_at = Instant(required=True)
    ended_at = Instant(allow_none=True)
    method = OneOf("tap", "suggested", "edited", required=True)
    calm = StrictBoolean(allow_none=True)
