"""Lists of the desk: what the address asks (sort, page) and what is shown of it. All of it lives in the URL."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar

PAGE_SIZE = 50
MAX_PAGE = 100_000
_SWEDISH = str.maketrans("åäöæø", "{|}|}")

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list is asked for: by which column, which way, which page of how many rows."""

    sort: str
    descending: bool
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list, and how many rows the whole has."""

    rows: Sequence[Row]
    total: int
    listing: Listing

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.listing.size))

    @property
    def first(self) -> int:
        return self.listing.offset + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.listing.offset + len(self.rows)


def read_listing(arguments: Mapping[str, str], sorts: Iterable[str], default: str) -> Listing:
    """What the address asks; what it can't ask falls back to the default. `-name` sorts from the top."""
    asked = arguments.get("sort", default)
    if asked.removeprefix("-") not in set(sorts):
        asked = default
    page = arguments.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    return Listing(asked.removeprefix("-"), asked.startswith("-"), min(max(number, 1), MAX_PAGE))


def page_of(
    rows: Iterable[Row], listing: Listing, sorts: Mapping[str, Callable[[Row], Any]]
) -> Page[Row]:
    """One page of rows that are all here already, in the order asked for; equal ones keep theirs."""
    ordered = sorted(rows, key=sorts[listing.sort], reverse=listing.descending)
    shown = ordered[listing.offset : listing.offset + listing.size]
    return Page(shown, len(ordered), listing)


def swedish_key(text: str) -> str:
    """Sorts as a Swedish reader expects: without case, å, ä and ö after z. Databases disagree on both."""
    return unicodedata.normalize("NFC", text).casefold().translate(_SWEDISH)
