"""The truth table: role x route x own or another's object, made from the policy and the routes, and run."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from app.basemap.models import Basemap
from app.core.access import POLICY
from app.core.access_table import list_routes, write_table
from app.core.commands import TABLE
from app.core.database import write_transaction
from app.core.ids import uuid7
from app.hotspots.reviews.models import HotspotReview
from tests.support.basemaps import a_basemap_row
from tests.support.builders import BY_ROLE, PEOPLE, VALLEY, VALLEY_CLUB, VALLEY_SQUARE, known_id
from tests.support.phones import phone_on
from tests.support.reviews import a_review_row

#: Nothing becomes public unnoticed.
PUBLIC = {
    "accounts.post_sign_in",
    "accounts.sign_in",
    "app-versions.get_standing",
    "health.healthz",
    "health.readyz",
    "openapi_json",
    "phone.phone_file",
    "phone.without_slash",
    "session.post_session",
    "static",
    "sync.get_schema",
    # Asks for its own kind of proof: the token of a session that used a device which is revoked now.
    "sync.post_surrender",
}
#: Only sees and changes one's own session.
OWN_SESSION = {"profile.own"}
FORM = "application/x-www-form-urlencoded"
REFUSED = {401, 403}


def routes(app):
    return [route for route in list_routes(app) if not route.is_public]


def address(rule: str, ids: dict[str, str]) -> str:
    """The route's address with these ids; other parts of it are not filled in here."""
    for name, value in ids.items():
        rule = rule.replace(f"<uuid:{name}>", value).replace(f"<{name}>", value)
    assert "<" not in rule, f"the table has no object for {rule}"
    return rule


def nobodys() -> dict[str, str]:
    """Ids that nothing has."""
    names = ("person_id", "place_id", "category_id", "activity_id", "op_id", "device_id")
    more = ("upload_id", "kept_id", "handover_id")
    # A square is no object of anybody's: one far from every area is not there for anybody.
    made = {"sha256": "0" * 64, "square_id": "r100-1-1"}
    return {name: uuid7() for name in (*names, *more)} | made


def ask(phone, route, ids):
    """The route's answer to a request that says nothing but who asks."""
    body = None if route.method == "GET" else b""
    return phone.send(
        route.method, address(route.rule, ids), body, Accept="application/json", Content_Type=FORM
    )


@pytest.fixture
def others(app):
    """Ids of things that are there, in another organisation or another area."""
    stranger = phone_on(app, "other_officer")
    operation = stranger.op(payload={"category": "no such category"})
    assert stranger.push(operation).statuses == ["quarantined"]
    with app.app_context(), write_transaction() as connection:
        connection.execute(insert(Basemap).values(area_id=VALLEY, **a_basemap_row("f" * 64)))
        handed_on = a_review_row(area_id=VALLEY, unit_id=VALLEY_SQUARE)
        connection.execute(insert(HotspotReview).values(**handed_on))
    return nobodys() | {
        "sha256": "f" * 64,
        "person_id": PEOPLE["other_officer"].id,
        "place_id": VALLEY_SQUARE,
        "category_id": known_id("304"),
        "activity_id": VALLEY_CLUB,
        "op_id": operation["op_id"],
        "device_id": stranger.device_id,
        "handover_id": handed_on["id"],
    }


def test_every_route_names_its_permission_and_only_these_are_public(app):
    assert {route.endpoint for route in list_routes(app) if route.is_public} == PUBLIC


def test_the_page_about_access_is_current(app):
    """`flask --app wsgi access table` writes it."""
    assert TABLE.read_text() == write_table(app)


def test_nobody_gets_anywhere_without_a_session(app):
    phone = phone_on(app, "officer")
    phone.transport.client.delete_cookie("ljuspunkt", domain="localhost")
    for route in routes(app):
        answer = ask(phone, route, nobodys())
        assert (answer.status, answer.code) == (401, "not_signed_in"), route


@pytest.mark.slow
@pytest.mark.parametrize("role", BY_ROLE)
def test_a_role_gets_where_its_actions_lead_and_nowhere_else(app, role):
    for route in routes(app):
        phone = phone_on(app, BY_ROLE[role])
        answer = ask(phone, route, nobodys())
        if set(route.any_of) & set(POLICY[role]):
            assert answer.status not in REFUSED, (route, answer.content[:300])
        else:
            assert (answer.status, answer.code) == (403, "not_permitted"), route
        assert answer.status < 500, (route, answer.content[:300])


def test_somebody_without_a_role_gets_to_their_own_session_alone(app):
    for route in routes(app):
        answer = ask(phone_on(app, "newcomer"), route, nobodys())
        if set(route.any_of) & OWN_SESSION:
            assert answer.status not in REFUSED, (route, answer.content[:300])
        else:
            assert (answer.status, answer.code) == (403, "not_permitted"), route


@pytest.mark.parametrize("role", BY_ROLE)
def test_anothers_object_is_as_one_that_is_not_there(app, others, role):
    """Status, code and details are the same; only the request's own id differs."""
    asked = 0
    for route in routes(app):
        if "<" not in route.rule or not set(route.any_of) & set(POLICY[role]):
            continue
        phone = phone_on(app, BY_ROLE[role])
        there, not_there = ask(phone, route, others), ask(phone, route, nobodys())
        assert there.status == 404, (route, there.content[:300])
        assert without_request_id(there) == without_request_id(not_there), route
        asked += 1
    may_ask = any("<" in r.rule and set(r.any_of) & set(POLICY[role]) for r in routes(app))
    assert bool(asked) == may_ask


def without_request_id(answer):
    body = answer.json
    return answer.status, {name: body[name] for name in ("code", "message", "details", "retry")}


def test_the_table_is_not_small(app):
    """A thousand cells and more: each route for each role, nobody and a newcomer, and the objects of others."""
    cells = sum(1 for _ in routes(app)) * (len(BY_ROLE) + 2)
    cells += sum(len(BY_ROLE) for route in routes(app) if "<" in route.rule)
    assert cells * 2 >= 1_000, cells
