"""What is taken away is gone at the next request."""

import pytest

from app.accounts.service import disable_person, load_actor, set_roles
from app.core.access import Role
from app.core.database import write_transaction
from tests.support.builders import PEOPLE, TOWN, VALLEY, email_of, patrol_payload
from tests.support.phones import AppTransport, Phone


@pytest.fixture
def database_url(world_url):
    return world_url


@pytest.fixture
def administrator(app):
    with app.app_context():
        return load_actor(email_of("administrator"))


def give_roles(app, administrator, name, *roles):
    with app.app_context(), write_transaction() as connection:
        person_id = PEOPLE[name].id
        set_roles(connection, person_id, list(roles), now=app.clock.now(), by=administrator)


def test_who_is_disabled_is_out(app, signed_in, administrator):
    phone = signed_in("officer")
    with app.app_context(), write_transaction() as connection:
        disable_person(connection, phone.user_id, now=app.clock.now(), by=administrator)
    assert phone.push(phone.op()).code == "not_signed_in"
    assert phone.pull().code == "not_signed_in"
    visitor = Phone(AppTransport(app), "officer", now=app.clock.now)
    assert visitor.sign_in().code == "sign_in_failed"


def test_a_lost_role_is_lost_at_the_next_request(app, signed_in, administrator):
    phone = signed_in("officer")
    assert phone.push(phone.op()).statuses == ["applied"]
    give_roles(app, administrator, "officer", (TOWN, Role.ADMINISTRATOR))
    assert phone.push(phone.op()).code == "not_permitted"
    assert phone.pull().code == "not_permitted"


def test_a_new_area_is_there_at_the_next_request(app, signed_in, administrator):
    phone = signed_in("officer")
    there = phone.op("patrol", patrol_payload(phone.now(), area_id=VALLEY))
    assert phone.push(there).codes == ["not_permitted"]
    give_roles(app, administrator, "officer", (TOWN, Role.OFFICER), (VALLEY, Role.OFFICER))
    again = phone.op("patrol", patrol_payload(phone.now(), area_id=VALLEY))
    assert phone.push(again).codes == [None]


def test_one_session_ended_leaves_the_other(app, signed_in):
    one, other = signed_in("officer"), signed_in("officer")
    assert one.send("DELETE", "/api/v1/session").status == 204
    assert one.pull().code == "not_signed_in"
    assert other.pull().status == 200
