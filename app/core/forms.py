"""A form of the desk: what was typed, kept as it was typed, and what is wrong with it, field by field.

Services judge values and refuse with keys of texts (`InvalidInput`); this judges only how a value is written: whole
numbers, decimal comma, dates. Every error stands at its field, and the page keeps what the person wrote.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, time
from typing import Any

from flask_babel import gettext

from app.core.errors import InvalidInput
from app.core.free_text import find_personal
from app.core.free_text_words import FINDINGS

MAX_TEXT = 20_000
FIRST_YEAR, LAST_YEAR = 1900, 2999
_DECIMAL = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})", re.ASCII)


def read_day(text: str) -> date | None:
    """The date that is written here; None where there is none, or one so far off that clocks can't reckon with it."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


class Form:
    """Typed values by field name, and the errors that were found on the way."""

    def __init__(
        self,
        typed: Mapping[str, str] | None = None,
        *,
        labels: Mapping[str, object] | None = None,
        **initial: Any,
    ) -> None:
        self.typed = typed
        self.labels = labels or {}
        self.initial = initial
        self.errors: dict[str, list[str]] = {}
        #: fields in which something may point out a person
        self.personal: set[str] = set()

    def label(self, name: str) -> str:
        """What the field is called, on the form and where its errors are summed up."""
        return str(self.labels.get(name, name))

    def value(self, name: str) -> str:
        """What the field shows: what was typed, else the value that the page began with."""
        if self.typed is not None:
            return self.typed.get(name, "")[:MAX_TEXT]
        value = self.initial.get(name)
        return "" if value is None else str(value)

    def is_on(self, name: str) -> bool:
        """Whether a checkbox is ticked."""
        if self.typed is not None:
            return name in self.typed
        return bool(self.initial.get(name))

    def chosen(self, name: str) -> set[str]:
        """The ticked values of a group of checkboxes."""
        if self.typed is not None:
            getlist = getattr(self.typed, "getlist", None)
            return set(getlist(name)) if getlist else {self.typed.get(name, "")} - {""}
        return {str(value) for value in self.initial.get(name) or ()}

    def complain(self, name: str, message: object) -> None:
        """The field is wrong, and this says why."""
        self.errors.setdefault(name, []).append(str(message))

    def take_refusal(self, refusal: InvalidInput, texts: Mapping[str, object]) -> None:
        """What a service refused stands at its fields, in words."""
        unknown = gettext("This value can't be used.")
        for name, keys in refusal.fields.items():
            for key in keys:
                self.complain(name, texts.get(key, unknown))

    def text(self, name: str, *, most: int, required: bool = True) -> str:
        """The text without space around it, with lines ending in a plain newline."""
        value = self.value(name).replace("\r\n", "\n").strip()
        if required and not value:
            self.complain(name, gettext("This is needed."))
        if len(value) > most:
            self.complain(
                name,
                gettext("At most %(most)s characters; now %(now)s.", most=most, now=len(value)),
            )
        if "\x00" in value:
            self.complain(name, gettext("This value can't be used."))
        return value

    def free_text(self, name: str, *, most: int, required: bool = True) -> str:
        """As `text`; what may point out a person is named, until it is gone or ticked as pointing out nobody."""
        value = self.text(name, most=most, required=required)
        for found in find_personal(value):
            self.personal.add(name)
            if not self.is_on(f"{name}_kept"):
                self.complain(
                    name,
                    gettext(
                        "“%(text)s” looks like %(what)s. Write it in another way, or tick that it points out nobody.",
                        text=found.text,
                        what=FINDINGS[found.kind],
                    ),
                )
        return value

    def choice(self, name: str, choices: Collection[str]) -> str:
        """One of the choices."""
        value = self.value(name)
        if value not in choices:
            self.complain(name, gettext("Choose one."))
        return value

    def optional_whole(self, name: str, low: int, high: int) -> int | None:
        """A whole number between `low` and `high`, or None where nothing was written."""
        value = self.value(name).strip()
        if not value:
            return None
        if not _WHOLE.fullmatch(value) or not low <= int(value) <= high:
            self.complain(
                name,
                gettext("Write a whole number between %(low)s and %(high)s.", low=low, high=high),
            )
            return None
        return int(value)

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number between `low` and `high`; `low` where it is wrong, with the error noted."""
        value = self.optional_whole(name, low, high)
        if value is None and name not in self.errors:
            self.complain(name, gettext("This is needed."))
        return low if value is None else value

    def decimal(self, name: str, low: float, high: float) -> float:
        """A number between `low` and `high`, with comma or point; `low` where it is wrong."""
        value = self.value(name).strip().replace("\u2212", "-")
        if not value:
            self.complain(name, gettext("This is needed."))
        elif not _DECIMAL.fullmatch(value) or not low <= float(value.replace(",", ".")) <= high:
            self.complain(
                name,
                gettext(
                    "Write a number between %(low)s and %(high)s.", low=f"{low:g}", high=f"{high:g}"
                ),
            )
        else:
            return float(value.replace(",", "."))
        return low

    def day(self, name: str) -> date:
        """A date written as 2026-06-14."""
        found = read_day(self.value(name).strip())
        if found is None:
            self.complain(name, gettext("Write a date as year-month-day, for example 2026-06-14."))
            return date.min
        return found

    def clock(self, name: str) -> time:
        """A time of day written as 21.30 or 21:30."""
        found = _CLOCK.fullmatch(self.value(name).strip())
        if found and int(found[1]) < 24 and int(found[2]) < 60:
            return time(int(found[1]), int(found[2]))
        self.complain(name, gettext("Write a time as hours and minutes, for example 21.30."))
        return time.min
