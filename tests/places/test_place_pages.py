"""The pages of places, categories and the area: what was typed stays, whatever is wrong with it."""

import pytest

from tests.support.builders import STATION, VALLEY_SQUARE, known_id

FORM = {
    "name": "Östernäsparken",
    "kind": "park",
    "lat": "61,8235",
    "lon": "16.0925",
    "radius_m": "80",
    "accuracy_m": "30",
    "outline": "",
    "visits_per_week": "3",
    "minutes_per_week": "",
}
EDIT = f"/places/{STATION}/edit"


@pytest.fixture
def database_url(world_url):
    return world_url


def names_on(page):
    return [each.text.strip() for each in page.all("th", scope="row")]


def test_a_place_is_added_with_a_decimal_comma(desk_of):
    desk = desk_of("coordinator")

    shown = desk.send("/places", follow=True, **FORM)

    assert shown.status == 200
    assert "Platsen är sparad" in shown.text
    assert "61,82350; 16,09250" in shown.text
    assert "3 besök" in shown.text


def test_a_form_that_is_wrong_comes_back_as_it_was_typed(desk_of):
    page = desk_of("supervisor").send("/places", **FORM | {"lat": "norr", "radius_m": "2,5"})

    assert page.status == 422
    assert [page.value(name) for name in ("name", "lat", "radius_m")] == [
        "Östernäsparken",
        "norr",
        "2,5",
    ]
    assert page.problems == [
        "Fel: Skriv ett tal mellan -90 och 90.",
        "Fel: Skriv ett heltal mellan 10 och 1000.",
    ]
    wrong = page.one("input", name="lat")
    assert wrong.attributes["aria-invalid"] == "true"
    assert "f-lat-problem-1" in wrong.attributes["aria-describedby"].split()
    assert page.one("title").text.split() == ["Fel:", "Lägg", "till", "plats", "–", "Ljuspunkt"]


def test_swapped_latitude_and_longitude_are_asked_about(desk_of):
    page = desk_of("supervisor").send("/places", **FORM | {"lat": "16.0925", "lon": "61.8235"})

    assert page.status == 422
    assert "Har latitud och longitud bytt plats?" in page.problems[0]


def test_who_was_slower_sees_it_and_may_save_again(desk_of):
    slow, quick = desk_of("supervisor"), desk_of("coordinator")
    version = slow.open(EDIT).value("version")
    assert quick.send(EDIT, **FORM | {"version": version, "name": "Resecentrum"}).status == 302

    refused = slow.send(EDIT, **FORM | {"version": version, "name": "Stationen"})

    assert refused.status == 409
    assert refused.value("name") == "Stationen"
    assert "Någon annan ändrade det här medan du skrev" in refused.text
    again = slow.send(EDIT, **FORM | {"version": refused.value("version"), "name": "Stationen"})
    assert again.status == 302
    assert "Stationen" in slow.open("/places").text


def test_a_place_is_retired_and_used_again(desk_of):
    desk = desk_of("supervisor")
    desk.send(f"/places/{STATION}/state", version="1", retired="1")

    assert names_on(desk.open("/places")) == ["Coop"]
    assert names_on(desk.open("/places?state=retired")) == ["Station"]

    desk.send(f"/places/{STATION}/state", version="2")
    assert names_on(desk.open("/places")) == ["Coop", "Station"]


def test_the_list_is_sorted_and_filtered_by_its_address(desk_of):
    desk = desk_of("supervisor")
    desk.send("/places", **FORM)

    def names(query):
        return names_on(desk.open(f"/places{query}"))

    assert names("") == ["Coop", "Station", "Östernäsparken"]
    assert names("?sort=-name") == ["Östernäsparken", "Station", "Coop"]
    assert names("?q=ÖSTER") == ["Östernäsparken"]
    assert names("?kind=torg") == ["Coop", "Station"]
    assert names("?q=finns+inte") == []
    assert names("?sort=constructor&page=-3") == ["Coop", "Station", "Östernäsparken"]


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("officer", "/places", 200),
        ("officer", "/places/new", 403),
        ("officer", EDIT, 403),
        ("auditor", "/places", 403),
        ("supervisor", f"/places/{VALLEY_SQUARE}", 404),
        ("supervisor", f"/places/{VALLEY_SQUARE}/edit", 404),
        ("supervisor", f"/places/{known_id('ffff')}", 404),
        ("supervisor", "/places/not-an-id", 404),
        ("supervisor", "/places?area=jarvso", 422),
        ("supervisor", "/places/area", 403),
        ("administrator", "/places/area", 200),
    ],
)
def test_who_may_open_what(desk_of, name, path, status):
    assert desk_of(name).open(path).status == status


def test_a_category_is_renamed_and_its_old_name_is_listed(desk_of):
    desk, path = desk_of("supervisor"), f"/places/categories/{known_id('301')}"
    form = desk.open(path)
    fields = {
        name: form.value(name)
        for name in ("version", "group", "name_sv", "name_en", "severity", "order")
    }

    assert desk.send(path, **fields | {"name_sv": "Påverkade", "is_disorder": "1"}).status == 302

    history = desk.open(path).text
    assert "Påverkade" in history
    assert "Berusade" in history


def test_the_area_form_keeps_what_was_typed(desk_of):
    desk = desk_of("administrator")
    form = desk.open("/places/area")
    names = ("version", "name", "timezone", "outline", "centre_lat", "centre_lon", "zoom")
    fields = {name: form.value(name) for name in names}

    refused = desk.send("/places/area", **fields | {"outline": "61.7, 16.0\nfel rad"})
    saved = desk.send("/places/area", follow=True, **fields | {"zoom": "12"})

    assert refused.status == 422
    assert "Rad 2 är ingen position" in refused.problems[0]
    assert refused.value("outline") == "61.7, 16.0\nfel rad"
    assert saved.value("zoom") == "12"
