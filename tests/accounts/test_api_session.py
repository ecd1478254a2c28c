"""Signing in, being somebody, signing out (docs/api.md, Session)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import SignInSession
from app.core.audit import AuditRow
from app.core.database import read_connection
from tests.support.builders import PASSWORD, PEOPLE, POLICE, TOWN, email_of
from tests.support.phones import AppTransport, Phone


@pytest.fixture
def database_url(world_url):
    return world_url


_session = SignInSession.__table__


@pytest.fixture
def visitor(app):
    """A phone on which nobody is signed in."""
    return Phone(AppTransport(app), "officer", now=app.clock.now)


def sign_in(phone, email, password):
    return phone.send("POST", "/api/v1/session", {"email": email, "password": password})


def audited(app, event):
    with app.app_context(), read_connection() as connection:
        rows = connection.execute(
            select(AuditRow.__table__).where(AuditRow.event == event).order_by(AuditRow.number)
        )
        return [(row.result, row.user_id, json.loads(row.details)) for row in rows]


def test_who_signs_in_learns_who_they_are(visitor):
    answer = visitor.sign_in()
    assert answer.status == 200
    assert answer.json["user"] == {
        "id": PEOPLE["officer"].id,
        "email": email_of("officer"),
        "name": "Elin Åström",
        "locale": "sv",
        "organisation": {"id": POLICE, "name": "Polisen Gävleborg", "kind": "police"},
        "memberships": [
            {
                "area_id": TOWN,
                "area_code": "ljusdal-tatort",
                "area_name": "Ljusdals tätort",
                "role": "officer",
            }
        ],
    }
    assert answer.json["demonstration"] is False
    same = visitor.get("/api/v1/session")
    assert same.json["user"] == answer.json["user"]


def test_an_address_is_the_same_in_capitals_and_with_space_around_it(visitor):
    assert sign_in(visitor, f"  {email_of('officer').upper()} ", PASSWORD).status == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (email_of("officer"), "fel"),
        ("nobody@demo.ljuspunkt.example", PASSWORD),
        (email_of("officer"), PASSWORD.upper()),
        (email_of("officer"), PASSWORD + " "),
        ("'; DROP TABLE person; --", PASSWORD),
    ],
)
def test_a_wrong_password_and_an_unknown_account_are_answered_alike(visitor, email, password):
    answer = sign_in(visitor, email, password)
    assert (answer.status, answer.code) == (401, "sign_in_failed")
    assert {name: value for name, value in answer.json.items() if name != "request_id"} == {
        "code": "sign_in_failed",
        "message": "Wrong e-mail address or password.",
        "details": {},
        "retry": "never",
    }
    assert "Set-Cookie" not in answer.headers
    assert visitor.get("/api/v1/session").code == "not_signed_in"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"1" * 5_000, 400),
        (b"\xff", 400),
        (b"[]", 422),
        (b"null", 422),
        (b"{}", 422),
        (b'{"email": 1, "password": 2}', 422),
        (b'{"email": "a@b", "password": "\\ud800"}', 422),
        (b'{"email": "a\\u0000@b", "password": "x"}', 422),
        (b'{"email": "a@b.example", "password": "x", "role": "administrator"}', 422),
    ],
    ids=lambda value: f"{value[:12]!r}-{len(value)}" if isinstance(value, bytes) else "",
)
def test_what_is_no_sign_in_is_refused(visitor, body, status):
    assert visitor.send("POST", "/api/v1/session", body).status == status


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_sign_in_is_json(visitor, content_type):
    body = json.dumps({"email": email_of("officer"), "password": PASSWORD}).encode()
    answer = visitor.send("POST", "/api/v1/session", body, Content_Type=content_type)
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


def test_ten_mebibytes_are_no_sign_in(visitor):
    answer = visitor.send("POST", "/api/v1/session", b" " * (10 * 1024 * 1024))
    assert (answer.status, answer.code) == (413, "body_too_large")


def test_signing_out_ends_the_session_on_the_server(app, visitor):
    visitor.sign_in()
    cookie = visitor.transport.client.get_cookie("ljuspunkt")
    assert visitor.send("DELETE", "/api/v1/session").status == 204
    assert visitor.get("/api/v1/session").code == "not_signed_in"
    thief = Phone(AppTransport(app), "officer", now=app.clock.now)
    thief.transport.client.set_cookie("ljuspunkt", cookie.value)
    assert thief.get("/api/v1/session").code == "not_signed_in"


def test_a_new_sign_in_is_a_new_session_with_a_new_token(app, visitor):
    visitor.get("/api/v1/session")
    visitor.sign_in()
    first = visitor.transport.client.get_cookie("ljuspunkt").value
    first_csrf = visitor.csrf
    visitor.sign_in()
    assert visitor.transport.client.get_cookie("ljuspunkt").value != first
    assert visitor.csrf != first_csrf
    with app.app_context(), read_connection() as connection:
        assert len(connection.execute(select(_session)).all()) == 2


def test_the_server_keeps_no_token_that_opens_anything(app, visitor):
    visitor.sign_in()
    with visitor.transport.client.session_transaction() as session:
        token = session["_user_id"]
    with app.app_context(), read_connection() as connection:
        row = connection.execute(select(_session)).one()
    assert token not in {str(value) for value in row}


def test_a_session_ends_after_twelve_idle_hours(visitor, clock):
    visitor.sign_in()
    clock.at += timedelta(hours=11, minutes=59)
    assert visitor.get("/api/v1/session").status == 200
    clock.at += timedelta(hours=11, minutes=59)
    assert visitor.get("/api/v1/session").status == 200
    clock.at += timedelta(hours=1)
    assert visitor.get("/api/v1/session").code == "not_signed_in"


def test_a_session_that_was_left_alone_ends(visitor, clock):
    visitor.sign_in()
    clock.at += timedelta(hours=12, seconds=1)
    assert visitor.get("/api/v1/session").code == "not_signed_in"


def test_a_session_ends_after_a_day_however_busy(visitor, clock):
    visitor.sign_in()
    for _ in range(23):
        clock.at += timedelta(hours=1)
        assert visitor.get("/api/v1/session").status == 200
    clock.at += timedelta(hours=1, seconds=1)
    assert visitor.get("/api/v1/session").code == "not_signed_in"


def test_a_language_is_kept(visitor):
    visitor.sign_in()
    answer = visitor.send("PATCH", "/api/v1/session", {"locale": "en"})
    assert (answer.status, answer.json["user"]["locale"]) == (200, "en")
    assert visitor.get("/api/v1/session").json["user"]["locale"] == "en"
    assert visitor.send("PATCH", "/api/v1/session", {"locale": "de"}).status in {403, 422}
    visitor.csrf = answer.json["csrf_token"]
    assert visitor.send("PATCH", "/api/v1/session", {"locale": "de"}).code == "invalid_input"


def test_every_way_in_and_out_leaves_a_row(app, visitor):
    sign_in(visitor, email_of("officer"), "fel")
    visitor.sign_in()
    visitor.send("DELETE", "/api/v1/session")
    officer = PEOPLE["officer"].id
    failed, worked = audited(app, "account.sign_in")
    assert failed[:2] == ("failed", None)
    assert worked[:2] == ("ok", officer)
    assert email_of("officer") not in json.dumps(failed[2])
    assert audited(app, "account.sign_out") == [("ok", officer, {})]


def test_somebody_without_a_role_can_sign_in_and_do_nothing(app):
    newcomer = Phone(AppTransport(app), "newcomer", now=app.clock.now)
    assert newcomer.sign_in().json["user"]["memberships"] == []
    assert newcomer.push().status == 403
    assert newcomer.pull().status == 403


def test_who_is_not_signed_in_gets_no_more_back_than_was_sent(visitor):
    """A megabyte of made-up members was answered with three of errors, and to anybody."""
    body = {"email": email_of("officer"), "password": PASSWORD} | {f"x{n}": n for n in range(1_000)}
    answer = visitor.send("POST", "/api/v1/session", body)
    assert (answer.code, len(answer.content) < 1_000) == ("bad_request", True)
