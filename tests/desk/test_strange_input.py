"""Whatever stands in an address or a form: an answer with words, never a fault of ours."""

from datetime import timedelta

import pytest

from tests.support.builders import STATION, YOUTH_CLUB, known_id
from tests.support.desks import Desk

VALUES = ("", "\x00", "0", "-1", "9" * 40, "٣", "0001-01-01", "9999-12-31", "x" * 3000, "'\"<b>")
STRANGE = ("\x00", "9" * 40, "٣", "x" * 3000, known_id("c1"))
ARGUMENTS = (
    *("q", "kind", "state", "sort", "page", "from", "to", "organiser", "outcome", "role"),
    *("status", "category", "days", "block", "shown", "rows", "next", "lang"),
    *("against_from", "against_to"),
)
PAGES = {
    "supervisor": (
        "/hotspots",
        f"/hotspots/{STATION}",
        "/hotspots/funnel",
        "/hotspots/compare",
        "/hotspots/year",
        "/places",
        "/places/categories",
        "/activities",
        "/activities/held",
        "/activities/held.csv",
        "/review",
        "/imports",
    ),
    "administrator": ("/people", "/review/devices"),
}
RIGHT = {
    "name": "A",
    "kind": "torg",
    "lat": "61.82",
    "lon": "16.09",
    "radius_m": "60",
    "accuracy_m": "10",
    "version": "1",
    "code": "abc",
    "group": "social",
    "name_sv": "a",
    "name_en": "b",
    "severity": "1",
    "order": "1",
    "title": "t",
    "organiser": "o",
    "location": "l",
    "day": "2026-11-27",
    "starts": "18:00",
    "ends": "20:00",
    "weeks": "1",
    "reason": "r",
    "email": "a@b.example",
    "timezone": "Europe/Stockholm",
    "zoom": "12",
    "centre_lat": "61",
    "centre_lon": "16",
    "source": "s",
    "locale": "sv",
    "theme": "dark",
    "place_id": "",
    "outline": "",
    "grants": "",
    "current": "",
    "new": "",
    "age_from": "",
}
FORMS = {
    "supervisor": (
        "/places",
        f"/places/{STATION}/edit",
        "/places/categories",
        f"/places/categories/{known_id('301')}",
        "/imports",
        "/profile/appearance",
        "/profile/password",
    ),
    "coordinator": (
        "/activities",
        f"/activities/{YOUTH_CLUB}/edit",
        f"/activities/{YOUTH_CLUB}/cancel",
    ),
    "administrator": ("/people", "/places/area"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", list(PAGES))
def test_no_address_is_a_fault(app, name):
    desk = Desk(app, name)
    for path in PAGES[name]:
        for value in VALUES:
            for asked in (dict.fromkeys(ARGUMENTS, value), {"area": value}):
                answer = desk.client.get(path, query_string=asked)
                assert answer.status_code < 500, (path, asked)
                answer.close()


@pytest.mark.parametrize(
    ("name", "path"), [("coordinator", "/activities/held"), ("supervisor", "/hotspots")]
)
def test_a_form_in_the_address_is_not_the_one_that_a_list_is_exported_in(app, clock, name, path):
    clock.at += timedelta(days=1)
    page = Desk(app, name).open(f"{path}?form=pdf")
    assert page.status == 200
    exported = [each.attributes["href"] for each in page.all("a") if "xlsx" in str(each.attributes)]
    assert exported
    assert "pdf" not in str(exported)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(FORMS))
def test_no_form_is_a_fault(app, name):
    desk = Desk(app, name)
    for path in FORMS[name]:
        sent_version = 1
        for field in fields_of(desk.send(path)):
            for value in STRANGE:
                known = {"csrf_token": desk.token, "version": str(sent_version)}
                sent = RIGHT | known | {field: value}
                answer = desk.client.post(path, data=sent, headers={"Accept": "text/html"})
                assert answer.status_code < 500, (path, field, value[:20])
                if answer.status_code == 302:
                    sent_version += 1


def fields_of(page):
    """What can be written in the form that came back empty; where it did not come back, all that a form may ask."""
    written = [each for tag in ("input", "select", "textarea") for each in page.all(tag)]
    named = {each.attributes.get("name") for each in written} - {None, "csrf_token", "file"}
    return sorted(named or RIGHT)
