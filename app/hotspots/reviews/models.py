"""Tables of what people said of hotspots and what the operative group did with it. Rows are added, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcMillis, UuidText


class HotspotReview(Model):
    """One judgement of a unit (a place's id, or a square's `r100-<ix>-<iy>`), with what was computed when it was made.

    `number` counts an organisation's judgements of the unit from 1: two that were made at once can't both have it. Of
    squares that were judged together it goes on from the highest of any of them.
    """

    __tablename__ = "hotspot_review"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    author_id: Mapped[str] = mapped_column(UuidText)
    #: who else may know of it: partners of what was handed on, nobody of the rest; the note is always `own`
    sharing: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[str] = mapped_column(Text)
    unit_name: Mapped[str] = mapped_column(Text)
    #: of the grid: JSON ["r100-<ix>-<iy>", …], the squares whose figures were judged; null of a place
    squares: Mapped[str | None] = mapped_column(Text)
    #: of a square that was handed on: what others call where it is, no finer than what is published
    shared_name: Mapped[str | None] = mapped_column(Text)
    number: Mapped[int]
    judgement: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text)  # JSON ["code", …]
    note: Mapped[str | None] = mapped_column(Text)
    text_kept_because: Mapped[str | None] = mapped_column(Text)
    undoes: Mapped[str | None] = mapped_column(UuidText)
    from_on: Mapped[str] = mapped_column(Text)
    to_on: Mapped[str] = mapped_column(Text)
    parameters: Mapped[str] = mapped_column(Text)  # JSON, as the wire says them
    data_version: Mapped[str] = mapped_column(Text)
    computed_verdict: Mapped[str] = mapped_column(Text)
    computed_confidence: Mapped[str] = mapped_column(Text)
    observed: Mapped[int]
    days: Mapped[int]
    visits: Mapped[int]
    presence_hours: Mapped[float] = mapped_column(Float)
    #: the day from which others may see the computed verdict; null: never
    shareable_from_on: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime] = mapped_column(UtcMillis)
    __table_args__ = (
        UniqueConstraint("organisation_id", "area_id", "unit_id", "number"),
        Index(None, "area_id", "judgement"),
    )


class HandoverStep(Model):
    """What the operative group did with what was handed on (`review_id`), numbered from 1."""

    __tablename__ = "handover_step"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    review_id: Mapped[str] = mapped_column(ForeignKey("hotspot_review.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    author_id: Mapped[str] = mapped_column(UuidText)
    number: Mapped[int]
    step: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    text_kept_because: Mapped[str | None] = mapped_column(Text)
    stepped_at: Mapped[datetime] = mapped_column(UtcMillis)
    __table_args__ = (UniqueConstraint("review_id", "number"),)
