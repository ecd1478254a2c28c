"""Tables of fokusplatser and categories, and what each of them was before every change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, UtcMillis, UuidText


class PlaceColumns:
    """What people decide about a place; a version of it has the same."""

    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    lon: Mapped[float] = mapped_column(Float)
    lat: Mapped[float] = mapped_column(Float)
    radius_m: Mapped[int]
    outline: Mapped[str | None] = mapped_column(Text)  # JSON [[lon, lat], …], closed
    accuracy_m: Mapped[int]
    visits_per_week: Mapped[int | None]
    minutes_per_week: Mapped[int | None]
    retired: Mapped[bool] = mapped_column(Boolean, default=False)


class Place(PlaceColumns, Model):
    """A fokusplats: a place that people chose, as a point with a radius or as an outline."""

    __tablename__ = "place"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    sharing: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcMillis)
    updated_at: Mapped[datetime] = mapped_column(UtcMillis)
    __table_args__ = (UniqueConstraint("area_id", "code"),)


class PlaceVersion(PlaceColumns, Model):
    """A place as it stood from `valid_from` until its next version: past figures stay explicable."""

    __tablename__ = "place_version"
    place_id: Mapped[str] = mapped_column(ForeignKey("place.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(UtcMillis)
    changed_by: Mapped[str | None] = mapped_column(UuidText)


class CategoryColumns:
    """What people decide about a category; a version of it has the same."""

    group: Mapped[str] = mapped_column("category_group", Text)
    name_sv: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    description_sv: Mapped[str] = mapped_column(Text)
    description_en: Mapped[str] = mapped_column(Text)
    severity: Mapped[int]
    order: Mapped[int] = mapped_column("sort_order")
    is_disorder: Mapped[bool] = mapped_column(Boolean)
    retired: Mapped[bool] = mapped_column(Boolean, default=False)


class Category(CategoryColumns, Model):
    """What an observation can be of, in an area. Retired, never deleted."""

    __tablename__ = "category"
    id: Mapped[str] = mapped_column(UuidText, primary_key=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    sharing: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcMillis)
    updated_at: Mapped[datetime] = mapped_column(UtcMillis)
    __table_args__ = (UniqueConstraint("area_id", "code"),)


class CategoryVersion(CategoryColumns, Model):
    """A category as it stood from `valid_from` on: a figure of the past keeps the name that it had."""

    __tablename__ = "category_version"
    category_id: Mapped[str] = mapped_column(ForeignKey("category.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(UtcMillis)
    changed_by: Mapped[str | None] = mapped_column(UuidText)
    __table_args__ = (Index(None, "category_id", "valid_from"),)
