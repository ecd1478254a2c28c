"""What the phone gets of areas, places and categories (docs/api.md, Pull): id -> data, as far as the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.accounts.models import Area
from app.basemap.service import describe
from app.core.access import Actor, visible
from app.places.areas import read_ring
from app.places.categories import view_category
from app.places.models import Category, Place
from app.places.service import PlaceView, view_place

_area, _place, _category = Area.__table__, Place.__table__, Category.__table__
Loaded = dict[str, dict[str, Any]]


def load_areas(connection: Connection, actor: Actor, ids: Sequence[str]) -> Loaded:
    """Areas in which the actor may read places, with what is to be known of their basemap."""
    basemaps = describe(connection, ids)
    rows = connection.execute(
        select(_area).where(_area.c.id.in_(ids), _area.c.id.in_(actor.areas("place.read")))
    )
    return {
        row.id: {
            "code": row.code,
            "name": row.name,
            "timezone": row.timezone,
            "outline": read_ring(row.outline),
            "centre": [row.centre_lon, row.centre_lat],
            "zoom": row.zoom,
            "basemap": basemaps.get(row.id),
        }
        for row in rows
    }


def load_places(connection: Connection, actor: Actor, ids: Sequence[str]) -> Loaded:
    """Places, retired ones marked so."""
    rows = connection.execute(
        select(_place).where(_place.c.id.in_(ids), visible(actor, "place.read", _place.c))
    ).mappings()
    return {view.id: _place_data(view) for view in map(view_place, rows)}


def _place_data(view: PlaceView) -> dict[str, Any]:
    fields = view.fields
    return {
        "area_id": view.area_id,
        "code": view.code,
        "name": fields.name,
        "kind": fields.kind,
        "lon": fields.lon,
        "lat": fields.lat,
        "radius_m": fields.radius_m,
        "outline": fields.outline,
        "accuracy_m": fields.accuracy_m,
        "approximate": view.is_approximate,
        "visits_per_week": fields.visits_per_week,
        "minutes_per_week": fields.minutes_per_week,
        "retired": fields.retired,
    }


def load_categories(connection: Connection, actor: Actor, ids: Sequence[str]) -> Loaded:
    """Categories, retired ones marked so."""
    rows = connection.execute(
        select(_category).where(
            _category.c.id.in_(ids), visible(actor, "category.read", _category.c)
        )
    ).mappings()
    return {
        view.id: {
            "area_id": view.area_id,
            "code": view.code,
            "group": view.fields.group,
            "name": {"sv": view.fields.name_sv, "en": view.fields.name_en},
            "description": {"sv": view.fields.description_sv, "en": view.fields.description_en},
            "severity": view.fields.severity,
            "order": view.fields.order,
            "is_disorder": view.fields.is_disorder,
            "retired": view.fields.retired,
        }
        for view in map(view_category, rows)
    }
