"""A window stays as it was first shown: nothing that anybody does later tells of a single observation."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.accounts.models import Area
from app.core.access import POLICY, Scope
from app.core.database import read_connection, write_transaction
from app.hotspots.models import PublishedWindow
from tests.hotspots.evenings import FRIDAY_EVENING, Town, evening
from tests.hotspots.test_service_publishing import get, look_again, much
from tests.support.builders import COOP, STATION, TOWN
from tests.support.desks import Desk
from tests.support.phones import at_once

_window = PublishedWindow.__table__


def change_area(town: Town, **fields: object) -> None:
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(update(Area.__table__).where(Area.__table__.c.id == TOWN).values(fields))


def count_kept(town: Town) -> int:
    with town.app.app_context(), read_connection() as connection:
        return connection.scalar(select(func.count()).select_from(_window)) or 0


@pytest.fixture
def shown(town):
    """Both places have enough to be shown, and the coordinator has looked."""
    much(town, STATION)
    much(town, COOP)
    assert b'"observed":16' in get(town)[0]
    return town


def test_all_of_an_organisation_read_what_is_published_alike():
    """A window is kept by the reader's organisation: nobody in it may see more of it than another."""
    scopes = {
        actions["hotspot.read_shared"]
        for actions in POLICY.values()
        if "hotspot.read_shared" in actions
    }
    assert scopes == {Scope.AREA}


def test_a_late_push_and_a_withdrawal_move_nothing(shown):
    before = look_again(shown)
    ops = shown.walk(evening(10, 20), "officer2", seen=3)
    assert look_again(shown) == before
    phone = shown.signed_in("officer2")
    assert phone.push(phone.retract(ops[-1], 1)).statuses == ["applied"]
    assert look_again(shown) == before


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"])
def test_another_time_zone_shows_no_other_window(shown, zone):
    """Found by an attacker: hours move over the window's edge, one observation at a time."""
    before = shown.look_again().published
    change_area(shown, timezone=zone)
    assert shown.look_again().published == before
    assert count_kept(shown) == 1


def test_another_outline_counts_nothing_anew(shown):
    """Found by an attacker: moved by 21 m at a time, it told where a single observation was."""
    before = shown.look_again().published
    away = [[15.0, 61.0], [15.1, 61.0], [15.1, 61.1], [15.0, 61.1], [15.0, 61.0]]
    change_area(shown, outline=json.dumps(away))
    assert shown.look_again().published == before


def test_squares_are_kept_with_the_places_whichever_is_asked_for_first(shown):
    squares = shown.look_again(by="grid").published
    shown.walk(evening(10, 21), "officer2", seen=5)
    assert shown.look_again(by="grid").published == squares
    assert count_kept(shown) == 1


def test_the_next_window_is_made_when_its_time_has_come(shown):
    first = shown.look_again()
    shown.clock.at = FRIDAY_EVENING + timedelta(weeks=4)
    later = shown.look_again()
    assert later.period.from_on == first.period.to_on + timedelta(days=1)
    # A clock that goes back shows no earlier one again.
    shown.clock.at = FRIDAY_EVENING
    assert shown.look_again().period == later.period
    assert count_kept(shown) == 2


def test_many_first_looks_at_once_see_the_same(town):
    much(town, STATION)
    much(town, COOP)
    town.clock.at = FRIDAY_EVENING
    phones = [town.signed_in("coordinator") for _ in range(4)]
    looks = [lambda phone=phone: phone.get("/api/v1/hotspots").content for phone in phones]
    assert len(set(at_once(*looks))) == 1
    assert count_kept(town) == 1


def test_a_file_that_is_taken_out_may_be_the_first_look(town):
    much(town, STATION)
    much(town, COOP)
    town.clock.at = FRIDAY_EVENING
    desk = Desk(town.app, "coordinator")
    first = desk.open("/hotspots/export.csv")
    assert first.status == 200
    town.walk(evening(10, 20), "officer2", seen=3)
    town.clock.at = FRIDAY_EVENING
    assert desk.open("/hotspots/export.csv").html == first.html
