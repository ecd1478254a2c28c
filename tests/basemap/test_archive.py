"""What can be an area's basemap, and why a file can't: each refusal by a file that has that one fault."""

import gzip
import json
from pathlib import Path

import pytest
from pmtiles.tile import deserialize_header, serialize_header

from app.basemap import archive
from app.basemap.archive import ArchiveUnusable, plain_text, read_archive, tile_around
from tests.support.basemaps import COMMITTED, draw_basemap

CENTRE = (16.0925, 61.8295)
OUTLINE = [[16.06, 61.81], [16.13, 61.81], [16.13, 61.85], [16.06, 61.81]]


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return draw_basemap(tmp_path_factory.mktemp("archive")).read_bytes()


def refusal(tmp_path, content):
    path = tmp_path / "other.pmtiles"
    path.write_bytes(content)
    with pytest.raises(ArchiveUnusable) as refused:
        read_archive(path, OUTLINE, CENTRE)
    return str(refused.value)


def with_header(content, **changes):
    return serialize_header(deserialize_header(content[:127]) | changes) + content[127:]


def with_metadata(content, metadata):
    """The archive with other words about itself, put behind everything else."""
    packed = gzip.compress(json.dumps(metadata).encode())
    changed = with_header(content, metadata_offset=len(content), metadata_length=len(packed))
    return changed + packed


def test_the_committed_sketch_is_an_archive_of_the_town():
    town = json.loads((COMMITTED.parent / "ljusdal.json").read_text())["area"]

    found = read_archive(COMMITTED, town["outline"], tuple(town["centre"]))

    assert (found.min_zoom, found.max_zoom, found.sketch) == (10, 14, True)
    assert "skiss" in found.attribution
    assert COMMITTED.stat().st_size < 300_000


def test_a_map_of_others_is_no_sketch_and_says_whose_it_is(good, tmp_path):
    credit = '<a href="https://example.org/c">&copy; OpenStreetMap contributors</a>'
    metadata = {"vector_layers": [{"id": "transportation"}], "attribution": credit}
    path = tmp_path / "osm.pmtiles"
    path.write_bytes(with_metadata(good, metadata))

    found = read_archive(path, OUTLINE, CENTRE)

    assert (found.sketch, found.attribution) == (False, "© OpenStreetMap contributors")


def test_an_area_without_outline_needs_its_middle(good, tmp_path):
    path = tmp_path / "good.pmtiles"
    path.write_bytes(good)

    assert read_archive(path, None, CENTRE).max_zoom == 14
    with pytest.raises(ArchiveUnusable, match="covers"):
        read_archive(path, None, (18.06, 59.33))


FAULTS = {
    "empty": (lambda good: b"", "no PMTiles archive"),
    "other_bytes": (lambda good: b"\xff" * 500, "no PMTiles archive"),
    "a_page": (lambda good: b"<!doctype html>".ljust(500), "no PMTiles archive"),
    "version_2": (lambda good: good[:7] + b"\x02" + good[8:], "not version 3"),
    "last_byte_missing": (lambda good: good[:-1], "cut off"),
    "half": (lambda good: good[: len(good) // 2], "cut off"),
    "pictures": (lambda good: good[:99] + b"\x02" + good[100:], "PNG tiles"),
    "zstd": (lambda good: good[:98] + b"\x04" + good[99:], "phones can't read"),
    "brotli_inside": (lambda good: good[:97] + b"\x03" + good[98:], "gzip"),
    "directory_damaged": (lambda good: good[:127] + b"\x00" * 40 + good[167:], "damaged"),
    "metadata_no_object": (lambda good: with_metadata(good, ["no", "object"]), "damaged"),
    "other_schema": (
        lambda good: with_metadata(good, {"vector_layers": [{"id": "roads"}]}),
        "transportation",
    ),
    "ends_in_the_west": (lambda good: with_header(good, max_lon_e7=161_000_000), "covers"),
    "begins_in_the_north": (lambda good: with_header(good, min_lat_e7=618_200_000), "covers"),
    "zoom_promised": (lambda good: with_header(good, max_zoom=15), "no tile in the middle"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_drawn_is_refused_with_the_reason(good, tmp_path, fault):
    change, said = FAULTS[fault]
    assert said in refusal(tmp_path, change(good))


def test_damaged_bytes_in_the_middle_tile_are_found(good, tmp_path):
    header = deserialize_header(good[:127])
    start = header["tile_data_offset"]
    assert "damaged" in refusal(tmp_path, good[:start] + b"\x00" * (len(good) - start))


def test_a_file_that_phones_could_not_hold_is_refused(good, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", len(good) - 1)
    assert "phones are asked to keep" in refusal(tmp_path, good)


def test_tiles_are_counted_as_on_every_web_map():
    """Zoom 0 is the world, the middle of the map is where four tiles meet; and Stockholm."""
    assert tile_around(16.0, 61.0, 0) == (0, 0)
    assert tile_around(0.1, -0.1, 1) == (1, 1)
    assert tile_around(18.0686, 59.3293, 10) == (563, 301)


def test_an_attribution_keeps_its_words_alone():
    assert plain_text('<a href="javascript:x">&copy;  A\n&amp; B</a>') == "© A & B"


def test_every_file_stands_where_the_service_says(tmp_path: Path):
    from app.basemap.service import file_of

    assert file_of(tmp_path, "ab") == tmp_path / "basemaps" / "ab.pmtiles"
