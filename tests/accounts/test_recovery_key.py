"""What opens a locked phone comes after a password alone, and is the same each time."""

import base64

import pytest

from app.core.ids import uuid7
from tests.support.builders import PASSWORD, email_of
from tests.support.phones import AppTransport, Phone


@pytest.fixture
def phone(app, clock):
    """A phone on which nobody has signed in."""
    return Phone(AppTransport(app), "officer", now=clock.now)


def sign_in(phone, device_id, name="officer", password=PASSWORD):
    body = {"email": email_of(name), "password": password, "device_id": device_id}
    return phone.send("POST", "/api/v1/session", body)


def test_it_is_the_same_for_a_person_on_a_device_and_no_others(phone):
    here, there = uuid7(), uuid7()
    keys = [
        sign_in(phone, device, name).json["recovery_key"]
        for device, name in ((here, "officer"), (here, "officer"), (there, "officer"))
    ]
    others = sign_in(phone, here, "officer2").json["recovery_key"]
    assert keys[0] == keys[1]
    assert len({keys[0], keys[2], others}) == 3
    assert all(len(base64.b64decode(key)) == 32 for key in keys)


def test_a_live_session_alone_does_not_get_it(phone):
    assert sign_in(phone, uuid7()).status == 200
    assert "recovery_key" not in phone.get("/api/v1/session").json
    assert phone.sign_in().status == 200
    assert "recovery_key" not in phone.sign_in().json


def test_a_wrong_password_or_device_gets_nothing(phone):
    assert "recovery_key" not in sign_in(phone, uuid7(), password="fel").json
    assert sign_in(phone, "../etc").code == "invalid_input"
