"""kill -9 of the server at any point of a push: after a restart and a resend each operation is there, once."""

import http.client

import pytest

from app import create_app
from app.core.database import db
from config import Config
from tests.support.builders import observation_payload, patrol_payload, visit_payload
from tests.support.checks import check_whole, operation_ids
from tests.support.phones import phone_at
from tests.support.processes import wait_until

pytestmark = pytest.mark.slow
POINTS = ["statement 8", "statement 21", "commit", "committed", "answer"]


@pytest.fixture
def server(start_live_server, world_url):
    return start_live_server(world_url, application="tests.support.dying_wsgi:app")


@pytest.fixture
def app(world_url, tmp_path):
    """The same database, seen from here."""
    app = create_app(Config.for_test(database_url=world_url, instance_path=tmp_path))
    yield app
    with app.app_context():
        db.engine.dispose()


def a_batch(phone):
    patrol = phone.op("patrol", patrol_payload(phone.now()))
    visit = phone.op("visit", visit_payload(phone.now(), patrol["record_id"]))
    seen = phone.op(payload=observation_payload(visit_id=visit["record_id"]))
    return [patrol, visit, seen, phone.amend(visit, 1, calm=False), phone.amend(seen, 1, note="n")]


def test_nothing_is_lost_and_nothing_is_there_twice(app, server):
    phone = phone_at(server.url, "officer")
    sent = []
    for point in POINTS:
        batch = a_batch(phone)
        sent += batch
        (server.folder / "die_at").write_text(point)
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            phone.push(*batch)
        wait_until(lambda: server.is_gone, what="the server died")
        kept = set(operation_ids(app)) & {op["op_id"] for op in batch}
        assert len(kept) == (len(batch) if point in {"committed", "answer"} else 0), point
        server.restart()
        statuses = set(phone.push(*batch).statuses)
        assert statuses == ({"duplicate"} if kept else {"applied"}), point
        assert operation_ids(app) == sorted(op["op_id"] for op in sent)
    check_whole(app)
