"""A layer as an OGC GeoPackage (version 1.3, OGC 12-128r17): one SQLite file that QGIS opens as it is.

The clauses named below are that standard's. Rows may be of any number; they are written in one transaction.
"""

from __future__ import annotations

import sqlite3  # noqa: TID251 - a file of its own, no WAL, one connection: the fault is out of reach
import struct
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from app.core.geometry import SWEREF_99_TM, project

MEDIA_TYPE = "application/geopackage+sqlite3"
APPLICATION_ID, USER_VERSION = 0x47504B47, 10300  # "GPKG", 1.3.0 (clause 1.1.1.1.1)
WGS_84 = 4326
_LITTLE_ENDIAN = 1
_UNDEFINED = (("Undefined Cartesian", -1), ("Undefined geographic", 0))
_SQL_TYPES: Mapping[type, str] = {
    bool: "BOOLEAN",
    int: "INTEGER",
    float: "REAL",
    str: "TEXT",
    datetime: "DATETIME",
}
#: Required tables (clauses 1.1.2, 1.1.3, 2.1.5), with the standard's own column definitions.
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE,
  max_x DOUBLE, max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents(table_name), column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id),
  z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
"""


@dataclass(frozen=True)
class Layer:
    """What a layer is called and has: columns name -> type (bool, int, float, str, datetime)."""

    name: str
    description: str
    columns: Mapping[str, type]
    geometry: str  # the geometry type's name (clause 2.1.2): POINT, MULTIPOLYGON, ...
    epsg: int = SWEREF_99_TM


def write_points(
    layer: str,
    description: str,
    columns: Mapping[str, type],
    positions: Sequence[tuple[float, float]],
    rows: Sequence[Sequence[object]],
    now: datetime,
    epsg: int = SWEREF_99_TM,
) -> bytes:
    """The file's bytes: one layer, a point for each row.

    `columns` name -> type (bool, int, float, str, datetime); `positions` are (lon, lat) in WGS 84 degrees, written in
    metres of `epsg`; None in a row is no value.
    """
    east, north = project([lon for lon, _ in positions], [lat for _, lat in positions], epsg)
    points = shapely.points(east, north)
    return write_layer(Layer(layer, description, columns, "POINT", epsg), points, rows, now)


def write_layer(
    layer: Layer,
    geometries: Sequence[BaseGeometry],
    rows: Sequence[Sequence[object]],
    now: datetime,
) -> bytes:
    """The file's bytes: one layer, a geometry in metres of the layer's projection for each row."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        with closing(sqlite3.connect(str(path))) as file:
            _lay_ground(file, layer.epsg)
            _add_layer(file, layer, geometries, now)
            file.executemany(
                _insert(layer.name, layer.columns),
                [
                    [_blob(geometry, layer.epsg), *map(_value, row)]
                    for geometry, row in zip(geometries, rows, strict=True)
                ],
            )
            file.commit()
        return path.read_bytes()


def _lay_ground(file: sqlite3.Connection, epsg: int) -> None:
    file.execute(f"PRAGMA application_id={APPLICATION_ID}")
    file.execute(f"PRAGMA user_version={USER_VERSION}")
    file.executescript(_TABLES)
    systems = [(name, number, "NONE", number, "undefined", None) for name, number in _UNDEFINED]
    for code in dict.fromkeys((WGS_84, epsg)):
        crs = CRS.from_epsg(code)
        systems.append((crs.name, code, "EPSG", code, crs.to_wkt("WKT1_GDAL"), None))
    file.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", systems)


def _add_layer(
    file: sqlite3.Connection, layer: Layer, geometries: Sequence[BaseGeometry], now: datetime
) -> None:
    defined = "".join(
        f", {_quote(name)} {_SQL_TYPES[kind]}" for name, kind in layer.columns.items()
    )
    file.execute(
        f"CREATE TABLE {_quote(layer.name)} "
        f"(fid INTEGER PRIMARY KEY AUTOINCREMENT, geom {layer.geometry}{defined})"
    )
    box = map(float, shapely.total_bounds(geometries)) if len(geometries) else (None,) * 4
    file.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
        (layer.name, layer.name, layer.description, _value(now), *box, layer.epsg),
    )
    file.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
        (layer.name, layer.geometry, layer.epsg),
    )


def _insert(layer: str, columns: Mapping[str, type]) -> str:
    names = ", ".join(["geom", *map(_quote, columns)])
    return f"INSERT INTO {_quote(layer)} ({names}) VALUES ({', '.join('?' * (len(columns) + 1))})"  # noqa: S608 - quoted


def _blob(geometry: BaseGeometry, epsg: int) -> bytes:
    """A geometry as GeoPackage keeps it (clause 2.1.3): a header without an envelope, then its WKB."""
    header = struct.pack("<2sBBi", b"GP", 0, _LITTLE_ENDIAN, epsg)
    return header + bytes(shapely.to_wkb(geometry, byte_order=_LITTLE_ENDIAN))


def _value(value: object) -> object:
    """A DATETIME is UTC with milliseconds and a Z (clause 1.1.1.1.3)."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return value


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
