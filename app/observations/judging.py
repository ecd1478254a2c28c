"""Rows of a table judged as reports from others: what each says, or why it can't be taken. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from app.core.fields import UNSTORABLE
from app.core.geometry import CELL_M, project, unproject
from app.observations.cells import CellUnreadable, read_number, read_span
from app.observations.columns import ColumnMap, RowReader
from app.observations.tables import Table

CHUNK_ROWS = 2_000
MAX_ID = 200
MAX_GROUND_M = 1e8
DAY_MS = 86_400_000
MAX_SPAN_MS = 366 * DAY_MS
#: Clocks and zones differ; what is later than this was typed wrong.
FUTURE_MS = DAY_MS
DEGREE_DECIMALS = 7

#: reason -> what it says of a row
REASONS: Mapping[str, str] = {
    "too_many_cells": "has more cells than the table has columns",
    "no_time": "has no time",
    "time_unreadable": "the time can't be read",
    "time_in_future": "the time is in the future",
    "time_too_old": "the time is before 1970",
    "span_reversed": "ends before it begins",
    "span_too_long": "spans more than a year",
    "no_position": "has no position",
    "position_unreadable": "the position can't be read",
    "not_on_earth": "the position is not on earth",
    "outside_area": "lies more than 1 km outside the area",
    "no_category": "has no category",
    "unknown_category": "the category is not known in the area",
    "no_id": "has no id",
    "id_unusable": "the id is too long or has characters that can't be kept",
    "repeated_id": "the id was on an earlier row",
}


class ReportRow(NamedTuple):
    """A row that can be taken, in database values."""

    external_id: str
    category: str
    from_ms: int
    to_ms: int
    lon: float
    lat: float
    ix: int
    iy: int


class RefusedRow(NamedTuple):
    """A row as it came, why it can't be taken (a key of REASONS), and the word that it is about."""

    number: int
    cells: Sequence[str]
    reason: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of an area when rows are judged: its clock, its reach, its categories by all their names."""

    zone: ZoneInfo
    epsg: int
    reach: Polygon | None  # the outline and 1 km around it, in metres; None: everywhere
    categories: Mapping[str, str]  # a code or name without case -> code
    now_ms: int


@dataclass(slots=True)
class Chunk:
    """Some rows in a row, judged."""

    read: int
    good: list[ReportRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


def judge_rows(table: Table, columns: ColumnMap, ground: Ground) -> Iterator[Chunk]:
    """The table's rows in chunks, each row taken or refused. Raises TableUnreadable."""
    judge = _Judge(RowReader(table, columns), columns, ground)
    rows = table.rows()
    while part := list(islice(rows, CHUNK_ROWS)):
        yield judge.judge(part)


class _Refusal(ValueError):
    """The row can't be taken, for this reason."""

    def __init__(self, reason: str, word: str = "") -> None:
        self.reason, self.word = reason, word
        super().__init__(reason)


class _Draft(NamedTuple):
    number: int
    cells: list[str]
    external_id: str
    category: str
    from_ms: int
    to_ms: int
    x: float
    y: float


class _Judge:
    def __init__(self, reader: RowReader, columns: ColumnMap, ground: Ground) -> None:
        self.reader, self.columns, self.ground = reader, columns, ground
        words = {word.strip().casefold(): code for word, code in columns.categories.items()}
        self.codes = {**ground.categories, **words}
        self.in_degrees = reader.position_fields == ("lon", "lat")
        self.ids: set[str] = set()

    def judge(self, rows: list[tuple[int, list[str]]]) -> Chunk:
        chunk, drafts = Chunk(len(rows)), []
        for number, cells in rows:
            try:
                drafts.append(self._draft(number, cells))
            except _Refusal as refusal:
                chunk.refused.append(RefusedRow(number, cells, refusal.reason, refusal.word))
        if drafts:
            self._locate(drafts, chunk)
        chunk.refused.sort(key=lambda refused: refused.number)
        return chunk

    def _draft(self, number: int, cells: list[str]) -> _Draft:
        external_id = self._id(cells)
        if any(cells[self.reader.width :]):
            raise _Refusal("too_many_cells")
        from_ms, to_ms = self._span(cells)
        category = self._category(cells)
        return _Draft(number, cells, external_id, category, from_ms, to_ms, *self._position(cells))

    def _id(self, cells: list[str]) -> str:
        if not self.reader.has_id:
            return self.reader.derive_id(cells)
        external_id = self.reader.text(cells, "id")
        if not external_id:
            raise _Refusal("no_id")
        if len(external_id) > MAX_ID or UNSTORABLE.search(external_id):
            raise _Refusal("id_unusable")
        if external_id in self.ids:
            raise _Refusal("repeated_id")
        self.ids.add(external_id)
        return external_id

    def _span(self, cells: list[str]) -> tuple[int, int]:
        text, until = self.reader.text(cells, "time"), self.reader.text(cells, "time_to")
        if not text:
            raise _Refusal("no_time")
        zone, is_local = self.ground.zone, self.columns.times_are_local
        try:
            from_ms, to_ms = read_span(text, zone, is_local=is_local)
            if until:
                to_ms = read_span(until, zone, is_local=is_local)[1]
        except CellUnreadable as error:
            raise _Refusal("time_unreadable") from error
        wrong = {
            "time_too_old": from_ms < 0,
            "span_reversed": to_ms < from_ms,
            "span_too_long": to_ms - from_ms > MAX_SPAN_MS,
            "time_in_future": from_ms > self.ground.now_ms + FUTURE_MS,
        }
        for reason, is_wrong in wrong.items():
            if is_wrong:
                raise _Refusal(reason)
        return from_ms, to_ms

    def _category(self, cells: list[str]) -> str:
        text = self.reader.text(cells, "category")
        code = self.codes.get(text.casefold(), self.columns.default_category)
        if code is None:
            raise _Refusal("unknown_category" if text else "no_category", text)
        return code

    def _position(self, cells: list[str]) -> tuple[float, float]:
        texts = [self.reader.text(cells, name) for name in self.reader.position_fields]
        if not all(texts):
            raise _Refusal("no_position")
        try:
            x, y = (read_number(text) for text in texts)
        except CellUnreadable as error:
            raise _Refusal("position_unreadable") from error
        # Where a system has no position it writes zeros: nobody reports from the Gulf of Guinea.
        if x == 0 and y == 0:
            raise _Refusal("no_position")
        if self.in_degrees and not (-180 <= x <= 180 and -90 <= y <= 90):
            raise _Refusal("not_on_earth")
        return x, y

    def _locate(self, drafts: list[_Draft], chunk: Chunk) -> None:
        """The drafts get their squares, or are refused for where they are: many at once, as PROJ likes it."""
        xs, ys = [draft.x for draft in drafts], [draft.y for draft in drafts]
        convert = project if self.in_degrees else unproject
        other = convert(xs, ys, self.ground.epsg)
        given = np.asarray(xs, float), np.asarray(ys, float)
        (lon, lat), (east, north) = (given, other) if self.in_degrees else (other, given)
        on_earth = _is_usable(lon, lat) & _is_usable(east, north)
        inside = on_earth.copy()
        if self.ground.reach is not None:
            inside[on_earth] = shapely.contains_xy(
                self.ground.reach, east[on_earth], north[on_earth]
            )
        for at, draft in enumerate(drafts):
            if not inside[at]:
                reason = "outside_area" if on_earth[at] else "not_on_earth"
                chunk.refused.append(RefusedRow(draft.number, draft.cells, reason))
                continue
            chunk.good.append(
                ReportRow(
                    draft.external_id,
                    draft.category,
                    draft.from_ms,
                    draft.to_ms,
                    lon=round(float(lon[at]), DEGREE_DECIMALS),
                    lat=round(float(lat[at]), DEGREE_DECIMALS),
                    ix=int(east[at] // CELL_M),
                    iy=int(north[at] // CELL_M),
                )
            )


def _is_usable(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return (np.abs(x) < MAX_GROUND_M) & (np.abs(y) < MAX_GROUND_M)
