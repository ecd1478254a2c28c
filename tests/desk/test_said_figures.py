"""Figures of the list say the same on the page, in files and over the API, and in words what they are."""

import csv
import io
import json
from datetime import timedelta

import openpyxl
import pyogrio
import pytest

from tests.support.builders import COOP, STATION, observation_payload
from tests.support.phones import phone_on

pytestmark = pytest.mark.usefixtures("evenings")
HIDDEN = ("rate_per_hour", "rate_low", "rate_high")


@pytest.fixture
def seen_in_passing(app, clock, evenings):
    """Something seen at Coop by a patrol that was nowhere checked in: a minute is added for it."""
    phone = phone_on(app, "officer")
    at = (clock.at - timedelta(days=1, hours=6)).isoformat()
    payload = observation_payload(place_id=COOP, lon=16.09223, lat=61.82914)
    assert phone.push(phone.op("observation", payload, occurred_at=at)).statuses == ["applied"]


def properties_of(collection):
    return {feature["id"]: feature["properties"] for feature in collection["features"]}


@pytest.mark.usefixtures("seen_in_passing")
def test_a_rate_of_seconds_is_in_no_file(desk_of, tmp_path):
    desk = desk_of("supervisor")
    assert "för kort tid" in desk.open("/hotspots").text
    assert "60,0" not in desk.open("/hotspots").text

    text = desk.open("/hotspots/export.csv?all=1").content.decode("utf-8-sig")
    rows = {row["Plats"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert (rows["Coop"]["Iakttagelser"], rows["Coop"]["Per patrulltimme"]) == ("1", "")
    assert (rows["Coop"]["Låg"], rows["Coop"]["Hög"]) == ("", "")
    assert rows["Coop"]["Varför ingen takt"] == "för kort tid"
    assert (rows["Station"]["Per patrulltimme"], rows["Station"]["Varför ingen takt"]) == (
        "2,00",
        "",
    )
    book = openpyxl.load_workbook(io.BytesIO(desk.open("/hotspots/export.xlsx?all=1").content))
    header, *lines = book.worksheets[0].values
    coop = next(dict(zip(header, line, strict=True)) for line in lines if line[1] == "Coop")
    assert (coop["Per patrulltimme"], coop["Varför ingen takt"]) == (None, "för kort tid")

    places = properties_of(json.loads(desk.open("/hotspots/export.geojson?all=1").content))
    assert [places[COOP][name] for name in HIDDEN] == [None, None, None]
    assert places[COOP]["rate_missing"] == "too_short"
    assert (places[STATION]["rate_per_hour"], places[STATION]["rate_missing"]) == (2, None)
    layer = tmp_path / "layer.gpkg"
    layer.write_bytes(desk.open("/hotspots/export.gpkg?all=1").content)
    _, _, _, fields = pyogrio.raw.read(layer)
    columns = dict(zip(pyogrio.read_info(layer)["fields"], fields, strict=True))
    row = columns["place_id"].tolist().index(COOP)
    assert columns["rate_missing"][row] == "too_short"
    assert not columns["rate_per_hour"][row] > 0


@pytest.mark.usefixtures("seen_in_passing")
def test_the_api_says_no_rate_of_seconds_and_why(app):
    phone = phone_on(app, "supervisor")
    listed = {place["place_id"]: place for place in phone.get("/api/v1/hotspots").json["hotspots"]}
    assert [listed[COOP][name] for name in HIDDEN] == [None, None, None]
    assert (listed[COOP]["rate_missing"], listed[COOP]["observed"]) == ("too_short", 1)
    assert listed[STATION]["rate_missing"] is None
    described = phone.get("/api/v1/openapi.json").json["components"]["schemas"]
    fields = next(each["properties"] for name, each in described.items() if name == "Hotspot")
    assert "under 2 minutes" in fields["rate_per_hour"]["description"]
    assert set(fields["rate_missing"]["enum"]) == {"no_presence", "too_short", None}


def test_a_place_nobody_was_at_has_no_rate_and_says_so(app):
    listed = phone_on(app, "supervisor").get("/api/v1/hotspots").json["hotspots"]
    assert {each["place_id"]: each["rate_missing"] for each in listed} == {
        STATION: None,
        COOP: "no_presence",
    }


@pytest.mark.usefixtures("seen_in_passing")
def test_periods_are_compared_without_rates_of_seconds(clock, desk_of):
    desk = desk_of("supervisor")
    today = clock.at.date()
    week, before = today - timedelta(days=7), today - timedelta(days=8)
    asked = f"?from={week}&to={today}&against_from={week - timedelta(days=8)}&against_to={before}"
    assert "för kort tid" in desk.open(f"/hotspots/compare{asked}").text
    text = desk.open(f"/hotspots/compare/export.csv{asked}").content.decode("utf-8-sig")
    rows = {row["Plats"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert rows["Coop"]["Per patrulltimme, nu"] == ""
    assert rows["Station"]["Per patrulltimme, nu"] == "2,00"


@pytest.mark.usefixtures("seen_in_passing")
def test_the_funnel_leaves_out_a_rate_of_seconds_and_says_so(desk_of):
    page = desk_of("supervisor").open("/hotspots/funnel").text
    assert "På en plats var patruller under två minuter i perioden" in page


def test_the_list_says_by_what_it_stands_in_order_and_shows_that_figure(app, desk_of):
    desk = desk_of("supervisor")
    page = desk.open("/hotspots").text
    assert "Överst står det där mest sågs mot vad som väntas för tiden" in page
    ratios = [
        place["ratio"]
        for place in phone_on(app, "supervisor").get("/api/v1/hotspots").json["hotspots"]
    ]
    assert ratios == sorted(ratios, reverse=True)
    assert page.count("gånger det väntade”") == 1
    for ratio in ratios:
        assert f"{ratio:.1f} gånger det väntade".replace(".", ",") in page


def test_another_order_is_said_too_on_the_page_and_in_files(desk_of):
    desk = desk_of("supervisor")
    said = "Sorterad efter: Namn. Numret framför varje rad är dess rang: överst står det där"
    assert said in desk.open("/hotspots?sort=name").text
    about = openpyxl.load_workbook(
        io.BytesIO(desk.open("/hotspots/export.xlsx?sort=name").content)
    ).worksheets[1]
    assert dict(about.values)["Ordning"].startswith(said)
    sorted_so = json.loads(desk.open("/hotspots/export.geojson?sort=name").content)["order"]
    assert sorted_so.startswith("name; rank: ratio (times what is expected), the highest first")


@pytest.mark.parametrize(
    ("by", "begins"),
    [("place", "ratio (times what is expected)"), ("grid", "clear_hotspot first;")],
)
def test_the_api_says_the_order(app, by, begins):
    phone = phone_on(app, "supervisor")
    for address in ("/api/v1/hotspots", "/api/v1/hotspots.geojson"):
        assert phone.get(f"{address}?by={by}").json["order"].startswith(begins)
    published = phone_on(app, "coordinator").get(f"/api/v1/hotspots?by={by}").json["order"]
    assert "times what is expected" not in published


def test_squares_say_their_order(desk_of):
    page = desk_of("supervisor").open("/hotspots?by=grid").text
    assert "Tydliga hotspots först, sedan efter hur många gånger det väntade" in page


@pytest.mark.parametrize(
    ("path", "of"),
    [
        ("/hotspots", "minst så många"),
        (f"/hotspots/{STATION}", "minst så många"),
        ("/hotspots/compare", "en minst så stor skillnad"),
    ],
    ids=["list", "place", "two"],
)
def test_p_and_q_have_words_where_they_stand_and_a_way_to_the_method(desk_of, path, of):
    page = desk_of("supervisor").open(path)
    assert f"p är hur ofta slumpen ensam skulle ge {of}" in page.text
    assert "under 0,05 räknas som mer än slump" in page.text
    ways = [each for each in page.all("a") if each.attributes["href"].endswith("#words")]
    assert ways
    method = desk_of("supervisor").open(ways[0].attributes["href"].partition("#")[0])
    assert "words" in {each.attributes.get("id") for each in method.elements}
    assert "Det som sågs mot det som väntas; listan står i den ordningen." in method.text


def test_the_version_of_the_data_has_words_where_it_stands(desk_of):
    for path in ("/hotspots", f"/hotspots/{STATION}"):
        text = desk_of("supervisor").open(path).text
        assert "Ett fingeravtryck av iakttagelserna, besöken och platserna bakom siffrorna." in text
