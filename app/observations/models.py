"""Tables of what patrols saw (a fold of operations) and of what others reported (imports)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcMillis, UuidText
from app.sync.models import RecordColumns


class Observation(RecordColumns, Model):
    """Disorder that a patrol saw. `ix`, `iy`: its SWEREF 99 TM square of 100 m."""

    __tablename__ = "observation"
    category: Mapped[str] = mapped_column(Text)
    lon: Mapped[float]
    lat: Mapped[float]
    accuracy_m: Mapped[float]
    position_source: Mapped[str] = mapped_column(Text)
    place_id: Mapped[str | None] = mapped_column(UuidText)
    severity: Mapped[int | None]
    people_band: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    patrol_id: Mapped[str | None] = mapped_column(UuidText)
    visit_id: Mapped[str | None] = mapped_column(UuidText)
    ix: Mapped[int | None] = mapped_column(BigInteger)
    iy: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (Index(None, "area_id", "occurred_at"),)


class Report(Model):
    """What somebody else reported, as a row of an import: counted beside patrols, never in the rate."""

    __tablename__ = "report"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    area_id: Mapped[str] = mapped_column(UuidText)
    organisation_id: Mapped[str] = mapped_column(UuidText)
    author_id: Mapped[str | None] = mapped_column(UuidText)
    sharing: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    external_id: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    #: the span in which it happened; both the same where the time is known
    occurred_from: Mapped[datetime] = mapped_column(UtcMillis)
    occurred_to: Mapped[datetime] = mapped_column(UtcMillis)
    lon: Mapped[float]
    lat: Mapped[float]
    ix: Mapped[int | None] = mapped_column(BigInteger)
    iy: Mapped[int | None] = mapped_column(BigInteger)
    imported_at: Mapped[datetime] = mapped_column(UtcMillis)
    __table_args__ = (
        UniqueConstraint("area_id", "organisation_id", "source", "external_id"),
        Index(None, "area_id", "occurred_from"),
    )
