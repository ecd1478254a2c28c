"""After a restore: which of a phone's operations this database does not have."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.access import Actor
from app.core.database import read_connection
from app.sync.models import Operation

_operation = Operation.__table__
MAX_IDS = 5_000
_AT_ONCE = 500


def find_missing(actor: Actor, op_ids: Sequence[str]) -> list[str]:
    """Those of the ids that this organisation's log does not hold, in the order given."""
    known: set[str] = set()
    with read_connection() as connection:
        for start in range(0, len(op_ids), _AT_ONCE):
            part = op_ids[start : start + _AT_ONCE]
            known.update(
                connection.scalars(
                    select(_operation.c.op_id).where(
                        _operation.c.op_id.in_(part),
                        _operation.c.organisation_id == actor.organisation_id,
                    )
                )
            )
    return [op_id for op_id in op_ids if op_id not in known]
