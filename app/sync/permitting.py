"""Whose entries are, and whether their authors may record what they say."""

from __future__ import annotations

from collections.abc import Sequence

from app.accounts.service import load_actor_by_id
from app.core.access import Actor
from app.sync import devices
from app.sync.entering import Batch
from app.sync.entries import Entry


def permit(batch: Batch, entries: Sequence[Entry]) -> None:
    """Each entry has its author, and those whose author may not record their kind are quarantined."""
    others: dict[str, Actor | None] = {}
    for entry in entries:
        if entry.author_id is not None and entry.author_id != batch.actor.user_id:
            if entry.author_id not in others:
                others[entry.author_id] = _colleague(batch, entry.author_id)
            entry.author = others[entry.author_id]
            if entry.author is None:
                entry.quarantine("author_mismatch", {"author": ["Not a colleague of this device."]})
                continue
        author = entry.author or batch.actor
        if entry.is_quarantined or entry.kind is None:
            continue
        if not author.can(entry.kind.record_action):
            entry.quarantine("not_permitted", {"kind": ["Not for your role."]})


def _colleague(batch: Batch, person_id: str) -> Actor | None:
    """The author of an operation that somebody else sends: of the same organisation, and of this device."""
    if not devices.has_used(batch.connection, batch.device_id, person_id):
        return None
    author = load_actor_by_id(batch.connection, person_id)
    same = author.organisation_id == batch.actor.organisation_id
    return author if same and author.memberships else None
