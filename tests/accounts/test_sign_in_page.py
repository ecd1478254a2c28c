"""The sign-in page: in, refused in the same words, throttled with a time, and never to another server."""

import pytest

from app.accounts.throttle import MAX_BY_ACCOUNT
from tests.support.builders import PASSWORD, email_of
from tests.support.desks import Desk


@pytest.fixture
def visitor(app):
    """Somebody who is not signed in, with the form open."""
    desk = Desk(app)
    desk.token = desk.open("/sign-in").value("csrf_token")
    return desk


def sign_in(desk, name="supervisor", password=PASSWORD, **more):
    return desk.send("/sign-in", email=email_of(name), password=password, **more)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("supervisor", "/hotspots"),
        ("coordinator", "/activities"),
        ("administrator", "/people"),
        ("officer", "/app/"),
        ("youth", "/app/"),
        ("auditor", "/profile"),
    ],
)
def test_everybody_begins_where_their_day_begins(visitor, name, start):
    assert sign_in(visitor, name).headers["Location"] == start
    assert visitor.open("/").headers["Location"] == start


def test_who_was_on_the_way_somewhere_gets_there(visitor):
    asked = visitor.open("/activities/held?from=2026-11-01")
    assert asked.headers["Location"].startswith("/sign-in?next=")

    form = visitor.open(asked.headers["Location"])
    answer = sign_in(visitor, next=form.value("next"))
    assert answer.headers["Location"] == "/activities/held?from=2026-11-01"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://ond.example/", "//ond.example", "/\\ond.example", "/\t/ond.example", "ond", "/ a"],
)
def test_nobody_is_sent_to_another_server(visitor, elsewhere):
    assert sign_in(visitor, next=elsewhere).headers["Location"] == "/hotspots"


def test_a_wrong_password_and_an_unknown_account_get_the_same_words(visitor):
    wrong = sign_in(visitor, password="fel häst batteri klammer")
    unknown = sign_in(visitor, name="ingen")

    assert wrong.status == unknown.status == 401
    assert "Fel e-postadress eller lösenord" in wrong.text
    assert wrong.text == unknown.text
    assert wrong.value("email") == email_of("supervisor")
    assert "value" not in wrong.one("input", name="password").attributes


def test_too_many_tries_say_when_to_come_back(visitor):
    for _ in range(MAX_BY_ACCOUNT):
        sign_in(visitor, password="fel häst batteri klammer")

    throttled = sign_in(visitor)

    assert throttled.status == 429
    assert int(throttled.headers["Retry-After"]) > 3000
    assert "Försök igen om 60 minuter." in throttled.text


def test_an_empty_form_says_what_is_missing(visitor):
    page = visitor.send("/sign-in", email="", password="")

    assert page.status == 422
    assert page.problems == ["Fel: Det här behövs."] * 2


def test_without_the_token_nobody_gets_in(app):
    desk = Desk(app)

    assert sign_in(desk).status == 403


def test_who_signs_out_is_out(app):
    desk = Desk(app, "supervisor")
    assert desk.send("/sign-out").headers["Location"] == "/sign-in"

    assert desk.open("/places").headers["Location"] == "/sign-in?next=/places"


def test_the_language_is_asked_for_in_the_address(app):
    page = Desk(app).open("/sign-in?lang=en")

    assert page.one("html").attributes["lang"] == "en"
    assert page.one("h1").text == "Sign in"


def test_a_browser_in_another_language_gets_swedish(app):
    for wanted, lang in (("fi, de;q=0.8", "sv"), ("en-GB, sv;q=0.5", "en"), ("", "sv")):
        page = Desk(app).open("/sign-in", Accept_Language=wanted)
        assert page.one("html").attributes["lang"] == lang
