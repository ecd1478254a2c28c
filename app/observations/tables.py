"""Tables as people export them: CSV with semicolons, commas or tabs, with or without a mark, in UTF-8 or Windows-1252.

A table is read as a stream, as often as it is asked for; nothing of it is kept but its header.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

MAX_BYTES = 512 * 1024 * 1024
MAX_ROWS = 2_000_000
MAX_COLUMNS = 200
MAX_HEADER = 64 * 1024
#: Characters of one row, over all its lines: 31 MB of commas were a list of as many cells, and 570 MB of memory.
MAX_ROW = 1_000_000
_CHUNK = 1 << 20
_DELIMITERS = ";,\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What Excel in Sweden writes; its five bytes without a letter become the replacement character.
_FALLBACK = "cp1252"

#: reason -> what it says of a file
UNREADABLE: Mapping[str, str] = {
    "file_too_large": "The file is too large",
    "too_many_rows": "The file has too many rows",
    "too_many_columns": "The table has too many columns",
    "no_header": "The first row has no names of columns",
    "column_named_twice": "Two columns have the same name",
    "quotes_or_cell": "A quotation mark is never closed, or a cell is too long",
    "encoding": "The characters can't be read",
    "no_such_field": "There is no such thing to map a column to",
    "no_such_column": "The table has no such column",
    "not_mapped": "No column is mapped to",
    "no_position": "No row has a position that can be read",
}


class TableUnreadable(ValueError):
    """The file is no table that can be taken: a key of UNREADABLE, the row where reading stopped, what it is about."""

    def __init__(self, reason: str, row: int | None = None, detail: str | None = None) -> None:
        self.reason, self.row, self.detail = reason, row, detail
        where = "" if row is None else f" (row {row})"
        what = "" if detail is None else f": {detail}"
        super().__init__(f"{UNREADABLE[reason]}{what}{where}")


@dataclass(frozen=True, slots=True)
class Table:
    """An open file with its header read. Row 1 is the header, as a spreadsheet counts."""

    file: BinaryIO
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    size_bytes: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number, cells) of every row that has any, from the first. Raises TableUnreadable."""
        for number, cells in _read(self.file, self.encoding, self.delimiter):
            if number > MAX_ROWS + 1:
                raise TableUnreadable("too_many_rows", number)
            if number > 1 and any(cells):
                yield number, cells

    def read_bytes(self) -> int:
        """How much of the file has been read by the `rows` that are under way."""
        return min(self.file.tell(), self.size_bytes)


def read_table(file: BinaryIO, *, max_bytes: int = MAX_BYTES) -> Table:
    """The table in this seekable file; raises TableUnreadable where it is too large, empty or has no usable header."""
    size = file.seek(0, os.SEEK_END)
    if size > max_bytes:
        raise TableUnreadable("file_too_large")
    encoding = _find_encoding(file)
    delimiter = _find_delimiter(file, encoding)
    header = next((cells for _, cells in _read(file, encoding, delimiter)), [])
    names = tuple(cell.strip() for cell in header)
    if not any(names):
        raise TableUnreadable("no_header")
    if len(names) > MAX_COLUMNS:
        raise TableUnreadable("too_many_columns")
    if len(set(names) - {""}) < len([name for name in names if name]):
        raise TableUnreadable("column_named_twice")
    return Table(file, encoding, delimiter, names, size)


def _find_encoding(file: BinaryIO) -> str:
    file.seek(0)
    start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _FALLBACK
    return "utf-8"


def _find_delimiter(file: BinaryIO, encoding: str) -> str:
    """The sign that parts the header most often; quoted parts of it don't count."""
    with _text(file, encoding) as text:
        try:
            line = text.readline(MAX_HEADER)
        except UnicodeError as error:
            raise TableUnreadable("encoding", 1) from error
    bare = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=bare.count) if any(map(bare.count, _DELIMITERS)) else ","


def _read(file: BinaryIO, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    with _text(file, encoding) as text:
        try:
            # strict: a quote that is never closed would swallow the rest of the file without a word
            lines = _Lines(text)
            for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), 1):
                lines.room = MAX_ROW
                yield number, cells
        except (csv.Error, _RowTooLong) as error:
            raise TableUnreadable("quotes_or_cell", number + 1) from error
        except UnicodeError as error:
            raise TableUnreadable("encoding", number + 1) from error


class _RowTooLong(ValueError):
    """The row goes on beyond MAX_ROW."""


class _Lines:
    """The text's lines, until there are more characters than there is `room` for."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text, self.room = text, MAX_ROW

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(self.room + 1)
        if not line:
            raise StopIteration
        self.room -= len(line)
        if self.room < 0:
            raise _RowTooLong
        return line


class _text:  # noqa: N801  reads as the context that it is
    """The file as text from its start; the file stays open when the text is done with."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        file.seek(0)
        errors = "replace" if encoding == _FALLBACK else "strict"
        self.wrapper = io.TextIOWrapper(file, encoding, errors, newline="")

    def __enter__(self) -> io.TextIOWrapper:
        return self.wrapper

    def __exit__(self, *_error: object) -> None:
        self.wrapper.detach()
