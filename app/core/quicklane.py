"""The quick lane: a msgspec struct made from a marshmallow schema, for what is right at once.

marshmallow took 28 microseconds for an item and half of a push; the struct takes one. It is only ever a shortcut to
"yes": what it refuses is judged by the schema, whose verdict and words stand (a property test holds the two together).
"""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import Schema, ValidationError


def compile_struct(
    schema: type[Schema], name: str, *, partial: bool = False
) -> type[msgspec.Struct]:
    """A struct with the schema's fields. Optional ones default to None; with `partial`, to UNSET."""
    required: list[Any] = []
    optional: list[Any] = []
    for field_name, field in schema().fields.items():
        quick: Any = field.quick_type()  # type: ignore[attr-defined]
        if field.allow_none:
            quick = quick | None
        if partial:
            optional.append((field_name, quick | msgspec.UnsetType, msgspec.UNSET))
        elif field.required:
            required.append((field_name, quick))
        else:
            optional.append((field_name, quick, None))
    return msgspec.defstruct(
        name, required + optional, forbid_unknown_fields=True, frozen=True, gc=False
    )


def load_slowly(
    schema: Schema, struct: type[msgspec.Struct], value: object
) -> tuple[msgspec.Struct | None, dict[str, list[str]], list[str]]:
    """The struct that the schema makes of `value`, else what it says; and the fields it doesn't know.

    Answers (struct or None, field -> messages, names of unknown fields).
    """
    if not isinstance(value, dict):
        return None, {"payload": ["Not an object."]}, []
    known = {name: value[name] for name in value if name in schema.fields}
    unknown = sorted(safe_name(name) for name in value if name not in schema.fields)
    try:
        loaded = schema.load(known)
    except ValidationError as error:
        messages = {str(field): _flat(said) for field, said in error.messages_dict.items()}
        return None, messages, unknown
    return struct(**loaded), {}, unknown


def safe_name(name: object) -> str:
    """A field's name as it can be stored and said: printable, and at most 60 characters."""
    return "".join(each if each.isprintable() else "?" for each in str(name)[:60])


def _flat(said: object) -> list[str]:
    if isinstance(said, list):
        return [str(each) for each in said]
    return [str(said)]


def json_schema(schema: Schema, title: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of the schema's fields; unknown fields are allowed, kept and reported."""
    properties: dict[str, Any] = {}
    for name, field in schema.fields.items():
        shape: dict[str, Any] = field.json_schema()  # type: ignore[attr-defined]
        properties[name] = {"anyOf": [shape, {"type": "null"}]} if field.allow_none else shape
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": properties,
        "required": [name for name, field in schema.fields.items() if field.required],
    }
