"""An entry of a push is read, by the quick lane or with care, and judged as far as its own words allow."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from marshmallow import Schema, ValidationError
from marshmallow import fields as ma

from app.core.clock import to_ms
from app.core.fields import Id, Instant, Moment, OneOf, StrictInteger, Uuid, Words, parse_instant
from app.core.free_text import KEPT_BECAUSE, find_in_fields
from app.core.ids import is_uuid, named_id
from app.core.quicklane import load_slowly, safe_name
from app.sync.entries import Entry, code_of, is_flat
from app.sync.folding import CREATE, RETRACT, TYPES
from app.sync.registry import Kind, Registry
from app.sync.times import find_reversed

MAX_SEQ = 2**53 - 1
MAX_REASON = 280
#: So many fields that are not known are named: an answer and a page must not grow with what somebody made up.
MAX_UNKNOWN_NAMED = 50
logger = logging.getLogger("ljuspunkt")


class OperationSchema(Schema):
    """An entry of `ops` (SYNC.md). `author` is who recorded it, where that isn't who sends it."""

    op_id = Id(required=True)
    record_id = Id(required=True)
    device_seq = StrictInteger(1, MAX_SEQ, required=True)
    kind = Words(60, required=True)
    type = Words(60, required=True)
    occurred_at = Instant(required=True)
    base_version = StrictInteger(1, MAX_SEQ, allow_none=True)
    payload: ma.Raw = ma.Raw(required=True)
    author = Id(allow_none=True)


class RetractSchema(Schema):
    """Why the record is withdrawn."""

    reason = Words(MAX_REASON, required=True)
    text_kept_because = OneOf(*KEPT_BECAUSE, allow_none=True)


class _QuickOperation(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    op_id: Uuid
    record_id: Uuid
    device_seq: Annotated[int, msgspec.Meta(ge=1, le=MAX_SEQ)]
    kind: str
    type: str
    occurred_at: Moment
    payload: msgspec.Raw
    base_version: Annotated[int, msgspec.Meta(ge=1, le=MAX_SEQ)] | None = None
    author: Uuid | None = None


_quick = msgspec.json.Decoder(_QuickOperation)
_operation_schema = OperationSchema()
_retract_schema = RetractSchema()


def read_entry(
    index: int,
    raw: msgspec.Raw,
    sender: str,
    registry: Registry,
    was_sent: Callable[[int], bool] | None = None,
) -> Entry:
    """The entry with what its own words say of it; what can't be read is quarantined, never refused.

    `sender` names the device as its organisation knows it: what two of them send must not meet in one id. Where the
    entry's number `was_sent` before, its payload is left to `read_rest`.
    """
    content = bytes(raw)
    entry = Entry(index, content.decode("utf-8").replace("\x00", "\ufffd"))
    try:
        operation = _quick.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return _read_with_care(entry, sender, registry)
    entry.op_id = entry.shown_op_id = operation.op_id
    entry.record_id = operation.record_id
    entry.device_seq = operation.device_seq
    entry.kind_name, entry.type = operation.kind, operation.type
    entry.occurred_ms = to_ms(operation.occurred_at)
    entry.base_version, entry.author_id = operation.base_version, operation.author
    entry.unread = operation.payload
    if was_sent is None or not was_sent(operation.device_seq):
        read_rest(entry, registry)
    return entry


def read_rest(entry: Entry, registry: Registry) -> None:
    """The payload too has been read, where it had been left."""
    if entry.unread is not None:
        content, entry.unread = entry.unread, None
        _read_payload(entry, content, registry)


def _read_with_care(entry: Entry, sender: str, registry: Registry) -> Entry:
    """The same by the slow lane. Whatever that stumbles over is one entry's trouble and no other's."""
    try:
        _read_slowly(entry, sender, registry)
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        logger.exception("entry that the reader stumbled over")
        entry.keep_raw(sender, "unreadable")
    return entry


def _read_slowly(entry: Entry, sender: str, registry: Registry) -> None:
    """What the quick lane refused: the schema says what is wrong, and as much as can be is read."""
    try:
        value = json.loads(entry.body)
    except (ValueError, RecursionError):
        value = None
    given = value.get("op_id") if isinstance(value, dict) else None
    op_id = given.lower() if isinstance(given, str) else None
    readable = is_uuid(op_id)
    digest = hashlib.sha256(entry.body.encode()).hexdigest()
    entry.op_id = str(op_id) if readable else named_id("unreadable", sender, digest)
    entry.shown_op_id = given if readable else None
    if not isinstance(value, dict):
        entry.quarantine("unreadable", {"entry": ["Not an object."]})
        return
    record_id = value.get("record_id")
    value = {
        name: each.lower()
        if name in {"op_id", "record_id", "author"} and isinstance(each, str)
        else each
        for name, each in value.items()
    }
    known = {name: value[name] for name in value if name in _operation_schema.fields}
    unknown = sorted(safe_name(name) for name in value if name not in _operation_schema.fields)
    seq = value.get("device_seq")
    if isinstance(seq, int) and not isinstance(seq, bool) and 1 <= seq <= MAX_SEQ:
        entry.device_seq = seq
    if isinstance(record_id, str) and is_uuid(record_id.lower()):
        entry.record_id = record_id.lower()
    entry.kind_name = _short(value.get("kind"))
    entry.type = _short(value.get("type"))
    try:
        loaded = _operation_schema.load(known)
    except ValidationError as error:
        entry.quarantine(
            "unreadable",
            {name: [str(each) for each in said] for name, said in error.messages_dict.items()},
        )
        return
    entry.occurred_ms = to_ms(loaded["occurred_at"])
    entry.base_version, entry.author_id = loaded.get("base_version"), loaded.get("author")
    payload = json.dumps(value["payload"]).encode()
    _read_payload(entry, payload, registry)
    if unknown and not entry.is_quarantined:
        _report_unknown(entry, unknown, value)


def _short(value: object) -> str | None:
    """A name as it was sent, where it can be stored; else nothing."""
    storable = isinstance(value, str) and len(value) <= 60 and value.isprintable()
    return str(value) if storable else None


def _report_unknown(entry: Entry, names: list[str], value: dict[str, Any]) -> None:
    """Unknown fields are kept in the log and said, the first by name; the operation is applied all the same."""
    if not is_flat(value):
        entry.quarantine("unreadable", {"entry": ["Nested too deeply."]})
        return
    _say(entry, {name: ["Unknown field."] for name in names[:MAX_UNKNOWN_NAMED]})


def _say(entry: Entry, said: Mapping[str, list[str]]) -> None:
    """What is said of fields stands beside what was said of them before."""
    errors = dict(entry.errors or {})
    for name, messages in said.items():
        errors[name] = [*errors.get(name, []), *messages]
    entry.errors, entry.code = errors, code_of(errors)


def _report_personal(
    entry: Entry, texts: Mapping[str, str | None], kept_because: str | None
) -> None:
    """What may point out a person is said, and shown to somebody at the desk, where nobody says why it stays."""
    found = {} if kept_because or entry.is_quarantined else find_in_fields(texts)
    if found:
        _say(entry, found)


def _read_payload(entry: Entry, content: bytes | msgspec.Raw, registry: Registry) -> None:
    kind = registry.kinds.get(entry.kind_name or "")
    if kind is None:
        entry.kind_name = _short(entry.kind_name)
        entry.type = _short(entry.type)
        entry.quarantine("unknown_kind", {"kind": [f"One of {', '.join(registry.kinds)}."]})
        return
    entry.kind = kind
    if entry.type not in TYPES:
        entry.type = _short(entry.type)
        entry.quarantine("unknown_type", {"type": [f"One of {', '.join(sorted(TYPES))}."]})
        return
    if entry.type == CREATE:
        _read_create(entry, kind, content)
    else:
        _read_patch(entry, kind, content)


def _read_create(entry: Entry, kind: Kind, content: bytes | msgspec.Raw) -> None:
    try:
        entry.payload = kind.create_decoder.decode(content)
    except (msgspec.DecodeError, RecursionError):
        struct, errors, unknown = load_slowly(kind.loader, kind.create_struct, _loads(content))
        if struct is None:
            entry.quarantine("invalid_payload", errors)
            return
        entry.payload = struct
        if unknown:
            _report_unknown(entry, unknown, _loads(content))
    if kind.has_span and not entry.is_quarantined:
        _check_span(entry, entry.payload.started_at, entry.payload.ended_at)
    payload = entry.payload
    texts = {name: text for name in kind.free_texts if (text := getattr(payload, name))}
    if texts:
        _report_personal(entry, texts, payload.text_kept_because)


def _check_span(entry: Entry, started_at: datetime, ended_at: datetime | None) -> None:
    errors = find_reversed(started_at, ended_at)
    if errors:
        entry.quarantine("invalid_payload", errors)


def _read_patch(entry: Entry, kind: Kind, content: bytes | msgspec.Raw) -> None:
    schema = _retract_schema if entry.type == RETRACT else kind.patch_loader
    value = _loads(content)
    if not isinstance(value, dict):
        entry.quarantine("invalid_payload", {"payload": ["Not an object."]})
        return
    known = {name: value[name] for name in value if name in schema.fields}
    try:
        schema.load(known)
    except ValidationError as error:
        errors = {
            str(name): [str(each) for each in said] for name, said in error.messages_dict.items()
        }
        entry.quarantine("invalid_payload", errors)
        return
    entry.payload = known
    if kind.has_span and known.get("started_at") and known.get("ended_at"):
        _check_span(entry, *(parse_instant(known[name]) for name in ("started_at", "ended_at")))
        if entry.is_quarantined:
            return
    unknown = sorted(safe_name(name) for name in value if name not in schema.fields)
    if unknown:
        _report_unknown(entry, unknown, value)
    names = ("reason",) if entry.type == RETRACT else kind.free_texts
    texts = {name: known.get(name) for name in names}
    _report_personal(entry, texts, known.get("text_kept_because"))


def _loads(content: bytes | msgspec.Raw) -> Any:
    try:
        return json.loads(bytes(content))
    except (ValueError, RecursionError):
        return None
