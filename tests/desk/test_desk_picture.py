"""What the list hands to its map: the same places, and a basemap for who may read one that is there."""

import json
from pathlib import Path

import pytest

from app.core import desk_bundle
from tests.support.basemaps import draw_basemap
from tests.support.builders import COOP, STATION

pytestmark = pytest.mark.usefixtures("evenings")


def handed_over(page):
    return json.loads(page.one("figure", id="map").attributes["data-hotspot-map"])


def test_the_picture_has_the_places_of_the_list(desk_of):
    page = desk_of("supervisor").open("/hotspots?category=brak")

    data = handed_over(page)
    assert [unit["rank"] for unit in data["units"]] == [1, 2]
    station = next(unit for unit in data["units"] if unit["id"] == STATION)
    assert station["at"] == [16.09712, 61.826855]
    assert "per patrulltimme" in station["said"]
    assert station["href"] == f"/hotspots/{STATION}?category=brak"
    assert data["outline"][0] == data["outline"][-1]
    assert data["basemap"] is None
    rows = {each.attributes["id"] for each in page.all("tr") if "id" in each.attributes}
    assert rows == {f"unit-{unit['id']}" for unit in data["units"]}
    marks = {
        each.attributes["data-unit"] for each in page.all("g") if each.attributes.get("data-unit")
    }
    assert marks == {STATION, COOP}


def test_what_the_filters_leave_out_is_drawn_small(desk_of):
    data = handed_over(desk_of("supervisor").open("/hotspots?shown=too_little_presence"))

    ranks = {unit["id"]: unit["rank"] for unit in data["units"]}
    assert ranks[STATION] is None
    assert ranks[COOP] is not None


def test_a_basemap_that_is_installed_and_there_is_named(app, desk_of, tmp_path):
    drawn = str(draw_basemap(tmp_path))
    install = ["basemap", "install", drawn, "--area", "ljusdal-tatort"]
    assert app.test_cli_runner().invoke(args=install).exit_code == 0

    desk = desk_of("supervisor")
    page = desk.open("/hotspots")
    basemap = handed_over(page)["basemap"]
    assert desk.open(basemap["url"]).status == 200
    assert page.all("div", class_="map-canvas")
    for file in Path(app.instance_path, "basemaps").iterdir():
        file.unlink()
    page = desk.open("/hotspots")
    assert handed_over(page)["basemap"] is None
    assert not page.all("div", class_="map-canvas")


def test_the_maps_script_has_its_hash_in_its_name_and_is_kept_for_ever(desk_of):
    desk = desk_of("supervisor")
    (script,) = desk.open("/hotspots").all("script", type="module")

    answer = desk.open(script.attributes["src"])
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "max-age" not in desk.open("/static/desk/desk.js").headers["Cache-Control"]
    for path in ("/places", f"/hotspots/{STATION}"):
        assert not desk.open(path).all("script", type="module")


def test_where_nothing_is_built_the_page_has_its_drawing(desk_of, monkeypatch, tmp_path):
    monkeypatch.setattr(desk_bundle, "MANIFEST", tmp_path / "manifest.json")

    page = desk_of("supervisor").open("/hotspots")
    assert page.status == 200
    assert not page.all("script", type="module")
    assert page.all("svg", class_="sketch")
