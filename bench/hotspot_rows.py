"""A year of patrols put into the database by the database itself: ten million rows take minutes and no memory."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, text

from app.core.database import write_transaction
from app.places.models import Category, CategoryVersion
from bench.ground import CATEGORIES, Ground

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
YEAR_MS = 365 * 86_400_000
A_VISIT, A_PATROL = 4, 8  # so many observations to each
AT_ONCE = 500_000
STAY_MS = 12 * 60_000
#: Scatters neighbours, the same on every database (Knuth's multiplicative hash).
SCATTER = 2_654_435_761

_NUMBERS = (
    "WITH RECURSIVE numbers(i) AS "
    "(SELECT CAST(:first AS bigint) UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < :last) "
)
_RECORD = (
    "record_id, area_id, organisation_id, author_id, sharing, version, withdrawn, needs_review, "
    "occurred_at, received_at, time_quality"
)


def fill(ground: Ground, count: int, now_ms: int) -> None:
    """So many observations over the last year, in the order of time, with their visits and patrols."""
    with write_transaction() as connection:
        _number_places(connection)
        _date_categories(connection)
    for table, size in (
        ("observation", count),
        ("visit", count // A_VISIT),
        ("patrol", count // A_PATROL),
    ):
        for first in range(0, size, AT_ONCE):
            with write_transaction() as connection:
                values = {
                    "first": first,
                    "last": min(first + AT_ONCE, size),
                    "from_ms": now_ms - YEAR_MS,
                    "step_ms": YEAR_MS // size,
                    "area": ground.area_id,
                    "organisation": ground.organisation_id,
                }
                connection.execute(text(_statement(connection, table)), values)


def add_floor_index(connection: Connection) -> None:
    """The index from which the count of a category by place is answered without the table."""
    connection.execute(
        text("CREATE INDEX bench_floor ON observation (area_id, category, occurred_at, place_id)")
    )


FLOOR = text(
    "SELECT place_id, count(*) FROM observation WHERE area_id = :area AND category = :category "
    "AND occurred_at >= :from_ms AND occurred_at < :to_ms GROUP BY place_id"
)


def _number_places(connection: Connection) -> None:
    kind = "uuid" if connection.dialect.name == "postgresql" else "text"
    connection.execute(
        text(
            f"CREATE TABLE bench_place AS SELECT CAST(id AS {kind}) AS id, lon, lat, "
            "row_number() OVER (ORDER BY id) - 1 AS n FROM place"
        )
    )
    connection.execute(
        text(
            f"CREATE TABLE bench_person AS SELECT CAST(id AS {kind}) AS id, "
            "row_number() OVER (ORDER BY id) - 1 AS n FROM person"
        )
    )


def _date_categories(connection: Connection) -> None:
    """Each category has been as it is from the beginning."""
    rows = connection.execute(select(Category.__table__)).mappings().all()
    names = [column.name for column in CategoryVersion.__table__.c]
    dated = [{name: row[name] for name in names if name in row} for row in rows]
    for values, row in zip(dated, rows, strict=True):
        values |= {"category_id": row["id"], "version": 1, "valid_from": EPOCH}
        connection.execute(insert(CategoryVersion.__table__).values(**values))


def _statement(connection: Connection, table: str) -> str:
    postgres = connection.dialect.name == "postgresql"

    def made_id(digit: str, number: str) -> str:
        if postgres:
            return (
                f"CAST('0193c000-0000-7000-800{digit}-' || lpad(to_hex({number}), 12, '0') AS uuid)"
            )
        return f"printf('0193c000-0000-7000-800{digit}-%012x', {number})"

    area, organisation = (
        (f"CAST(:{name} AS uuid)" if postgres else f":{name}") for name in ("area", "organisation")
    )
    at = "(:from_ms + i * :step_ms)"
    per = {"observation": A_VISIT, "visit": 1, "patrol": 1}[table]
    visit = f"(i / {per})"
    patrol = {"observation": f"(i / {A_PATROL})", "visit": f"(i / {A_PATROL // A_VISIT})"}.get(
        table, "i"
    )
    digit = {"observation": "1", "visit": "2", "patrol": "3"}[table]
    columns, values = {
        "observation": (
            "category, lon, lat, accuracy_m, position_source, place_id, patrol_id",
            f"{_category()}, p.lon + 0.0012 * (i % 8), p.lat, 12.5, 'gps', p.id, {made_id('3', patrol)}",
        ),
        "visit": (
            "patrol_id, place_id, lon, lat, accuracy_m, started_at, ended_at, method",
            f"{made_id('3', patrol)}, p.id, p.lon, p.lat, 12.5, {at}, {at} + {STAY_MS}, 'tap'",
        ),
        "patrol": ("started_at, ended_at, officers", f"{at}, {at} + 7200000, 2"),
    }[table]
    return (
        f"INSERT INTO {table} ({_RECORD}, {columns}) {_NUMBERS}"
        f"SELECT {made_id(digit, 'i')}, {area}, {organisation}, w.id, 'own', 1, false, false, "
        f"{at}, {at}, 'good', {values} FROM numbers "
        f"JOIN bench_place p ON p.n = ({visit} * {SCATTER}) % 4294967296 % "
        "(SELECT count(*) FROM bench_place) "
        f"JOIN bench_person w ON w.n = {patrol} % (SELECT count(*) FROM bench_person)"
    )


def _category() -> str:
    cases = " ".join(f"WHEN {n} THEN '{code}'" for n, code in enumerate(CATEGORIES))
    return f"CASE i % {len(CATEGORIES)} {cases} END"
