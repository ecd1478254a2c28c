"""The old password that a change asks for is guessed no faster than the one of a sign-in."""

from app.accounts.throttle import MAX_BY_ACCOUNT
from tests.support.builders import PASSWORD, email_of
from tests.support.desks import Desk

NEW = "granar och tysta skogar"


def change(desk, current):
    return desk.send("/profile/password", current=current, new=NEW).status


def test_guesses_are_counted_and_stopped(app):
    desk = Desk(app, "supervisor")

    tried = [change(desk, f"gissning nummer {number}") for number in range(MAX_BY_ACCOUNT)]

    assert tried == [422] * MAX_BY_ACCOUNT
    assert change(desk, PASSWORD) == 429
    assert Desk(app, "officer").open("/profile").status == 200


def test_guesses_at_the_desk_count_for_the_sign_in_too(app, client):
    desk = Desk(app, "supervisor")
    for number in range(MAX_BY_ACCOUNT):
        change(desk, f"gissning nummer {number}")

    answer = client.post(
        "/api/v1/session", json={"email": email_of("supervisor"), "password": PASSWORD}
    )

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_the_right_one_lets_the_guesses_be_forgotten(app):
    desk = Desk(app, "supervisor")
    for number in range(MAX_BY_ACCOUNT - 1):
        change(desk, f"gissning nummer {number}")

    assert change(desk, PASSWORD) == 302
    assert change(desk, PASSWORD) == 422
