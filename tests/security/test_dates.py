"""A date at the end of time is no fault of ours: it is refused or passed over."""

import pytest

from tests.support.desks import Desk

FIRST, LAST = "0001-01-01", "9999-12-31"


@pytest.mark.parametrize("page", ["held", "held.csv"])
@pytest.mark.parametrize("asked", [f"from={FIRST}", f"to={LAST}", f"from={FIRST}&to={LAST}"])
def test_what_was_held_is_asked_for_any_time(app, page, asked):
    assert Desk(app, "coordinator").open(f"/activities/{page}?{asked}").status == 200


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_nothing_is_planned_at_the_end_of_time(app, day):
    form = {"title": "Disco", "organiser": "IF", "location": "Hallen", "weeks": "53"}

    page = Desk(app, "coordinator").send(
        "/activities", day=day, starts="00:00", ends="23:00", **form
    )

    assert page.status == 422
    assert page.problems == ["Fel: Skriv datum som år-månad-dag, till exempel 2026-06-14."]


@pytest.mark.parametrize("page", ["compare", "compare/export.csv", "year", "funnel"])
@pytest.mark.parametrize("name", ["from", "to", "against_from", "against_to"])
@pytest.mark.parametrize("day", [FIRST, LAST])
def test_hotspots_are_asked_for_any_time(app, page, name, day):
    assert Desk(app, "supervisor").open(f"/hotspots/{page}?{name}={day}").status in {200, 422}
