"""What is written many rows at once is read back as it was, on both databases (app/core/bulk.py)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import bulk
from app.core.changes import log
from app.core.database import write_transaction
from app.core.ids import uuid7
from app.observations.models import Observation
from app.patrols.models import Visit

STORABLE = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
TEXTS = STORABLE | st.sampled_from(
    ["", "NULL", "null", '"', "\\", '\\"', "{}", "{a,b}", "a,b", "'", "''", "\\N", "å😀", " ", "\n"]
)
COLUMNS = ("seq", "at", "kind", "record_id", "op_id", "version", "area_id", "author_id")
ROWS = st.lists(
    st.tuples(st.integers(-(2**62), 2**62), TEXTS, st.none() | st.uuids().map(str)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_rows_come_back_as_they_went(app, rows):
    first = 10**6 + hash(uuid7()) % 10**12
    written = [
        (first + number, at, kind, uuid7(), op_id, 1, uuid7(), None)
        for number, (at, kind, op_id) in enumerate(rows)
    ]
    with app.app_context(), write_transaction() as connection:
        new = bulk.insert_rows(connection, log, COLUMNS, written, returning="seq")
        assert new == {row[0] for row in written}
        assert bulk.insert_rows(connection, log, COLUMNS, written, returning="seq") == set()
        columns = [log.c[name] for name in COLUMNS if name != "at"]
        found = connection.execute(
            select(*columns).where(log.c.seq.in_(new)).order_by(log.c.seq)
        ).all()
    assert [tuple(row) for row in found] == [(row[0], *row[2:]) for row in written]


@pytest.mark.parametrize("value", [True, False, 0, -(2**53), 2**53, 1.5, -0.1, 1e-300, 16.09712])
def test_a_value_of_every_type_comes_back(app, value):
    table = Visit.__table__ if isinstance(value, bool) else Observation.__table__
    column = {bool: "calm", int: "ix", float: "lon"}[type(value)]
    row = {c.name: _some(c) for c in table.c} | {column: value}
    with app.app_context(), write_transaction() as connection:
        bulk.insert_rows(connection, table, tuple(row), [tuple(row.values())])
        found = connection.scalar(
            select(table.c[column]).where(table.c.record_id == row["record_id"])
        )
    assert found == value
    assert type(found) is type(value)


def _some(column):
    kind = type(column.type).__name__
    if kind == "UuidText":
        return uuid7()
    if kind == "Boolean":
        return False
    return 1.0 if kind in {"Float", "Double"} else "x" if kind == "Text" else 1
