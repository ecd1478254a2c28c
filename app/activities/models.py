"""Table of planned activities. What came of them is in check-ins (checkins.py)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcMillis, UuidText


class Activity(Model):
    """One evening: by which association, where, when, for which ages. A weekly one is a row for each week."""

    __tablename__ = "activity"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    sharing: Mapped[str] = mapped_column(Text)
    #: the same for all weeks that were planned in one go
    series_id: Mapped[str | None] = mapped_column(UuidText)
    title: Mapped[str] = mapped_column(Text)
    organiser: Mapped[str] = mapped_column(Text)
    place_id: Mapped[str | None] = mapped_column(ForeignKey("place.id"))
    location: Mapped[str | None] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(UtcMillis)
    ends_at: Mapped[datetime] = mapped_column(UtcMillis)
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    police_expected: Mapped[bool] = mapped_column(Boolean, default=False)
    cancelled: Mapped[bool] = mapped_column(Boolean, default=False)
    cancelled_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcMillis)
    updated_at: Mapped[datetime] = mapped_column(UtcMillis)
    __table_args__ = (Index(None, "area_id", "starts_at"), Index(None, "series_id"))
