"""A phone's exported queue as a file: read, and sorted by who recorded what. Pure: bytes in, values out."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from app.core.errors import AppError
from app.core.fields import Moment
from app.core.ids import is_uuid
from app.sync.envelope import MAX_APP_VERSION, TooMuch, take_out_ops

FORMAT = "ljuspunkt-queue"
VERSION = 1
#: More than a phone gathers in years. A trial does all of it in one transaction, beside which no phone can push.
MAX_OPERATIONS = 10_000
#: What a push may have as a whole.
MAX_OPERATION_BYTES = 1024 * 1024
#: A text as a whole, or space between the signs: a file is written to be looked at, an operation is sent without.
_TEXT_OR_SPACE = re.compile(rb'("[^"\\]*(?:\\.[^"\\]*)*"?)|[ \t\r\n]+', re.DOTALL)


class RescueUnreadable(AppError):
    """The file is none, or none that this server can read; `details.reason` says which."""

    code = "rescue_unreadable"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(details={"reason": reason})


class _Head(msgspec.Struct, gc=False):
    """What stands beside the entries; what else there is, is not made into objects."""

    format: msgspec.Raw = msgspec.Raw(b"null")
    version: msgspec.Raw = msgspec.Raw(b"null")
    device_id: msgspec.Raw = msgspec.Raw(b"null")
    app: msgspec.Raw = msgspec.Raw(b"null")
    exported_at: msgspec.Raw = msgspec.Raw(b"null")


_head_decoder = msgspec.json.Decoder(_Head)
_MAX_VALUE_BYTES = 1_000


@dataclass(frozen=True, slots=True)
class RescueFile:
    """What a phone exported. `ops` are the entries as the phone would have sent them."""

    device_id: str
    app_version: str | None
    exported_at: datetime | None
    ops: list[msgspec.Raw]
    digest: str

    def by_author(self) -> dict[str | None, list[msgspec.Raw]]:
        """author id -> their entries in the file's order; None for those that name nobody."""
        found: dict[str | None, list[msgspec.Raw]] = {}
        for op in self.ops:
            found.setdefault(_field(op, "author"), []).append(op)
        return found


def read_rescue(content: bytes) -> RescueFile:
    """The file that these bytes are; raises RescueUnreadable.

    Reasons: `not_json`, `not_a_rescue_file`, `newer_version`, `no_device`, `no_operations`, `too_much`.
    """
    body = content.removeprefix(b"\xef\xbb\xbf")
    try:
        body.decode("utf-8")
        rest, ops = _operations(body)
        head = _head_decoder.decode(rest)
    except msgspec.ValidationError as error:
        raise RescueUnreadable("not_a_rescue_file") from error
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise RescueUnreadable("not_json") from error
    if _value(head.format) != FORMAT:
        raise RescueUnreadable("not_a_rescue_file")
    if _value(head.version) != VERSION:
        raise RescueUnreadable("newer_version")
    device_id = str(_value(head.device_id)).lower()
    if not is_uuid(device_id):
        raise RescueUnreadable("no_device")
    if not ops:
        raise RescueUnreadable("no_operations")
    app = _value(head.app)
    return RescueFile(
        device_id=device_id,
        app_version=app[:MAX_APP_VERSION] if isinstance(app, str) and "\x00" not in app else None,
        exported_at=_moment(_value(head.exported_at)),
        ops=ops,
        digest=hashlib.sha256(content).hexdigest(),
    )


def _operations(body: bytes) -> tuple[bytes, list[msgspec.Raw]]:
    """(the file without entries, each entry's own bytes), without the space that makes the file readable: the text that
    the phone would send. No entries where there is no list of them."""
    try:
        rest, ops = take_out_ops(body, MAX_OPERATIONS, MAX_OPERATION_BYTES)
    except TooMuch as error:
        raise RescueUnreadable("too_much") from error
    except ValueError:
        return body, []
    return rest, [msgspec.Raw(_TEXT_OR_SPACE.sub(rb"\1", bytes(op))) for op in ops]


def _value(raw: msgspec.Raw) -> Any:
    """A value of the head; None for what is longer than any of them."""
    try:
        return msgspec.json.decode(raw) if len(bytes(raw)) <= _MAX_VALUE_BYTES else None
    except (msgspec.DecodeError, RecursionError):
        return None


def kind_of(op: msgspec.Raw) -> str | None:
    """The kind that an entry names, where it can be shown."""
    try:
        value = json.loads(bytes(op))
    except (ValueError, RecursionError):
        return None
    kind = value.get("kind") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) and len(kind) <= 60 and kind.isprintable() else None


def _field(op: msgspec.Raw, name: str) -> str | None:
    """An id that an entry names; None where it can't be read."""
    try:
        value = json.loads(bytes(op))
    except (ValueError, RecursionError):
        return None
    found: Any = value.get(name) if isinstance(value, dict) else None
    return found.lower() if isinstance(found, str) and is_uuid(found.lower()) else None


def _moment(value: object) -> datetime | None:
    try:
        found: datetime = msgspec.convert(value, Moment)
    except msgspec.ValidationError:
        return None
    return found
