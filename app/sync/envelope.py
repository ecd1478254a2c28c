"""The envelope of a push as bytes, and what can be read of it. Only here can a push be refused as a whole."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

from app.core.errors import AppError
from app.core.fields import Moment, Uuid

PROTO = 1
MAX_APP_VERSION = 40
_GZIP = 31  # zlib's window bits for a gzip stream


class _Envelope(msgspec.Struct, gc=False):
    proto: int
    device_id: Uuid
    sent_at: Moment
    ops: list[msgspec.Raw]
    epoch: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    app: msgspec.Raw = msgspec.Raw(b"null")
    queue: msgspec.Raw = msgspec.Raw(b"null")


_decoder = msgspec.json.Decoder(_Envelope)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A push as it came: `ops` are the entries' own bytes, unread."""

    epoch: str | None
    device_id: str
    sent_at: datetime
    ops: list[msgspec.Raw]
    app_version: str | None
    queue_count: int
    queue_oldest_at: str | None


def inflate(body: bytes, max_bytes: int) -> bytes:
    """The gzip stream's content; never more than `max_bytes` are made (`body_too_large`)."""
    machine = zlib.decompressobj(_GZIP)
    try:
        content = machine.decompress(body, max_bytes + 1)
    except zlib.error as error:
        raise AppError("envelope_unreadable", details={"reason": "bad_gzip"}) from error
    if len(content) > max_bytes:
        raise AppError("body_too_large", details={"max_bytes": max_bytes})
    if not machine.eof:
        raise AppError("envelope_unreadable", details={"reason": "bad_gzip"})
    return content


def read_envelope(body: bytes, max_operations: int) -> Envelope:
    """What the bytes say. Raises `envelope_unreadable` or `too_many_operations`; then nothing is processed."""
    try:
        body.decode("utf-8")
        read = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AppError("envelope_unreadable", details={"reason": str(error)[:200]}) from error
    if read.proto != PROTO:
        raise AppError("envelope_unreadable", details={"reason": "proto", "proto": [PROTO]})
    if len(read.ops) > max_operations:
        raise AppError("too_many_operations", details={"max_operations": max_operations})
    app = _forgive(read.app)
    queue = _forgive(read.queue)
    queue = queue if isinstance(queue, dict) else {}
    count, oldest_at = queue.get("count"), queue.get("oldest_at")
    return Envelope(
        epoch=read.epoch,
        device_id=read.device_id,
        sent_at=read.sent_at,
        ops=read.ops,
        app_version=app[:MAX_APP_VERSION] if isinstance(app, str) and "\x00" not in app else None,
        queue_count=count if type(count) is int and 0 <= count < 2**53 else 0,
        queue_oldest_at=oldest_at[:40]
        if isinstance(oldest_at, str) and "\x00" not in oldest_at
        else None,
    )


def _forgive(raw: msgspec.Raw) -> Any:
    """What the phone tells of itself is worth nothing where it can't be read; the push goes on."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
