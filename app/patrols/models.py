"""Tables of patrols and visits: folds of their operations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcMillis, UuidText
from app.sync.models import RecordColumns


class Patrol(RecordColumns, Model):
    """A shift on foot. `presence` is the phone's own sum of seconds by square and hour, as JSON rows."""

    __tablename__ = "patrol"
    started_at: Mapped[datetime] = mapped_column(UtcMillis)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMillis)
    officers: Mapped[int]
    plan_id: Mapped[str | None] = mapped_column(UuidText)
    presence: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (Index(None, "area_id", "started_at"),)


class Visit(RecordColumns, Model):
    """A stay at a place during a patrol. Nothing seen is a result: `calm` says so."""

    __tablename__ = "visit"
    patrol_id: Mapped[str] = mapped_column(UuidText)
    place_id: Mapped[str | None] = mapped_column(UuidText)
    lon: Mapped[float]
    lat: Mapped[float]
    accuracy_m: Mapped[float]
    started_at: Mapped[datetime] = mapped_column(UtcMillis)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMillis)
    method: Mapped[str] = mapped_column(Text)
    calm: Mapped[bool | None] = mapped_column(Boolean)
    __table_args__ = (Index(None, "area_id", "started_at"),)
