"""The list as phones keep it (docs/api.md, Pull): one row for each area and organisation, made again as data changes.

A pull asks for it; a burst of pushes makes it again once in half a minute, and what came out the same is not announced.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core import bulk
from app.core.access import Actor, Scope, visible
from app.core.changes import Change, current_epoch, record_changes
from app.core.clock import to_ms, to_rfc3339
from app.core.database import WriterBusy, read_connection, write_transaction
from app.core.database_faults import is_storage_full, is_transient
from app.core.ids import named_id
from app.core.web import current_clock
from app.hotspots.answers import HotspotQuery, LoadedHotspots
from app.hotspots.drawing import busiest_slots
from app.hotspots.models import HotspotSnapshot
from app.hotspots.period import RECENT_DAYS, midnight_ms
from app.hotspots.service import READ, load_own
from app.hotspots.tracing import sum_since
from app.hotspots.wire import instant

KIND = "hotspot"
LEAST_AGE = timedelta(seconds=30)
#: Making it takes at most a tenth of the time, however much there is to count.
AGE_PER_COST = 10
#: Days begin on quarters of an hour in every time zone: within one, only data can move the list.
_QUARTER_MS = 900_000
_snapshot = HotspotSnapshot.__table__
_COLUMNS = ("id", "area_id", "organisation_id", "version", "data_version", "data", "computed_at")


class _Kept(NamedTuple):
    """What is in the table."""

    version: int
    data_version: str
    data: str
    computed_at: datetime


class Snapshots:
    """Keeps the snapshots of one app right; remembers at which change it last looked."""

    def __init__(self) -> None:
        self._looked: dict[tuple[str, str], tuple[str, int, int]] = {}
        self._took_s: dict[tuple[str, str], float] = {}

    def refresh(self, actor: Actor) -> None:
        """The snapshots of this actor's organisation are those of the data now, or at most half a minute old.

        Where the database can't take a write at the moment, the old ones stand: a pull is not refused for that.
        """
        now = current_clock().now()
        for area_id in actor.areas(READ):
            try:
                self._refresh(actor, area_id, now)
            except (DBAPIError, PoolTimeout, WriterBusy) as error:
                if not (is_transient(error) or is_storage_full(error)):
                    raise

    def _refresh(self, actor: Actor, area_id: str, now: datetime) -> None:
        # Somebody whose list ends at what they recorded themselves can't speak for the organisation.
        if actor.scope(READ, area_id) is Scope.OWN:
            return
        key, began_s = (area_id, actor.organisation_id), time.perf_counter()
        least_age = max(LEAST_AGE, timedelta(seconds=AGE_PER_COST * self._took_s.get(key, 0)))
        with read_connection() as connection:
            kept = _find(connection, *key)
            if kept is not None and abs(now - kept.computed_at) < least_age:
                return
            state = (*current_epoch(connection), to_ms(now) // _QUARTER_MS)
            if kept is not None and self._looked.get(key) == state:
                return
            loaded = load_own(connection, actor, HotspotQuery(area_id=area_id), now)
        if kept is None or kept.data_version != loaded.data_version:
            keep_snapshot(loaded, actor.organisation_id, kept, now)
        self._looked[key] = state
        self._took_s[key] = time.perf_counter() - began_s


def recompute(actor: Actor, area_id: str, now: datetime) -> bool:
    """The snapshot is made again, whatever its age; answers whether it changed."""
    with read_connection() as connection:
        kept = _find(connection, area_id, actor.organisation_id)
        loaded = load_own(connection, actor, HotspotQuery(area_id=area_id), now)
    return keep_snapshot(loaded, actor.organisation_id, kept, now)


def keep_snapshot(
    loaded: LoadedHotspots, organisation_id: str, kept: _Kept | None, now: datetime
) -> bool:
    """The table has the list of these data; answers whether phones are told.

    `kept` is what the table had before the data were read: where somebody was quicker, theirs stands.
    """
    data, area_id = describe_snapshot(loaded), loaded.area.id
    snapshot_id = named_id(KIND, area_id, organisation_id)
    with write_transaction() as connection:
        found = _find(connection, area_id, organisation_id, lock=True)
        if (found is None) != (kept is None) or (
            found is not None and kept is not None and found.computed_at != kept.computed_at
        ):
            return False
        version = 1 if found is None else found.version + (found.data != data)
        values = (
            snapshot_id,
            area_id,
            organisation_id,
            version,
            loaded.data_version,
            data,
            to_ms(now),
        )
        if found is None:
            if not bulk.insert_rows(connection, _snapshot, _COLUMNS, [values], returning="id"):
                return False
        else:
            connection.execute(
                update(_snapshot)
                .where(_snapshot.c.id == snapshot_id)
                .values(dict(zip(_COLUMNS, values, strict=True)))
            )
        is_new = found is None or version != found.version
        if is_new:
            change = Change(KIND, snapshot_id, version, area_id, organisation_id)
            record_changes(connection, [change], now)
    return is_new


def describe_snapshot(loaded: LoadedHotspots) -> str:
    """The wire's JSON, but for the time at which it was made."""
    first_of_week = loaded.period.to_on - timedelta(days=RECENT_DAYS - 1)
    since_ms = midnight_ms(first_of_week, ZoneInfo(loaded.area.timezone))
    visits, hours = sum_since(loaded.inputs, loaded.parameters, since_ms)
    rows = [
        {
            "rank": place.rank,
            "place_id": place.place_id,
            "verdict": place.verdict.value,
            "confidence": place.confidence.value,
            "presence_class": place.presence_class.value,
            "categories": list(place.categories),
            "last_visited_at": instant(place.last_visited_ms),
            "visits_7d": int(visits[place.place]),
            "minutes_7d": round(float(hours[place.place]) * 60),
            "busiest_slot": next(iter(busiest_slots(place.profile, 1)), None),
        }
        for place in loaded.rank().result.places
    ]
    data = {
        "area_id": loaded.area.id,
        "from": loaded.period.from_on,
        "to": loaded.period.to_on,
        "rows": rows,
    }
    return orjson.dumps(data).decode()


def load_snapshots(
    connection: Connection, actor: Actor, ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """What the phone gets: id -> data, of the actor's own organisation."""
    columns = _snapshot.c
    rows = connection.execute(
        select(columns.id, columns.data, columns.computed_at).where(
            columns.id.in_(ids), visible(actor, READ, columns)
        )
    )
    return {
        str(row.id): json.loads(row.data) | {"computed_at": to_rfc3339(row.computed_at)}
        for row in rows
    }


def _find(
    connection: Connection, area_id: str, organisation_id: str, *, lock: bool = False
) -> _Kept | None:
    columns = _snapshot.c
    query = select(columns.version, columns.data_version, columns.data, columns.computed_at).where(
        columns.area_id == area_id, columns.organisation_id == organisation_id
    )
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _Kept(*row)
