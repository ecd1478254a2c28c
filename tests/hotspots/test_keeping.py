"""A list that is kept is never an old one: whatever changes is in the very next answer, in every process."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from app import create_app
from app.core.database import db, read_connection, write_transaction
from app.hotspots.answers import HotspotList, HotspotQuery
from app.hotspots.keeping import KeptLists
from app.hotspots.service import list_hotspots
from app.hotspots.web import EXTENSION
from app.observations.models import Observation
from app.places.service import change_place, find_place
from app.sync.rebuild import rebuild
from tests.hotspots.evenings import FRIDAY_EVENING, Town, actor_of, evening
from tests.support.builders import COOP, STATION
from tests.support.desks import acting
from tests.support.phones import phone_on

EVERYTHING = HotspotQuery()


@pytest.fixture
def walked(town):
    town.walk(evening(11, 18), seen=2)
    town.clock.at = FRIDAY_EVENING
    return town


def ask(town: Town, kept: KeptLists, who: str = "supervisor", query=EVERYTHING):
    with town.app.app_context(), read_connection() as connection:
        return kept.ask(connection, actor_of(who), query, town.clock.now())


def observed(town: Town, app=None) -> dict[str, int]:
    """By place, as the API says it to the supervisor."""
    answer = phone_on(app or town.app, "supervisor").get("/api/v1/hotspots")
    return {row["place_id"]: row["observed"] for row in answer.json["hotspots"]}


def test_what_did_not_change_is_not_made_again(walked):
    kept = KeptLists()
    first = ask(walked, kept)
    assert isinstance(first, HotspotList)
    assert ask(walked, kept) is first
    # Another supervisor would be told the same: the whole organisation's rows are read for both.
    assert ask(walked, kept, "officer") == first
    with walked.app.app_context(), read_connection() as connection:
        fresh = list_hotspots(connection, actor_of("supervisor"), EVERYTHING, walked.clock.now())
    assert fresh == first


def test_a_push_is_in_the_next_answer(walked):
    assert observed(walked)[STATION] == 2
    walked.walk(evening(11, 19), "officer2", seen=3)
    assert observed(walked)[STATION] == 5


def test_a_push_to_another_process_is_in_the_next_answer(walked):
    other = create_app(walked.app.settings, walked.clock)
    assert observed(walked)[STATION] == observed(walked, other)[STATION] == 2
    walked.walk(evening(11, 19), "officer2", seen=3)
    assert observed(walked, other)[STATION] == 5
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_correction_and_a_withdrawal_are_in_the_next_answer(walked):
    ops = walked.walk(evening(11, 19), seen=2)
    assert observed(walked) == {STATION: 4, COOP: 0}
    phone = walked.signed_in("officer")
    assert phone.push(phone.amend(ops[-1], 1, place_id=COOP)).statuses == ["applied"]
    assert observed(walked) == {STATION: 3, COOP: 1}
    assert phone.push(phone.retract(ops[-2], 1)).statuses == ["applied"]
    assert observed(walked) == {STATION: 2, COOP: 1}


def test_what_the_desk_changes_is_in_the_next_answer(walked):
    assert "Station" in names(walked)
    with acting(walked.app, "supervisor") as (session, actor, now):
        place = find_place(session, actor, STATION)
        renamed = replace(place.fields, name="Stationen")
        change_place(session, actor, STATION, renamed, version=place.version, now=now)
    assert "Stationen" in names(walked)


def names(town: Town) -> list[str]:
    answer = town.signed_in("supervisor").get("/api/v1/hotspots")
    return [row["name"] for row in answer.json["hotspots"]]


def test_the_next_day_has_a_list_of_its_own(walked):
    kept = KeptLists()
    first = ask(walked, kept)
    walked.clock.at += timedelta(minutes=20)
    assert ask(walked, kept) == first
    walked.clock.at += timedelta(hours=8)
    assert ask(walked, kept).period.to_on == first.period.to_on + timedelta(days=1)


def test_each_question_and_each_organisation_has_its_own(walked):
    kept = KeptLists()
    ours, theirs = ask(walked, kept), ask(walked, kept, "other_supervisor")
    night = ask(walked, kept, query=HotspotQuery(slots=frozenset({0})))
    assert len(kept) == 3
    assert _seen(ours) == 2
    assert _seen(theirs) == _seen(night) == 0


def _seen(answer) -> int:
    return sum(place.observed for place in answer.result.places)


def test_only_so_many_rows_are_kept_and_the_longest_unasked_leaves(walked):
    kept = KeptLists(most_rows=6)  # two places and a list: three rows each
    asked = [HotspotQuery(slots=frozenset({slot})) for slot in range(3)]
    first, second = (ask(walked, kept, query=query) for query in asked[:2])
    assert ask(walked, kept, query=asked[0]) is first
    ask(walked, kept, query=asked[2])
    assert len(kept) == 2
    assert ask(walked, kept, query=asked[0]) is first
    assert ask(walked, kept, query=asked[1]) is not second


def test_a_list_that_is_larger_than_all_that_is_kept_is_answered_all_the_same(walked):
    kept = KeptLists(most_rows=2)
    assert _seen(ask(walked, kept)) == 2
    assert len(kept) == 0


def test_what_cannot_be_asked_is_not_kept(walked):
    kept: KeptLists = walked.app.extensions[EXTENSION]
    before = len(kept)
    phone = walked.signed_in("supervisor")
    assert phone.get("/api/v1/hotspots?area=stockholm").code == "unknown_area"
    assert phone.get("/api/v1/hotspots?category=enhorning").code == "invalid_input"
    assert len(kept) == before


def test_a_rebuild_that_mends_a_record_is_seen_within_a_quarter_of_an_hour(walked):
    """It tells phones nothing, so the counter stands still: what it mends a process sees with the next quarter."""
    app = walked.app
    with app.app_context(), write_transaction() as connection:
        connection.execute(update(Observation).values(withdrawn=True))
    assert observed(walked)[STATION] == 0
    with app.app_context(), write_transaction() as connection:
        rebuild(connection, app.extensions["ljuspunkt_registry"], lambda *_: None)
    walked.clock.at += timedelta(minutes=15)
    assert observed(walked)[STATION] == 2
