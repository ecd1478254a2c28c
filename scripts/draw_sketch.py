"""Draw the demonstration's basemap: app/demo/ljusdal_sketch.json -> app/demo/ljusdal.pmtiles.

The result is committed, so that nobody needs this to try the product: run it after the JSON was changed. It writes the
layers of the OpenMapTiles schema that our style reads, and `ljuspunkt:sketch`, by which the map says what it is.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import mapbox_vector_tile
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write
from shapely import LineString, Point, box, transform
from shapely.geometry.base import BaseGeometry

DEMO = Path(__file__).resolve().parent.parent / "app" / "demo"
SOURCE, RESULT = DEMO / "ljusdal_sketch.json", DEMO / "ljusdal.pmtiles"
EXTENT = 4096
#: How far a tile reaches over its edge, so that lines and names meet there.
BUFFER = 128
#: Streets of this class are drawn from this zoom on, as planetiler does about.
FIRST_ZOOM = {"trunk": 5, "primary": 7, "secondary": 9, "tertiary": 11, "minor": 12}
EQUATOR_M = 40_075_016.7
Feature = tuple[str, int, BaseGeometry, dict[str, Any]]  # layer, first zoom, on the world of size 1


def main() -> None:
    drawn = json.loads(SOURCE.read_text())
    draw(drawn, RESULT)
    print(f"{RESULT.name}: {RESULT.stat().st_size:,} bytes")


def draw(drawn: dict[str, Any], result: Path) -> None:
    """The sketch is an archive."""
    west, south, east, north = drawn["bounds"]
    features = list(list_features(drawn))
    with write(str(result)) as archive:
        for tile_id, tile in sorted(cut_tiles(drawn, features)):
            archive.write_tile(tile_id, tile)
        header = {
            "tile_type": TileType.MVT,
            "tile_compression": Compression.GZIP,
            "min_lon_e7": round(west * 1e7),
            "min_lat_e7": round(south * 1e7),
            "max_lon_e7": round(east * 1e7),
            "max_lat_e7": round(north * 1e7),
            "center_zoom": drawn["max_zoom"],
            "center_lon_e7": round((west + east) / 2 * 1e7),
            "center_lat_e7": round((south + north) / 2 * 1e7),
        }
        archive.finalize(header, describe(drawn, features))


def describe(drawn: dict[str, Any], features: Sequence[Feature]) -> dict[str, Any]:
    """The archive's metadata."""
    layers: dict[str, dict[str, str]] = {}
    for layer, _, _, properties in features:
        layers.setdefault(layer, {}).update(dict.fromkeys(properties, "String"))
    return {
        "name": drawn["name"],
        "attribution": drawn["attribution"],
        "type": "baselayer",
        "ljuspunkt:sketch": True,
        "vector_layers": [{"id": layer, "fields": fields} for layer, fields in layers.items()],
    }


def list_features(drawn: dict[str, Any]) -> Iterator[Feature]:
    """What is on the map, layer by layer, water first."""
    for river in drawn["rivers"]:
        line = on_world(LineString(river["points"]))
        half = river["width_m"] / 2 / (EQUATOR_M * math.cos(math.radians(river["points"][0][1])))
        yield "water", 0, line.buffer(half), {"class": "river"}
        yield "waterway", 9, line, {"class": "river", "name": river["name"]}
    for railway in drawn["railways"]:
        yield "transportation", 8, on_world(LineString(railway["points"])), {"class": "rail"}
    for road in drawn["roads"]:
        line, first = on_world(LineString(road["points"])), FIRST_ZOOM[road["class"]]
        yield "transportation", first, line, {"class": road["class"]}
        named = {"class": road["class"], "name": road["name"]}
        yield "transportation_name", max(first, 12), line, named
    for railway in drawn["railways"]:
        named = {"class": "rail", "name": railway["name"]}
        yield "transportation_name", 12, on_world(LineString(railway["points"])), named
    for name in drawn["names"]:
        first = 0 if name["class"] == "town" else 12
        properties = {"class": name["class"], "name": name["name"]}
        yield "place", first, on_world(Point(name["point"])), properties


def on_world(geometry: BaseGeometry) -> BaseGeometry:
    """Degrees as shares of the web map's square (EPSG:3857), x to the east, y to the south."""

    def project(points: Any) -> Any:
        return [
            [(lon + 180) / 360, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2]
            for lon, lat in points
        ]

    return transform(geometry, project)


def cut_tiles(drawn: dict[str, Any], features: Sequence[Feature]) -> Iterator[tuple[int, bytes]]:
    """Every tile of the bounds that has something on it, by its id."""
    west, north, east, south = on_world(box(*drawn["bounds"])).bounds
    for zoom in range(drawn["min_zoom"], drawn["max_zoom"] + 1):
        across = 2**zoom
        for x in range(int(west * across), int(east * across) + 1):
            for y in range(int(north * across), int(south * across) + 1):
                tile = cut_tile(features, zoom, x, y)
                if tile:
                    yield zxy_to_tileid(zoom, x, y), gzip.compress(tile, mtime=0)


def cut_tile(features: Sequence[Feature], zoom: int, x: int, y: int) -> bytes:
    """The tile as MVT; empty where nothing is on it."""
    frame = box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    layers: dict[str, list[dict[str, Any]]] = {}
    for layer, first_zoom, geometry, properties in features:
        if zoom < first_zoom:
            continue
        scale = 2**zoom * EXTENT
        inside = transform(
            geometry, lambda at, scale=scale: at * scale - [x * EXTENT, y * EXTENT]
        ).intersection(frame)
        if not inside.is_empty:
            layers.setdefault(layer, []).append({"geometry": inside, "properties": properties})
    if not layers:
        return b""
    named = [{"name": layer, "features": found} for layer, found in layers.items()]
    tile: bytes = mapbox_vector_tile.encode(
        named, default_options={"y_coord_down": True, "extents": EXTENT}
    )
    return tile


if __name__ == "__main__":
    main()
