"""A lock, a full disk, a disk that cannot be written: writers are told to come back, readers read on, it recovers."""

import resource
from datetime import timedelta

import psycopg
import pysqlite3.dbapi2 as sqlite
import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import event
from sqlalchemy.engine import make_url

from app.core.database import db
from config import Config
from tests.support.builders import PASSWORD, PEOPLE, POLICE, TOWN, email_of
from tests.support.checks import check_whole, operation_ids
from tests.support.databases import postgres_only, sqlite_only
from tests.support.phones import AppTransport, Phone, phone_at
from tests.support.processes import child_ids


@pytest.fixture
def config(database_url, tmp_path):
    return Config.for_test(
        database_url=database_url, instance_path=tmp_path, writer_wait=timedelta(seconds=0.3)
    )


@pytest.fixture
def phone(signed_in, clock):
    """Signed in for some minutes: being seen would be noted at the next request."""
    phone = signed_in("officer")
    clock.at += timedelta(minutes=5)
    return phone


def driver_connection(database_url):
    """A connection of somebody else's, past the app."""
    url = make_url(database_url)
    if url.drivername == "sqlite":
        return sqlite.connect(url.database, isolation_level=None)
    return psycopg.connect(
        host=url.query["host"], user=url.username, dbname=url.database, autocommit=True
    )


def check_told_to_come_back(answer, *codes):
    assert (answer.status, answer.code) in {
        (507 if code == "storage_full" else 503, code) for code in codes
    }, (answer.status, answer.content)
    assert answer.json["retry"] == "later"
    assert int(answer.headers["Retry-After"]) > 0


def check_readers(phone):
    assert phone.pull().status == 200
    assert phone.get("/api/v1/session").status == 200
    assert phone.get("/healthz").status == 200


def check_recovered(app, phone, op):
    assert phone.push(op).statuses == ["applied"]
    assert phone.push(op).statuses == ["duplicate"]
    assert operation_ids(app) == [op["op_id"]]
    check_whole(app)


def test_a_writer_that_somebody_else_keeps_out_is_told_to_come_back(app, database_url, phone):
    other = driver_connection(database_url)
    if database_url.startswith("sqlite"):
        other.execute("BEGIN IMMEDIATE")
    else:
        other.execute("BEGIN")
        other.execute("SELECT * FROM change_head FOR UPDATE")
    op = phone.op()
    check_told_to_come_back(phone.push(op), "busy")
    check_readers(phone)
    other.execute("ROLLBACK")
    other.close()
    check_recovered(app, phone, op)


@sqlite_only
def test_a_writer_of_our_own_that_is_slow_keeps_no_reader_waiting(app, phone):
    op = phone.op()
    with app.app_context(), db.engine.begin():
        check_told_to_come_back(phone.push(op), "busy")
        check_readers(phone)
        visitor = Phone(AppTransport(app), "officer2", now=phone.now)
        check_told_to_come_back(visitor.sign_in(), "busy")
    check_recovered(app, phone, op)


@sqlite_only
def test_a_full_disk_is_said_and_recovered_from(app, phone):
    with app.app_context():
        engine = db.engine

    def no_room(connection, *_rest):
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")

    def room(connection, *_rest):
        connection.execute("PRAGMA max_page_count=1000000")

    ops = [phone.op() for _ in range(200)]
    event.listen(engine, "checkout", no_room)
    statuses = [phone.push(*ops).status for _ in range(3)]
    check_told_to_come_back(phone.push(*ops), "storage_full")
    assert statuses == [507] * 3
    check_readers(phone)
    event.remove(engine, "checkout", no_room)
    event.listen(engine, "checkout", room)
    assert phone.push(*ops).statuses == ["applied"] * 200
    assert operation_ids(app) == sorted(op["op_id"] for op in ops)
    check_whole(app)


def make_read_only(app, database_url, on):
    if database_url.startswith("sqlite"):
        with app.app_context():
            engine = db.engine

        def set_it(connection, *_rest):
            connection.execute(f"PRAGMA query_only={on}")

        event.listen(engine, "checkout", set_it)
        return
    other = driver_connection(database_url)
    other.execute("SET default_transaction_read_only = off")
    name = make_url(database_url).database
    other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {on}")
    other.close()
    with app.app_context():
        db.engine.dispose()


def test_a_database_that_is_read_only_is_read(app, database_url, phone):
    op = phone.op()
    make_read_only(app, database_url, "on")
    check_told_to_come_back(phone.push(op), "busy")
    check_readers(phone)
    make_read_only(app, database_url, "off")
    check_recovered(app, phone, op)


@postgres_only
def test_a_full_disk_of_postgresql_is_said_and_recovered_from(app, database_url, phone):
    """Its state is 53100, here raised by a trigger: the server's own disk is not ours to fill."""
    op = phone.op()
    other = driver_connection(database_url)
    other.execute(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$"
    )
    other.execute("CREATE TRIGGER no_room BEFORE INSERT ON operation EXECUTE FUNCTION no_room()")
    check_told_to_come_back(phone.push(op), "storage_full")
    check_readers(phone)
    other.execute("DROP FUNCTION no_room CASCADE")
    other.close()
    check_recovered(app, phone, op)


@postgres_only
def test_one_operation_that_meets_a_lock_is_to_be_tried_again_and_its_neighbours_are_stored(
    app, database_url, phone
):
    """Only while a batch is walked one by one; else the lock is the whole batch's."""
    before, locked, refused, after = phone.op(), phone.op(), phone.op("nonsense"), phone.op()
    other = driver_connection(database_url)
    other.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '22023'; END $$"
    )
    other.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON operation FOR EACH ROW"
        " WHEN (NEW.kind = 'nonsense') EXECUTE FUNCTION refuse()"
    )
    other.execute("BEGIN")
    other.execute(
        "INSERT INTO observation SELECT * FROM jsonb_populate_record(NULL::observation, %s)",
        [Jsonb(an_observation(locked["record_id"]))],
    )
    answer = phone.push(before, refused, locked, after)
    assert answer.statuses == ["applied", "quarantined", "retry", "applied"]
    result = answer.results[2]
    assert (result["seq"], result["version"], result["received_at"]) == (None, None, None)
    assert answer.codes == [None, "storage_refused", None, None]
    other.execute("ROLLBACK")
    other.execute("DROP FUNCTION refuse CASCADE")
    other.close()
    assert phone.push(before, locked, after).statuses == ["duplicate", "applied", "duplicate"]
    check_whole(app)


def an_observation(record_id):
    """A row of the table as somebody else writes it."""
    return {
        "record_id": record_id,
        "area_id": TOWN,
        "organisation_id": POLICE,
        "author_id": PEOPLE["officer2"].id,
        "sharing": "own",
        "version": 1,
        "withdrawn": False,
        "needs_review": False,
        "occurred_at": 0,
        "received_at": 0,
        "time_quality": "good",
        "category": "brak",
        "lon": 16,
        "lat": 61,
        "accuracy_m": 1,
        "position_source": "gps",
    }


@postgres_only
def test_a_database_that_went_away_and_came_back(app, database_url, phone):
    """Every connection of the pool is dead at once."""
    op = phone.op()
    at = [phone.pull().status for _ in range(3)]
    other = driver_connection(database_url)
    other.execute(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    other.close()
    first = phone.push(op)
    assert at == [200] * 3
    if first.status != 200:
        check_told_to_come_back(first, "busy")
    assert phone.push(op).statuses[0] in {"applied", "duplicate"}
    check_readers(phone)
    check_whole(app)


@pytest.mark.slow
@sqlite_only
def test_a_server_whose_files_may_not_grow_recovers_by_itself(app, start_live_server, database_url):
    server = start_live_server(database_url)
    phone = phone_at(server.url, "officer")
    acknowledged, refused = [], []
    (worker,) = child_ids(server.process_id)
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (2**20, resource.RLIM_INFINITY))
    for _ in range(12):
        batch = [phone.op() for _ in range(150)]
        answer = phone.push(*batch)
        if answer.status == 200:
            acknowledged += batch
        else:
            check_told_to_come_back(answer, "busy", "storage_full")
            refused += batch
    assert refused
    check_readers(phone)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, unlimited)
    for start in range(0, len(refused), 150):
        part = refused[start : start + 150]
        assert set(phone.push(*part).statuses) <= {"applied", "duplicate"}
    assert operation_ids(app) == sorted(op["op_id"] for op in [*acknowledged, *refused])
    check_whole(app)


def test_a_sign_in_on_a_database_that_cannot_be_written_is_told_to_come_back(app, database_url):
    make_read_only(app, database_url, "on")
    visitor = Phone(AppTransport(app), "officer", now=app.clock.now)
    body = {"email": email_of("officer"), "password": PASSWORD}
    check_told_to_come_back(visitor.send("POST", "/api/v1/session", body), "busy")
    make_read_only(app, database_url, "off")
    assert visitor.sign_in().status == 200
