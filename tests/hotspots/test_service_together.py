"""Two officers who each begin a pass of their own and walk together are one patrol, in every reader of the list."""

from datetime import timedelta
from typing import Any

from app.core.clock import to_ms
from app.core.database import write_transaction
from app.core.geometry import cells
from app.hotspots.answers import HotspotQuery
from app.hotspots.detail import place_detail
from tests.hotspots.evenings import FRIDAY_EVENING, Town, actor_of, evening
from tests.support.builders import COOP, STATION, patrol_payload, stamp

HOUR_MS = 3_600_000
((STATION_X, STATION_Y),) = cells([16.09712], [61.826855])


def walk_together(town: Town, *officers: str, day: int = 18, **changes: Any) -> None:
    for number, who in enumerate(officers):
        town.walk(evening(11, day) + timedelta(minutes=number), who, **changes)


def test_two_phones_of_one_patrol_are_one_visit_and_one_presence(town):
    walk_together(town, "officer", "officer2", minutes=60)
    station = town.place()
    assert station.visits == 1
    assert round(station.presence_hours * 60, 6) == 61


def test_what_both_write_of_one_incident_is_one_observation(town):
    walk_together(town, "officer", "officer2", seen=1)
    assert town.place().observed == 1
    assert town.ask().result.notes.logged == 2


def test_the_phone_is_told_of_one_visit(town):
    walk_together(town, "officer", "officer2", minutes=60)
    town.clock.at = FRIDAY_EVENING
    (change,) = [c for c in town.signed_in("officer").pull_all() if c["kind"] == "hotspot"]
    (row,) = [row for row in change["data"]["rows"] if row["place_id"] == STATION]
    assert (row["visits_7d"], row["minutes_7d"]) == (1, 61)


def test_a_place_down_to_its_rows_has_one_stay_with_two_check_ins(town):
    walk_together(town, "officer", "officer2")
    with town.app.app_context(), write_transaction() as connection:
        query, now = HotspotQuery(), town.clock.now()
        found = place_detail(connection, actor_of("supervisor"), STATION, query, now)
    (stay,) = found.stays
    assert (stay.checkins, stay.ended_at - stay.started_at) == (2, timedelta(minutes=61))


def test_two_patrols_that_meet_are_two(town):
    """They have a quarter of an hour together of an hour and a half each."""
    for who, place_id in (("officer", STATION), ("officer2", COOP)):
        ops = town.walk(evening(11, 18), who, minutes=75, place_id=place_id)
        later = evening(11, 18, 19, 15)
        town.walk(later, who, minutes=15, patrol_id=ops[0]["record_id"])
    station = town.place()
    assert (station.visits, station.presence_hours) == (2, 1.75)


def test_who_walked_the_same_squares_were_together_before_they_parted(town):
    """Two passes, an hour side by side by the phones' own sums, and a check-in of each at the same place after it."""
    at = evening(11, 18)
    hour = to_ms(at) // HOUR_MS
    for who in ("officer", "officer2"):
        phone, until = town.signed_in(who), at + timedelta(hours=1, minutes=30)
        town.clock.at = until
        payload = patrol_payload(
            at,
            ended_at=stamp(until),
            presence=[[5990, 68560, hour, 3000], [5991, 68560, hour, 500]],
        )
        op = phone.op("patrol", payload, occurred_at=stamp(at))
        assert phone.push(op).statuses == ["applied"]
        town.walk(at + timedelta(hours=1), who, minutes=20, patrol_id=op["record_id"])
    station = town.place()
    assert (station.visits, round(station.presence_hours * 60)) == (1, 20)


def test_a_withdrawn_pass_joins_nobody(town):
    first = town.walk(evening(11, 18), "officer")[0]
    town.walk(evening(11, 18), "officer2")
    phone = town.signed_in("officer")
    assert phone.push(phone.retract(first)).statuses == ["applied"]
    assert town.place().visits == 2


def test_the_squares_of_two_phones_are_those_of_the_one_that_was_there_longest(town):
    at = evening(11, 18)
    hour, until = to_ms(at) // HOUR_MS, at + timedelta(hours=1)
    squares = {"officer": [3000, 300], "officer2": [2700, 600]}
    for who, seconds in squares.items():
        phone, town.clock.at = town.signed_in(who), until
        rows = [[STATION_X + east, STATION_Y, hour, s] for east, s in enumerate(seconds)]
        payload = patrol_payload(at, ended_at=stamp(until), presence=rows)
        assert phone.push(phone.op("patrol", payload, occurred_at=stamp(at))).statuses == [
            "applied"
        ]
    found = {row.place_id: row for row in town.ask(by="grid").result.places}
    seconds = [
        round(found[f"r100-{STATION_X + east}-{STATION_Y}"].presence_hours * 3600)
        for east in range(2)
    ]
    assert seconds == [3000, 600]
