"""How far the positions of a table reach."""

from __future__ import annotations

from app.core.geometry import unproject
from app.observations.cells import CellUnreadable, read_number
from app.observations.columns import ColumnMap, RowReader
from app.observations.tables import Table, TableUnreadable

#: About half a kilometre, so that nothing lies on the edge.
MARGIN_DEGREES = 0.005


def find_extent(table: Table, columns: ColumnMap, epsg: int) -> tuple[float, float, float, float]:
    """(west, south, east, north) in degrees of the box around all positions that can be read."""
    reader = RowReader(table, columns)
    in_degrees = reader.position_fields == ("lon", "lat")
    xs: list[float] = []
    ys: list[float] = []
    for _, cells in table.rows():
        try:
            x, y = (read_number(reader.text(cells, name)) for name in reader.position_fields)
        except CellUnreadable:
            continue
        if (x, y) != (0, 0) and (not in_degrees or (abs(x) <= 180 and abs(y) <= 90)):
            xs.append(x)
            ys.append(y)
    if not xs:
        raise TableUnreadable("no_position")
    if not in_degrees:
        lon, lat = unproject([min(xs), max(xs)], [min(ys), max(ys)], epsg)
        xs, ys = lon.tolist(), lat.tolist()
    return (
        min(xs) - MARGIN_DEGREES,
        min(ys) - MARGIN_DEGREES,
        max(xs) + MARGIN_DEGREES,
        max(ys) + MARGIN_DEGREES,
    )
