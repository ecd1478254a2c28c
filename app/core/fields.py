"""marshmallow fields that take what they say and nothing like it, each with its msgspec type.

marshmallow's own take "2.5" for 2, "yes" for true and 1 for 1.0. The msgspec type beside each is the quick lane
(core/quicklane.py): what it refuses is judged again here, and what is said here is what people read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from marshmallow import ValidationError, fields

from app.core.ids import is_uuid

UUID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
#: The same for Python, whose `$` also matches before a newline at the end.
Uuid = Annotated[str, msgspec.Meta(pattern=UUID_PATTERN.replace("$", r"\Z"))]
#: One reader of times for both lanes: a second one would read some of them otherwise.
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
#: PostgreSQL keeps no NUL in text, and a lone surrogate has no UTF-8
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
STORABLE_PATTERN = "^[^\x00]*\\Z"
#: The same in JSON Schema's dialect, ECMA's; JSON in UTF-8 holds no lone surrogate but as an escape.
STORABLE_SCHEMA = r"^[^\u0000\ud800-\udfff]*$"


class StrictInteger(fields.Integer):
    """A whole number between `low` and `high`, both included; no text, no float, no bool."""

    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(strict=True, **kwargs)
        self.low, self.high = low, high

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError("Not a whole number.")
        if not self.low <= value <= self.high:
            raise ValidationError(f"Must be between {self.low} and {self.high}.")
        return value

    def quick_type(self) -> Any:
        return Annotated[int, msgspec.Meta(ge=self.low, le=self.high)]

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


class StrictFloat(fields.Float):
    """A finite number between `low` and `high`, both included; no text, no bool."""

    def __init__(self, low: float, high: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low, self.high = low, high

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValidationError("Not a number.")
        if not self.low <= value <= self.high or not math.isfinite(value):
            raise ValidationError(f"Must be between {self.low:g} and {self.high:g}.")
        return float(value)

    def quick_type(self) -> Any:
        return Annotated[float, msgspec.Meta(ge=self.low, le=self.high)]

    def json_schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.low, "maximum": self.high}


class StrictBoolean(fields.Boolean):
    """true or false, and nothing that reads like it."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Not true or false.")
        return value

    def quick_type(self) -> Any:
        return bool

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class Words(fields.String):
    """Text of at most `most` characters that both databases can keep."""

    def __init__(self, most: int, least: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most, self.least = most, least

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("Not text.")
        if not self.least <= len(value) <= self.most:
            raise ValidationError(f"Must be {self.least} to {self.most} characters long.")
        if UNSTORABLE.search(value):
            raise ValidationError("Has characters that can't be kept.")
        return value

    def quick_type(self) -> Any:
        return Annotated[
            str,
            msgspec.Meta(min_length=self.least, max_length=self.most, pattern=STORABLE_PATTERN),
        ]

    def json_schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "minLength": self.least,
            "maxLength": self.most,
            "pattern": STORABLE_SCHEMA,
        }


class OneOf(fields.String):
    """One of the words that are listed."""

    def __init__(self, *choices: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = choices

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or value not in self.choices:
            raise ValidationError(f"Must be one of {', '.join(self.choices)}.")
        return value

    def quick_type(self) -> Any:
        return Literal[self.choices]

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.choices)}


class Id(fields.String):
    """A UUID as canonical lower-case text."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not is_uuid(value):
            raise ValidationError("Not a lower-case UUID.")
        return str(value)

    def quick_type(self) -> Any:
        return Uuid

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid", "pattern": UUID_PATTERN}


class Ids(fields.Field[list[str]]):
    """At most `most` UUIDs as canonical lower-case text; the first that is none speaks for all."""

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[str]:
        if not isinstance(value, list) or len(value) > self.most:
            raise ValidationError(f"Not a list of at most {self.most}.")
        if not all(map(is_uuid, value)):
            raise ValidationError("Not lower-case UUIDs.")
        return list(value)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": Id().json_schema(), "maxItems": self.most}


class Instant(fields.AwareDateTime):
    """An RFC 3339 time with its UTC offset, as an aware datetime."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        return parse_instant(value)

    def quick_type(self) -> Any:
        return Moment

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


def parse_instant(value: object) -> datetime:
    """The aware datetime that this RFC 3339 text names; raises ValidationError."""
    try:
        return msgspec.convert(value, Moment)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise ValidationError("Not a time with its UTC offset (RFC 3339).") from error


class HeadCounts(fields.Field[dict[str, dict[str, int]]]):
    """Heads by group and band: {"girls": {"13-15": 4}}; counts from 0 to `most`."""

    def __init__(
        self, groups: tuple[str, ...], bands: tuple[str, ...], most: int, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.groups, self.bands, self.most = groups, bands, most

    def _deserialize(
        self, value: Any, attr: Any, data: Any, **kwargs: Any
    ) -> dict[str, dict[str, int]]:
        if not isinstance(value, Mapping):
            raise ValidationError("Not an object of groups.")
        for group, bands in value.items():
            if group not in self.groups or not isinstance(bands, Mapping):
                raise ValidationError(f"Groups are {', '.join(self.groups)}.")
            for band, count in bands.items():
                if band not in self.bands:
                    raise ValidationError(f"Bands are {', '.join(self.bands)}.")
                if isinstance(count, bool) or not isinstance(count, int):
                    raise ValidationError("A count is a whole number.")
                if not 0 <= count <= self.most:
                    raise ValidationError(f"A count is between 0 and {self.most}.")
        return {group: dict(bands) for group, bands in value.items()}

    def quick_type(self) -> Any:
        count = Annotated[int, msgspec.Meta(ge=0, le=self.most)]
        band: Any = Literal[self.bands]
        group: Any = Literal[self.groups]
        return dict[group, dict[band, count]]

    def json_schema(self) -> dict[str, Any]:
        count = {"type": "integer", "minimum": 0, "maximum": self.most}
        bands = {
            "type": "object",
            "properties": dict.fromkeys(self.bands, count),
            "additionalProperties": False,
        }
        return {
            "type": "object",
            "properties": dict.fromkeys(self.groups, bands),
            "additionalProperties": False,
        }


class IntegerRows(fields.Field[list[list[int]]]):
    """Rows of whole numbers, each column within its own bounds, at most `most` rows."""

    def __init__(self, bounds: tuple[tuple[int, int], ...], most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bounds, self.most = bounds, most

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[list[int]]:
        if not isinstance(value, list) or len(value) > self.most:
            raise ValidationError(f"Not a list of at most {self.most} rows.")
        for row in value:
            if not isinstance(row, list) or len(row) != len(self.bounds):
                raise ValidationError(f"A row has {len(self.bounds)} whole numbers.")
            for number, (low, high) in zip(row, self.bounds, strict=True):
                if isinstance(number, bool) or not isinstance(number, int):
                    raise ValidationError("Rows hold whole numbers.")
                if not low <= number <= high:
                    raise ValidationError(f"{number} is outside {low} to {high}.")
        return [list(row) for row in value]

    def quick_type(self) -> Any:
        columns = tuple(Annotated[int, msgspec.Meta(ge=low, le=high)] for low, high in self.bounds)
        row: Any = tuple.__class_getitem__(columns)
        return Annotated[list[row], msgspec.Meta(max_length=self.most)]

    def json_schema(self) -> dict[str, Any]:
        row = {
            "type": "array",
            "prefixItems": [
                {"type": "integer", "minimum": low, "maximum": high} for low, high in self.bounds
            ],
            "minItems": len(self.bounds),
            "maxItems": len(self.bounds),
        }
        return {"type": "array", "items": row, "maxItems": self.most}
