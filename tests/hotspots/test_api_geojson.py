"""`GET /api/v1/hotspots.geojson`: RFC 7946, the same figures, and a row in the log."""

import json
from typing import Any

import geojson
import pytest
from sqlalchemy import select, update

from app.core.audit import AuditRow
from app.core.database import read_connection, write_transaction
from app.places.models import Place
from tests.hotspots.evenings import Town, evening
from tests.support.builders import PEOPLE, STATION


def export(town: Town, name: str = "supervisor", query: str = "", **headers: str) -> Any:
    return town.signed_in(name).send("GET", f"/api/v1/hotspots.geojson{query}", None, **headers)


def exports_in_the_log(town: Town) -> list[Any]:
    with town.app.app_context(), read_connection() as connection:
        log = AuditRow.__table__
        return list(connection.execute(select(log).where(log.c.event == "hotspot.export")))


@pytest.mark.parametrize("name", ["supervisor", "coordinator"])
def test_it_is_a_feature_collection_of_points(town, name):
    town.walk(evening(11, 18), seen=2)
    answer = export(town, name)
    assert answer.headers["Content-Type"] == "application/geo+json"
    collection = geojson.loads(answer.content)
    assert collection.is_valid, collection.errors()
    assert len(collection["features"]) == 2
    for feature in collection["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert 16 < lon < 17
        assert 61 < lat < 62


def test_it_has_the_figures_of_the_list(town):
    town.walk(evening(11, 18), seen=2)
    listed = town.signed_in("supervisor").get("/api/v1/hotspots").json["hotspots"]
    features = export(town).json["features"]
    for place, feature in zip(listed, features, strict=True):
        properties = feature["properties"]
        assert {name: properties[name] for name in place if name not in {"lon", "lat"}} == {
            name: value for name, value in place.items() if name not in {"lon", "lat"}
        }
        assert feature["geometry"]["coordinates"] == [place["lon"], place["lat"]]


def test_no_position_has_more_than_seven_decimals(town):
    with town.app.app_context(), write_transaction() as connection:
        connection.execute(
            update(Place).where(Place.id == STATION).values(lon=16.097123456789, lat=61.8268551234)
        )
    feature = next(f for f in export(town).json["features"] if f["id"] == STATION)
    assert feature["geometry"]["coordinates"] == [16.0971235, 61.8268551]


def test_who_took_it_out_is_in_the_log(town):
    export(town, query="?from=2026-11-01")
    (row,) = exports_in_the_log(town)
    details = json.loads(row.details)
    assert (row.user_id, row.organisation_id) == (
        PEOPLE["supervisor"].id,
        PEOPLE["supervisor"].organisation_id,
    )
    assert (details["from"], details["form"], details["places"]) == ("2026-11-01", "geojson", 2)


def test_what_a_client_has_is_not_sent_or_logged_again(town):
    tag = export(town).headers["ETag"]
    assert export(town, If_None_Match=tag).status == 304
    assert len(exports_in_the_log(town)) == 1


@pytest.mark.parametrize("name", ["officer", "youth", "administrator"])
def test_who_may_not_export_gets_nothing(town, name):
    assert export(town, name).code == "not_permitted"
    assert exports_in_the_log(town) == []


def test_a_tag_of_the_list_is_none_of_the_file(town):
    tag = town.signed_in("supervisor").get("/api/v1/hotspots").headers["ETag"]
    assert export(town, If_None_Match=tag).status == 200
