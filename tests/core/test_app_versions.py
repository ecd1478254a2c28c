"""The operator's brake on versions of the phone app (ADR 0010)."""

import json

import pytest
from sqlalchemy import select

from app.core import app_versions
from app.core.app_versions import find_block
from app.core.audit import AuditRow
from app.core.database import read_connection
from app.core.errors import InvalidInput
from tests.support.checks import check_whole, stored_operations
from tests.support.phones import phone_on

VERSION = "0.1.0"


@pytest.fixture
def database_url(world_url):
    return world_url


@pytest.fixture
def operator(app):
    """`flask app-versions …` as the operator types it; answers what is printed."""

    def run(*arguments):
        done = app.test_cli_runner().invoke(args=["app-versions", *arguments])
        return f"{done.exit_code}: {done.output.strip()}"

    return run


def standing(app, version=VERSION):
    answer = app.test_client().get(f"/api/v1/app-versions/{version}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return answer.json


def test_a_version_may_go_on_until_somebody_says_otherwise(app):
    assert standing(app) == {"proto": 1, "stop": None, "reason": None, "worker": "on"}


def test_a_blocked_version_is_refused_whole_and_told_why(app, operator):
    phone = phone_on(app, "officer")
    op = phone.op()
    assert operator("block", VERSION, "--reason", "Fel tider", "--reason-en", "Wrong times") == (
        "0: 0.1.0 is blocked (sync)."
    )
    refused = phone.push(op, app=VERSION)
    assert (refused.status, refused.code) == (403, "app_blocked")
    reason = {"sv": "Fel tider", "en": "Wrong times"}
    assert refused.json["details"] == {"stop": "sync", "reason": reason}
    assert refused.json["retry"] == "later"
    assert stored_operations(app, "op_id") == []
    assert standing(app) == {"proto": 1, "stop": "sync", "reason": reason, "worker": "on"}

    assert phone.push(phone.op(), app="0.2.0").codes == [None]
    assert operator("unblock", VERSION) == "0: 0.1.0 is no longer blocked."
    assert phone.push(op, app=VERSION).codes == [None]
    check_whole(app)


def test_a_phone_that_names_no_version_is_not_stopped(app, operator):
    operator("block", "1.*", "--reason", "x")
    assert phone_on(app, "officer").push(app=None).status == 200


@pytest.mark.parametrize(
    ("given", "covered", "spared"),
    [
        ("1.4.0", {"1.4.0"}, {"1.4.1", "1.4", "11.4.0", "1.4.0-beta"}),
        ("1.4.*", {"1.4.0", "1.4.12"}, {"1.40.0", "1.5.0", "1.4"}),
        ("1.*", {"1.0.0", "1.99.9"}, {"10.0.0", "2.1.0"}),
    ],
)
def test_what_is_written_covers_what_it_says(app, operator, given, covered, spared):
    operator("block", given, "--reason", "x")
    with app.app_context():
        assert {each for each in covered | spared if find_block(each)} == covered


def test_the_gravest_word_stands(app, operator):
    operator("block", "0.*", "--reason", "allt")
    operator("block", VERSION, "--reason", "koden", "--stop", "code")
    assert standing(app)["stop"] == "code"
    assert standing(app, "0.2.0")["stop"] == "sync"
    # Said again, the latest word of the same version stands.
    operator("block", VERSION, "--reason", "inte så farligt")
    assert standing(app)["reason"] == {"sv": "inte så farligt", "en": "inte så farligt"}


@pytest.mark.parametrize("version", ["", "*", "1", "1.4", "x.y.z", "1.4.0; drop", "1.4.0\n"])
def test_what_names_no_version_is_refused(app, version):
    with app.app_context(), pytest.raises(InvalidInput):
        app_versions.block_version(version, "sync", "x", "x", app.clock.now())


def test_a_reason_is_needed_and_has_its_bounds(app, operator):
    assert operator("block", VERSION).startswith("2:")
    assert operator("block", VERSION, "--reason", " ").startswith("1:")
    assert operator("block", VERSION, "--reason", "x" * 281).startswith("1:")
    assert operator("unblock", VERSION) == "1: Error: There is nothing here. (not_found)"


def test_it_is_listed_and_audited(app, operator):
    operator("block", VERSION, "--reason", "Fel tider")
    assert operator("list") == "0: 0.1.0\tsync\t2026-11-20T20:00:00.000Z\tFel tider"
    operator("unblock", VERSION)
    with app.app_context(), read_connection() as connection:
        rows = connection.execute(select(AuditRow.event, AuditRow.details)).all()
    assert [(row.event, json.loads(row.details)) for row in rows] == [
        ("app_version.blocked", {"version": VERSION, "stop": "sync"}),
        ("app_version.unblocked", {"version": VERSION}),
    ]


def test_any_words_in_the_address_are_a_version_that_nobody_blocked(app):
    for version in ("%00", "%27%20or%201", "x" * 2000, "*", "..."):
        assert standing(app, version)["stop"] is None


def test_the_worker_is_taken_away_and_given_back(app, operator):
    client = app.test_client()

    def fetch(**headers):
        with client.get("/app/sw.js", headers=headers) as answer:
            return answer.status_code, answer.headers, answer.get_data()

    _, kept, content = fetch()
    operator("worker", "off", "--reason", "fast i en trasig version")
    assert standing(app) == {"proto": 1, "stop": None, "reason": None, "worker": "off"}
    status, headers, taken = fetch(If_None_Match=kept["ETag"])
    assert status == 200
    assert b"unregister" in taken
    assert b"fetch" not in taken
    assert headers["Cache-Control"] == "no-cache"
    assert "javascript" in headers["Content-Type"]
    operator("worker", "on")
    assert fetch()[2] == content
