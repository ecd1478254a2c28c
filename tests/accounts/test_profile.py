"""One's own profile: language with the account, theme with the browser, and a password that is one's own."""

from app.accounts.service import open_session, resume
from app.core.database import write_transaction
from tests.support.builders import PASSWORD, PEOPLE
from tests.support.desks import Desk

NEW = "granar och tysta skogar"


def test_the_language_follows_the_person(app):
    Desk(app, "supervisor").send("/profile/appearance", locale="en", theme="dark")

    elsewhere = Desk(app, "supervisor").open("/profile")
    assert elsewhere.one("html").attributes["lang"] == "en"
    assert "Language and appearance" in elsewhere.text


def test_the_theme_stays_in_the_browser(app):
    desk = Desk(app, "supervisor")
    desk.send("/profile/appearance", locale="sv", theme="dark")

    assert desk.open("/profile").one("html").attributes["data-theme"] == "dark"
    assert desk.open("/profile").value("theme") == "dark"
    assert "data-theme" not in Desk(app, "supervisor").open("/profile").one("html").attributes


def test_an_unknown_language_or_theme_is_refused(app):
    desk = Desk(app, "supervisor")

    assert desk.send("/profile/appearance", locale="fi", theme="dark").status == 422
    assert desk.send("/profile/appearance", locale="sv", theme="pink").status == 422


def test_a_new_password_signs_the_other_browsers_out(app, clock):
    desk = Desk(app, "supervisor")
    with app.app_context(), write_transaction() as connection:
        other = open_session(
            connection, PEOPLE["supervisor"].id, clock.now(), app.settings.session_lifetime
        )

    assert desk.send("/profile/password", current=PASSWORD, new=NEW).status == 302

    assert desk.open("/profile").status == 200
    with app.app_context():
        assert resume(other, clock.now(), app.settings.idle_timeout) is None
    assert desk.send("/profile/password", current=PASSWORD, new=NEW).status == 422
    assert desk.send("/profile/password", current=NEW, new=PASSWORD).status == 302


def test_a_password_is_refused_with_the_reason(app):
    desk = Desk(app, "supervisor")

    wrong = desk.send("/profile/password", current="inte detta lösenord", new=NEW)
    short = desk.send("/profile/password", current=PASSWORD, new="kort")

    assert wrong.problems == ["Fel: Det är inte lösenordet du har nu."]
    assert short.problems[0] == "Fel: Använd minst 15 tecken. Flera ord i rad går bra."
    assert NEW not in wrong.html
