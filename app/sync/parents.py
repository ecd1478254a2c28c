"""Whether the records that a payload names are there for its author."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.core.access import Actor
from app.sync.registry import Kind, Registry


def find_parents(
    connection: Connection, registry: Registry, kind: Kind, author: Actor, payloads: Sequence[Any]
) -> dict[str, str]:
    """record_id -> area_id of the parents that this author's organisation has, or whose area is theirs.

    Another organisation's record is as one that does not exist.
    """
    found: dict[str, str] = {}
    for name, parent in kind.parents.items():
        ids = {getattr(payload, name) for payload in payloads} - {None}
        if not ids:
            continue
        if parent in registry.kinds:
            table = registry.kinds[parent].table
            query = select(table.c.record_id, table.c.area_id).where(
                table.c.record_id.in_(ids), table.c.organisation_id == author.organisation_id
            )
        else:
            source = registry.sources[parent]
            if source.parent_table is None:
                raise LookupError(f"{parent} has no table to be looked up in")
            table = source.parent_table
            query = select(table.c.id, table.c.area_id).where(
                table.c.id.in_(ids), table.c.area_id.in_(author.areas(source.read_action))
            )
        found |= {str(row[0]): str(row[1]) for row in connection.execute(query)}
    return found
