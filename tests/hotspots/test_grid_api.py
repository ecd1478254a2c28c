"""`by=grid` over HTTP: rows of squares, polygons, the same bytes, row caps with a stable code."""

from __future__ import annotations

import json
from typing import Any

import geojson
import pytest
import shapely
from pyproj import Transformer

from app.core.access import Role
from app.hotspots.schemas import MAX_ROWS
from app.hotspots.squares import read_square
from tests.hotspots.evenings import FRIDAY_EVENING, Town, evening
from tests.hotspots.test_api_geojson import exports_in_the_log
from tests.support.builders import BY_ROLE, PEOPLE, STATION

OF_ALL = {
    "rank",
    "place_id",
    "name",
    "observed",
    "presence_hours",
    "rate_per_hour",
    "ratio",
    "verdict",
    "confidence",
    "trend",
    "categories",
    "square",
}


@pytest.fixture
def walked(town: Town) -> Town:
    for day in range(1, 15):
        town.walk(evening(11, day), "officer" if day % 2 else "officer2", seen=2)
    town.clock.at = FRIDAY_EVENING
    return town


def get(town: Town, query: str = "", name: str = "supervisor", path: str = "") -> Any:
    return town.signed_in(name).get(f"/api/v1/hotspots{path}?by=grid{query}")


def test_a_row_is_a_square_with_the_figures_of_the_list(walked):
    body = get(walked).json
    assert body["parameters"]["by"] == "grid"
    assert body["parameters"]["square_m"] == 100
    assert body["total"] == len(body["hotspots"]) == 4
    for row in body["hotspots"]:
        assert set(row) >= OF_ALL
        assert read_square(row["place_id"]) is not None
        assert row["square"]["squares"][0] == row["place_id"]
        assert row["square"]["near"]["place_id"] == STATION
        assert "gi_star_z" not in row
    assert sum(row["observed"] for row in body["hotspots"]) == body["observed"] == 28


def test_places_have_no_square_and_squares_are_asked_for_by_name_alone(walked):
    phone = walked.signed_in("supervisor")
    listed = phone.get("/api/v1/hotspots").json
    assert all(row["square"] is None for row in listed["hotspots"])
    assert listed["parameters"]["by"] == "place"
    assert phone.get("/api/v1/hotspots?square=200").code == "invalid_input"


def test_the_side_of_the_squares_can_be_chosen(walked):
    for side in (200, 500, 1000):
        body = get(walked, f"&square={side}").json
        assert {row["square"]["size_m"] for row in body["hotspots"]} == {side}
    for side in ("50", "300", "x", "-100", "100.0", ""):
        assert get(walked, f"&square={side}").code == "invalid_input"


@pytest.mark.parametrize("query", ["by=grid", "by=place"])
def test_more_rows_than_an_answer_holds_have_their_own_code(walked, query):
    phone = walked.signed_in("supervisor")
    for path in ("", ".geojson"):
        answer = phone.get(f"/api/v1/hotspots{path}?{query}&limit=1000000")
        assert (answer.status, answer.code) == (422, "too_many_rows")
        assert answer.json["details"] == {"most": MAX_ROWS, "asked": 1_000_000}
        for absurd in ("0", "-1", "x", "1e6", "9" * 40):
            assert phone.get(f"/api/v1/hotspots{path}?{query}&limit={absurd}").status == 422


@pytest.mark.parametrize("by", ["place", "grid"])
def test_the_first_rows_are_the_worst_and_the_whole_number_is_said(walked, by):
    phone = walked.signed_in("supervisor")
    whole = phone.get(f"/api/v1/hotspots?by={by}").json
    first = phone.get(f"/api/v1/hotspots?by={by}&limit=1").json
    assert first["hotspots"] == whole["hotspots"][:1]
    assert first["total"] == whole["total"] == len(whole["hotspots"])
    features = phone.get(f"/api/v1/hotspots.geojson?by={by}&limit=1").json["features"]
    assert [feature["id"] for feature in features] == [whole["hotspots"][0]["place_id"]]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("&area=finns-inte", "unknown_area"),
        ("&from=2026-11-02&to=2026-11-01", "reversed_period"),
        ("&from=0001-01-01", "invalid_input"),
        ("&to=9999-12-31", "invalid_input"),
        ("&from=1990-01-01&to=2026-01-01", "invalid_input"),
        ("&category=finns-inte", "invalid_input"),
        ("&slot=42", "invalid_input"),
        ("&" + "&".join(["category=brak"] * 51), "invalid_input"),
    ],
)
def test_what_cannot_be_answered_has_a_stable_code(walked, query, code):
    for by in ("grid", "place"):
        answer = walked.signed_in("supervisor").get(f"/api/v1/hotspots?by={by}{query}")
        assert (answer.status, answer.code) == (422, code)


@pytest.mark.slow
def test_the_same_data_gives_the_same_bytes_and_an_unchanged_answer_is_not_sent(walked):
    phone = walked.signed_in("supervisor")
    for path in ("", ".geojson"):
        one = phone.get(f"/api/v1/hotspots{path}?by=grid")
        other = phone.get(f"/api/v1/hotspots{path}?by=grid")
        assert one.content == other.content
        tag = one.headers["ETag"]
        kept = phone.send("GET", f"/api/v1/hotspots{path}?by=grid", None, If_None_Match=tag)
        assert kept.status == 304
        for another in ("by=place", "by=grid&square=200", "by=grid&limit=2"):
            answer = phone.send("GET", f"/api/v1/hotspots{path}?{another}", None, If_None_Match=tag)
            assert answer.status == 200


@pytest.mark.parametrize("side", [100, 1000])
def test_squares_are_polygons_of_rfc_7946(walked, side):
    answer = get(walked, f"&square={side}", path=".geojson")
    collection = geojson.loads(answer.content)
    assert collection.is_valid, collection.errors()
    to_metres = Transformer.from_crs(4326, 3006, always_xy=True)
    for feature in answer.json["features"]:  # geojson.loads would round what it reads
        polygon = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert polygon.geom_type == "Polygon"
        assert shapely.is_ccw(polygon.exterior)
        corners = [to_metres.transform(*corner) for corner in polygon.exterior.coords]
        square = read_square(feature["id"])
        assert square is not None
        xs, ys = zip(*corners, strict=True)
        assert min(xs) == pytest.approx(square.ix * side, abs=0.05)
        assert max(xs) == pytest.approx((square.ix + 1) * side, abs=0.05)
        assert min(ys) == pytest.approx(square.iy * side, abs=0.05)
        assert max(ys) == pytest.approx((square.iy + 1) * side, abs=0.05)


def test_the_map_layer_carries_gi_star_and_what_it_is_not(walked):
    listed = get(walked).json["hotspots"]
    features = get(walked, path=".geojson").json["features"]
    for row, feature in zip(listed, features, strict=True):
        properties = feature["properties"]
        assert properties["gi_star_use"] == "not used for verdicts"
        assert {"gi_star_z", "gi_star_p", "gi_star_q"} <= set(properties)
        assert {name: properties[name] for name in row if name not in {"lon", "lat"}} == {
            name: value for name, value in row.items() if name not in {"lon", "lat"}
        }
    log = exports_in_the_log(walked)
    assert json.loads(log[-1].details)["by"] == "grid"
    assert json.loads(log[-1].details)["places"] == 4


def test_no_answer_about_squares_names_anybody(walked):
    told = get(walked).content.decode() + get(walked, path=".geojson").content.decode()
    assert not [name for name, person in PEOPLE.items() if person.id in told]


@pytest.mark.parametrize("role", list(Role)[:8])
def test_who_sees_squares_is_who_sees_places(walked, role):
    phone = walked.signed_in(BY_ROLE[role])
    for path in ("", ".geojson"):
        by_grid = phone.get(f"/api/v1/hotspots{path}?by=grid")
        by_place = phone.get(f"/api/v1/hotspots{path}?by=place")
        assert by_grid.status == by_place.status
