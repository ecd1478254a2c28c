"""One entry of a push: what was read of it, and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from app.core.access import Actor
from app.core.free_text import kinds as personal_kinds
from app.core.ids import named_id
from app.sync.folding import CREATE
from app.sync.registry import Kind

MAX_LEVELS = 32


class Entry:
    """One entry of a push on its way: what was read of it, then what became of it.

    `status`, `code` and `errors` are the judgement so far; `applied` until something speaks against it.
    """

    op_id = ""
    shown_op_id: str | None = None
    record_id: str | None = None
    device_seq: int | None = None
    kind: Kind | None = None
    kind_name: str | None = None
    type: str | None = None
    occurred_ms = 0
    base_version: int | None = None
    #: the kind's struct for a create; a dict of JSON values for an amend or a retract
    payload: Any = None
    #: the payload's bytes while nobody has read them: what the device sends again is recognised without
    unread: msgspec.Raw | None = None
    #: the values of the kind's own columns, once a create has been laid out
    columns: tuple[Any, ...] = ()
    author: Actor | None = None
    author_id: str | None = None
    area_id: str | None = None
    status = "applied"
    code: str | None = None
    errors: dict[str, list[str]] | None = None
    waits_for: str | None = None
    version: int | None = None
    seq: int | None = None
    received_ms: int | None = None
    first_status: str | None = None

    def __init__(self, index: int, body: str) -> None:
        self.index = index
        self.body = body

    def quarantine(self, code: str, errors: dict[str, list[str]] | None = None) -> None:
        """The entry is kept raw and not folded, for this reason."""
        self.status, self.code, self.errors = "quarantined", code, errors
        self.waits_for = self.version = None

    def retry(self) -> None:
        """The entry is not stored; its phone keeps it and sends it again."""
        self.status, self.code, self.errors, self.first_status = "retry", None, None, None
        self.received_ms = self.waits_for = self.version = self.seq = None

    def hold(self, waits_for: str) -> None:
        """The entry waits for this record."""
        self.waits_for, self.code, self.version = waits_for, "held", None

    def keep_raw(self, sender: str, code: str) -> None:
        """The entry is kept as nothing but its text, under an id of its own that the same sender's gets again."""
        digest = hashlib.sha256(self.body.encode()).hexdigest()
        self.op_id = named_id("raw", sender, digest)
        self.record_id = self.device_seq = self.base_version = self.unread = None
        self.kind = self.kind_name = self.type = self.author = self.author_id = None
        self.quarantine(code)

    @property
    def is_quarantined(self) -> bool:
        return self.status == "quarantined"

    @property
    def is_live_create(self) -> bool:
        return self.type == CREATE and not self.is_quarantined


def sender_of(actor: Actor, device_id: str) -> str:
    """A device as one organisation knows it: the same phone used by people of two is two senders."""
    return f"{actor.organisation_id}/{device_id}"


def is_flat(value: Any, levels: int = MAX_LEVELS) -> bool:
    """Whether a value is nested at most this deep: a rebuild must be able to read what a push could."""
    if not isinstance(value, (dict, list)):
        return True
    parts = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(is_flat(part, levels - 1) for part in parts)


def code_of(errors: Mapping[str, Sequence[str]] | None) -> str | None:
    """The code of an operation that was applied all the same: the weightier of what was said of its fields."""
    if not errors:
        return None
    said = {each for messages in errors.values() for each in messages}
    return "personal_data" if said & personal_kinds() else "unknown_fields"
