"""What others than the actor's organisation publish: made once a window, and kept as it was first shown.

A window that was computed anew at each look would tell of single observations: by what a late push, a withdrawal, a
moved outline or another time zone changes in it. So the first look after its delay makes it, of places and of squares
together, and every later one shows what is kept; whoever has been shown a window is never shown an earlier one.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from app.core import bulk
from app.core.access import Actor
from app.core.clock import to_ms
from app.core.database import is_writing, write_transaction
from app.core.database_faults import is_storage_full
from app.core.errors import AppError, InvalidInput
from app.core.ids import named_id
from app.hotspots import queries
from app.hotspots.answers import HotspotQuery, PublishedHotspots, digest
from app.hotspots.grid_publishing import FINEST_M, publish_squares
from app.hotspots.grid_spots import square_spot
from app.hotspots.inputs import HotspotInputs, Question
from app.hotspots.loading import load_rows, put_on_grid
from app.hotspots.method import DEFAULT_PARAMETERS, rank_places
from app.hotspots.models import PublishedWindow
from app.hotspots.period import Period, local_day
from app.hotspots.publishing import DEFAULT_RULES, PublishedList, publish_places, published_window
from app.hotspots.rows import ReportColumns, Rows, make_inputs
from app.hotspots.siting import Ground, Spot
from app.hotspots.squares import MAX_SQUARES

_window = PublishedWindow.__table__
_COLUMNS = ("id", "area_id", "organisation_id", "from_on", "to_on", "content", "published_at")


class _Shown(NamedTuple):
    """A list with what it draws."""

    published: PublishedList
    spots: list[Spot]


class _Window(NamedTuple):
    """What a window shows, and goes on showing; no squares where the area has more than one answer holds."""

    from_on: date
    to_on: date
    places: _Shown
    squares: _Shown | None


def publish(
    connection: Connection, actor: Actor, area: Ground, query: HotspotQuery, now: datetime
) -> PublishedHotspots:
    """The latest window that has passed its delay, as it was first shown to the actor's organisation.

    Raises InvalidInput for a question of the reader's own, and `too_many_rows`.
    """
    _refuse_filters(query)
    zone, now_ms = ZoneInfo(area.timezone), to_ms(now)
    question = Question(*published_window(now_ms, zone), zone)
    wanted = local_day(question.to_ms - 1, zone)
    window = _find(connection, actor, area.id, wanted)
    if window is None:
        window = _make(connection, actor, area, question, now_ms)
        window = _keep(connection, actor, area.id, window, now_ms)
    shown = window.squares if query.by == "grid" else window.places
    if shown is None:
        raise AppError("too_many_rows", details={"of": "squares", "most": MAX_SQUARES})
    said = [asdict(area), asdict(shown.published), [asdict(spot) for spot in shown.spots]]
    return PublishedHotspots(
        area=area,
        period=Period(window.from_on, window.to_on),
        query=query,
        spots={spot.id: spot for spot in shown.spots},
        data_version=digest(said),
        published=shown.published,
    )


def _find(connection: Connection, actor: Actor, area_id: str, wanted: date) -> _Window | None:
    """The newest window that is kept, if it ends on the wanted day or later: another clock shows no earlier one."""
    columns = _window.c
    newest = connection.scalar(
        select(columns.content)
        .where(columns.area_id == area_id, columns.organisation_id == actor.organisation_id)
        .where(columns.to_on >= wanted.isoformat())
        .order_by(columns.to_on.desc())
        .limit(1)
    )
    return None if newest is None else msgspec.json.decode(newest, type=_Window)


def _keep(
    connection: Connection, actor: Actor, area_id: str, window: _Window, now_ms: int
) -> _Window:
    """What is kept from now on: this window, or that of somebody who was quicker."""
    to_on = window.to_on.isoformat()
    row = (
        named_id("published_window", area_id, actor.organisation_id, to_on),
        area_id,
        actor.organisation_id,
        window.from_on.isoformat(),
        to_on,
        msgspec.json.encode(window).decode(),
        now_ms,
    )
    try:
        if is_writing():
            return _insert(connection, actor, area_id, row, window)
        with write_transaction() as other:
            return _insert(other, actor, area_id, row, window)
    except DBAPIError as error:
        # Reads go on where the disk is full: the next look makes it again.
        if not is_storage_full(error):
            raise
        return window


def _insert(
    connection: Connection,
    actor: Actor,
    area_id: str,
    row: tuple[str | int, ...],
    window: _Window,
) -> _Window:
    bulk.insert_rows(connection, _window, _COLUMNS, [row], returning="id")
    return _find(connection, actor, area_id, window.to_on) or window


def _make(
    connection: Connection, actor: Actor, area: Ground, question: Question, now_ms: int
) -> _Window:
    categories = queries.load_categories(connection, area.id)
    reach = queries.shared_reach(actor, area.id)
    # A place that was moved since must not move the counts: the difference would tell of single observations.
    as_it_was = queries.load_spots_of(connection, area.id, question.to_ms)
    rows = load_rows(connection, reach, question, categories, ReportColumns(), as_it_was)
    inputs, spots = make_inputs(area, rows, question)
    published = publish_places(rank_places(inputs), now_ms)
    zone = question.zone
    return _Window(
        local_day(question.from_ms, zone),
        local_day(question.to_ms - 1, zone),
        _Shown(published, spots),
        _make_squares(area, rows, inputs, published),
    )


def _make_squares(
    area: Ground, rows: Rows, by_place: HotspotInputs, places: PublishedList
) -> _Shown | None:
    """The squares beside the places that are published: neither may uncover what the other hides."""
    try:
        inputs, _ = put_on_grid(area, rows, by_place.question, FINEST_M)
    except AppError:
        return None
    number = {place_id: at for at, place_id in enumerate(by_place.places.place_id)}
    hidden = [number[place.place_id] for place in places.places if place.is_hidden]
    of_row = np.asarray(by_place.observations.place, np.int64)
    published = publish_squares(inputs, of_row, hidden, DEFAULT_PARAMETERS, DEFAULT_RULES)
    spots = [
        square_spot(place.square, place.name, area.epsg)
        for place in published.places
        if place.square is not None
    ]
    return _Shown(published, spots)


def _refuse_filters(query: HotspotQuery) -> None:
    """A period or a filter of the reader's own would give away by subtraction what is hidden (publishing.py)."""
    asked = {
        "from": query.from_on,
        "to": query.to_on,
        "category": query.categories,
        "slot": query.slots,
        "square": query.square_m,
    }
    words = ["What is published has a fixed period and no filters."]
    fields = {name: words for name, value in asked.items() if value is not None}
    if fields:
        raise InvalidInput(fields)
