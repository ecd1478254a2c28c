"""Guessing passwords: counted in the database, before the password is looked at."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app import create_app
from app.accounts.models import SignInFailure
from app.accounts.throttle import note_failure
from app.core.database import db, read_connection, write_transaction
from tests.support.builders import email_of
from tests.support.phones import AppTransport, Phone, at_once


@pytest.fixture
def database_url(world_url):
    return world_url


OFFICER = email_of("officer")


def visitor_of(app, name="officer"):
    return Phone(AppTransport(app), name, now=app.clock.now)


def fail(phone, times, email=None):
    body = {"email": email or email_of(phone.name), "password": "fel lösenord"}
    return [phone.send("POST", "/api/v1/session", body) for _ in range(times)]


def failed_before(app, times, email=OFFICER, address="127.0.0.1"):
    """The same as so many wrong tries, without the time that a password takes."""
    with app.app_context(), write_transaction() as connection:
        for _ in range(times):
            note_failure(connection, email, address, app.clock.now())


def statuses(answers):
    return [answer.status for answer in answers]


def test_ten_wrong_tries_in_an_hour_close_the_account(app):
    phone = visitor_of(app)
    assert statuses(fail(phone, 12)) == [401] * 10 + [429] * 2
    refused = phone.sign_in()
    assert (refused.status, refused.code) == (429, "too_many_requests")
    assert refused.json["retry"] == "later"
    assert int(refused.headers["Retry-After"]) == 3601


def test_it_opens_again_when_the_hour_is_over(app, clock):
    phone = visitor_of(app)
    failed_before(app, 10)
    clock.at += timedelta(minutes=59)
    refused = phone.sign_in()
    assert refused.status == 429
    clock.at += timedelta(seconds=int(refused.headers["Retry-After"]))
    assert phone.sign_in().status == 200


def test_being_refused_does_not_prolong_it(app, clock):
    phone = visitor_of(app)
    failed_before(app, 10)
    clock.at += timedelta(minutes=30)
    fail(phone, 20)
    clock.at += timedelta(minutes=31)
    assert phone.sign_in().status == 200


def test_others_are_not_closed_out(app):
    failed_before(app, 10)
    assert visitor_of(app, "officer2").sign_in().status == 200


def test_an_unknown_account_is_closed_like_a_known_one(app):
    phone = visitor_of(app)
    failed_before(app, 9, "nobody@demo.ljuspunkt.example")
    assert statuses(fail(phone, 2, "nobody@demo.ljuspunkt.example")) == [401, 429]


def test_the_right_password_forgets_what_was_wrong(app):
    phone = visitor_of(app)
    failed_before(app, 9)
    assert phone.sign_in().status == 200
    failed_before(app, 9)
    assert statuses(fail(phone, 2)) == [401, 429]


def test_a_capital_letter_is_no_new_account(app):
    phone = visitor_of(app)
    failed_before(app, 8)
    fail(phone, 1, email_of("officer").upper())
    fail(phone, 1, f" {email_of('officer')}")
    assert phone.sign_in().status == 429


def test_a_hundred_tries_from_one_address_close_the_address(app):
    for number in range(99):
        failed_before(app, 1, f"person{number}@demo.ljuspunkt.example")
    phone = visitor_of(app, "officer2")
    assert statuses(fail(phone, 1)) == [401]
    assert phone.sign_in().status == 429


def test_a_restart_and_another_worker_know_it_too(app, config, clock):
    failed_before(app, 10)
    other = create_app(config, clock)
    answer = Phone(AppTransport(other), "officer", now=clock.now).sign_in()
    with other.app_context():
        db.engine.dispose()
    assert answer.status == 429


def test_many_at_once_do_not_slip_past(app):
    failed_before(app, 7)
    phones = [visitor_of(app) for _ in range(20)]
    answers = at_once(*(lambda phone=phone: fail(phone, 1)[0] for phone in phones))
    assert sorted(statuses(answers)) == [401] * 3 + [429] * 17


def test_tries_of_two_days_ago_are_gone_and_are_found_without_looking_at_the_others(app, clock):
    """A try looked at every other one of two days, while all other writers waited."""
    failed_before(app, 2, address="192.0.2.1")
    clock.at += timedelta(days=1)
    failed_before(app, 1, address="192.0.2.2")
    clock.at += timedelta(days=1, seconds=1)
    statements = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2:4]))
        with write_transaction() as connection:
            note_failure(connection, OFFICER, "192.0.2.3", clock.now())
        with read_connection() as connection:
            left = connection.scalars(select(SignInFailure.at).order_by(SignInFailure.at)).all()
            assert left == [clock.at - timedelta(days=1, seconds=1), clock.at]
            if connection.dialect.name == "sqlite":
                ((sql, values),) = [each for each in statements if each[0].startswith("DELETE")]
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
                assert "USING INDEX" in str(plan)
