"""The same data gives the same bytes: after a rebuild, in any order, and whatever else goes on."""

from datetime import timedelta

import pytest

from app.core.database import write_transaction
from app.sync.rebuild import rebuild
from tests.hotspots.evenings import FRIDAY_EVENING, Town, evening
from tests.support.builders import COOP, checkin_payload


@pytest.fixture
def busy_town(town):
    for day in range(1, 20, 2):
        town.walk(evening(11, day), "officer", seen=day % 4, visit={"calm": day % 4 == 0})
        town.walk(evening(11, day + 1, 20), "officer2", seen=1, place_id=COOP, minutes=25)
    town.clock.at = FRIDAY_EVENING
    return town


def body(town: Town, name: str = "supervisor", query: str = "") -> tuple[bytes, str]:
    answer = town.signed_in(name).get(f"/api/v1/hotspots{query}")
    assert answer.status == 200
    return answer.content, answer.headers["ETag"]


def test_a_rebuild_of_the_records_gives_the_same_bytes(busy_town):
    before = body(busy_town)
    app = busy_town.app
    with app.app_context(), write_transaction() as connection:
        rebuild(connection, app.extensions["ljuspunkt_registry"], lambda *_: None)
    assert body(busy_town) == before


def test_what_others_do_changes_nothing(busy_town):
    before = body(busy_town)
    at = busy_town.clock.at
    youth, other = (busy_town.signed_in(name) for name in ("youth", "other_officer"))
    assert youth.push(youth.op("checkin", checkin_payload(at))).statuses == ["applied"]
    assert other.push(other.op()).statuses == ["applied"]
    assert body(busy_town) == before


def test_an_hour_later_the_same_day_it_is_the_same(busy_town):
    before = body(busy_town)
    busy_town.clock.at += timedelta(hours=1)
    assert body(busy_town) == before


def test_every_person_of_the_organisation_has_the_same(busy_town):
    assert body(busy_town, "officer") == body(busy_town, "supervisor")


def test_what_is_written_in_notes_never_reaches_it(busy_town):
    busy_town.walk(evening(11, 18), seen=1, observation={"note": "Samma personer som igår"})
    busy_town.clock.at = FRIDAY_EVENING
    before = body(busy_town)
    phone = busy_town.signed_in("officer")
    ops = busy_town.walk(evening(11, 19), seen=1, observation={"note": "Ny text"})
    busy_town.clock.at = FRIDAY_EVENING
    assert body(busy_town) != before
    with_note = body(busy_town)
    phone = busy_town.signed_in("officer")
    assert phone.push(phone.amend(ops[-1], 1, note="En helt annan text")).statuses == ["applied"]
    assert body(busy_town) == with_note
    assert b"text" not in with_note[0]


def test_one_more_observation_changes_the_tag_and_the_version(busy_town):
    phone = busy_town.signed_in("supervisor")
    before = phone.get("/api/v1/hotspots")
    busy_town.walk(evening(11, 20, 18), seen=1)
    after = busy_town.signed_in("supervisor").get("/api/v1/hotspots")
    assert before.headers["ETag"] != after.headers["ETag"]
    assert before.json["data_version"] != after.json["data_version"]
