"""What every answer shares: one error shape, no fault of ours for a fault of theirs, health that needs nobody."""

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.core.database import db
from tests.support.databases import sqlite_only

pytestmark = sqlite_only
JSON = {"Accept": "application/json"}
SHAPE = {"code", "message", "details", "retry", "request_id"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("GET", "/nothing/here", {}, 404, "not_found"),
        ("GET", "/api/v1/nothing", {}, 404, "not_found"),
        ("PUT", "/api/v1/session", {}, 405, "method_not_allowed"),
        ("BREW", "/api/v1/session", {}, 405, "method_not_allowed"),
        (
            "GET",
            "/static/desk/tokens.css",
            {"Range": "bytes=99999999-"},
            416,
            "range_not_satisfiable",
        ),
        ("GET", "/api/v1/schemas/nothing.json", {}, 404, "not_found"),
        ("GET", "/api/v1/schemas/%00.json", {}, 404, "not_found"),
        ("GET", "/api/v1/sync/pull", {}, 401, "not_signed_in"),
    ],
)
def test_an_error_has_the_one_shape(client, method, path, headers, status, code):
    response = client.open(path, method=method, headers=JSON | headers)
    assert (response.status_code, response.json["code"]) == (status, code)
    assert response.json.keys() == SHAPE


def test_what_may_be_asked_is_said_where_the_method_was_wrong(client):
    allowed = client.put("/api/v1/session").headers["Allow"]
    assert set(allowed.split(", ")) >= {"GET", "POST", "PATCH", "DELETE"}


@pytest.mark.parametrize("status", [400, 402, 408, 410, 412, 418, 423, 431, 451, 500, 502])
def test_an_http_error_without_a_name_of_ours_is_theirs_or_ours(app, client, status):
    class Strange(HTTPException):
        code = status

    def fail():
        raise Strange

    fail.access = "public"
    app.add_url_rule("/strange", view_func=fail)
    response = client.get("/strange", headers=JSON)
    assert response.status_code == (400 if status < 500 else 500)
    assert response.json.keys() == SHAPE


def test_a_view_that_names_no_action_answers_nobody(app, client, signed_in):
    app.add_url_rule("/forgotten", view_func=lambda: "secret")
    assert client.get("/forgotten", headers=JSON).status_code == 401
    assert signed_in("administrator").get("/forgotten").status == 403


def test_database_text_never_reaches_a_client(app, client):
    def fail():
        raise OperationalError("SELECT secret", {"name": "Anna"}, Exception("table of Anna"))

    fail.access = "public"
    app.add_url_rule("/api/v1/fail", view_func=fail)
    response = client.get("/api/v1/fail")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert b"Anna" not in response.data
    assert b"SELECT" not in response.data


def test_what_nobody_expected_is_a_500_without_its_reason(app, client):
    def fail():
        raise ZeroDivisionError("Anna")

    fail.access = "public"
    app.add_url_rule("/api/v1/fail", view_func=fail)
    response = client.get("/api/v1/fail")
    assert (response.status_code, response.json["code"]) == (500, "internal_error")
    assert b"Anna" not in response.data


def test_whether_we_live_is_answered_without_a_database(app, signed_in):
    phone = signed_in("officer")
    assert phone.get("/readyz").json == {"status": "ready", "problems": []}
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert phone.get("/readyz").json == {"status": "unready", "problems": ["migrations"]}
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE change_head")
        connection.exec_driver_sql("DROP TABLE sign_in_session")
    assert phone.get("/healthz").status == 200
    ready = phone.get("/readyz")
    assert (ready.status, ready.json["problems"]) == (503, ["database"])
    assert int(ready.headers["Retry-After"]) > 0
    assert phone.get("/static/desk/tokens.css").status == 200
