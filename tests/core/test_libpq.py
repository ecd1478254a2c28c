"""Statements that libpq itself asks of PostgreSQL (app/core/libpq.py) answer as psycopg's cursor does."""

import pytest
from sqlalchemy import bindparam, literal, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.core import libpq
from app.core.database import db, read_connection, statement_connection, write_transaction
from app.core.ids import uuid7
from app.core.statements import Prepared
from app.sync.models import Device

pytestmark = pytest.mark.postgres
_device = Device.__table__
_ECHO = Prepared(text("SELECT CAST(:said AS text) AS said, CAST(:number AS bigint) AS number"))


@pytest.fixture
def database_kind():
    return "postgresql"


@pytest.fixture(autouse=True)
def _app_context(app):
    with app.app_context():
        yield


def echo(connection, said="a", number=1):
    return tuple(_ECHO(connection, said=said, number=number).one())


@pytest.mark.parametrize("said", ["", "å 🙂", "100 %", "%(said)s", "$1", None, "x" * 100_000])
@pytest.mark.parametrize("number", [0, -1, 2**62, None])
def test_values_come_back_as_they_went(said, number):
    with write_transaction() as connection:
        assert echo(connection, said, number) == (said, number)


def test_yes_no_and_ids_come_back_as_the_product_knows_them():
    question = Prepared(
        select(
            bindparam("yes", type_=_device.c.device_id.type).label("id"),
            literal(1).label("one"),
            (bindparam("flag") == text("true")).label("flag"),
        )
    )
    device_id = uuid7()
    with write_transaction() as connection:
        row = question(connection, yes=device_id, flag=True).one()
    assert (row.id, row.one, row.flag) == (device_id, 1, True)


def test_a_text_with_a_nul_is_refused_and_not_cut_short():
    with pytest.raises(DBAPIError, match="NUL"), write_transaction() as connection:
        echo(connection, "a\x00b")


def test_what_only_the_cursor_can_write_goes_by_the_cursor():
    half = Prepared(text("SELECT CAST(:number AS double precision) AS number"))
    with write_transaction() as connection:
        assert half(connection, number=0.5).one().number == 0.5


def test_an_error_has_the_databases_own_name_and_leaves_nothing_behind():
    divide = Prepared(text("SELECT 1 / CAST(:by AS bigint) AS result"))
    with pytest.raises(DBAPIError) as raised, write_transaction() as connection:
        divide(connection, by=0)
    assert raised.value.orig.sqlstate == "22012"
    with write_transaction() as connection:
        assert divide(connection, by=1).one().result == 1


def test_a_statement_of_its_own_begins_no_transaction_and_one_that_writes_does():
    with statement_connection() as connection:
        echo(connection)
        assert not connection.connection.dbapi_connection.pgconn.transaction_status
    with read_connection() as connection:
        echo(connection)
        assert not connection.connection.dbapi_connection.pgconn.transaction_status
    with write_transaction() as connection:
        echo(connection)
        level = connection.scalar(text("SHOW transaction_isolation"))
        assert connection.connection.dbapi_connection.pgconn.transaction_status
    assert level == "read committed"


def test_what_is_prepared_outlives_what_others_roll_back():
    """psycopg would take back all that is prepared on a connection when it rolls back what it had prepared itself."""
    with write_transaction() as connection:
        echo(connection)
    with db.engine.connect() as connection:
        for _ in range(12):
            connection.execute(text("SELECT 1"))
        connection.rollback()
    with write_transaction() as connection:
        assert echo(connection) == ("a", 1)
        prepared = connection.scalar(
            text("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'ljuspunkt%'")
        )
    assert prepared >= 1


def test_a_server_that_has_forgotten_what_was_prepared_is_told_again():
    with write_transaction() as connection:
        echo(connection)
        connection.execute(text("DEALLOCATE ALL"))
    with pytest.raises(DBAPIError), write_transaction() as connection:
        echo(connection)
    with write_transaction() as connection:
        assert echo(connection) == ("a", 1)


def test_texts_are_utf_8_whatever_the_server_would_take_them_for():
    with write_transaction() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f'ALTER DATABASE "{name}" SET client_encoding = LATIN1'))
    db.engine.dispose()
    length = Prepared(text("SELECT char_length(CAST(:said AS text)) AS length"))
    try:
        with write_transaction() as connection:
            assert echo(connection, "å") == ("å", 1)
            assert length(connection, said="å").scalar() == 1
    finally:
        with write_transaction() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" RESET client_encoding'))


def test_a_connection_keeps_no_more_prepared_than_it_may(monkeypatch):
    monkeypatch.setattr(libpq, "MAX_PREPARED", 3)
    asked = [Prepared(text(f"SELECT CAST(:n AS bigint) + {n} AS sum")) for n in range(9)]
    db.engine.dispose()
    with write_transaction() as connection:
        sums = [each(connection, n=1).scalar() for each in asked * 2]
        kept = connection.scalar(text("SELECT count(*) FROM pg_prepared_statements"))
    assert sums == [1 + n for n in range(9)] * 2
    assert kept == 3


def test_a_connection_that_died_is_replaced():
    with db.engine.connect() as dying:
        echo(dying)
        own = dying.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
        with pytest.raises(OperationalError):
            echo(dying)
        assert dying.invalidated
    with write_transaction() as connection:
        assert echo(connection) == ("a", 1)
