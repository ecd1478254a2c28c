"""Check-ins of youth workers to activities: heads by sex and age band, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from marshmallow import Schema
from sqlalchemy import Index, RowMapping, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access import Actor
from app.core.clock import to_rfc3339
from app.core.database import Model, UtcMillis, UuidText
from app.core.fields import HeadCounts, Id, Instant, OneOf, StrictInteger, Words
from app.core.free_text import KEPT_BECAUSE
from app.sync.models import RecordColumns
from app.sync.registry import Folded, Kind
from app.sync.times import span_ms

GROUPS = ("girls", "boys", "other")
AGE_BANDS = ("10-12", "13-15", "16-19", "20-25")
MAX_HEADS = 999
MAX_TEXT = 280
MAX_POLICE_MINUTES = 24 * 60


class Checkin(RecordColumns, Model):
    """That an activity was held (or not), with head counts as JSON and the police's minutes there."""

    __tablename__ = "checkin"
    activity_id: Mapped[str] = mapped_column(UuidText)
    started_at: Mapped[datetime] = mapped_column(UtcMillis)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMillis)
    heads: Mapped[str | None] = mapped_column(Text)
    police_minutes: Mapped[int | None]
    mood: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)
    cancelled_reason: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (Index(None, "activity_id"), Index(None, "area_id", "started_at"))


class CheckinSchema(Schema):
    """A check-in to an activity, and what came of it."""

    activity_id = Id(required=True)
    started_at = Instant(required=True)
    ended_at = Instant(allow_none=True)
    heads = HeadCounts(GROUPS, AGE_BANDS, MAX_HEADS, allow_none=True)
    police_minutes = StrictInteger(0, MAX_POLICE_MINUTES, allow_none=True)
    mood = StrictInteger(1, 3, allow_none=True)
    note = Words(MAX_TEXT, allow_none=True)
    cancelled_reason = Words(MAX_TEXT, allow_none=True)
    text_kept_because = OneOf(*KEPT_BECAUSE, allow_none=True)


def _rows(folded: Sequence[Folded]) -> list[tuple[Any, ...]]:
    return [
        (
            each.payload.activity_id,
            *span_ms(each),
            None
            if each.payload.heads is None
            else msgspec.json.encode(each.payload.heads).decode(),
            each.payload.police_minutes,
            each.payload.mood,
            each.payload.note,
            each.payload.cancelled_reason,
        )
        for each in folded
    ]


def _wire(row: RowMapping, _actor: Actor) -> dict[str, Any]:
    return {
        "activity_id": row["activity_id"],
        "started_at": to_rfc3339(row["started_at"]),
        "ended_at": None if row["ended_at"] is None else to_rfc3339(row["ended_at"]),
        "heads": None if row["heads"] is None else msgspec.json.decode(row["heads"]),
        "police_minutes": row["police_minutes"],
        "mood": row["mood"],
        "note": row["note"],
        "cancelled_reason": row["cancelled_reason"],
    }


CHECKIN = Kind(
    name="checkin",
    table=Checkin.__table__,
    schema=CheckinSchema,
    record_action="checkin.record",
    read_action="checkin.read",
    columns=(
        "activity_id",
        "started_at",
        "ended_at",
        "heads",
        "police_minutes",
        "mood",
        "note",
        "cancelled_reason",
    ),
    to_rows=_rows,
    to_wire=_wire,
    parents={"activity_id": "activity"},
    has_span=True,
    free_texts=("note", "cancelled_reason"),
)
