"""The list as phones pull it: made again at most every half minute, told only when it changed."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core.database import db, read_connection, write_transaction
from app.hotspots.models import HotspotSnapshot
from app.places.models import Place
from tests.hotspots.evenings import FRIDAY_EVENING, Town, evening
from tests.support.builders import COOP, MUNICIPALITY, STATION, TOWN, checkin_payload


def pulled(town: Town, name: str = "officer", cursor: str | None = None) -> list[dict[str, Any]]:
    """The changes of the list that this person's phone gets."""
    changes = town.signed_in(name).pull_all(cursor)
    return [change for change in changes if change["kind"] == "hotspot"]


def rows_of(change: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["place_id"]: row for row in change["data"]["rows"]}


def later(town: Town, **time: float) -> None:
    town.clock.at += timedelta(**time)


def test_a_phone_gets_the_list_of_its_area(town):
    town.walk(evening(11, 18), minutes=30, seen=2)
    town.walk(evening(11, 2), minutes=60)
    town.clock.at = FRIDAY_EVENING
    (change,) = pulled(town)
    data = change["data"]
    assert (data["area_id"], data["from"], data["to"]) == (TOWN, "2026-08-23", "2026-11-20")
    assert data["computed_at"] == "2026-11-20T20:00:00.000Z"
    assert rows_of(change)[STATION] == {
        "rank": 1,
        "place_id": STATION,
        "verdict": "as_expected",
        "confidence": "low",
        "presence_class": "thin",
        "categories": ["berusade"],
        "last_visited_at": "2026-11-18T18:00:00.000Z",
        "visits_7d": 1,
        "minutes_7d": 30,
        "busiest_slot": None,
    }
    assert rows_of(change)[COOP]["presence_class"] == "unknown"


def test_the_hours_in_which_most_happens_come_along(town):
    for day in (4, 11, 18):
        town.walk(evening(11, day), minutes=60, seen=2)
    town.clock.at = FRIDAY_EVENING
    # Wednesday, 19 to 20 by the town's clock: the block that ends at 20.
    assert rows_of(pulled(town)[0])[STATION]["busiest_slot"] == 6 * 2 + 4


@pytest.mark.parametrize("name", ["youth", "coordinator", "organiser", "auditor"])
def test_who_may_not_read_the_list_gets_none(town, name):
    pulled(town)
    phone = town.signed_in(name)
    if phone.pull().status == 200:
        assert pulled(town, name) == []


def test_each_organisation_has_its_own(town):
    town.walk(evening(11, 18), "officer", seen=2)
    (ours,), (theirs,) = pulled(town, "officer"), pulled(town, "other_officer")
    assert rows_of(ours)[STATION]["visits_7d"] == 1
    assert rows_of(theirs)[STATION]["visits_7d"] == 0
    assert ours["record_id"] != theirs["record_id"]


def test_who_works_in_two_areas_gets_two(town):
    assert len(pulled(town, "two_areas")) == 2


def test_the_week_begins_six_days_ago_at_midnight(town):
    town.walk(evening(11, 13, 22, 30), minutes=60)  # 23:30 on the 13th to 00:30 on the 14th
    town.clock.at = FRIDAY_EVENING
    row = rows_of(pulled(town)[0])[STATION]
    assert (row["visits_7d"], row["minutes_7d"]) == (0, 30)


def test_a_burst_of_pushes_makes_it_once(town):
    assert pulled(town)[0]["version"] == 1
    town.clock.at = FRIDAY_EVENING
    pulled(town)
    town.walk(FRIDAY_EVENING - timedelta(minutes=30), minutes=20)  # pushed 5 minutes before
    town.clock.at = FRIDAY_EVENING + timedelta(seconds=29)
    assert pulled(town)[0]["version"] == 1
    later(town, seconds=2)
    (change,) = pulled(town)
    assert change["version"] == 2
    assert rows_of(change)[STATION]["visits_7d"] == 1


def test_what_is_the_same_is_not_told_again(town):
    town.walk(evening(11, 18), seen=2)
    phone = town.signed_in("officer")
    cursor = phone.pull().json["cursor"]
    later(town, minutes=5)
    youth = town.signed_in("youth")
    youth.push(youth.op("checkin", checkin_payload(town.clock.at)))
    assert pulled(town, cursor=cursor) == []


def test_data_that_change_nothing_on_the_phone_are_not_told(town):
    """A place's new radius is another version of the data, and the same list."""
    town.walk(evening(11, 18), seen=2)
    phone = town.signed_in("officer")
    cursor = phone.pull().json["cursor"]
    later(town, minutes=20)
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(update(Place).where(Place.id == STATION).values(radius_m=70))
    assert pulled(town, cursor=cursor) == []
    with town.app.app_context(), read_connection() as connection:
        kept = connection.execute(select(HotspotSnapshot.__table__)).one()
    assert kept.version == 1
    assert kept.computed_at == town.clock.at


def test_the_next_day_it_is_of_the_next_day(town):
    pulled(town)
    later(town, hours=8)
    (change,) = pulled(town)
    assert (change["version"], change["data"]["to"]) == (2, "2026-11-21")


def test_the_list_of_the_api_and_of_the_phone_are_the_same(town):
    for day in (10, 12, 14, 16):
        town.walk(evening(11, day), seen=day % 3)
        town.walk(evening(11, day, 20), "officer2", seen=1, place_id=COOP)
    asked = town.signed_in("supervisor").get("/api/v1/hotspots").json["hotspots"]
    rows = pulled(town)[0]["data"]["rows"]
    for mine, theirs in zip(asked, rows, strict=True):
        for name in ("rank", "place_id", "verdict", "confidence", "presence_class"):
            assert mine[name] == theirs[name]
        assert [each["category"] for each in mine["categories"]] == theirs["categories"]


def test_no_snapshot_names_anybody(town):
    town.walk(evening(11, 18), seen=1, observation={"note": "Text"})
    phone = town.signed_in("officer2")
    told = json.dumps([c for c in phone.pull_all() if c["kind"] == "hotspot"])
    assert "Text" not in told
    assert town.signed_in("officer").user_id not in told


def test_a_pull_is_answered_where_the_list_cannot_be_kept(town, monkeypatch):
    """Another writer has the database for longer than anyone waits: what is there already is still read."""
    town.walk(evening(11, 18))
    from app.core.database import WriterBusy
    from app.hotspots import pull

    def busy(*_args: object) -> None:
        raise WriterBusy

    monkeypatch.setattr(pull, "keep_snapshot", busy)
    assert town.signed_in("officer").pull().status == 200
    monkeypatch.undo()
    assert len(pulled(town)) == 1


def test_nobody_is_overtaken_by_an_older_list(town):
    """Two servers compute at once: the first to write stands, the other writes nothing."""
    from app.hotspots.answers import HotspotQuery
    from app.hotspots.pull import keep_snapshot
    from app.hotspots.service import load_own
    from tests.hotspots.evenings import actor_of

    actor = actor_of("officer")
    with town.app.app_context():
        now = town.clock.now()
        with read_connection() as connection:
            loaded = load_own(connection, actor, HotspotQuery(), now)
        assert keep_snapshot(loaded, actor.organisation_id, None, now) is True
        assert keep_snapshot(loaded, actor.organisation_id, None, now) is False
        db.session.remove()
    assert actor.organisation_id != MUNICIPALITY
    assert pulled(town)[0]["version"] == 1
