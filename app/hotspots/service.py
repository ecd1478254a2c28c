"""The hotspot list: rows that this actor's organisation may count, ranked by the method; or what others publish.

`list_hotspots` answers a `HotspotList` where the actor has `hotspot.read` in the area, and a `PublishedHotspots` where
they only have `hotspot.read_shared`. `load_hotspots` stops before the ranking: enough to know that nothing changed.
A place down to its rows: `detail.place_detail`.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

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
)
from app.hotspots.grid_spots import find_unit
from app.hotspots.inputs import Question
from app.hotspots.loading import load_rows, put_on_grid
from app.hotspots.method import DEFAULT_PARAMETERS
from app.hotspots.period import choose_period, local_day, span_ms
from app.hotspots.published import publish
from app.hotspots.rows import fingerprint, make_inputs
from app.hotspots.siting import Ground
from app.hotspots.squares import read_square

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
        return publish(connection, actor, area, query, now)
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
    rows = load_rows(connection, reach, question, categories, reports, spots)
    square = read_square(also or "")
    if query.by == "grid":
        inputs, spots = put_on_grid(area, rows, question, query.square_m, square)
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
