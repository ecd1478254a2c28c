"""The table of basemaps: which file each area has. The files lie in the instance folder."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcMillis


class Basemap(Model):
    """An area's basemap; two areas may have the same file."""

    __tablename__ = "basemap"
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(Text)
    #: bytes; at most archive.MAX_BYTES
    size: Mapped[int]
    min_zoom: Mapped[int]
    max_zoom: Mapped[int]
    attribution: Mapped[str] = mapped_column(Text)
    #: drawn by hand in rough lines, which the map then says
    sketch: Mapped[bool] = mapped_column(Boolean)
    installed_at: Mapped[datetime] = mapped_column(UtcMillis)
    __table_args__ = (Index(None, "sha256"),)
