"""The hotspot pages: what the address asks, what each figure opens to, and who sees what."""

import io
import json

import openpyxl
import pyogrio
import pytest
from flask_babel import force_locale
from sqlalchemy import func, insert, select

from app.core.audit import AuditRow
from app.core.database import write_transaction
from app.core.ids import uuid7
from app.hotspots.words import VERDICTS
from app.observations.models import Report
from tests.desk.four_evenings import NOTE
from tests.support.builders import COOP, MUNICIPALITY, PEOPLE, STATION, TOWN, VALLEY_SQUARE
from tests.support.desks import acting


def test_an_area_nobody_visited_says_that_there_is_no_basis(desk_of):
    page = desk_of("supervisor").open("/hotspots")

    assert "Inga besök under perioden – underlag saknas." in page.text
    assert "för lite närvaro för att säga" in page.text


@pytest.mark.usefixtures("evenings")
def test_each_figure_opens_to_its_rows(desk_of):
    desk = desk_of("supervisor")
    page = desk.open("/hotspots")

    links = [
        each.attributes["href"]
        for each in page.all("a")
        if f"/hotspots/{STATION}" in each.attributes["href"]
    ]
    assert f"/hotspots/{STATION}#observations" in links
    assert f"/hotspots/{STATION}#visits" in links
    assert "8 iakttagelser" in page.text
    assert "4 besök" in page.text
    place = desk.open(f"/hotspots/{STATION}")
    assert {"observations", "visits", "reported", "why"} <= {
        each.attributes.get("id") for each in place.elements
    }
    assert "8 iakttagelser här på 4 tim patrulltid: 2,0 per patrulltimme." in place.text
    assert "Bara en person har loggat det här: bekräfta med en annan patrull." in place.text
    assert place.text.count(NOTE) == 8


@pytest.mark.usefixtures("evenings")
def test_a_place_shows_when_others_reported(app, clock, desk_of):
    """Three nights' graffiti, found in the morning: a span of six hours each, spread over the night's blocks."""
    desk = desk_of("supervisor")
    assert "Rapporterat mest" not in desk.open(f"/hotspots/{STATION}").text
    with app.app_context(), write_transaction() as connection:
        # 02:00-08:00 local time, on the night of a Thursday.
        found_at = clock.at.replace(day=19, hour=7, minute=0)
        values = {
            "area_id": TOWN,
            "organisation_id": MUNICIPALITY,
            "author_id": None,
            "sharing": "partners",
            "source": "sanering",
            "category": "klotter",
            "occurred_from": found_at.replace(hour=1),
            "occurred_to": found_at,
            "lon": 16.09712,
            "lat": 61.826855,
            "imported_at": found_at,
        }
        for number in range(6):
            row = values | {"id": uuid7(), "external_id": str(number)}
            connection.execute(insert(Report).values(**row))
    page = desk.open(f"/hotspots/{STATION}")
    assert "Rapporterat mest tors 04–08, tors 00–04." in page.text
    assert "En vars tid bara är känd som ett tidsspann fördelas jämnt över det." in page.text
    strips = [each for each in page.all("svg") if each.attributes.get("class") == "strip"]
    said = {strip.attributes["aria-label"] for strip in strips}
    assert "Rapporterat mest tors 04–08, tors 00–04" in said


@pytest.mark.usefixtures("evenings")
def test_filters_go_to_the_place_and_back(desk_of):
    desk = desk_of("supervisor")
    query = "?from=2026-11-17&to=2026-11-20&category=brak"

    page = desk.open(f"/hotspots{query}")
    assert page.value("category") == "brak"
    assert "3 iakttagelser" in page.text
    link = next(
        each.attributes["href"]
        for each in page.all("a")
        if each.attributes["href"].startswith(f"/hotspots/{STATION}?")
    )
    place = desk.open(link.partition("#")[0])
    assert "3 iakttagelser här" in place.text
    back = place.all("a", class_="crumb")[0].attributes["href"]
    assert sorted(back.partition("?")[2].split("&")) == sorted(query[1:].split("&"))


@pytest.mark.usefixtures("evenings")
def test_verdict_day_and_hour_filter_the_list(desk_of):
    desk = desk_of("supervisor")

    assert "Coop" not in desk.open("/hotspots?shown=hot").text
    assert "Ingen plats passar" in desk.open("/hotspots?shown=quiet").text
    assert "Station" in desk.open("/hotspots?days=weekend&block=1&sort=-observed").text
    for nonsense in ("?from=x&to=y", "?block=99&days=x&sort=x&shown=x", "?category=finns-inte"):
        assert desk.open(f"/hotspots{nonsense}").status == 200


@pytest.mark.usefixtures("evenings")
def test_opening_a_place_is_audited(app, desk_of):
    desk_of("supervisor").open(f"/hotspots/{STATION}")

    with acting(app, "supervisor") as (session, actor, _):
        read = select(func.count()).where(
            AuditRow.event == "hotspot.read_rows", AuditRow.user_id == actor.user_id
        )
        assert session.scalar(read) == 1


@pytest.mark.usefixtures("evenings")
def test_police_words_and_figures_stay_with_the_police(desk_of):
    for name in ("other_supervisor", "coordinator"):
        desk = desk_of(name)
        page = desk.open("/hotspots")
        assert page.status == 200
        assert "8 iakttagelser" not in page.text
        assert NOTE not in page.html
        place = desk.open(f"/hotspots/{STATION}")
        assert NOTE not in place.html
    assert desk_of("coordinator").open(f"/hotspots/{STATION}").status == 403
    assert desk_of("supervisor").open(f"/hotspots/{VALLEY_SQUARE}").status == 404


@pytest.mark.usefixtures("evenings")
def test_nobody_is_named_on_any_page(desk_of):
    desk = desk_of("supervisor")

    for path in ("/hotspots", f"/hotspots/{STATION}", "/hotspots/export.csv"):
        html = desk.open(path).html
        assert "Elin Åström" not in html
        assert PEOPLE["officer"].id not in html


@pytest.mark.usefixtures("evenings")
def test_the_file_has_what_the_list_shows(app, desk_of):
    answer = desk_of("supervisor").open("/hotspots/export.csv?sort=name&all=1")

    header, *rows = answer.html.lstrip("\ufeff").strip().split("\r\n")
    assert header.startswith("Nummer;Plats;Bedömning;Säkerhet;Iakttagelser;Besök")
    assert [row.split(";")[1] for row in rows] == ["Coop", "Station"]
    station = rows[1].split(";")
    assert station[11:13] == ["", "8,00"]
    assert station[4:6] == ["8", "4"]
    assert station[7:9] == ["4,00", "2,00"]
    named = [dict(zip(header.split(";"), row.split(";"), strict=True)) for row in rows]
    assert [each["Säkerhet"] for each in named] == ["", ""]  # neither is said to be a hotspot
    assert [each["Senast besökt i perioden"] for each in named] == ["", "2026-11-19 21:00"]
    assert named[0]["Senaste iakttagelse i perioden"] == ""
    assert named[1]["Senaste iakttagelse i perioden"] == "2026-11-19 22:00"
    with acting(app, "supervisor") as (session, _, _now):
        exported = select(func.count()).where(AuditRow.event == "hotspot.export")
        assert session.scalar(exported) == 1


@pytest.mark.usefixtures("evenings")
def test_the_workbook_has_the_same_rows_and_says_what_they_are(desk_of):
    answer = desk_of("supervisor").open("/hotspots/export.xlsx?sort=name&all=1&days=weekend")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows, about = book.worksheets
    values = list(rows.values)
    assert values[0][:3] == ("Nummer", "Plats", "Bedömning")
    assert [row[1] for row in values[1:]] == ["Coop", "Station"]
    assert all(isinstance(row[7], (int, float)) for row in values[1:])
    said = dict(about.values)
    assert said["Område"] == "Ljusdals tätort"
    assert {"Period", "Dagar", "Framtagen", "Datats version", "Parametrar"} <= said.keys()


@pytest.mark.usefixtures("evenings")
def test_a_map_layer_has_what_the_list_shows(desk_of, tmp_path):
    desk = desk_of("supervisor")
    shown = "?shown=clear_hotspot&all=1"

    page = desk.open(f"/hotspots{shown}").text
    collection = json.loads(desk.open(f"/hotspots/export.geojson{shown}").content)
    layer = tmp_path / "layer.gpkg"
    layer.write_bytes(desk.open(f"/hotspots/export.gpkg{shown}").content)

    names = [feature["properties"]["name"] for feature in collection["features"]]
    about = pyogrio.read_info(layer)
    _, _, _, fields = pyogrio.raw.read(layer)
    columns = dict(zip(about["fields"], fields, strict=True))
    assert names == columns["name"].tolist()
    assert ("Coop" in names) == ("Coop" in page)
    assert about["crs"] == "EPSG:3006"
    assert collection["data_version"]
    assert columns["place_id"].tolist() == [feature["id"] for feature in collection["features"]]


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg"])
@pytest.mark.usefixtures("evenings")
def test_others_get_files_without_what_is_hidden(app, desk_of, form):
    answer = desk_of("coordinator").open(f"/hotspots/export.{form}?all=1&shown=hot")

    assert answer.status == 200
    assert f'.{form}"' in answer.headers["Content-Disposition"]
    if form == "geojson":
        (station,) = (
            feature["properties"]
            for feature in json.loads(answer.content)["features"]
            if feature["properties"]["name"] == "Station"
        )
        assert station["hidden"]
        assert station["observed"] is None
    if form == "xlsx":
        rows = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        station_row = next(row for row in rows.values if row[0] == "Station")
        assert station_row[1:] == ("visas inte", None, None, None, None, None)
    with acting(app, "coordinator") as (session, actor, _now):
        row = session.scalar(
            select(AuditRow.details).where(
                AuditRow.event == "hotspot.export", AuditRow.user_id == actor.user_id
            )
        )
        assert json.loads(row) | {"form": form, "published": True} == json.loads(row)


@pytest.mark.usefixtures("evenings")
def test_the_method_is_explained_and_tried_on_the_organisations_own_rows(desk_of):
    desk = desk_of("supervisor")

    page = desk.open("/hotspots/method")
    assert "Den som går mer ser mer" in page.text
    assert "Pröva på era data" in page.text
    tried = desk.open("/hotspots/method?calibrate=1").text
    assert "av 100" in tried
    assert "8 iakttagelser" in tried
    assert desk_of("coordinator").open("/hotspots/method").status == 403


def test_where_nothing_was_seen_there_is_nothing_to_deal_out(desk_of):
    page = desk_of("supervisor").open("/hotspots/method?calibrate=1")
    assert "Det finns för lite att dela ut" in page.text


def test_the_world_has_a_place_that_nobody_visits(desk_of):
    assert "underlag saknas" in desk_of("supervisor").open(f"/hotspots/{COOP}").text


@pytest.mark.usefixtures("evenings")
def test_the_weeks_say_what_their_longest_bars_are(desk_of):
    def said(place):
        return " ".join(desk_of("supervisor").open(f"/hotspots/{place}").text.split())

    assert "iakttagelser, uppåt (mest på en vecka: 8)" in said(STATION)
    assert "patrulltid, nedåt (mest på en vecka: 4 tim)" in said(STATION)
    assert "mest på en vecka" not in said(COOP)


@pytest.mark.usefixtures("evenings")
def test_the_method_says_what_each_word_of_the_list_means(app, desk_of):
    page = desk_of("supervisor").open("/hotspots/method").text
    with acting(app, "supervisor"), force_locale("sv"):
        verdicts = [str(said) for _, said, _ in VERDICTS.values()]
    assert len(verdicts) == 5
    assert [each for each in verdicts if each not in page] == []
    assert "Hög: minst tio iakttagelser" in page


@pytest.mark.usefixtures("evenings")
def test_hours_in_which_something_is_known_carry_their_day_for_narrow_screens(desk_of):
    page = desk_of("supervisor").open(f"/hotspots/{STATION}")

    days = {"mån", "tis", "ons", "tors", "fre", "lör", "sön"}
    cells = [each for each in page.all("td") if each.attributes.get("data-label") in days]
    assert [" ".join(each.text.split()) for each in cells] == ["– 2 / 1,0 tim"] * 4
    empty = [
        each
        for each in page.all("tr", class_="is-none")
        if "is-none" in each.attributes.get("class", "")
    ]
    assert len(empty) == 5
