"""The devices that an organisation's people have pushed from: for the administrator who revokes a lost one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.access import Actor
from app.core.lists import swedish_key
from app.sync.models import Device, DevicePerson

_device, _used, _person = Device.__table__, DevicePerson.__table__, Person.__table__


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device as the administrator sees it: who has used it, and whether anything waits or is missing."""

    device_id: str
    registered_at: datetime
    seen_at: datetime
    app_version: str | None
    queue_count: int
    is_missing_some: bool
    revoked_at: datetime | None
    people: tuple[str, ...]

    @property
    def short_id(self) -> str:
        """The end of the id, as the phone shows it under its menu: its beginning is a time, alike for many."""
        return self.device_id[-8:]


SORTS: Mapping[str, Callable[[DeviceView], Any]] = {
    "seen": lambda device: device.seen_at,
    "registered": lambda device: device.registered_at,
    "waiting": lambda device: device.queue_count,
    "people": lambda device: [swedish_key(name) for name in device.people],
}


def list_devices(session: Session, actor: Actor) -> list[DeviceView]:
    """Every device of the actor's organisation."""
    if not actor.can("device.administer"):
        return []
    names: defaultdict[str, list[str]] = defaultdict(list)
    for row in session.execute(
        select(_used.c.device_id, _person.c.name)
        .join(_person, _person.c.id == _used.c.person_id)
        .where(_person.c.organisation_id == actor.organisation_id)
    ):
        names[row.device_id].append(row.name)
    rows = session.execute(
        select(_device).where(_device.c.organisation_id == actor.organisation_id)
    )
    return [
        DeviceView(
            row.device_id,
            row.registered_at,
            row.seen_at,
            row.app_version,
            row.queue_count,
            row.contiguous_seq < row.max_seq,
            row.revoked_at,
            tuple(sorted(names[row.device_id], key=swedish_key)),
        )
        for row in rows
    ]
