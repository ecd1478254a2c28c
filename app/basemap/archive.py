"""Whether a file is a PMTiles archive that the phone can draw an area with. Knows no database and no web."""

from __future__ import annotations

import html
import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Final

from pmtiles.reader import Reader
from pmtiles.tile import Compression, SpecVersionUnsupported, TileType

#: A phone holds the whole file in memory while it checks its hash.
MAX_BYTES: Final = 64 * 1024 * 1024
HEADER_BYTES: Final = 127
MAGIC: Final = b"PMTiles"
#: The layer without which our style has no streets to draw (OpenMapTiles schema).
STREETS: Final = "transportation"
MAX_ATTRIBUTION: Final = 200
#: The key of the metadata by which a map says that it was drawn by hand.
SKETCH: Final = "ljuspunkt:sketch"
_DEGREES: Final = 1e7
_SECTIONS = ("root", "metadata", "leaf_directory", "tile_data")
#: What the reader stumbles over in bytes that are not what they should be.
_DAMAGE = (LookupError, ValueError, TypeError, AttributeError, EOFError, OSError, zlib.error)
_TAG = re.compile(r"<[^>]*>")
Box = tuple[float, float, float, float]  # west, south, east, north, degrees


class ArchiveUnusable(ValueError):
    """The file can't be an area's basemap; the message says why, for the operator."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive says of itself."""

    min_zoom: int
    max_zoom: int
    attribution: str
    sketch: bool


def read_archive(
    path: Path, outline: Sequence[Sequence[float]] | None, centre: tuple[float, float]
) -> Archive:
    """The archive's own words, once it is known to be drawable here; raises ArchiveUnusable.

    `outline` and `centre` are the area's, [lon, lat] in degrees; without an outline the centre must be on the map.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ArchiveUnusable(
            f"it has {size:,} bytes; {MAX_BYTES:,} is the most that phones are asked to keep"
        )
    if size < HEADER_BYTES:
        raise ArchiveUnusable("it is no PMTiles archive")
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        if content[: len(MAGIC)] != MAGIC:
            raise ArchiveUnusable("it is no PMTiles archive")
        reader = Reader(lambda offset, length: content[offset : offset + length])
        try:
            header = reader.header()
            _check_header(header, size)
            metadata = reader.metadata()
            _check_layers(metadata)
            _check_ground(header, outline, centre)
            _check_middle(reader, header, centre)
        except SpecVersionUnsupported as error:
            raise ArchiveUnusable("it is PMTiles, but not version 3") from error
        except ArchiveUnusable:
            raise
        except _DAMAGE as error:
            raise ArchiveUnusable("it is PMTiles, but damaged") from error
    return Archive(
        min_zoom=header["min_zoom"],
        max_zoom=header["max_zoom"],
        attribution=plain_text(str(metadata.get("attribution") or "")),
        sketch=metadata.get(SKETCH) is True,
    )


def plain_text(written: str) -> str:
    """An attribution without the links that map makers write into it, which our pages would not follow."""
    return " ".join(html.unescape(_TAG.sub("", written)).split())


def _check_header(header: Mapping[str, Any], size: int) -> None:
    if header["tile_type"] is not TileType.MVT:
        raise ArchiveUnusable(
            f"it holds {header['tile_type'].name} tiles; the map is drawn from vectors (MVT)"
        )
    if header["internal_compression"] is not Compression.GZIP:
        raise ArchiveUnusable("its directories are not compressed with gzip")
    if header["tile_compression"] not in {Compression.GZIP, Compression.NONE}:
        raise ArchiveUnusable("its tiles are compressed in a way that phones can't read (use gzip)")
    ends = [header[f"{name}_offset"] + header[f"{name}_length"] for name in _SECTIONS]
    if max(ends) > size:
        raise ArchiveUnusable(f"it is cut off: {size:,} bytes of {max(ends):,}")


def _check_layers(metadata: Mapping[str, Any]) -> None:
    named = {layer["id"] for layer in metadata.get("vector_layers", ())}
    if STREETS not in named:
        raise ArchiveUnusable(
            f"it has no layer '{STREETS}': our style reads the OpenMapTiles schema (docs/basemap.md)"
        )


def _check_ground(
    header: Mapping[str, Any],
    outline: Sequence[Sequence[float]] | None,
    centre: tuple[float, float],
) -> None:
    west, south, east, north = _box_of(outline or [centre])
    box = tuple(
        header[f"{end}_{axis}_e7"] / _DEGREES
        for end, axis in (("min", "lon"), ("min", "lat"), ("max", "lon"), ("max", "lat"))
    )
    if box[0] > west or box[1] > south or box[2] < east or box[3] < north:
        raise ArchiveUnusable(
            f"it covers {_say_box(box)}, the area is {_say_box((west, south, east, north))}"
        )


def _check_middle(reader: Reader, header: Mapping[str, Any], centre: tuple[float, float]) -> None:
    """Bounds are what a file says of itself: there must be something to draw where people work."""
    for zoom in {header["min_zoom"], header["max_zoom"]}:
        tile = reader.get(zoom, *tile_around(*centre, zoom))
        if not tile:
            raise ArchiveUnusable(f"there is no tile in the middle of the area at zoom {zoom}")
        if header["tile_compression"] is Compression.GZIP:
            zlib.decompress(tile, wbits=31)


def tile_around(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """x and y of the web map's tile with this point (EPSG:3857, counted from the north-west)."""
    across = 2**zoom
    x = (lon + 180) / 360 * across
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across
    return int(x), int(y)


def _box_of(points: Sequence[Sequence[float]]) -> Box:
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)


def _say_box(box: Sequence[float]) -> str:
    west, south, east, north = (f"{degrees:.4f}" for degrees in box)
    return f"{west}-{east} E, {south}-{north} N"
