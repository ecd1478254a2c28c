"""An operation as people read it: each field by its name on the phone, as it was sent and as the record has it now."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

#: Fields that name other records, or that no person can read: they stand in the operation as it came.
NOT_FOR_PEOPLE = frozenset({"patrol_id", "visit_id", "activity_id", "plan_id", "presence", "lon"})
_POSITION = "position"
_WORDS = frozenset({"category", "place_id"})
#: More fields than any kind has; all of them stand in the operation as it came.
MAX_LINES = 60
#: More of a text than anybody reads in a table.
MAX_SHOWN = 600
#: Heads are groups of age bands of numbers; beyond it somebody plays.
MAX_DEPTH = 2
#: Above it, and for NaN, a number is no count and no degree.
MAX_NUMBER = 1e15


@dataclass(frozen=True, slots=True)
class Line:
    """One field: what was sent, and what the record says now (None: there is nothing to compare with)."""

    field: str
    sent: str
    now: str | None

    @property
    def differs(self) -> bool:
        return self.now is not None and self.now != self.sent


@dataclass(frozen=True, slots=True)
class Phrases:
    """How values are said: yes and no, instants, numbers; and names of categories and places by their keys."""

    yes: str
    no: str
    nothing: str
    instant: Callable[[datetime], str]
    number: Callable[[float], str]
    names: Mapping[str, Mapping[str, str]]  # field -> key -> name


def payload_of(body: str) -> dict[str, Any]:
    """What the operation says, or nothing where it can't be read as an object."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    payload = content.get("payload") if isinstance(content, dict) else None
    return payload if isinstance(payload, dict) else {}


def read_lines(
    payload: Mapping[str, Any], record: Mapping[str, Any] | None, phrases: Phrases
) -> list[Line]:
    """The payload's first fields in their order. `record` are the record's columns, None: there is nothing beside."""
    lines: list[Line] = []
    for name, value in payload.items():
        if len(lines) == MAX_LINES:
            break
        if name in NOT_FOR_PEOPLE:
            continue
        if name == "lat":
            now = None if record is None or "lat" not in record else _position(record, phrases)
            lines.append(Line(_POSITION, _position(payload, phrases), now))
            continue
        is_there = record is not None and name in record
        now = say(name, record[name], phrases) if record is not None and is_there else None
        lines.append(Line(name, say(name, value, phrases), now))
    return lines


def say(name: str, value: Any, phrases: Phrases, depth: int = 0) -> str:
    """The value in words: a name, a moment, yes or no; what has no words is shown as it is."""
    if value is None or value == "":
        return phrases.nothing
    if isinstance(value, dict) and depth < MAX_DEPTH:
        parts = [f"{key}: {say(key, each, phrases, depth + 1)}" for key, each in value.items()]
        return _cut("; ".join(parts)) or phrases.nothing
    if isinstance(value, (dict, list)):
        return _say_json(value)
    return _say_plain(name, value, phrases)


def _say_plain(name: str, value: Any, phrases: Phrases) -> str:
    if isinstance(value, bool):
        return phrases.yes if value else phrases.no
    if isinstance(value, datetime):
        return phrases.instant(value)
    if isinstance(value, str):
        return _say_text(name, value, phrases)
    return phrases.number(value) if abs(value) < MAX_NUMBER else str(value)


def _say_json(value: object) -> str:
    try:
        return _cut(json.dumps(value, ensure_ascii=False, default=str))
    except RecursionError:
        return "…"


def _say_text(name: str, value: str, phrases: Phrases) -> str:
    if name in _WORDS:
        return phrases.names.get(name, {}).get(value, _cut(value))
    if name.endswith("_at"):
        try:
            at = datetime.fromisoformat(value)
            return phrases.instant(at) if at.tzinfo else _cut(value)
        except (ValueError, OverflowError):
            return _cut(value)
    return _cut(value)


def _position(values: Mapping[str, Any], phrases: Phrases) -> str:
    return f"{say('lat', values.get('lat'), phrases)}; {say('lon', values.get('lon'), phrases)}"


def _cut(text: str) -> str:
    """Half an emoji has no UTF-8: it is shown as its escape."""
    safe = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return safe if len(safe) <= MAX_SHOWN else f"{safe[:MAX_SHOWN]}…"
