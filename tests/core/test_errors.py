"""Errors of the web itself have the one shape too."""

from __future__ import annotations

import pytest

SHAPE = {"code", "message", "details", "retry", "request_id"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("PUT", "/api/v1/session", b"{}", 405, "method_not_allowed"),
        ("POST", "/api/v1/session", b'{"email": ', 400, "bad_request"),
        ("POST", "/api/v1/session", b"{}", 422, "invalid_input"),
        ("GET", "/api/v1/nothing", b"", 404, "not_found"),
        ("GET", "/api/v1/session", b"", 401, "not_signed_in"),
    ],
)
def test_an_error_has_its_code_and_the_one_shape(client, method, path, body, status, code):
    answer = client.open(path, method=method, data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert set(answer.json) == SHAPE
    assert answer.headers["X-Request-Id"] == answer.json["request_id"]


def test_a_method_that_is_not_allowed_is_told_which_are(client):
    answer = client.put("/api/v1/session", json={})
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST", "PATCH", "DELETE"}


def test_a_request_id_of_the_callers_own_comes_back(client):
    answer = client.get("/healthz", headers={"X-Request-Id": "ab-12"})
    assert answer.headers["X-Request-Id"] == "ab-12"
    odd = client.get("/healthz", headers={"X-Request-Id": "a b;c"})
    assert odd.headers["X-Request-Id"] != "a b;c"


def test_every_answer_carries_the_headers_that_protect_it(client):
    for path in ("/healthz", "/sign-in", "/api/v1/session", "/api/v1/nothing"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/sign-in", "/hotspots", "/app", "/nowhere"])
@pytest.mark.parametrize("host", ["..", "a" * 300])
def test_a_host_that_is_none_is_a_bad_request_with_all_headers(client, path, host):
    answer = client.get(path, headers={"Host": host, "Accept": "text/html"})
    assert answer.status_code == 400
    assert answer.json["code"] == "bad_request"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
