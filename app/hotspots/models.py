"""The hotspot list as phones keep it: one row for each area and organisation, made again when data has changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcMillis, UuidText


class HotspotSnapshot(Model):
    """What phones pull; `data` is the wire's JSON. It can always be computed again."""

    __tablename__ = "hotspot_snapshot"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int]
    data_version: Mapped[str] = mapped_column(Text)
    data: Mapped[str] = mapped_column(Text)
    computed_at: Mapped[datetime] = mapped_column(UtcMillis)
    __table_args__ = (UniqueConstraint("area_id", "organisation_id"),)


class PublishedWindow(Model):
    """What an organisation was shown of a window by the others; `content` is all of it, and is never made again."""

    __tablename__ = "published_window"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))  # the reader's
    from_on: Mapped[str] = mapped_column(Text)  # local days, both included
    to_on: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcMillis)
    __table_args__ = (UniqueConstraint("area_id", "organisation_id", "to_on"),)
