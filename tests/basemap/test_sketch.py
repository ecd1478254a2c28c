"""The demonstration's sketch: drawn from its JSON, in the layers that the style reads, with its names."""

import gzip
import json

import mapbox_vector_tile
from pmtiles.reader import MemorySource, Reader, all_tiles

from app.demo.town import load_town
from scripts.draw_sketch import SOURCE, draw
from tests.support.basemaps import COMMITTED


def tiles_of(path):
    source = MemorySource(path.read_bytes())
    return {at: mapbox_vector_tile.decode(gzip.decompress(tile)) for at, tile in all_tiles(source)}


def test_the_committed_file_is_what_the_json_draws(tmp_path):
    drawn = tmp_path / "drawn.pmtiles"
    draw(json.loads(SOURCE.read_text()), drawn)

    assert tiles_of(COMMITTED) == tiles_of(drawn)
    metadata = Reader(MemorySource(COMMITTED.read_bytes())).metadata()
    assert metadata == Reader(MemorySource(drawn.read_bytes())).metadata()


def test_it_has_streets_railway_river_and_names_with_swedish_letters():
    layers = [layers for (zoom, _, _), layers in tiles_of(COMMITTED).items() if zoom == 14]
    found = {
        (layer, each["properties"]["class"], each["properties"].get("name"))
        for tile in layers
        for layer, content in tile.items()
        for each in content["features"]
    }
    for wanted in (
        ("transportation", "rail", None),
        ("transportation", "primary", None),
        ("transportation_name", "primary", "Norra Järnvägsgatan"),
        ("transportation_name", "rail", "Norra stambanan"),
        ("water", "river", None),
        ("waterway", "river", "Ljusnan"),
        ("place", "suburb", "Gärdeåsen"),
    ):
        assert wanted in found


def test_streets_pass_the_places_that_are_named_for_them():
    """The lines go through positions that we know, so that the places lie on their streets."""
    from shapely import LineString, Point

    lines = {
        road["name"]: LineString(road["points"]) for road in json.loads(SOURCE.read_text())["roads"]
    }
    places = {place["code"]: place for place in load_town().places}
    for code, street in (
        ("norra-jarnvagsgatan", "Norra Järnvägsgatan"),
        ("sodra-jarnvagsgatan", "Södra Järnvägsgatan"),
        ("bjurakersvagen-ovre", "Bjuråkersvägen"),
        ("korsning-ramsjovagen", "Ramsjövägen"),
        ("grovastigen", "Grovastigen"),
        ("kavenvagen", "Kavenvägen"),
    ):
        lon, lat = places[code]["lon"], places[code]["lat"]
        assert lines[street].distance(Point(lon, lat)) < 0.0005, code
