"""The layer as GDAL reads it: QGIS reads with the same library."""

from __future__ import annotations

from datetime import UTC, datetime

import pyogrio
import pytest

from app.core.geometry import unproject
from app.core.geopackage import write_points

NOW = datetime(2026, 11, 26, 8, 30, 0, 120_000, tzinfo=UTC)
COLUMNS = {"rank": int, "name": str, "ratio": float, "hidden": bool, "at": datetime}
ROWS = [[1, 'Åkern "norra"', 2.5, False, NOW], [None, "=1+1", None, True, None]]
POSITIONS = [(16.0915, 61.8285), (16.12, 61.84)]


@pytest.fixture
def layer(tmp_path):
    path = tmp_path / "layer.gpkg"
    path.write_bytes(write_points("hotspots", "what was asked", COLUMNS, POSITIONS, ROWS, NOW))
    return path


def test_gdal_finds_one_layer_in_sweref_99_tm(layer):
    assert pyogrio.list_layers(layer).tolist() == [["hotspots", "Point"]]
    about = pyogrio.read_info(layer)
    assert about["crs"] == "EPSG:3006"
    assert about["features"] == len(ROWS)
    assert list(about["fields"]) == list(COLUMNS)


def test_values_come_back_as_they_were(layer):
    _, _, _, fields = pyogrio.raw.read(layer)
    rank, name, ratio, hidden, at = fields
    assert (rank[0], name.tolist(), ratio[0]) == (1, [row[1] for row in ROWS], 2.5)
    assert hidden.tolist() == [False, True]
    assert str(at[0]) == "2026-11-26T08:30:00.120"
    assert str(at[1]) == "NaT"


def test_points_stand_where_they_were(layer):
    east, north, *_ = pyogrio.read_bounds(layer)[1][:, 0]
    lon, lat = unproject([east], [north])
    assert (lon[0], lat[0]) == pytest.approx(POSITIONS[0], abs=1e-9)


def test_a_layer_without_rows_is_a_layer(tmp_path):
    path = tmp_path / "empty.gpkg"
    path.write_bytes(write_points("hotspots", "", COLUMNS, [], [], NOW))
    assert pyogrio.read_info(path)["features"] == 0


def test_a_table_may_not_be_broken_out_of(tmp_path):
    path = tmp_path / "odd.gpkg"
    name = 'x"); DROP TABLE gpkg_contents; --'
    path.write_bytes(write_points(name, "", {'a"b': int}, POSITIONS[:1], [[1]], NOW))
    assert pyogrio.read_info(path)["features"] == 1
