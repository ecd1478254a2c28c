"""Whether the records that a payload names are there for its author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select

from app.core.access import Actor
from app.core.statements import Prepared, one_of
from app.sync.registry import Kind, Registry


@lru_cache
def _of_organisation(table: Table) -> Prepared:
    return Prepared(
        select(table.c.record_id, table.c.area_id).where(
            one_of(table.c.record_id, "ids"), table.c.organisation_id == bindparam("organisation")
        )
    )


@lru_cache
def _of_areas(table: Table) -> Prepared:
    return Prepared(
        select(table.c.id, table.c.area_id).where(
            one_of(table.c.id, "ids"), one_of(table.c.area_id, "areas")
        )
    )


def place(
    kind: Kind,
    payload: Any,
    allowed: Sequence[str],
    parents: Mapping[str, str],
    looked_up: str | None,
) -> tuple[str | None, str | None]:
    """(the area of a new record, the parent that it waits for). No area: its author may not record there.

    The payload's own area goes first, then its place's (`looked_up`), then its first parent's, then the first of those
    that are `allowed`.
    """
    area_id = getattr(payload, "area_id", None) or looked_up
    waits_for = None
    for name in kind.parents:
        parent_id = getattr(payload, name)
        if parent_id is None:
            continue
        if parent_id not in parents:
            waits_for = waits_for or parent_id
            continue
        area_id = area_id or parents[parent_id]
    if area_id is None:
        return (allowed[0] if allowed else None), waits_for
    return (area_id if area_id in allowed else None), waits_for


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
            query = _of_organisation(registry.kinds[parent].table)
            rows = query(connection, ids=ids, organisation=author.organisation_id)
        else:
            source = registry.sources[parent]
            if source.parent_table is None:
                raise LookupError(f"{parent} has no table to be looked up in")
            areas = author.areas(source.read_action)
            rows = _of_areas(source.parent_table)(connection, ids=ids, areas=list(areas))
        found |= {str(record_id): str(area_id) for record_id, area_id in rows}
    return found
