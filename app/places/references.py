"""Whether the places and categories that a phone names are there: the looked-up half of its operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Text, cast, literal_column, select, union_all

from app.core.access import Actor
from app.core.statements import Prepared, one_of
from app.places.models import Category, Place

_place, _category = Place.__table__, Category.__table__
#: each (is it a place?, its id or the category's code, its area)
_PLACES = select(literal_column("1"), cast(_place.c.id, Text), _place.c.area_id).where(
    one_of(_place.c.id, "ids"), one_of(_place.c.area_id, "place_areas")
)
_CATEGORIES = select(literal_column("0"), _category.c.code, _category.c.area_id).where(
    one_of(_category.c.area_id, "category_areas"), one_of(_category.c.code, "codes")
)
_FIND_PLACES = Prepared(_PLACES)
#: in one statement: on PostgreSQL a push has journeys enough
_FIND_BOTH = Prepared(union_all(_PLACES, _CATEGORIES))
Problem = tuple[str, dict[str, list[str]]]


def look_up_places(
    connection: Connection, author: Actor, payloads: Sequence[Any]
) -> list[tuple[Problem | None, str | None]]:
    """For each payload with a `place_id`: what is wrong with it, and the place's area. A retired place is fine."""
    ids = {payload.place_id for payload in payloads} - {None}
    if not ids:
        return [(None, None)] * len(payloads)
    rows = _FIND_PLACES(connection, ids=ids, place_areas=list(author.areas("place.read")))
    return _judge_places(payloads, {str(key): str(area_id) for _, key, area_id in rows})


def look_up_places_and_categories(
    connection: Connection, author: Actor, payloads: Sequence[Any]
) -> list[tuple[Problem | None, str | None]]:
    """The same for payloads that have a `category` too, which must be of the place's area.

    Where that isn't known yet, any of the author's will do. A place that isn't there is named before a category that
    isn't. A retired one is fine: a phone that was offline may still use it.
    """
    rows = _FIND_BOTH(
        connection,
        ids={payload.place_id for payload in payloads} - {None},
        place_areas=list(author.areas("place.read")),
        codes={payload.category for payload in payloads},
        category_areas=list(author.areas("category.read")),
    )
    places = {str(key): str(area_id) for is_place, key, area_id in rows if is_place}
    known = {(str(area_id), key) for is_place, key, area_id in rows if not is_place}
    anywhere = {code for _, code in known}
    unknown: Problem = ("unknown_category", {"category": ["Not a category of the area."]})
    judged: list[tuple[Problem | None, str | None]] = []
    for payload, (problem, area_id) in zip(payloads, _judge_places(payloads, places), strict=True):
        code = payload.category
        is_known = code in anywhere if area_id is None else (area_id, code) in known
        judged.append((problem or (None if is_known else unknown), area_id))
    return judged


def _judge_places(
    payloads: Sequence[Any], areas: Mapping[str, str]
) -> list[tuple[Problem | None, str | None]]:
    unknown: Problem = ("unknown_place", {"place_id": ["Not a place of your areas."]})
    return [
        (None, None)
        if payload.place_id is None
        else (None, areas[payload.place_id])
        if payload.place_id in areas
        else (unknown, None)
        for payload in payloads
    ]
