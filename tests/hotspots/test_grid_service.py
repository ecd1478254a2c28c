"""The squares of an area by the service, on both databases: stored squares, visits, and what phones sent."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from app.accounts.models import Area
from app.core.database import read_connection, write_transaction
from app.core.errors import AppError, InvalidInput
from app.core.geometry import cells
from app.hotspots import queries
from app.hotspots.codes import Basis, Verdict
from app.observations.models import Observation, Report
from app.patrols.models import Patrol
from tests.hotspots.evenings import FRIDAY_EVENING, Town, evening
from tests.support.builders import COOP, POLICE, TOWN, known_id

((STATION_X, STATION_Y),) = cells([16.09712], [61.826855])
STATION_SQUARE = f"r100-{STATION_X}-{STATION_Y}"
#: 700 m north-east of the station, at no place.
FIELD = {"lon": 16.1065, "lat": 61.8313, "place_id": None}
((FIELD_X, FIELD_Y),) = cells([FIELD["lon"]], [FIELD["lat"]])
HOUR_MS = 3_600_000
AT_COOP = {"lon": 16.09223, "lat": 61.82914}


def busy(town: Town, days: int = 14) -> None:
    for day in range(1, days + 1):
        town.walk(evening(11, day), "officer" if day % 2 else "officer2", seen=2)


def squares_of(town: Town, **query: object) -> dict[str, object]:
    return {row.place_id: row for row in town.ask(by="grid", **query).result.places}


def test_observations_are_in_the_square_that_was_stored(town):
    busy(town)
    with town.app.app_context(), read_connection() as connection:
        table = Observation.__table__
        stored = connection.execute(select(table.c.ix, table.c.iy)).all()
    found = squares_of(town)
    for ix, iy in set(stored):
        assert found[f"r100-{ix}-{iy}"].observed == stored.count((ix, iy))


def test_a_visit_is_spread_over_the_squares_of_its_place(town):
    town.walk(evening(11, 3), minutes=60)
    found = squares_of(town)
    assert STATION_SQUARE in found
    assert len(found) == 4
    assert sum(row.presence_hours for row in found.values()) == pytest.approx(1)
    assert {row.visits for row in found.values()} == {1}
    assert not any(row.square.outside_places for row in found.values())


def test_a_visit_at_no_place_is_in_the_square_of_its_position(town):
    town.walk(evening(11, 3), minutes=60, place_id=None, visit=FIELD)
    (row,) = squares_of(town).values()
    assert row.place_id == f"r100-{FIELD_X}-{FIELD_Y}"
    assert row.presence_hours == pytest.approx(1)
    assert row.square.outside_places
    assert row.name == "Ruta vid Station, 660 m NO"


def send_presence(town: Town, patrol_id: str, rows: list[list[int]]) -> None:
    """The patrol's closing amend, as its phone sends it."""
    phone = town.signed_in("officer")
    with town.app.app_context(), read_connection() as connection:
        version = connection.execute(
            select(Patrol.__table__.c.version).where(Patrol.__table__.c.record_id == patrol_id)
        ).scalar_one()
    patrol = {"record_id": patrol_id, "kind": "patrol"}
    assert phone.push(phone.amend(patrol, version, presence=rows)).statuses == ["applied"]


def hour_of(at) -> int:
    return int(at.timestamp() * 1000) // HOUR_MS


def test_what_phones_sent_of_squares_is_presence(town):
    ops = town.walk(evening(11, 3), minutes=60)
    send_presence(town, ops[0]["record_id"], [[FIELD_X, FIELD_Y, hour_of(evening(11, 3)), 900]])
    found = squares_of(town)
    field = found[f"r100-{FIELD_X}-{FIELD_Y}"]
    assert (field.presence_hours, field.visits) == (pytest.approx(0.25), 0)
    assert sum(row.presence_hours for row in found.values()) == pytest.approx(1.25)


def test_what_a_phone_knows_of_the_place_is_not_added_to_the_visit(town):
    ops = town.walk(evening(11, 3), minutes=60)
    rows = [[STATION_X, STATION_Y, hour_of(evening(11, 3)), 3600]]
    send_presence(town, ops[0]["record_id"], rows)
    found = squares_of(town)
    assert found[STATION_SQUARE].presence_hours == pytest.approx(1)
    assert sum(row.presence_hours for row in found.values()) == pytest.approx(1)


def test_squares_of_another_hour_than_the_patrols_are_no_presence(town):
    ops = town.walk(evening(11, 3), minutes=60)
    rows = [[FIELD_X, FIELD_Y, hour_of(evening(11, 3)) - 30, 3600]]
    send_presence(town, ops[0]["record_id"], rows)
    assert f"r100-{FIELD_X}-{FIELD_Y}" not in squares_of(town)


def test_presence_of_the_period_before_is_there_for_the_trend(town):
    """Patrols of the whole history are read, not those of the period alone."""
    early = evening(10, 20)
    ops = town.walk(early, minutes=60)
    send_presence(town, ops[0]["record_id"], [[FIELD_X, FIELD_Y, hour_of(early), 1800]])
    town.walk(evening(11, 5), minutes=60, place_id=None, visit=FIELD)
    field = squares_of(town, from_on=date(2026, 11, 1), to_on=date(2026, 11, 20))[
        f"r100-{FIELD_X}-{FIELD_Y}"
    ]
    assert field.trend.hours_before == pytest.approx(0.5)


@pytest.mark.slow
def test_an_observation_outside_all_places_is_listed_and_says_so(town):
    busy(town)
    town.walk(evening(11, 16), seen=1, observation=FIELD)
    row = squares_of(town)[f"r100-{FIELD_X}-{FIELD_Y}"]
    assert (row.observed, row.square.outside_places) == (1, True)
    assert town.ask(by="place").result.notes.at_no_place == 1
    assert town.ask(by="grid").result.notes.at_no_place == 0


@pytest.mark.slow
def test_squares_of_each_side_have_all_that_was_seen(town):
    busy(town)
    town.walk(evening(11, 16), seen=3, observation=FIELD)
    town.clock.at = FRIDAY_EVENING
    for side in (100, 200, 500, 1000):
        answer = town.ask(by="grid", square_m=side)
        assert answer.square_m == side
        assert sum(row.observed for row in answer.result.places) == 31
        assert sum(row.presence_hours for row in answer.result.places) == pytest.approx(15.05, 0.01)


@pytest.mark.slow
def test_few_observations_a_square_make_squares_of_200_m(town):
    town.walk(evening(11, 3), seen=1)
    assert town.ask(by="grid").square_m == 200
    busy(town)
    assert town.ask(by="grid").square_m == 100


@pytest.mark.slow
def test_day_part_and_category_filters_hold_for_squares(town):
    busy(town)
    town.walk(evening(11, 16, 9), seen=4, observation={"category": "brak"})
    town.clock.at = FRIDAY_EVENING
    assert town.ask(by="grid", categories=frozenset({"brak"})).result.notes.observed == 4
    mornings = frozenset(6 * day + 2 for day in range(7))
    found = town.ask(by="grid", slots=mornings)
    assert found.result.notes.observed == 4
    assert found.result.notes.presence_hours == pytest.approx(1, abs=0.05)
    assert found.result.notes.data_questions == ()
    # What is filtered away changes nothing of which squares there are.
    assert found.square_m == town.ask(by="grid").square_m


def report(town: Town, number: int, lon: float, lat: float) -> None:
    ((ix, iy),) = cells([lon], [lat])
    at = FRIDAY_EVENING - timedelta(days=number % 30 + 1)
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(
            insert(Report).values(
                id=known_id(f"77{number:03}"),
                area_id=TOWN,
                organisation_id=POLICE,
                author_id=None,
                sharing="own",
                source="import",
                external_id=str(number),
                category="brak",
                occurred_from=at,
                occurred_to=at,
                lon=lon,
                lat=lat,
                ix=ix,
                iy=iy,
                imported_at=FRIDAY_EVENING,
            )
        )


def test_imports_alone_are_a_possible_hotspot_among_all_squares_of_the_area(town):
    town.clock.at = FRIDAY_EVENING
    for number in range(30):
        report(town, number, 16.09712, 61.826855)
    answer = town.ask(by="grid")
    assert answer.result.notes.basis is Basis.REPORTS_ALONE
    (row,) = answer.result.places
    assert (row.place_id, row.verdict) == (STATION_SQUARE, Verdict.POSSIBLE)
    assert row.expected < 0.01


def test_an_area_without_anything_has_an_empty_list(town):
    town.clock.at = FRIDAY_EVENING
    result = town.ask(by="grid").result
    assert (result.places, result.notes.observed) == ((), 0)


def test_an_area_without_outline_has_squares_where_something_was(town):
    busy(town)
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(update(Area).where(Area.id == TOWN).values(outline=None))
    town.walk(evening(11, 16), seen=1, observation=FIELD)
    assert f"r100-{FIELD_X}-{FIELD_Y}" in squares_of(town)


def test_more_squares_than_the_method_takes_are_refused_by_name(town):
    """The whole municipality in squares of 100 m, by imports alone."""
    town.clock.at = FRIDAY_EVENING
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(update(Area).where(Area.id == TOWN).values(outline=None))
    for number in range(4):
        report(town, number, 15.2 + 0.8 * (number % 2), 61.5 + 0.6 * (number // 2))
    with pytest.raises(AppError) as refused:
        town.ask(by="grid", square_m=100)
    assert refused.value.code == "too_many_rows"
    # Left to the method, the squares are as large as they must be.
    assert town.ask(by="grid").square_m == 500


@pytest.mark.parametrize("by", ["place", "grid"])
def test_more_records_than_a_list_is_made_from_are_refused_by_name(town, monkeypatch, by):
    busy(town, 3)
    monkeypatch.setattr(queries, "MAX_ROWS", 5)
    with pytest.raises(AppError) as refused:
        town.ask(by=by)
    assert refused.value.code == "too_many_rows"
    assert refused.value.details == {"of": "records", "most": 5}
    monkeypatch.setattr(queries, "MAX_ROWS", 6)
    town.ask(by=by)


@pytest.mark.parametrize("by", ["place", "grid"])
def test_absurd_questions_have_designed_answers(town, by):
    busy(town, 2)
    with pytest.raises(AppError) as refused:
        town.ask(by=by, area_id="finns-inte")
    assert refused.value.code == "unknown_area"
    with pytest.raises(AppError) as refused:
        town.ask(by=by, from_on=date(2026, 11, 2), to_on=date(2026, 11, 1))
    assert refused.value.code == "reversed_period"
    for absurd in (
        {"from_on": date(1, 1, 1)},
        {"to_on": date(9999, 12, 31)},
        {"from_on": date(1990, 1, 1), "to_on": date(2026, 11, 1)},
        {"categories": frozenset({"finns-inte"})},
    ):
        with pytest.raises(InvalidInput):
            town.ask(by=by, **absurd)
    nothing = town.ask(by=by, from_on=date(2026, 3, 1), to_on=date(2026, 3, 2)).result
    assert nothing.notes.observed == 0
    assert not any(row.observed for row in nothing.places)


@pytest.mark.slow
def test_squares_and_places_have_the_same_totals_where_all_was_at_places(town):
    busy(town)
    for day in range(1, 10):
        town.walk(evening(11, day, 20), seen=1, place_id=COOP, visit=AT_COOP, observation=AT_COOP)
    by_place, by_grid = town.ask(), town.ask(by="grid")
    assert by_grid.result.notes.observed == by_place.result.notes.observed
    assert by_grid.result.notes.presence_hours == pytest.approx(
        by_place.result.notes.presence_hours
    )


def test_what_is_seen_in_the_square_beside_the_patrol_is_no_question_about_the_data(town):
    """A minute is added, so that the square has presence; that nobody was near would be untrue."""
    beside = {"lon": 16.09712 + 0.0023, "place_id": None}
    town.walk(evening(11, 3), seen=1, observation=beside)
    town.walk(evening(11, 4), seen=1, observation=FIELD)
    notes = town.ask(by="grid", square_m=100).result.notes
    assert len(notes.data_questions) == 1
    assert notes.without_presence_share == pytest.approx(0.5)
    assert notes.presence_hours == pytest.approx(2 + 2 / 60)


def test_figures_are_whole_numbers_of_python(town):
    """What goes out as JSON holds no type of numpy."""
    busy(town, 3)
    for row in squares_of(town).values():
        for square in row.square.squares:
            assert type(square.ix) is int
        json.dumps(row.square.units)
