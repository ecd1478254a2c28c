"""Nobody is followed: neither phones nor the desk learn who recorded something, or where a colleague walked."""

from tests.support.builders import PEOPLE
from tests.support.desks import Desk

SQUARES = [[5501, 68562, 20, 60], [5501, 68563, 20, 120]]


def record_patrol(phone):
    payload = {"started_at": phone.stamp(hours=1), "officers": 2, "presence": SQUARES}
    assert phone.push(phone.op("patrol", payload)).statuses == ["applied"]


def presences(phone):
    return [each["data"]["presence"] for each in phone.pull_all() if each["kind"] == "patrol"]


def test_the_squares_somebody_walked_are_theirs_alone(signed_in):
    officer = signed_in("officer")
    record_patrol(officer)

    assert presences(officer) == [SQUARES]
    assert presences(signed_in("supervisor")) == [None]


def open_stopped(app, signed_in, entry):
    officer = signed_in("officer")
    answer = officer.push(entry(officer))
    assert answer.statuses == ["quarantined"]
    desk = Desk(app, "supervisor")
    address = next(
        each.attributes["href"]
        for each in desk.open("/review").all("a")
        if each.attributes.get("href", "").count("-") == 4
    )
    return desk.open(address)


def test_the_desk_is_not_told_who_recorded_what_was_stopped(app, signed_in):
    author = PEOPLE["officer"].id
    page = open_stopped(app, signed_in, lambda phone: phone.op(payload={"lat": 91}, author=author))

    assert page.status == 200
    assert '"lat": 91' in page.one("pre").text
    assert author not in page.html
