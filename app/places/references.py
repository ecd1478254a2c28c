"""Whether the places and categories that a phone names are there: the looked-up half of its operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.core.access import Actor
from app.core.statements import Prepared, one_of
from app.places.models import Category, Place

_place, _category = Place.__table__, Category.__table__
_PLACES = Prepared(
    select(_place.c.id, _place.c.area_id).where(
        one_of(_place.c.id, "ids"), one_of(_place.c.area_id, "areas")
    )
)
_CATEGORIES = Prepared(
    select(_category.c.area_id, _category.c.code).where(
        one_of(_category.c.area_id, "areas"), one_of(_category.c.code, "codes")
    )
)
Problem = tuple[str, dict[str, list[str]]]


def look_up_places(
    connection: Connection, author: Actor, payloads: Sequence[Any]
) -> list[tuple[Problem | None, str | None]]:
    """For each payload with a `place_id`: what is wrong with it, and the place's area. A retired place is fine."""
    ids = {payload.place_id for payload in payloads} - {None}
    areas: dict[str, str] = {}
    if ids:
        rows = _PLACES(connection, ids=ids, areas=list(author.areas("place.read")))
        areas = {str(place_id): str(area_id) for place_id, area_id in rows}
    unknown: Problem = ("unknown_place", {"place_id": ["Not a place of your areas."]})
    return [
        (None, None)
        if payload.place_id is None
        else (None, areas[payload.place_id])
        if payload.place_id in areas
        else (unknown, None)
        for payload in payloads
    ]


def look_up_categories(
    connection: Connection, author: Actor, codes: Sequence[str], area_ids: Sequence[str | None]
) -> list[Problem | None]:
    """For each code: what is wrong with it in its area (or in any of the author's, where the area isn't known yet).

    A retired category is fine: a phone that was offline may still use it.
    """
    rows = _CATEGORIES(connection, codes=set(codes), areas=list(author.areas("category.read")))
    known = {(str(area_id), code) for area_id, code in rows}
    anywhere = {code for _, code in known}
    unknown: Problem = ("unknown_category", {"category": ["Not a category of the area."]})
    return [
        None if (code in anywhere if area_id is None else (area_id, code) in known) else unknown
        for code, area_id in zip(codes, area_ids, strict=True)
    ]
