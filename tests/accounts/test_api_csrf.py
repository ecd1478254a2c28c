"""Whatever changes something carries its session's token, and comes from our own pages."""

import pytest

from tests.support.builders import POLICE


@pytest.fixture
def database_url(world_url):
    return world_url


CHANGES = [
    ("POST", "/api/v1/sync/push", {}),
    ("POST", "/api/v1/sync/reconcile", {}),
    ("PATCH", "/api/v1/session", {"locale": "en"}),
    ("DELETE", "/api/v1/session", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_a_change_without_its_token_is_refused(signed_in, method, path, body):
    phone = signed_in("officer")
    for token in ["", "x", phone.csrf[:-1], signed_in("officer2").csrf, POLICE]:
        phone.csrf = token
        answer = phone.send(method, path, body)
        assert (answer.status, answer.code) == (403, "csrf_failed")
        assert answer.json["retry"] == "later"


def test_a_refused_token_is_fetched_again(signed_in):
    phone = signed_in("officer")
    op = phone.op()
    phone.csrf = "old"
    assert phone.push(op).code == "csrf_failed"
    phone.csrf = phone.get("/api/v1/session").json["csrf_token"]
    assert phone.push(op).statuses == ["applied"]


def test_a_token_in_the_address_or_the_body_counts_for_nothing(signed_in):
    phone = signed_in("officer")
    token, phone.csrf = phone.csrf, ""
    path = f"/api/v1/session?csrf_token={token}"
    assert phone.send("DELETE", path).code == "csrf_failed"
    assert phone.push(phone.op(), csrf_token=token).code == "csrf_failed"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_page_changes_nothing_even_with_the_token(signed_in, site):
    phone = signed_in("officer")
    answer = phone.send("DELETE", "/api/v1/session", Sec_Fetch_Site=site)
    assert (answer.status, answer.code) == (403, "csrf_failed")


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_who_is_not_signed_in_is_asked_to_be_before_anything_else(client, method, path, body):
    response = client.open(path, method=method, json=body)
    assert (response.status_code, response.json["code"]) == (401, "not_signed_in")
    assert response.json["retry"] == "after_sign_in"
