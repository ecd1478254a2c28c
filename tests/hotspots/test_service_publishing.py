"""What a municipality sees of the police's list: fixed windows, no small numbers, and nothing of what is hidden."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from app.core.changes import Change, record_changes
from app.core.database import write_transaction
from app.core.errors import InvalidInput
from app.places.models import Place, PlaceVersion
from tests.hotspots.evenings import FRIDAY_EVENING, Town, evening, forget_published
from tests.support.builders import COOP, PEOPLE, STATION, TOWN

#: The latest four weeks that have passed their delay on 20 November.
WINDOW = (date(2026, 9, 28), date(2026, 10, 25))


def much(town: Town, place_id: str, **changes: Any) -> None:
    """Two officers and eight observations on four evenings of the window."""
    for day in (5, 8, 12, 16):
        who = "officer" if day % 2 else "officer2"
        town.walk(evening(10, day), who, seen=2, place_id=place_id, minutes=90, **changes)


def get(town: Town) -> tuple[bytes, str]:
    """The coordinator's list at the first look, byte for byte."""
    forget_published(town.app)
    return look_again(town)


def look_again(town: Town) -> tuple[bytes, str]:
    """The same, as it is kept."""
    town.clock.at = FRIDAY_EVENING
    answer = town.signed_in("coordinator").get("/api/v1/hotspots")
    assert answer.status == 200
    return answer.content, answer.headers["ETag"]


def test_it_is_the_latest_window_that_has_passed_its_delay(town):
    period = town.ask_published().period
    assert (period.from_on, period.to_on) == WINDOW


def test_places_with_enough_are_shown(town):
    much(town, STATION)
    much(town, COOP)
    town.clock.at = FRIDAY_EVENING
    published = town.ask_published().published
    assert [(p.is_hidden, p.observed, p.visits) for p in published.places] == [(False, 8, 4)] * 2
    assert published.observed == 16


def test_a_small_number_is_hidden_and_so_is_what_would_reveal_it(town):
    much(town, STATION)
    town.walk(evening(10, 7), seen=2, place_id=COOP)
    town.clock.at = FRIDAY_EVENING
    published = town.ask_published().published
    assert [place.is_hidden for place in published.places] == [True, True]
    assert [place.observed for place in published.places] == [None, None]


def test_one_officers_observations_are_not_published(town):
    for place_id in (STATION, COOP):
        for day in (5, 8, 12, 16):
            town.walk(evening(10, day), "officer", seen=2, place_id=place_id)
    town.clock.at = FRIDAY_EVENING
    assert all(place.is_hidden for place in town.ask_published().published.places)


def test_figures_of_several_police_organisations_are_published_together(town):
    much(town, STATION)
    much(town, COOP)
    town.walk(evening(10, 9), "other_officer", seen=3)
    town.clock.at = FRIDAY_EVENING
    shown = {place.place_id: place.observed for place in town.ask_published().published.places}
    assert shown == {STATION: 11, COOP: 8}


def test_notes_never_reach_it(town):
    much(town, STATION, observation={"note": "Personen med den röda jackan"})
    much(town, COOP)
    before = get(town)
    ops = town.walk(evening(10, 20), seen=1, observation={"note": "Första texten"})
    first = get(town)
    town.clock.at = evening(10, 21)
    phone = town.signed_in("officer")
    assert phone.push(phone.amend(ops[-1], 1, note="Andra texten")).statuses == ["applied"]
    assert get(town) == first
    assert before != first
    assert "jackan" not in first[0].decode()
    assert "texten" not in first[0].decode()


def test_what_is_hidden_moves_nothing_that_is_shown(town):
    """Under the thresholds, one observation more or less is the same bytes, tag and all."""
    town.walk(evening(10, 7), seen=1)
    before = get(town)
    town.walk(evening(10, 8), seen=1, minutes=30)
    assert get(town) == before


def test_what_is_newer_than_the_window_moves_nothing(town):
    much(town, STATION)
    much(town, COOP)
    before = get(town)
    town.walk(evening(11, 18), seen=5)
    assert get(town) == before


@pytest.mark.parametrize(
    "query",
    [
        {"from_on": date(2026, 10, 1)},
        {"to_on": date(2026, 10, 1)},
        {"categories": frozenset({"berusade"})},
        {"slots": frozenset({3})},
    ],
)
def test_a_period_or_a_filter_of_ones_own_is_refused(town, query):
    with pytest.raises(InvalidInput):
        town.ask_published(**query)


def test_no_answer_names_anybody(town):
    much(town, STATION)
    much(town, COOP)
    told = get(town)[0].decode()
    town.clock.at = FRIDAY_EVENING
    told += town.signed_in("supervisor").get("/api/v1/hotspots").content.decode()
    told += town.signed_in("supervisor").get("/api/v1/hotspots.geojson").content.decode()
    assert not [name for name, person in PEOPLE.items() if person.id in told]


def test_a_month_later_it_is_the_next_window(town):
    town.clock.at = FRIDAY_EVENING + timedelta(weeks=4)
    assert town.ask_published().period.from_on == WINDOW[1] + timedelta(days=1)


def change_station(town: Town, at: datetime, **fields: object) -> None:
    """The station as the desk changes it at this instant."""
    with town.app.app_context(), write_transaction() as connection:
        place, version = Place.__table__, PlaceVersion.__table__
        row = connection.execute(
            update(place)
            .where(place.c.id == STATION)
            .values(version=place.c.version + 1, **fields)
            .returning(place.c.version)
        ).one()
        before = connection.execute(
            select(version).where(
                version.c.place_id == STATION, version.c.version == row.version - 1
            )
        ).one()
        values = before._asdict() | fields | {"version": row.version, "valid_from": at}
        connection.execute(insert(version).values(values))
        record_changes(connection, [Change("place", STATION, row.version, TOWN)], at)


@pytest.mark.parametrize("fields", [{"radius_m": 400}, {"lon": 16.11}, {"retired": True}])
def test_a_place_that_is_changed_afterwards_uncovers_nothing_of_the_window(town, fields):
    """Found by an attacker: a radius a little wider, then back, told how far off one observation was."""
    much(town, STATION)
    much(town, COOP)
    before, _ = get(town)
    change_station(town, FRIDAY_EVENING - timedelta(hours=1), **fields)
    assert get(town)[0] == before


def test_a_place_is_in_the_window_as_it_stood_when_it_ended(town):
    much(town, STATION)
    much(town, COOP)
    change_station(town, evening(10, 24), name="Resecentrum")
    change_station(town, evening(11, 2), name="Nya resecentrum")
    town.clock.at = FRIDAY_EVENING
    names = {place.place_id: place.name for place in town.ask_published().published.places}
    assert names[STATION] == "Resecentrum"
