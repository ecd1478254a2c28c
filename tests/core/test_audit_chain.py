"""The audit log's chain: what was changed, taken out or put in shows (TRUST.md)."""

import pytest
from sqlalchemy import delete, func, insert, select, update

from app.core import audit
from app.core.audit import AuditHead, AuditRow, verify_chain
from app.core.database import read_connection, write_transaction
from tests.support.phones import at_once

_log, _head = AuditRow.__table__, AuditHead.__table__
LAST = select(func.max(_log.c.number)).scalar_subquery()


@pytest.fixture
def written(app, signed_in):
    """A log with rows of several kinds; answers how many."""
    phone = signed_in("officer")
    phone.push(phone.op())
    signed_in("supervisor").pull()
    phone.send("DELETE", "/api/v1/session")
    return walk(app)[0]


def walk(app):
    with app.app_context(), read_connection() as connection:
        return verify_chain(connection)


def test_a_log_that_nobody_touched_fits(app, written):
    assert written >= 4
    assert walk(app) == (written, None)
    result = app.test_cli_runner().invoke(args=["sync", "verify-audit"])
    assert (result.exit_code, result.output) == (0, f"{written} rows fit\n")


TAMPERINGS = {
    "another result": update(_log).where(_log.c.number == 2).values(result="failed"),
    "another time": update(_log).where(_log.c.number == 2).values(at=1),
    "another event": update(_log).where(_log.c.number == 2).values(event="nothing"),
    "other details": update(_log).where(_log.c.number == 2).values(details="{}"),
    "another person": update(_log)
    .where(_log.c.number == 2)
    .values(user_id="0193a000-0000-7000-8000-0000000000aa"),
    "nobody": update(_log).where(_log.c.number == 2).values(user_id=None),
    "another request": update(_log).where(_log.c.number == 2).values(request_id="x"),
    "another hash": update(_log).where(_log.c.number == 2).values(hash="0" * 64),
    "a row taken out": delete(_log).where(_log.c.number == 2),
    "the first taken out": delete(_log).where(_log.c.number == 1),
    "the last taken out": delete(_log).where(_log.c.number == LAST),
    "all taken out": delete(_log),
    "the head turned back": update(_head).values(number=_head.c.number - 1),
    "another number": update(_log).where(_log.c.number == LAST).values(number=999),
    "a row put in": insert(_log).values(
        number=1000, at=1, event="x", result="ok", details="{}", hash="0" * 64
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_shows(app, written, name):
    with app.app_context(), write_transaction() as connection:
        connection.execute(TAMPERINGS[name])
    assert walk(app)[1] is not None
    assert app.test_cli_runner().invoke(args=["sync", "verify-audit"]).exit_code == 1


def test_the_head_and_the_end_taken_out_together_show(app, written):
    with app.app_context(), write_transaction() as connection:
        connection.execute(delete(_log).where(_log.c.number == LAST))
        connection.execute(delete(_head))
    assert walk(app)[1] is not None


def test_an_event_that_is_rolled_back_leaves_no_row_and_no_gap(app, written):
    def fail():
        with app.app_context(), write_transaction() as connection:
            audit.record(connection, at=app.clock.now(), event="test")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert walk(app) == (written, None)


def test_events_of_many_at_once_make_one_chain(app):
    def record():
        with app.app_context(), write_transaction() as connection:
            return audit.record(connection, at=app.clock.now(), event="test")

    numbers = at_once(*([record] * 16))
    assert sorted(numbers) == list(range(1, 17))
    assert walk(app) == (16, None)
