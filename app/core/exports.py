"""Files of what a list shows, safe to open: no cell is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response
from flask_babel import gettext

#: A spreadsheet runs a cell that begins with one of these; an apostrophe before it makes it text (OWASP).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
#: Where a spreadsheet of another country, or one that is told to, parts the cells of a file: quotes don't hold it back,
#: for they stand at the beginning of our cell and not of its.
_BEHIND_A_SEPARATOR = re.compile(r"(?<=[;,|\t\r\n])(?=[=+\-@\t\r])")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DECIMALS = 2
#: What Excel takes as a sheet's name.
MAX_SHEET_NAME = 31
MIN_WIDTH, MAX_WIDTH = 8, 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file as the page shows them, and what a reader must know of them: (what, which) lines."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    about: Sequence[tuple[str, str]] = ()


def guard_cell(value: object) -> object:
    """The value as a cell that no spreadsheet runs: numbers stay, text that looks like a formula is quoted.

    So is what would begin a cell where the file is parted by other signs than its own.
    """
    if not isinstance(value, str):
        return value
    text = _BEHIND_A_SEPARATOR.sub("'", value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _csv_cell(value: object) -> object:
    """A number with decimals as Swedish Excel reads it; nothing for None."""
    if isinstance(value, float):
        return f"{value:.{DECIMALS}f}".replace(".", ",")
    return "" if value is None else guard_cell(value)


def csv_response(stem: str, sheet: Sheet) -> Response:
    """A CSV file as Swedish Excel opens it: UTF-8 with its mark, semicolons, decimal commas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([guard_cell(cell) for cell in sheet.header])
    writer.writerows([_csv_cell(cell) for cell in row] for row in sheet.rows)
    return as_download(f"{stem}.csv", buffer.getvalue().encode("utf-8-sig"), "text/csv")


def xlsx_response(stem: str, sheet: Sheet) -> Response:
    """A workbook: the rows, numbers as numbers, with a filter in the header; and what they are about."""
    import xlsxwriter  # 0.1 s that only who asks for a workbook pays

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        number = book.add_format({"num_format": "0." + "0" * DECIMALS})
        page = book.add_worksheet(sheet.name[:MAX_SHEET_NAME])
        page.write_row(0, 0, sheet.header, bold)
        for at, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                page.write(at, column, value, number if isinstance(value, float) else None)
        for column, name in enumerate(sheet.header):
            page.set_column(column, column, _width(name, [row[column] for row in sheet.rows]))
        page.freeze_panes(1, 0)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
        if sheet.about:
            about = book.add_worksheet(gettext("About")[:MAX_SHEET_NAME])
            for at, (what, which) in enumerate(sheet.about):
                about.write_string(at, 0, what, bold)
                about.write_string(at, 1, which)
            about.set_column(0, 0, _width("", [what for what, _ in sheet.about]))
            about.set_column(1, 1, MAX_WIDTH)
    return as_download(f"{stem}.xlsx", buffer.getvalue(), XLSX_TYPE)


def _width(name: str, values: Sequence[object]) -> int:
    """Characters that hold the longest word of the header and each value, within reason."""
    words = [len(word) for word in name.split()]
    longest = max([*words, *(len(str(value)) for value in values if value is not None)], default=0)
    return min(max(longest + 2, MIN_WIDTH), MAX_WIDTH)


def table_response(form: str, stem: str, sheet: Sheet) -> Response:
    """The sheet as a file of this form, csv or xlsx."""
    return xlsx_response(stem, sheet) if form == "xlsx" else csv_response(stem, sheet)


def as_download(filename: str, content: bytes, media_type: str) -> Response:
    """An answer that a browser saves under this name."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
