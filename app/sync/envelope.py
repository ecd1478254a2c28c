"""The envelope of a push as bytes, and what can be read of it. Only here can a push be refused as a whole."""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Any

import msgspec

from app.core.errors import AppError
from app.core.fields import Moment, Uuid

PROTO = 1
MAX_APP_VERSION = 40
_GZIP = 31  # zlib's window bits for a gzip stream
#: Texts as a whole (also one without an end, so that it is walked once), and the signs between which the rest stands.
_SIGN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{},]', re.DOTALL)


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
        read, ops = _read(body)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise AppError("envelope_unreadable", details={"reason": str(error)[:200]}) from error
    if read.proto != PROTO:
        raise AppError("envelope_unreadable", details={"reason": "proto", "proto": [PROTO]})
    if len(ops) > max_operations:
        raise AppError("too_many_operations", details={"max_operations": max_operations})
    app = _forgive(read.app)
    queue = _forgive(read.queue)
    queue = queue if isinstance(queue, dict) else {}
    count, oldest_at = queue.get("count"), queue.get("oldest_at")
    return Envelope(
        epoch=read.epoch,
        device_id=read.device_id,
        sent_at=read.sent_at,
        ops=ops,
        app_version=app[:MAX_APP_VERSION] if isinstance(app, str) and "\x00" not in app else None,
        queue_count=count if type(count) is int and 0 <= count < 2**53 else 0,
        queue_oldest_at=oldest_at[:40]
        if isinstance(oldest_at, str) and "\x00" not in oldest_at
        else None,
    )


def _read(body: bytes) -> tuple[_Envelope, list[msgspec.Raw]]:
    """The envelope and its entries. An entry that is no JSON (half of an emoji is enough) spoils only itself."""
    try:
        read = _decoder.decode(body)
    except (msgspec.DecodeError, RecursionError):
        rest, ops = take_out_ops(body)
        read = _decoder.decode(rest)
        if read.ops:
            raise ValueError("ops stands there twice") from None
        return read, ops
    return read, read.ops


class TooMuch(ValueError):
    """There are more entries, or a larger one, than was asked for."""


def take_out_ops(
    body: bytes, most: int = sys.maxsize, most_bytes: int = sys.maxsize
) -> tuple[bytes, list[msgspec.Raw]]:
    """(the envelope without entries, the bytes of each entry), found by brackets alone.

    Raises ValueError, and TooMuch where there are more than `most` entries or one has more than `most_bytes`.
    """
    depth, name = 0, b""
    edges: list[int] = []
    for found in _SIGN.finditer(body):
        sign = found[0]
        _check_bounds(edges, found.start(), most, most_bytes)
        if sign in b"[{":
            depth += 1
            if depth == 2 and name == b'"ops"' and sign == b"[":
                edges = [found.start()]
        elif sign in b"]}":
            depth -= 1
            if edges and depth == 1:
                edges.append(found.start())
                break
        elif sign != b",":
            name = sign if depth == 1 else name
        elif edges and depth == 2:
            edges.append(found.start())
    else:
        raise ValueError("no list of ops, or one without an end")
    ops = [body[start + 1 : end].strip() for start, end in pairwise(edges)]
    if ops == [b""]:
        ops = []
    if not all(ops):
        raise ValueError("an entry of ops is empty")
    return body[: edges[0]] + b"[]" + body[edges[-1] + 1 :], [msgspec.Raw(op) for op in ops]


def _check_bounds(edges: Sequence[int], at: int, most: int, most_bytes: int) -> None:
    """`edges` are where the entries so far begin and end, `at` is how far the last one goes at least."""
    if edges and (len(edges) > most or at - edges[-1] > most_bytes + 1):
        raise TooMuch("more than was asked for")


def _forgive(raw: msgspec.Raw) -> Any:
    """What the phone tells of itself is worth nothing where it can't be read; the push goes on."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
