"""What the phone gets of activities (docs/api.md, Pull): id -> data, as far as the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.activities.models import Activity
from app.core.access import Actor, visible
from app.core.clock import to_rfc3339

_activity = Activity.__table__
_AS_THEY_ARE = (
    "area_id",
    "title",
    "organiser",
    "place_id",
    "location",
    "age_from",
    "age_to",
    "police_expected",
    "cancelled",
)


def load_activities(
    connection: Connection, actor: Actor, ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Planned activities of every organisation in the actor's areas."""
    rows = connection.execute(
        select(_activity).where(
            _activity.c.id.in_(ids), visible(actor, "activity.read", _activity.c)
        )
    ).mappings()
    return {
        row["id"]: {name: row[name] for name in _AS_THEY_ARE}
        | {"starts_at": to_rfc3339(row["starts_at"]), "ends_at": to_rfc3339(row["ends_at"])}
        for row in rows
    }
