"""What an import says on the screen: fields, why a file or a row can't be taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext

LABELS: Final[Mapping[str, Any]] = {
    "file": lazy_gettext("CSV file"),
    "source": lazy_gettext("Where the reports come from"),
    "time": lazy_gettext("Time"),
    "time_of_day": lazy_gettext("Time of day, where it has a column of its own"),
    "time_to": lazy_gettext("Latest time, where only a span is known"),
    "lon": lazy_gettext("Longitude"),
    "lat": lazy_gettext("Latitude"),
    "east": lazy_gettext("East in metres (SWEREF 99 TM)"),
    "north": lazy_gettext("North in metres (SWEREF 99 TM)"),
    "category": lazy_gettext("Category"),
    "id": lazy_gettext("The source's own id"),
    "default_category": lazy_gettext("Category for what is not known otherwise"),
    "times_are_local": lazy_gettext("The times are local, whatever stands behind them"),
    "share": lazy_gettext("Let the area's other organisations see the reports"),
}
#: reason -> why the file can't be taken
UNREADABLE: Final[Mapping[str, Any]] = {
    "file_too_large": lazy_gettext("The file is too large."),
    "too_many_rows": lazy_gettext("The file has too many rows."),
    "too_many_columns": lazy_gettext("The table has too many columns."),
    "no_header": lazy_gettext("The first row must have the names of the columns."),
    "column_named_twice": lazy_gettext("Two columns have the same name."),
    "quotes_or_cell": lazy_gettext("A quotation mark is never closed, or a cell is too long."),
    "encoding": lazy_gettext("The characters can't be read. Save the file as CSV in UTF-8."),
    "no_such_field": lazy_gettext("There is no such thing to choose a column for."),
    "no_such_column": lazy_gettext("The table has no such column."),
    "not_mapped": lazy_gettext("Choose a column for time, position and category."),
    "no_position": lazy_gettext("No row has a position that can be read."),
}
#: reason -> why a row can't be taken
REASONS: Final[Mapping[str, Any]] = {
    "too_many_cells": lazy_gettext("has more cells than the table has columns"),
    "no_time": lazy_gettext("has no time"),
    "time_unreadable": lazy_gettext("the time can't be read"),
    "time_in_future": lazy_gettext("the time is in the future"),
    "time_too_old": lazy_gettext("the time is before 1970"),
    "span_reversed": lazy_gettext("ends before it begins"),
    "span_too_long": lazy_gettext("spans more than a year"),
    "no_position": lazy_gettext("has no position"),
    "position_unreadable": lazy_gettext("the position can't be read"),
    "not_on_earth": lazy_gettext("the position is not on earth"),
    "outside_area": lazy_gettext("lies more than 1 km outside the area"),
    "no_category": lazy_gettext("has no category"),
    "unknown_category": lazy_gettext("the category is not known in the area"),
    "no_id": lazy_gettext("has no id"),
    "id_unusable": lazy_gettext("the id is too long or has characters that can't be kept"),
    "repeated_id": lazy_gettext("the id was on an earlier row"),
}
#: field -> names of columns that usually hold it, without case
USUAL_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "time": ("tidpunkt", "datetime", "timestamp", "datum", "date", "tid", "time", "starttid"),
    "time_of_day": ("klockslag", "kl", "time of day", "hour", "tid", "time"),
    "time_to": ("tid_till", "sluttid", "till", "time_to", "end"),
    "lon": ("lon", "longitud", "longitude", "lng", "x"),
    "lat": ("lat", "latitud", "latitude", "y"),
    "east": ("e", "east", "easting", "öst", "x_sweref", "sweref_e"),
    "north": ("n", "north", "northing", "nord", "y_sweref", "sweref_n"),
    "category": ("kategori", "category", "typ", "type", "ärendetyp", "brottskod"),
    "id": ("id", "ärendenummer", "diarienummer", "nummer", "case", "reference"),
}
