"""Who has no role in an area any more changes nothing that was recorded in it, as they record nothing new there."""

import pytest

from app.accounts.service import set_roles
from app.core.access import Role
from tests.support.builders import PEOPLE, TOWN, VALLEY, observation_payload
from tests.support.checks import check_whole, records
from tests.support.desks import acting


@pytest.fixture
def phone(signed_in):
    return signed_in("two_areas")


def stay_in(app, *areas):
    """The officer of two areas has a role in these alone."""
    roles = [(area, Role.OFFICER) for area in areas]
    with acting(app, "administrator") as (session, administrator, now):
        set_roles(session, PEOPLE["two_areas"].id, roles, now=now, by=administrator)


def test_what_was_recorded_in_an_area_that_was_left_stays_as_it_was(app, phone):
    create = phone.op(payload=observation_payload(severity=1))
    phone.push(create)
    (before,) = records(app, "observation")
    assert before["area_id"] == TOWN
    stay_in(app, VALLEY)
    answer = phone.push(phone.amend(create, 1, severity=3), phone.retract(create))
    assert answer.codes == ["not_permitted", "not_permitted"]
    assert records(app, "observation") == [before]
    check_whole(app)


def test_in_the_area_that_is_left_over_all_goes_on(app, phone):
    create = phone.op(payload=observation_payload(severity=1))
    phone.push(create)
    stay_in(app, TOWN)
    assert phone.push(phone.amend(create, 1, severity=3)).statuses == ["applied"]
    check_whole(app)


def test_what_waited_when_the_area_was_left_is_kept_aside(app, phone):
    create = phone.op(payload=observation_payload(severity=1))
    phone.push(create, phone.amend(create, 2, severity=2))
    stay_in(app, VALLEY)
    assert phone.push(phone.amend(create, 1, severity=3)).codes == ["not_permitted"]
    (record,) = records(app, "observation")
    assert (record["severity"], record["version"]) == (1, 1)
    check_whole(app)
