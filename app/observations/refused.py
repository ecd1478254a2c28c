"""The rows that could not be taken, in a file beside the table: as they came, with the reason behind."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Self, TextIO

from app.core.exports import guard_cell
from app.observations.judging import REASONS, RefusedRow
from app.observations.tables import Table

ADDED_COLUMNS = ("row", "reason")
#: A longitude of -89.9 is no formula: it must be able to come back as it was.
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)


def safe_cell(text: str) -> object:
    """The text as a cell that no spreadsheet runs; numbers stay as they are."""
    return text if _NUMBER.fullmatch(text) else guard_cell(text)


def write_refused(
    file: TextIO, table: Table, rows: Iterable[RefusedRow], *, header: bool = True
) -> None:
    """The rows are in the file, with the table's own delimiter and header."""
    writer = csv.writer(file, delimiter=table.delimiter, lineterminator="\r\n")
    if header:
        writer.writerow([safe_cell(name) for name in (*table.header, *ADDED_COLUMNS)])
    width = len(table.header)
    for row in rows:
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        about = f": {row.word}" if row.word else ""
        reason = guard_cell(REASONS[row.reason] + about)
        writer.writerow([*map(safe_cell, cells), row.number, reason])


class RefusedFile:
    """A file that comes into being with its first row."""

    def __init__(self, path: Path, table: Table) -> None:
        self.path, self.table, self.count = path, table, 0
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self.path.unlink(
            missing_ok=True
        )  # what an earlier import left would be taken for this one's
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, rows: Iterable[RefusedRow]) -> None:
        """The rows are at the end of the file."""
        kept = list(rows)
        if not kept:
            return
        is_new = self._file is None
        if self._file is None:
            # Rows as they came may hold anything: they are for whoever imports, and nobody else.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
        write_refused(self._file, self.table, kept, header=is_new)
        self.count += len(kept)
