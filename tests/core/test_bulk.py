"""Many rows in one statement: which of them were new, on both databases (app/core/bulk.py)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core.bulk import insert_rows
from app.core.changes import Change, current_epoch, log, record_changes
from app.core.clock import SystemClock
from app.core.database import read_connection, write_transaction
from app.core.ids import uuid7
from app.core.statements import Prepared, one_of, savepoint
from app.sync.models import Operation

_operation = Operation.__table__
NAMES = (
    "op_id",
    "device_id",
    "status",
    "code",
    "author_id",
    "organisation_id",
    "submitted_by",
    "area_id",
    "reaches_colleagues",
    "received_at",
    "skew_ms",
    "version",
    "push_id",
    "body",
)


def make_row(op_id="", *, code=None, reaches=True):
    ids = [uuid7() for _ in range(5)]
    return (op_id or uuid7(), ids[0], "applied", code, *ids[1:], reaches, 7, 0, None, uuid7(), "{}")


def insert(connection, rows, **options):
    return insert_rows(connection, _operation, NAMES, rows, **options)


_NAMED = Prepared(
    select(func.count()).select_from(_operation).where(one_of(_operation.c.code, "codes"))
)


def count_named(connection, text):
    return _NAMED(connection, codes=[text, "nobody's"]).scalar()


def count(connection):
    return connection.scalar(select(func.count()).select_from(_operation))


@pytest.fixture
def connection(app):
    with app.app_context(), write_transaction() as connection:
        yield connection


def test_all_are_new(connection):
    rows = [make_row() for _ in range(60)]
    before = count(connection)
    assert insert(connection, rows, returning="op_id") == {row[0] for row in rows}
    assert count(connection) == before + 60


@pytest.mark.parametrize("known", [1, 30, 60])
def test_only_the_new_ones_are_named_and_the_known_stay_as_they_were(connection, known):
    there = [make_row(code="first") for _ in range(known)]
    insert(connection, there)
    again = [make_row(row[0], code="second") for row in there]
    fresh = [make_row(code="second") for _ in range(60 - known)]
    before = count(connection)
    named = insert(connection, [*fresh, *again], returning="op_id")
    assert named == {row[0] for row in fresh}
    assert count(connection) == before + len(fresh)
    codes = select(_operation.c.code).where(_operation.c.op_id.in_([row[0] for row in there]))
    assert set(connection.scalars(codes)) == {"first"}


def test_more_rows_than_one_statement_takes(connection):
    rows = [make_row() for _ in range(5_000)]
    insert(connection, rows[4_990:])
    assert insert(connection, rows, returning="op_id") == {row[0] for row in rows[:4_990]}


def test_a_known_row_is_an_error_where_none_may_be(connection):
    row = make_row()
    insert(connection, [row])
    before = count(connection)
    with pytest.raises(IntegrityError), savepoint(connection):
        insert(connection, [make_row(), row], skip_known=False)
    assert count(connection) == before


def test_nothing_and_yes_and_no_come_back_as_they_went(connection):
    rows = [make_row(reaches=True), make_row(reaches=False)]
    insert(connection, rows)
    wanted = select(_operation.c.code, _operation.c.reaches_colleagues).where(
        _operation.c.op_id.in_([row[0] for row in rows])
    )
    assert set(connection.execute(wanted.order_by(_operation.c.op_id)).all()) == {
        (None, True),
        (None, False),
    }


def _read_codes(connection, rows):
    wanted = select(_operation.c.op_id, _operation.c.code).where(
        _operation.c.op_id.in_([row[0] for row in rows])
    )
    return dict(connection.execute(wanted).all())


@pytest.mark.parametrize(
    "text",
    [
        *("", "NULL", "null", "{a,b}", "a,b", '"', "\\", "\\n", "\\\\", 'a"\\"b', "å 🙂"),
        *("\x7f\u2028", "\n", "\t", "\r\n", "\\\n", "\x01", '{\n  "note": "å\\n"\n}'),
    ],
)
def test_a_text_among_others_comes_back_as_it_went(connection, text):
    rows = [make_row(code=each) for each in ("before", text, None, text + "2")]
    insert(connection, rows)
    assert _read_codes(connection, rows) == {row[0]: row[3] for row in rows}
    assert count_named(connection, text) == 1


@given(texts=st.lists(st.text(st.characters(exclude_characters="\x00", codec="utf-8"))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_texts_come_back_as_they_went(connection, texts):
    rows = [make_row(code=each) for each in texts]
    insert(connection, rows)
    assert _read_codes(connection, rows) == {row[0]: row[3] for row in rows}


@given(
    cells=st.lists(
        st.tuples(*[st.sampled_from([None, "a", "b"])] * 3, st.sampled_from([0, 1, 2**40])),
        max_size=6,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_columns_that_say_the_same_and_columns_that_do_not_stay_in_their_places(connection, cells):
    rows = []
    for code, status, body, skew_ms in cells:
        row = dict(zip(NAMES, make_row(code=code), strict=True))
        row |= {"status": status or "", "body": body or "", "skew_ms": skew_ms}
        rows.append(tuple(row.values()))
    assert insert(connection, rows, returning="op_id") == {row[0] for row in rows}
    wanted = select(*[_operation.c[name] for name in NAMES[:-1]], _operation.c.body).where(
        _operation.c.op_id.in_([row[0] for row in rows])
    )
    kept = {row.op_id: row for row in connection.execute(wanted)}
    for row in rows:
        there = kept[row[0]]
        said = dict(zip(NAMES, row, strict=True))
        assert (there.code, there.status, there.body) == (
            said["code"],
            said["status"],
            said["body"],
        )
        assert (there.skew_ms, there.device_id) == (said["skew_ms"], said["device_id"])


def test_what_fails_in_a_savepoint_is_undone_and_no_more(app):
    first, second, third = make_row(), make_row(), make_row()
    with app.app_context():
        with write_transaction() as connection:
            insert(connection, [first])
            with pytest.raises(IntegrityError), savepoint(connection):
                insert(connection, [second, second], skip_known=False)
            with savepoint(connection):
                insert(connection, [third])
        with read_connection() as connection:
            kept = set(connection.scalars(select(_operation.c.op_id)))
    assert kept & {first[0], second[0], third[0]} == {first[0], third[0]}


def log_changes(connection, count):
    """Changes of `count` records; answers the number of the first."""
    place = uuid7()
    kinds = ["place", "area", None, "visit"]  # None: all values of a column may be the same
    changes = [
        Change(kinds[count % 4] or f"kind {nth}", uuid7() if count % 2 else place, 1, place)
        for nth in range(count)
    ]
    first = record_changes(connection, changes, SystemClock().now())
    return first, [change.kind for change in changes]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 60])
def test_numbered_rows_follow_the_counter_in_their_order(connection, count):
    before = current_epoch(connection)[1]
    first, kinds = log_changes(connection, count)
    assert first == before + 1
    logged = connection.execute(
        select(log.c.seq, log.c.kind).where(log.c.seq > before).order_by(log.c.seq)
    ).all()
    assert logged == [(before + nth, kind) for nth, kind in enumerate(kinds, 1)]
    assert current_epoch(connection)[1] == before + count


def test_no_numbered_row_leaves_the_counter_where_it_was(connection):
    before = current_epoch(connection)[1]
    assert record_changes(connection, [], SystemClock().now()) == before + 1
    assert current_epoch(connection)[1] == before
    assert log_changes(connection, 2)[0] == before + 1
