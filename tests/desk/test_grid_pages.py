"""The squares at the desk: chosen in the address, named by what is near, opened to their rows, taken out as files."""

import csv
import io
import json
import re
from datetime import timedelta

import openpyxl
import pyogrio
import pytest
import shapely
from sqlalchemy import func, select

from app.core.audit import AuditRow
from app.core.geometry import cells
from app.hotspots import queries
from tests.desk.field_evenings import (
    AT_FIELD,
    FIELD,
    FIELD_SQUARE,
    FIELD_X,
    FIELD_Y,
    NOTE,
    walk_field_evenings,
)
from tests.support.builders import PEOPLE, STATION, observation_payload, patrol_payload
from tests.support.desks import acting
from tests.support.phones import phone_on


@pytest.fixture
def evenings(app, clock):
    """Ten evenings of two officers in a field; in the station's squares as many, and nothing seen there."""
    walk_field_evenings(app, clock)


def links_of(page):
    return [each.attributes.get("href", "") for each in page.all("a")]


@pytest.mark.usefixtures("evenings")
def test_squares_are_one_link_from_the_places_and_back(desk_of):
    desk = desk_of("supervisor")
    page = desk.open("/hotspots?category=brak")
    to_grid = next(href for href in links_of(page) if "by=grid" in href)
    assert "category=brak" in to_grid
    squares = desk.open(to_grid)
    assert squares.value("by") == "grid"
    assert squares.value("category") == "brak"
    assert AT_FIELD in squares.text
    assert "100 m i sida" in squares.text
    assert any("by=" not in href and "category=brak" in href for href in links_of(squares))


@pytest.mark.usefixtures("evenings")
def test_the_list_says_which_squares_no_place_reaches(desk_of):
    page = desk_of("supervisor").open("/hotspots?by=grid")
    assert page.text.count("utanför fokusplatserna") == 1
    assert "20 iakttagelser" in page.text
    assert "tydlig hotspot" in page.text


@pytest.mark.usefixtures("evenings")
def test_a_square_opens_to_the_rows_behind_it_and_goes_back_to_the_squares(app, desk_of):
    desk = desk_of("supervisor")
    listed = desk.open("/hotspots?by=grid&category=brak")
    address = next(href for href in links_of(listed) if f"/squares/{FIELD_SQUARE}?" in href)
    page = desk.open(address.partition("#")[0])
    assert AT_FIELD in page.one("h1").text
    assert "Utanför fokusplatserna." in page.text
    assert "10 iakttagelser i rutan själv på 10 tim patrulltid: 1,0 per patrulltimme." in page.text
    assert page.text.count(NOTE) == 10
    (back,) = (each.attributes["href"] for each in page.all("a", class_="crumb"))
    assert "by=grid" in back
    assert "category=brak" in back
    with acting(app, "supervisor") as (session, actor, _):
        rows = session.scalars(
            select(AuditRow.details).where(
                AuditRow.event == "hotspot.read_rows", AuditRow.user_id == actor.user_id
            )
        ).all()
        assert [json.loads(row)["square_id"] for row in rows] == [FIELD_SQUARE]
        assert len(json.loads(rows[0])["with_note"]) == 10


@pytest.mark.usefixtures("evenings")
def test_a_square_of_a_place_has_the_places_visits_and_says_that_nothing_was_seen(desk_of):
    ((x, y),) = cells([16.09712], [61.826855])
    page = desk_of("supervisor").open(f"/hotspots/squares/r100-{x}-{y}")
    assert "Ruta vid Station" in page.one("h1").text
    assert "En fokusplats når in hit" in page.text
    assert "Inget sågs i rutan själv under perioden. Patruller var där i" in page.text
    assert f"/hotspots/{STATION}" in "".join(links_of(page))


@pytest.mark.usefixtures("evenings")
def test_a_square_in_which_nothing_ever_happened_has_a_page_too(desk_of):
    page = desk_of("supervisor").open(f"/hotspots/squares/r100-{FIELD_X + 5}-{FIELD_Y + 5}")
    assert page.status == 200
    assert "för lite närvaro för att säga" in page.text


@pytest.mark.parametrize(
    "name", ["r100-1-1", "r100-99999999-1", "r300-1-1", "x", "r100-0005-1", STATION]
)
def test_what_is_no_square_of_the_area_is_not_there(desk_of, name):
    assert desk_of("supervisor").open(f"/hotspots/squares/{name}").status == 404


@pytest.mark.usefixtures("evenings")
def test_squares_of_others_are_not_there(desk_of):
    address = f"/hotspots/squares/{FIELD_SQUARE}"
    assert desk_of("coordinator").open(address).status == 403
    other = desk_of("other_supervisor").open(address)
    assert NOTE not in other.html
    assert "10 iakttagelser" not in other.text
    assert desk_of("supervisor").open(f"{address}?area=finns-inte").status == 422


@pytest.mark.usefixtures("evenings")
def test_nobody_is_named_on_the_pages_of_squares(desk_of):
    desk = desk_of("supervisor")
    for path in ("", "/export.csv", "/export.geojson", f"/squares/{FIELD_SQUARE}"):
        html = desk.open(f"/hotspots{path}?by=grid").html
        assert "Elin Åström" not in html
        assert PEOPLE["officer"].id not in html


@pytest.mark.usefixtures("evenings")
def test_filters_hold_for_squares_and_nonsense_asks_for_nothing(desk_of):
    desk = desk_of("supervisor")
    assert AT_FIELD in desk.open("/hotspots?by=grid&shown=hot").text
    assert "Ingen ruta passar" in desk.open("/hotspots?by=grid&shown=quiet&category=brak").text
    assert "1 000 m i sida" in desk.open("/hotspots?by=grid&square=1000").text
    for nonsense in ("&square=7", "&from=x&to=y", "&block=99&days=x", "&category=finns-inte"):
        assert desk.open(f"/hotspots?by=grid{nonsense}").status == 200
    assert not desk.open("/hotspots?by=banana").all("input", name="by")


def test_an_area_without_anything_says_what_to_do(desk_of):
    page = desk_of("supervisor").open("/hotspots?by=grid")
    assert "Ingenting i någon ruta" in page.text
    assert "Visa de senaste 90 dagarna" in page.text


@pytest.mark.parametrize("by", ["place", "grid"])
@pytest.mark.parametrize(
    ("query", "words", "way_on"),
    [
        ("from=2026-11-02&to=2026-11-01", "Perioden slutar innan den börjar", "Visa"),
        ("area=finns-inte", "Det området finns inte bland dina", "Till startsidan"),
    ],
)
def test_what_cannot_be_asked_is_answered_by_a_page_with_a_way_on(
    desk_of, by, query, words, way_on
):
    page = desk_of("supervisor").open(f"/hotspots?by={by}&{query}")
    assert page.status == 422
    assert words in page.text
    assert way_on in page.text


@pytest.mark.parametrize("by", ["place", "grid"])
@pytest.mark.usefixtures("evenings")
def test_more_records_than_a_page_is_made_from_have_a_page_of_their_own(desk_of, monkeypatch, by):
    monkeypatch.setattr(queries, "MAX_ROWS", 5)
    page = desk_of("supervisor").open(f"/hotspots?by={by}")
    assert page.status == 422
    assert "Det är mer än en sida rymmer" in page.text
    assert "Välj en kortare period, eller större rutor." in page.text


@pytest.mark.usefixtures("evenings")
def test_files_have_what_the_list_shows_and_gi_star_beside_it(app, desk_of, tmp_path):
    desk = desk_of("supervisor")
    shown = "?by=grid&shown=hot"
    page = desk.open(f"/hotspots{shown}").text
    rows = list(
        csv.DictReader(
            io.StringIO(desk.open(f"/hotspots/export.csv{shown}").content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert [row["Ruta"] for row in rows] == [AT_FIELD]
    assert AT_FIELD in page
    assert rows[0]["Rutor"] == FIELD_SQUARE
    assert rows[0]["Fokusplatser"] == "utanför"
    assert "Gi* z (används inte för bedömningen)" in rows[0]

    book = openpyxl.load_workbook(io.BytesIO(desk.open(f"/hotspots/export.xlsx{shown}").content))
    header, *lines = list(book.worksheets[0].values)
    assert [line[header.index("Rutor")] for line in lines] == [FIELD_SQUARE]
    gi_star = lines[0][header.index("Gi* z (används inte för bedömningen)")]
    assert isinstance(gi_star, float)
    assert "Rutor" in {row[0] for row in book.worksheets[1].values}

    collection = json.loads(desk.open(f"/hotspots/export.geojson{shown}").content)
    (feature,) = collection["features"]
    assert (feature["id"], feature["geometry"]["type"]) == (FIELD_SQUARE, "Polygon")
    assert feature["properties"]["gi_star_use"] == "not used for verdicts"
    assert feature["properties"]["gi_star_z"] == pytest.approx(gi_star)

    layer = tmp_path / "layer.gpkg"
    layer.write_bytes(desk.open(f"/hotspots/export.gpkg{shown}").content)
    about = pyogrio.read_info(layer)
    _, _, geometry, fields = pyogrio.raw.read(layer)
    columns = dict(zip(about["fields"], fields, strict=True))
    assert (about["crs"], about["geometry_type"]) == ("EPSG:3006", "MultiPolygon")
    assert columns["place_id"].tolist() == [FIELD_SQUARE]
    assert columns["gi_star_use"].tolist() == ["not used for verdicts"]
    polygon = shapely.from_wkb(geometry[0])
    assert polygon.bounds == (
        FIELD_X * 100,
        FIELD_Y * 100,
        FIELD_X * 100 + 100,
        FIELD_Y * 100 + 100,
    )
    with acting(app, "supervisor") as (session, _actor, _):
        events = session.scalar(select(func.count()).where(AuditRow.event == "hotspot.export"))
        assert events == 4


@pytest.mark.usefixtures("evenings")
def test_a_file_without_rows_opens_too(desk_of, tmp_path):
    desk = desk_of("supervisor")
    shown = "?by=grid&shown=quiet&category=brak"
    layer = tmp_path / "layer.gpkg"
    layer.write_bytes(desk.open(f"/hotspots/export.gpkg{shown}").content)
    assert pyogrio.read_info(layer)["features"] == 0
    assert json.loads(desk.open(f"/hotspots/export.geojson{shown}").content)["features"] == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg"])
@pytest.mark.usefixtures("evenings")
def test_others_get_no_square_that_is_not_published(desk_of, form):
    desk = desk_of("coordinator")
    page = desk.open("/hotspots?by=grid")
    assert "Ingen ruta har tillräckligt för att visas" in page.text
    answer = desk.open(f"/hotspots/export.{form}?by=grid")
    assert answer.status == 200
    assert FIELD_SQUARE.encode() not in answer.content


def test_others_see_published_squares_by_name(app, clock, desk_of):
    tonight = clock.at
    for number, day in enumerate(range(40, 30, -1)):
        clock.at = tonight - timedelta(days=day)
        phone = phone_on(app, "officer" if number % 2 else "officer2")
        patrol = phone.op("patrol", patrol_payload(clock.at))
        seen = phone.op("observation", observation_payload(patrol_id=patrol["record_id"], **FIELD))
        assert set(phone.push(patrol, seen).statuses) == {"applied"}
    clock.at = tonight
    page = desk_of("coordinator").open("/hotspots?by=grid")
    assert "Ruta vid Station, 730 m NO" in page.text
    assert "tydlig hotspot" not in page.text


@pytest.mark.usefixtures("evenings")
def test_the_page_and_the_row_part_the_squares_own_figures_from_those_around(desk_of):
    desk = desk_of("supervisor")
    listed = desk.open("/hotspots?by=grid&shown=hot").text
    assert "Siffrorna på en rad är rutans egna." in listed
    assert re.search(r"med rutorna runt om: 20, väntat [\d,]+, [\d,]+ gånger", listed)
    page = desk.open(f"/hotspots/squares/{FIELD_SQUARE}").text
    for words in ("Rutan själv", "Med rutorna runt om", "Bedömningen bygger på dessa."):
        assert words in page
    rows = desk.open("/hotspots/export.csv?by=grid&shown=hot").content.decode("utf-8-sig")
    assert "Iakttagelser med rutorna runt om" in rows.splitlines()[0]
    place = desk.open(f"/hotspots/{STATION}").text
    assert "rutorna runt om" not in place


@pytest.mark.parametrize("square", ["", "&square=200"])
def test_a_place_is_shown_as_one_though_the_address_still_asks_for_squares(desk_of, square):
    page = desk_of("supervisor").open(f"/hotspots/{STATION}?by=grid{square}")
    assert page.status == 200
    assert "Station" in page.text
