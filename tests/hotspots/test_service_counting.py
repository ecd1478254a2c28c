"""From what phones pushed to the figures of a place: what counts, once, and for whom."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from app.core.access import Sharing
from app.core.clock import to_ms
from app.core.database import write_transaction
from app.core.ids import uuid7
from app.hotspots.codes import LeftOut, PresenceClass, Verdict
from app.observations.models import Report
from app.places.models import Category, CategoryVersion, Place
from tests.hotspots.evenings import FRIDAY_EVENING, Town, evening
from tests.support.builders import (
    COOP,
    HOUSING,
    MUNICIPALITY,
    POLICE,
    STATION,
    TOWN,
    known_id,
    stamp,
)


def report(town: Town, organisation_id: str, count: int = 1, **changes: object) -> None:
    """Somebody else's reports at the station on the Friday."""
    with town.app.app_context(), write_transaction() as connection:
        for number in range(count):
            values = {
                "id": uuid7(),
                "area_id": TOWN,
                "organisation_id": organisation_id,
                "author_id": None,
                "sharing": Sharing.PARTNERS.value,
                "source": "felanmälan",
                "external_id": f"{organisation_id}-{number}",
                "category": "berusade",
                "occurred_from": FRIDAY_EVENING,
                "occurred_to": FRIDAY_EVENING,
                "lon": 16.09712,
                "lat": 61.826855,
                "imported_at": FRIDAY_EVENING,
            } | changes
            connection.execute(insert(Report).values(**values))


def test_what_was_pushed_is_in_the_list(town):
    town.walk(evening(11, 18), minutes=90, seen=3, visit={"calm": False})
    station, coop = (town.place(place_id=each) for each in (STATION, COOP))
    assert (station.observed, station.visits, station.presence_hours) == (3, 1, 1.5)
    assert station.rate_per_hour == 2
    assert station.categories == {"berusade": 3}
    assert station.last_visited_ms == to_ms(evening(11, 18))
    assert (coop.observed, coop.visits, coop.presence_hours) == (0, 0, 0)


def test_a_place_where_nobody_was_is_neither_hot_nor_quiet(town):
    for day in range(2, 18, 3):
        town.walk(evening(11, day), minutes=120, seen=1)
    coop = town.place(place_id=COOP)
    assert coop.presence_class is PresenceClass.UNKNOWN
    assert coop.verdict is Verdict.TOO_LITTLE_PRESENCE


def test_withdrawn_records_do_not_count(town):
    ops = town.walk(evening(11, 18), seen=2)
    town.walk(evening(11, 19), seen=1)
    phone = town.signed_in("officer")
    visit, first = ops[1], ops[2]
    assert phone.push(phone.retract(visit), phone.retract(first)).statuses == ["applied"] * 2
    station, notes = town.place(), town.ask().result.notes
    assert (station.observed, station.visits) == (2, 1)
    assert notes.left_out[LeftOut.WITHDRAWN] == 1


def test_two_officers_together_are_one_visit_and_one_presence(town):
    at = evening(11, 18)
    patrol_id = town.walk(at, "officer")[0]["record_id"]
    town.walk(at + timedelta(minutes=10), "officer2", minutes=50, patrol_id=patrol_id)
    station = town.place()
    assert (station.visits, station.presence_hours) == (1, 1)


def test_two_patrols_one_after_the_other_are_two_visits(town):
    town.walk(evening(11, 18), "officer")
    town.walk(evening(11, 18, 19), "officer2")
    station = town.place()
    assert (station.visits, station.presence_hours) == (2, 2)


def test_reports_of_others_are_counted_beside_and_never_in_the_rate(town):
    town.walk(evening(11, 18), seen=2)
    town.clock.at = FRIDAY_EVENING
    before = town.place()
    report(town, MUNICIPALITY, 30)
    after = town.place()
    assert (before.reported_by_others, after.reported_by_others) == (0, 30)
    assert after.rate_per_hour == before.rate_per_hour
    assert (after.ratio, after.expected, after.q) == (before.ratio, before.expected, before.q)


def test_reports_that_are_not_shared_are_their_own_organisations(town):
    town.walk(evening(11, 18))
    town.clock.at = FRIDAY_EVENING
    report(town, HOUSING, 2, sharing=Sharing.OWN.value)
    report(town, POLICE, 3, sharing=Sharing.OWN.value)
    assert town.place().reported_by_others == 3


def test_what_is_good_is_no_disorder_however_it_is_marked(town):
    town.walk(evening(11, 18), seen=2, observation={"category": "positiv"})
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(update(CategoryVersion).values(is_disorder=True))
    assert town.place().observed == 0
    assert town.ask().result.notes.left_out[LeftOut.NOT_DISORDER] == 2


def test_a_changed_category_leaves_the_past_alone(town):
    """`brak` is no disorder from 17 November on: what was seen the day before still is."""
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(
            insert(CategoryVersion).values(
                category_id=known_id("302"),
                version=2,
                valid_from=evening(11, 17, 0),
                category_group="social",
                name_sv="Bråk",
                name_en="Brawl",
                description_sv="",
                description_en="",
                severity=0,
                sort_order=2,
                is_disorder=False,
                retired=False,
            )
        )
        connection.execute(
            update(Category).where(Category.id == known_id("302")).values(is_disorder=False)
        )
    town.walk(evening(11, 16), seen=1, observation={"category": "brak"})
    town.walk(evening(11, 18), seen=1, observation={"category": "brak"})
    assert town.place().observed == 1


@pytest.mark.parametrize(("east_m", "observed"), [(0, 1), (59, 1), (61, 0)])
def test_a_position_without_a_place_is_at_the_place_around_it(town, east_m, observed):
    degrees = east_m / 52_600
    seen = {"lon": 16.09712 + degrees, "place_id": None}
    town.walk(evening(11, 18), seen=1, place_id=None, observation=seen)
    assert town.place().observed == observed
    assert town.ask().result.notes.at_no_place == 1 - observed


def test_the_nearest_of_two_places_around_a_position_has_it(town):
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(
            update(Place).where(Place.id == COOP).values(lon=16.0973, lat=61.8269, radius_m=900)
        )
    town.walk(evening(11, 18), place_id=None, seen=1, observation={"lon": 16.0972})
    town.walk(evening(11, 19), place_id=None, seen=1, observation={"lon": 16.0975})
    assert [town.place(place_id=each).observed for each in (STATION, COOP)] == [1, 1]


def test_an_outline_holds_what_is_inside_it(town):
    ring = "[[16.096, 61.826], [16.0975, 61.826], [16.0975, 61.8275], [16.096, 61.8275], [16.096, 61.826]]"
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(update(Place).where(Place.id == STATION).values(outline=ring))
    town.walk(evening(11, 18), place_id=None, seen=1, observation={"lon": 16.09605})
    town.walk(evening(11, 19), place_id=None, seen=1, observation={"lon": 16.0977})
    assert town.place().observed == 1


def test_what_was_seen_far_outside_the_area_does_not_count(town):
    town.walk(evening(11, 18), seen=1, observation={"lon": 16.315})  # 0.8 km east of the outline
    town.walk(evening(11, 19), seen=1, observation={"lon": 16.33})
    assert town.place().observed == 1
    assert town.ask().result.notes.left_out[LeftOut.OUTSIDE_AREA] == 1


def test_a_retired_place_is_listed_while_the_period_has_something_of_it(town):
    town.walk(evening(10, 20), seen=1, place_id=COOP)
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(update(Place).where(Place.id == COOP).values(retired=True))
    town.clock.at = FRIDAY_EVENING
    listed = {place.place_id for place in town.ask().result.places}
    assert listed == {STATION, COOP}
    since = evening(10, 22).date()
    assert [p.place_id for p in town.ask(from_on=since).result.places] == [STATION]


def test_another_organisations_patrols_are_not_in_the_list(town):
    town.walk(evening(11, 18), "officer", seen=2)
    town.walk(evening(11, 18), "other_officer", seen=1)
    assert town.place("supervisor").observed == 2
    assert town.place("other_supervisor").observed == 1


def test_another_areas_patrols_are_not_in_the_list(town):
    town.walk(evening(11, 18), "officer", seen=1)
    valley = town.ask("valley_supervisor")
    assert valley.area.code == "jarvso"
    assert valley.result.notes.observed == 0


def test_an_officer_has_the_list_of_the_whole_organisation(town):
    town.walk(evening(11, 18), "officer", seen=2)
    assert town.place("officer2").observed == 2


def test_a_time_that_is_suspect_does_not_count(town):
    at = evening(11, 18)
    town.walk(at)
    phone = town.signed_in("officer")
    late = stamp(at - timedelta(days=40))
    assert phone.push(phone.op(occurred_at=late)).statuses == ["applied"]
    assert town.place().observed == 0
    assert town.ask().result.notes.left_out[LeftOut.SUSPECT_TIME] == 1
