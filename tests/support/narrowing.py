"""What a JSON Schema takes no more that an older one took. Only the words that our payload schemas use are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
#: words that only describe
_TALK = frozenset({"$schema", "title", "description"})
_KNOWN = _TALK | {
    "type",
    "properties",
    "required",
    "additionalProperties",
    "anyOf",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "items",
    "prefixItems",
    "pattern",
    "format",
}
_LOWER, _UPPER = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")


def narrowings(old: Schema, new: Schema, where: str = "payload") -> list[str]:
    """Each way in which a value that fitted the old schema may not fit the new one; none: old payloads are taken.

    Raises ValueError for a word that it does not know, so that nothing passes unseen.
    """
    return list(_compare(old, new, where))


def _compare(old: Schema, new: Schema, where: str) -> Iterator[str]:
    unknown = sorted((old.keys() | new.keys()) - _KNOWN)
    if unknown:
        raise ValueError(f"{where}: what does {', '.join(unknown)} mean for old payloads?")
    if "anyOf" in old or "anyOf" in new:
        yield from _compare_choices(old, new, where)
        return
    if not _types(old) <= _types(new):
        yield f"{where}: was {old.get('type')}, is {new.get('type')}"
        return
    yield from _compare_values(old, new, where)
    yield from _compare_objects(old, new, where)
    yield from _compare_lists(old, new, where)


def _compare_choices(old: Schema, new: Schema, where: str) -> Iterator[str]:
    """Each form of before must be taken by one of today's."""
    today = new.get("anyOf", [new])
    for form in old.get("anyOf", [old]):
        problems = [narrowings(form, each, where) for each in today]
        if all(problems):
            yield from min(problems, key=len)


def _types(schema: Schema) -> set[str]:
    named = schema.get("type")
    types = {named} if isinstance(named, str) else set(named or ())
    return types | {"integer"} if "number" in types else types


def _compare_values(old: Schema, new: Schema, where: str) -> Iterator[str]:
    for word in _LOWER:
        if new.get(word, 0 if word != "minimum" else float("-inf")) > old.get(
            word, 0 if word != "minimum" else float("-inf")
        ):
            yield f"{where}: {word} was {old.get(word)}, is {new[word]}"
    for word in _UPPER:
        if new.get(word, float("inf")) < old.get(word, float("inf")):
            yield f"{where}: {word} was {old.get(word)}, is {new[word]}"
    if "enum" in new:
        gone = [each for each in old.get("enum", ["anything"]) if each not in new["enum"]]
        if gone:
            yield f"{where}: {', '.join(map(str, gone))} is no longer taken"
    for word in ("pattern", "format"):
        if word in new and new[word] != old.get(word):
            yield f"{where}: {word} was {old.get(word)}, is {new[word]}"


def _compare_objects(old: Schema, new: Schema, where: str) -> Iterator[str]:
    before, today = old.get("properties", {}), new.get("properties", {})
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        yield f"{where}.{name}: is required now"
    for name, schema in before.items():
        if name in today:
            yield from _compare(schema, today[name], f"{where}.{name}")
        else:
            yield f"{where}.{name}: is gone"
    is_shut, was_shut = (each.get("additionalProperties") is False for each in (new, old))
    if is_shut and not was_shut:
        yield f"{where}: other fields are no longer taken"


def _compare_lists(old: Schema, new: Schema, where: str) -> Iterator[str]:
    if "items" in new:
        yield from _compare(old.get("items", {}), new["items"], f"{where}[]")
    before, today = old.get("prefixItems", []), new.get("prefixItems", [])
    for index, schema in enumerate(today):
        yield from _compare(
            before[index] if index < len(before) else {}, schema, f"{where}[{index}]"
        )
