"""The hotspot list: rows that this actor's organisation may count, ranked by the method; or what others publish.

`list_hotspots` answers a `HotspotList` where the actor has `hotspot.read` in the area, and a `PublishedHotspots` where
they only have `hotspot.read_shared`. `load_hotspots` stops before the ranking: enough to know that nothing changed.
A place down to its rows: `detail.place_detail`.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from app.core.access import Actor
from app.core.clock import to_ms
from app.core.errors import AppError, InvalidInput, NotPermitted
from app.hotspots import queries
from app.hotspots.answers import (
    HotspotList,
    HotspotQuery,
    LoadedHotspots,
    PublishedHotspots,
    digest,
)
from app.hotspots.grid_publishing import FINEST_M, publish_squares
from app.hotspots.grid_rows import make_grid_inputs
from app.hotspots.grid_spots import find_unit, square_spot
from app.hotspots.inputs import HotspotInputs, Question
from app.hotspots.joining import join_patrols
from app.hotspots.method import DEFAULT_PARAMETERS, rank_places
from app.hotspots.period import Period, choose_period, local_day, span_ms
from app.hotspots.publishing import (
    DEFAULT_RULES,
    PublishedList,
    publish_places,
    published_window,
)
from app.hotspots.queries import Reach
from app.hotspots.rows import CategoryColumns, ReportColumns, Rows, fingerprint, make_inputs
from app.hotspots.siting import Ground, Spot
from app.hotspots.squares import MAX_SQUARES, Square, TooManySquares, read_square

READ, READ_SHARED = "hotspot.read", "hotspot.read_shared"

__all__ = [
    "READ",
    "READ_SHARED",
    "HotspotList",
    "HotspotQuery",
    "LoadedHotspots",
    "PublishedHotspots",
    "choose_area",
    "list_hotspots",
    "load_hotspots",
    "load_own",
]


def list_hotspots(
    connection: Connection, actor: Actor, query: HotspotQuery, now: datetime
) -> HotspotList | PublishedHotspots:
    """The places of an area from worst to best, as this actor may see them.

    Raises `unknown_area`, `reversed_period`, InvalidInput.
    """
    found = load_hotspots(connection, actor, query, now)
    return found.rank() if isinstance(found, LoadedHotspots) else found


def load_hotspots(
    connection: Connection, actor: Actor, query: HotspotQuery, now: datetime
) -> LoadedHotspots | PublishedHotspots:
    """What a list is made from; a published list at once, whole. Raises as `list_hotspots`."""
    area = choose_area(connection, actor, query.area_id)
    if not actor.can(READ, area.id):
        return _publish(connection, actor, area, query, now)
    return _load(connection, actor, area, query, now, None)


def load_own(
    connection: Connection,
    actor: Actor,
    query: HotspotQuery,
    now: datetime,
    *,
    also: str | None = None,
) -> LoadedHotspots:
    """What the organisation's own list is made from; the place `also` is in it even when retired and silent.

    Raises NotPermitted where the actor has no list of their own in the area, and as `list_hotspots`.
    """
    area = choose_area(connection, actor, query.area_id)
    if not actor.can(READ, area.id):
        raise NotPermitted(details={"action": READ})
    return _load(connection, actor, area, query, now, also)


def choose_area(connection: Connection, actor: Actor, asked: str | None) -> Ground:
    """The area with this id or code, else the first in which the actor has a list. Raises `unknown_area`."""
    own = actor.areas(READ)
    shared = [area_id for area_id in actor.areas(READ_SHARED) if area_id not in own]
    for area in queries.load_grounds(connection, [*own, *shared]):
        if asked is None or asked in {area.id, area.code}:
            return area
    raise AppError("unknown_area")


def _load(
    connection: Connection,
    actor: Actor,
    area: Ground,
    query: HotspotQuery,
    now: datetime,
    also: str | None,
) -> LoadedHotspots:
    zone = ZoneInfo(area.timezone)
    period = choose_period(query.from_on, query.to_on, local_day(to_ms(now), zone))
    question = Question(*span_ms(period, zone), zone, query.categories, query.slots)
    categories = queries.load_categories(connection, area.id)
    unknown = sorted((query.categories or frozenset()) - set(categories.code))
    if unknown:
        raise InvalidInput({"category": [f"the area has no category {code}" for code in unknown]})
    since_ms = question.history_start_ms(DEFAULT_PARAMETERS)
    reports = queries.load_reports(connection, actor, area.id, since_ms, question.to_ms)
    reach = queries.own_reach(actor, area.id)
    spots = queries.load_spots(connection, area.id, retired=True)
    rows = _load_rows(connection, reach, question, categories, reports, spots)
    square = read_square(also or "")
    if query.by == "grid":
        inputs, spots = _on_grid(area, rows, question, query.square_m, square)
    else:
        inputs, spots = make_inputs(area, rows, question, also)
    return LoadedHotspots(
        area=area,
        period=period,
        query=query,
        spots={spot.id: spot for spot in spots},
        data_version=fingerprint(area, rows, question),
        inputs=inputs,
        also=find_unit(inputs.grid, square) if inputs.grid and square else None,
    )


def _on_grid(
    area: Ground,
    rows: Rows,
    question: Question,
    square_m: int | None,
    also: Square | None = None,
) -> tuple[HotspotInputs, list[Spot]]:
    try:
        return make_grid_inputs(area, rows, question, DEFAULT_PARAMETERS, square_m, also)
    except TooManySquares as error:
        raise AppError("too_many_rows", details={"of": "squares", "most": MAX_SQUARES}) from error


def _load_rows(
    connection: Connection,
    reach: Reach,
    question: Question,
    categories: CategoryColumns,
    reports: ReportColumns,
    spots: list[Spot],
) -> Rows:
    since_ms = question.history_start_ms(DEFAULT_PARAMETERS)
    longest_ms = DEFAULT_PARAMETERS.presence.longest_visit_ms
    rows = Rows(
        spots,
        categories,
        # What began before the history may reach into it.
        queries.load_visits(connection, reach, since_ms - longest_ms, question.to_ms),
        queries.load_observations(connection, reach, since_ms, question.to_ms),
        reports,
        queries.load_patrols(connection, reach, since_ms - longest_ms, question.to_ms),
    )
    return join_patrols(rows, DEFAULT_PARAMETERS.presence)


def _publish(
    connection: Connection, actor: Actor, area: Ground, query: HotspotQuery, now: datetime
) -> PublishedHotspots:
    _refuse_filters(query)
    zone, now_ms = ZoneInfo(area.timezone), to_ms(now)
    question = Question(*published_window(now_ms, zone), zone)
    categories = queries.load_categories(connection, area.id)
    reach = queries.shared_reach(actor, area.id)
    # A place that was moved since must not move the counts: the difference would tell of single observations.
    as_it_was = queries.load_spots_of(connection, area.id, question.to_ms)
    rows = _load_rows(connection, reach, question, categories, ReportColumns(), as_it_was)
    inputs, spots = make_inputs(area, rows, question)
    published = publish_places(rank_places(inputs), now_ms)
    if query.by == "grid":
        published = _publish_grid(area, rows, inputs, published)
        spots = [
            square_spot(place.square, place.name, area.epsg)
            for place in published.places
            if place.square is not None
        ]
    shown = [asdict(area), asdict(published), [asdict(spot) for spot in spots]]
    return PublishedHotspots(
        area=area,
        period=Period(local_day(question.from_ms, zone), local_day(question.to_ms - 1, zone)),
        query=query,
        spots={spot.id: spot for spot in spots},
        data_version=digest(shown),
        published=published,
    )


def _publish_grid(
    area: Ground, rows: Rows, by_place: HotspotInputs, places: PublishedList
) -> PublishedList:
    """The squares beside the places that are published: neither may uncover what the other hides."""
    inputs, _ = _on_grid(area, rows, by_place.question, FINEST_M)
    number = {place_id: at for at, place_id in enumerate(by_place.places.place_id)}
    hidden = [number[place.place_id] for place in places.places if place.is_hidden]
    of_row = np.asarray(by_place.observations.place, np.int64)
    return publish_squares(inputs, of_row, hidden, DEFAULT_PARAMETERS, DEFAULT_RULES)


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
