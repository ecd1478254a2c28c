"""What the list is made from, read by Core as plain numbers: instants in milliseconds, and never a note."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    CursorResult,
    Select,
    and_,
    func,
    or_,
    select,
    type_coerce,
)

from app.accounts.models import Area
from app.core.access import Actor, Sharing, visible
from app.core.errors import AppError
from app.hotspots.reading import Column, TooManyRows, read_columns
from app.hotspots.rows import (
    CategoryColumns,
    ObservationColumns,
    PatrolColumns,
    ReportColumns,
    VisitColumns,
)
from app.hotspots.siting import Ground, Spot
from app.observations.models import Observation, Report
from app.patrols.models import Patrol, Visit
from app.places.models import Category, CategoryVersion, Place, PlaceVersion

_area, _place, _place_version = Area.__table__, Place.__table__, PlaceVersion.__table__
_category, _version = Category.__table__, CategoryVersion.__table__
_patrol, _visit = Patrol.__table__, Visit.__table__
_observation, _report = Observation.__table__, Report.__table__
_TEXT, _KEY, _INT = Column.TEXT, Column.KEY, Column.INT
_FLOAT, _BOOL, _MAYBE = Column.FLOAT, Column.BOOL, Column.MAYBE
_VISIT = (_TEXT, _KEY, _FLOAT, _FLOAT, _INT, _INT, _MAYBE, _KEY, _KEY)
_OBSERVATION = (
    *(_TEXT, _KEY, _FLOAT, _FLOAT, _INT, _KEY, _KEY, _KEY),
    *(_FLOAT, _KEY, _BOOL, _BOOL, _INT, _INT),
)
_REPORT = (_TEXT, _FLOAT, _FLOAT, _INT, _KEY, _INT, _INT, _INT)
_PATROL = (_KEY, _INT, _INT, _KEY, _KEY, _KEY)
#: Rows of one table that a list is made from: ten years of a large town; many more would fill a small server's memory.
MAX_ROWS = 250_000
#: The condition on a table's columns that keeps the rows which a list may be made from.
Reach = Callable[[Any], ColumnElement[bool]]


def own_reach(actor: Actor, area_id: str) -> Reach:
    """What the actor's own organisation recorded in the area, as far as the policy reaches."""
    return lambda columns: and_(columns.area_id == area_id, visible(actor, "hotspot.read", columns))


def shared_reach(actor: Actor, area_id: str) -> Reach:
    """What others than the actor's organisation recorded in the area: to be shown as it is published only."""
    return lambda columns: and_(
        columns.area_id == area_id,
        visible(actor, "hotspot.read_shared", columns),
        columns.organisation_id != actor.organisation_id,
    )


def load_grounds(connection: Connection, area_ids: Sequence[str]) -> list[Ground]:
    """These areas, in the order in which they are named."""
    rows = connection.execute(
        select(
            _area.c.id, _area.c.code, _area.c.name, _area.c.timezone, _area.c.epsg, _area.c.outline
        ).where(_area.c.id.in_(area_ids))
    )
    found = {str(row.id): Ground(*row[:5], _ring(row.outline)) for row in rows}
    return [found[area_id] for area_id in area_ids if area_id in found]


def load_spots(connection: Connection, area_id: str, *, retired: bool) -> list[Spot]:
    """The area's places by id; those that are retired only where they are asked for."""
    rows = connection.execute(
        select(
            _place.c.id,
            _place.c.name,
            _place.c.lon,
            _place.c.lat,
            _place.c.radius_m,
            _place.c.outline,
            _place.c.retired,
        )
        .where(_place.c.area_id == area_id)
        .order_by(_place.c.id)
    )
    return [
        Spot(*row[:5], _ring(row.outline), row.retired)
        for row in rows
        if retired or not row.retired
    ]


def load_spots_of(connection: Connection, area_id: str, at_ms: int) -> list[Spot]:
    """The area's places by id as they stood just before `at_ms`, without those that were retired or not there yet."""
    latest = (
        select(_place_version.c.place_id, func.max(_place_version.c.version).label("version"))
        .where(_place_version.c.valid_from < at_ms)
        .group_by(_place_version.c.place_id)
        .subquery()
    )
    rows = connection.execute(
        select(
            _place_version.c.place_id,
            _place_version.c.name,
            _place_version.c.lon,
            _place_version.c.lat,
            _place_version.c.radius_m,
            _place_version.c.outline,
            _place_version.c.retired,
        )
        .join(
            latest,
            and_(
                latest.c.place_id == _place_version.c.place_id,
                latest.c.version == _place_version.c.version,
            ),
        )
        .join(_place, _place.c.id == _place_version.c.place_id)
        .where(_place.c.area_id == area_id, _place_version.c.retired.is_(False))
        .order_by(_place_version.c.place_id)
    )
    return [Spot(*row[:5], _ring(row.outline), row.retired) for row in rows]


def find_area_of_place(connection: Connection, place_id: str) -> str | None:
    """The area in which a place is."""
    found = connection.execute(select(_place.c.area_id).where(_place.c.id == place_id)).scalar()
    return None if found is None else str(found)


def load_categories(connection: Connection, area_id: str) -> CategoryColumns:
    """What each category of the area has been, the oldest first."""
    rows = connection.execute(
        select(_category.c.code, _ms(_version.c.valid_from), _version.c.is_disorder)
        .join(_version, _version.c.category_id == _category.c.id)
        .where(_category.c.area_id == area_id)
        .order_by(_category.c.code, _version.c.valid_from, _version.c.version)
    )
    return CategoryColumns(*(list(zip(*rows, strict=True)) or [()] * 3))


def load_visits(connection: Connection, reach: Reach, since_ms: int, until_ms: int) -> VisitColumns:
    """Visits that began in the span, without withdrawn ones and those of suspect time."""
    columns = _visit.c
    query = select(
        columns.record_id,
        columns.place_id,
        columns.lon,
        columns.lat,
        _ms(columns.started_at),
        _ms(columns.ended_at),
        columns.calm,
        columns.patrol_id,
        columns.author_id,
    )
    rows = connection.execute(
        _standing(query, columns, reach, columns.started_at, since_ms, until_ms)
    )
    return VisitColumns(*_columns(rows, _VISIT))


def load_observations(
    connection: Connection, reach: Reach, since_ms: int, until_ms: int
) -> ObservationColumns:
    """Observations of the span, all of them; what they say in words stays where it is."""
    columns = _observation.c
    rows = connection.execute(
        select(
            columns.record_id,
            columns.place_id,
            columns.lon,
            columns.lat,
            _ms(columns.occurred_at),
            columns.category,
            columns.patrol_id,
            columns.author_id,
            columns.accuracy_m,
            columns.position_source,
            columns.withdrawn,
            columns.time_quality == "suspect",
            columns.ix,
            columns.iy,
        )
        .where(reach(columns), columns.occurred_at >= since_ms, columns.occurred_at < until_ms)
        .order_by(columns.record_id)
    )
    return ObservationColumns(*_columns(rows, _OBSERVATION))


def load_reports(
    connection: Connection, actor: Actor, area_id: str, since_ms: int, until_ms: int
) -> ReportColumns:
    """Reports in the area that began in the span: the organisation's own, and those that others share."""
    columns = _report.c
    rows = connection.execute(
        select(
            columns.id,
            columns.lon,
            columns.lat,
            _ms(columns.occurred_from),
            columns.category,
            columns.ix,
            columns.iy,
            _ms(columns.occurred_to),
        )
        .where(
            _reported(actor, area_id),
            columns.occurred_from >= since_ms,
            columns.occurred_from < until_ms,
        )
        .order_by(columns.id)
    )
    return ReportColumns(*_columns(rows, _REPORT))


def has_more(
    connection: Connection, actor: Actor, reach: Reach, area_id: str, since_ms: int, most: int
) -> bool:
    """Whether observations and reports since then are more than so many; no more than that are looked at."""
    seen = (
        select(_observation.c.record_id)
        .where(reach(_observation.c), _observation.c.occurred_at >= since_ms)
        .limit(most + 1)
    )
    reported = (
        select(_report.c.id)
        .where(_reported(actor, area_id), _report.c.occurred_from >= since_ms)
        .limit(most + 1)
    )
    found = sum(
        connection.execute(select(func.count()).select_from(rows.subquery())).scalar_one()
        for rows in (seen, reported)
    )
    return found > most


def _reported(actor: Actor, area_id: str) -> ColumnElement[bool]:
    """Reports of the area: the organisation's own, and those that others share."""
    return and_(
        _report.c.area_id == area_id,
        or_(
            _report.c.organisation_id == actor.organisation_id,
            _report.c.sharing != Sharing.OWN.value,
        ),
    )


def load_patrols(
    connection: Connection, reach: Reach, since_ms: int, until_ms: int
) -> PatrolColumns:
    """Patrols that began in the span, without withdrawn ones and those of suspect time."""
    columns = _patrol.c
    query = select(
        columns.record_id,
        _ms(columns.started_at),
        _ms(columns.ended_at),
        columns.presence,
        columns.organisation_id,
        columns.author_id,
    )
    rows = connection.execute(
        _standing(query, columns, reach, columns.started_at, since_ms, until_ms)
    )
    return PatrolColumns(*_columns(rows, _PATROL))


def _standing(
    query: Select[Any],
    columns: Any,
    reach: Reach,
    began: ColumnElement[Any],
    since_ms: int,
    until_ms: int,
) -> Select[Any]:
    return query.where(
        reach(columns),
        began >= since_ms,
        began < until_ms,
        columns.withdrawn.is_(False),
        columns.time_quality != "suspect",
    ).order_by(columns.record_id)


def _ms(column: ColumnElement[Any]) -> ColumnElement[int]:
    """The instant as the number that the database keeps: thousands of datetimes would cost more than the list."""
    return type_coerce(column, BigInteger)


def _columns(rows: CursorResult[Any], shapes: Sequence[Column]) -> list[Any]:
    """The rows as columns. Raises `too_many_rows` where they are more than one list is made from."""
    # The driver's own rows: SQLAlchemy's, with names that nobody asks for, take as long again.
    cursor: Any = rows.cursor
    try:
        return read_columns(cursor.fetchmany, shapes, MAX_ROWS)
    except TooManyRows as error:
        raise AppError("too_many_rows", details={"of": "records", "most": MAX_ROWS}) from error
    finally:
        rows.close()


def _ring(stored: str | None) -> list[list[float]] | None:
    return json.loads(stored) if stored else None
