"""The cookie and the headers of every answer (TRUST.md, On the wire)."""

from dataclasses import replace

import pytest

from app import create_app
from app.core.database import db
from tests.support.builders import PASSWORD, email_of
from tests.support.databases import sqlite_only


@pytest.fixture
def database_url(world_url):
    return world_url


pytestmark = sqlite_only
SIGN_IN = {"email": email_of("officer"), "password": PASSWORD}


def cookie_of(response):
    (header,) = response.headers.getlist("Set-Cookie")
    value, *attributes = header.split("; ")
    return value.split("=")[0], {each.split("=")[0]: each.split("=")[-1] for each in attributes}


def test_the_cookie_is_for_the_server_alone(client):
    response = client.post("/api/v1/session", json=SIGN_IN)
    name, attributes = cookie_of(response)
    assert name == "ljuspunkt"
    assert "HttpOnly" in attributes
    assert attributes["SameSite"] == "Lax"
    assert attributes["Path"] == "/"
    assert "Domain" not in attributes
    assert "Secure" not in attributes


def test_under_https_the_cookie_is_bound_to_the_host(config, clock):
    app = create_app(replace(config, https=True), clock)
    response = app.test_client().post(
        "/api/v1/session", json=SIGN_IN, base_url="https://ljuspunkt.example"
    )
    name, attributes = cookie_of(response)
    with app.app_context():
        db.engine.dispose()
    assert name == "__Host-ljuspunkt"
    assert "Secure" in attributes
    assert attributes["Path"] == "/"
    assert "Domain" not in attributes
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(
    "path", ["/healthz", "/api/v1/session", "/api/v1/openapi.json", "/nothing/here"]
)
def test_every_answer_carries_the_headers_that_keep_others_out(client, path):
    headers = client.get(path, headers={"Accept": "application/json"}).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert len(headers["X-Request-Id"]) > 10
    assert "Access-Control-Allow-Origin" not in headers


def test_a_request_id_is_taken_over_only_where_it_is_harmless(client):
    given = client.get("/healthz", headers={"X-Request-Id": "abc-123"})
    assert given.headers["X-Request-Id"] == "abc-123"
    for bad in ["x" * 65, "a b", "<script>", "å"]:
        made = client.get("/healthz", headers={"X-Request-Id": bad})
        assert made.headers["X-Request-Id"] != bad


def test_an_error_says_its_request_id(client):
    response = client.get("/api/v1/session", headers={"X-Request-Id": "abc"})
    assert response.json["request_id"] == "abc"
