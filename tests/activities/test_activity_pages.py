"""The pages of activities: planned in local time, kept as typed, called off with a reason."""

from tests.support.builders import STATION, VALLEY_CLUB, YOUTH_CLUB

FORM = {
    "title": "Nattvandring",
    "organiser": "Nattvandrarna Ljusdal",
    "place_id": STATION,
    "location": "",
    "day": "2026-11-27",
    "starts": "22.00",
    "ends": "01:00",
    "age_from": "13",
    "age_to": "",
    "weeks": "1",
}


def test_an_evening_that_ends_after_midnight_is_one_evening(desk_of):
    shown = desk_of("coordinator").send("/activities", follow=True, **FORM)

    assert shown.status == 200
    assert "fre 27 november kl. 22.00–01.00, Station" in shown.text
    assert "från 13 år" in shown.text


def test_what_is_wrong_stands_at_its_field_and_the_rest_as_typed(desk_of):
    page = desk_of("coordinator").send(
        "/activities", **FORM | {"day": "i morgon", "starts": "25:00", "place_id": ""}
    )

    assert page.status == 422
    assert [page.value(name) for name in ("title", "day", "starts")] == [
        "Nattvandring",
        "i morgon",
        "25:00",
    ]
    assert len(page.problems) == 2


def test_who_was_slower_sees_it(desk_of):
    desk, path = desk_of("coordinator"), f"/activities/{YOUTH_CLUB}/edit"
    version = desk.open(path).value("version")
    assert desk.send(path, **FORM | {"version": version}).status == 302

    refused = desk.send(path, **FORM | {"version": version, "title": "Något annat"})

    assert refused.status == 409
    assert refused.value("title") == "Något annat"


def test_calling_off_needs_a_reason(desk_of):
    desk, path = desk_of("coordinator"), f"/activities/{YOUTH_CLUB}/cancel"

    assert "väntas komma förbi" in desk.open(f"/activities/{YOUTH_CLUB}").text
    assert desk.send(path, version="1", reason=" ").status == 422
    assert desk.send(path, version="1", reason="För få ledare").status == 302

    page = desk.open(f"/activities/{YOUTH_CLUB}")
    assert "Inställd: För få ledare" in page.text
    assert "väntas komma förbi" not in page.text
    (row,) = (each.text for each in desk.open("/activities").all("tr") if "inställd" in each.text)
    assert "väntas" not in row
    desk.send(f"/activities/{YOUTH_CLUB}/restore", version="2")
    assert "Inställd" not in desk.open(f"/activities/{YOUTH_CLUB}").text


def test_another_organisation_sees_the_plan_and_cannot_change_it(desk_of):
    desk = desk_of("supervisor")

    page = desk.open(f"/activities/{YOUTH_CLUB}")
    assert page.status == 200
    assert "Öppen fritidsgård" in page.text
    assert f"/activities/{YOUTH_CLUB}/edit" not in page.html
    assert desk.open(f"/activities/{YOUTH_CLUB}/edit").status == 404
    assert desk.open(f"/activities/{VALLEY_CLUB}").status == 404


def test_the_list_is_filtered_by_its_address(desk_of):
    desk = desk_of("coordinator")
    desk.send("/activities", **FORM)

    def titles(query):
        page = desk.open(f"/activities{query}")
        return [" ".join(each.text.split()) for each in page.all("th", scope="row")]

    assert titles("") == ["Öppen fritidsgård", "Nattvandring"]
    assert titles("?sort=-starts") == ["Nattvandring", "Öppen fritidsgård"]
    assert titles("?organiser=Ljusdals+kommun") == ["Öppen fritidsgård"]
    assert titles("?q=nattv") == ["Nattvandring"]
    assert titles("?q=x") == []
