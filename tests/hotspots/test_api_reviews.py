"""`/api/v1/hotspots/reviews`: what is asked and answered, the codes of what is refused, and who gets nothing."""

import json

import pytest
from sqlalchemy import func, select

from app.core.audit import AuditRow
from app.core.database import read_connection
from app.core.geometry import cells
from app.core.ids import uuid7
from tests.support.builders import COOP, STATION, VALLEY_SQUARE

PATH = "/api/v1/hotspots/reviews"


def wanted(**changes):
    """A confirmation of the station by somebody who saw no judgement before."""
    return {"unit_id": STATION, "judgement": "confirmed", "seen": 0} | changes


def post(phone, **changes):
    return phone.send("POST", PATH, wanted(**changes))


def test_a_judgement_is_made_listed_and_undone(app, signed_in):
    phone = signed_in("supervisor")
    made = post(phone, judgement="dismissed", reasons=["known_cause"], note="Marknad")
    assert made.status == 201
    review = made.json
    assert (review["number"], review["judgement"], review["stands"]) == (1, "dismissed", True)
    assert (review["verdict"], review["note"]) == ("too_little_presence", "Marknad")

    undone = post(phone, judgement="undone", seen=1)
    assert (undone.status, undone.json["undoes"], undone.json["stands"]) == (
        201,
        review["id"],
        False,
    )
    listed = phone.get(PATH).json
    assert [each["judgement"] for each in listed["reviews"]] == ["undone", "dismissed"]
    assert [each["stands"] for each in listed["reviews"]] == [False, False]
    assert phone.get(f"{PATH}?unit_id={COOP}").json["reviews"] == []
    with app.app_context(), read_connection() as connection:
        read = select(func.count()).where(AuditRow.event == "hotspot.review_read")
        assert connection.scalar(read) == 2


def test_sent_again_with_its_id_it_is_one(signed_in):
    phone, key = signed_in("supervisor"), uuid7()
    first, again = post(phone, id=key), post(phone, id=key)
    assert (first.status, again.status) == (201, 201)
    assert first.json == again.json
    assert len(phone.get(PATH).json["reviews"]) == 1


def test_sent_again_later_it_is_still_the_same_one(signed_in):
    phone, key, taken_back = signed_in("supervisor"), uuid7(), uuid7()
    first = post(phone, id=key)
    undone = post(phone, judgement="undone", seen=1, id=taken_back)
    assert (undone.status, undone.json["id"]) == (201, taken_back)
    assert post(phone, judgement="undone", seen=1, id=taken_back).json == undone.json
    again = post(phone, id=key)
    assert (again.status, again.json["id"], again.json["stands"]) == (201, key, False)
    assert first.json["number"] == again.json["number"]
    assert len(phone.get(PATH).json["reviews"]) == 2


def test_an_id_is_of_one_unit(signed_in):
    phone, key = signed_in("supervisor"), uuid7()
    assert post(phone, id=key).status == 201
    for judgement in ("confirmed", "undone"):
        answer = post(phone, unit_id=COOP, judgement=judgement, id=key)
        assert answer.json["code"] in {"conflict", "not_found"}
    assert post(phone, unit_id=COOP).json["number"] == 1


@pytest.mark.parametrize("seen", [1, 5_000, 2_147_483_646])
def test_nobody_has_seen_a_judgement_that_is_not_there(signed_in, seen):
    phone = signed_in("supervisor")
    refused = post(phone, seen=seen)
    assert (refused.status, refused.json["code"]) == (409, "conflict")
    assert post(phone).json["number"] == 1
    assert post(phone, judgement="undone", seen=1).status == 201


def test_the_second_of_two_is_told_what_the_first_said(signed_in):
    phone = signed_in("supervisor")
    assert post(phone, note="Hemligt").status == 201
    answer = post(phone, judgement="dismissed", reasons=["thin_basis"])
    assert (answer.status, answer.code) == (409, "conflict")
    assert answer.json["details"] == {
        "reason": "reviewed",
        "latest": {"judgement": "confirmed", "reasons": [], "number": 1},
    }
    assert post(phone, judgement="undone").status == 409


def test_figures_that_changed_are_a_conflict_too(signed_in):
    answer = post(signed_in("supervisor"), verdict="clear_hotspot")
    assert (answer.status, answer.code) == (409, "conflict")
    assert answer.json["details"] == {
        "reason": "computed",
        "before": "clear_hotspot",
        "now": "too_little_presence",
    }


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"judgement": "dismissed"}, 422, "invalid_input"),
        ({"judgement": "handed_on", "reasons": ["data_error"]}, 422, "invalid_input"),
        ({"judgement": "perhaps"}, 422, "invalid_input"),
        ({"note": "070-123 45 67"}, 422, "invalid_input"),
        ({"note": "x" * 501}, 422, "invalid_input"),
        ({"seen": -1}, 422, "invalid_input"),
        ({"category": ["finns_inte"]}, 422, "invalid_input"),
        ({"from": "2026-11-20", "to": "2026-11-01"}, 422, "reversed_period"),
        ({"unit_id": VALLEY_SQUARE}, 404, "not_found"),
        ({"unit_id": "r100-1-1"}, 404, "not_found"),
        ({"judgement": "undone"}, 404, "not_found"),
    ],
)
def test_what_is_refused_has_its_code(signed_in, changes, status, code):
    phone = signed_in("supervisor")
    answer = post(phone, **changes)
    assert (answer.status, answer.code) == (status, code)
    assert phone.get(PATH).json["reviews"] == []


def test_a_change_needs_its_token(signed_in):
    phone = signed_in("supervisor")
    phone.csrf = "wrong"
    assert (post(phone).status, post(phone).code) == (403, "csrf_failed")


def test_others_get_nothing_of_it(signed_in):
    assert post(signed_in("supervisor"), note="Hemligt").status == 201
    for name in ("officer", "coordinator", "youth", "auditor"):
        phone = signed_in(name)
        assert phone.get(PATH).code == "not_permitted"
        assert post(phone).code == "not_permitted"
    theirs = signed_in("other_supervisor").get(PATH)
    assert theirs.json["reviews"] == []
    assert "Hemligt" not in json.dumps(signed_in("coordinator").get("/api/v1/hotspots").json)


def test_an_area_that_is_not_theirs_is_unknown(signed_in):
    answer = signed_in("supervisor").get(f"{PATH}?area=jarvso")
    assert (answer.status, answer.code) == (422, "unknown_area")


@pytest.mark.slow
def test_a_square_is_judged_listed_and_undone_by_its_name(signed_in):
    """The square of the station: nothing ever happened there, and it is in the area."""
    ((x, y),) = cells([16.09712], [61.826855])
    phone, square = signed_in("supervisor"), f"r100-{x}-{y}"
    made = post(phone, unit_id=square, area="ljusdal-tatort", verdict="too_little_presence")
    assert made.status == 201
    assert (made.json["unit_id"], made.json["squares"]) == (square, [square])
    assert made.json["unit_name"].startswith("Ruta vid Station")
    assert post(phone, unit_id=square).code == "conflict"
    assert [each["stands"] for each in phone.get(f"{PATH}?unit_id={square}").json["reviews"]] == [
        True
    ]
    assert phone.get(f"{PATH}?unit_id={STATION}").json["reviews"] == []
    undone = post(phone, unit_id=square, judgement="undone", seen=1)
    assert (undone.status, undone.json["undoes"]) == (201, made.json["id"])
    assert post(phone, unit_id=square, area="jarvso").code == "not_found"
    assert post(phone, judgement="confirmed").json["squares"] is None
