"""Which column of a table says what of a report, and what each row of the table says by it. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.observations.tables import Table, TableUnreadable

#: What columns can be mapped to. `time`, a position (in degrees or metres) and a category or its default are needed.
FIELDS = ("time", "time_to", "lon", "lat", "east", "north", "category", "id")
POSITIONS = (("lon", "lat"), ("east", "north"))
JOIN = "+"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """How a table's columns are read.

    `columns` maps a field of FIELDS to a column's name, or to several joined by `+` (a date and a time of day).
    `categories` maps the table's own words to codes; `default_category` is for what is not known otherwise.
    """

    columns: Mapping[str, str]
    source: str
    categories: Mapping[str, str] = field(default_factory=dict)
    default_category: str | None = None
    times_are_local: bool = False


class RowReader:
    """The texts of a row by field. Raises TableUnreadable where the table lacks a column."""

    def __init__(self, table: Table, columns: ColumnMap) -> None:
        self.width = len(table.header)
        self.positions = _find_positions(table, columns)
        self.position_fields = next(
            pair for pair in POSITIONS if all(name in self.positions for name in pair)
        )
        self._occurrences: Counter[bytes] = Counter()

    @property
    def has_id(self) -> bool:
        return "id" in self.positions

    def text(self, cells: Sequence[str], name: str) -> str:
        """What the row says of this field; empty where it says nothing."""
        positions = self.positions.get(name, ())
        return " ".join(cells[at].strip() for at in positions if at < len(cells)).strip()

    def derive_id(self, cells: Sequence[str]) -> str:
        """A hash of what is mapped, with the number of its occurrence: two equal rows are two reports.

        Call it once for each row, in their order: the same table then gives the same ids again.
        """
        said = "\x1f".join(self.text(cells, name) for name in FIELDS)
        digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()
        self._occurrences[digest] += 1
        return f"{digest.hex()[:32]}-{self._occurrences[digest]}"


def _find_positions(table: Table, columns: ColumnMap) -> dict[str, list[int]]:
    named = {name.casefold(): number for number, name in enumerate(table.header) if name}
    found: dict[str, list[int]] = {}
    for name, given in columns.columns.items():
        if name not in FIELDS:
            raise TableUnreadable("no_such_field", detail=name)
        wanted = [given] if given.casefold() in named else given.split(JOIN)
        for column in wanted:
            number = named.get(column.strip().casefold())
            if number is None:
                raise TableUnreadable("no_such_column", detail=column)
            found.setdefault(name, []).append(number)
    if "time" not in found:
        raise TableUnreadable("not_mapped", detail="time")
    if not any(all(name in found for name in pair) for pair in POSITIONS):
        raise TableUnreadable("not_mapped", detail="lon, lat")
    if "category" not in found and columns.default_category is None:
        raise TableUnreadable("not_mapped", detail="category")
    return found
