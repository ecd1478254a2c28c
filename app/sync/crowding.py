"""How much may wait for what has not come: one push that brings it folds all of it, under the counter's lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, func, select

from app.core.statements import Prepared, one_of
from app.sync.entries import Entry
from app.sync.models import Operation

#: Operations of one person that may wait at a time, but for those that somebody at the desk has dealt with. Folding so
#: many takes about a second; a day's patrol makes some fifty.
MAX_WAITING = 2_000
_operation = Operation.__table__
_COUNT = Prepared(
    select(func.count().label("waiting")).where(
        _operation.c.waits_for.is_not(None),
        _operation.c.reviewed_at.is_(None),
        _operation.c.author_id == bindparam("author"),
    )
)
_TAKE_BACK = Prepared(delete(_operation).where(one_of(_operation.c.op_id, "ids")))


def turn_away(
    connection: Connection, entries: Sequence[Entry], sender_id: str, most: int = MAX_WAITING
) -> None:
    """What goes on waiting above `most` of its author is not stored and answered `retry`: the phone keeps it.

    Call it when everything that could fold has. `sender_id` is the author of entries that name none.
    """
    waiting: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.waits_for is not None:
            waiting[entry.author_id or sender_id].append(entry)
    away: set[str] = set()
    for author_id, theirs in waiting.items():
        surplus = _COUNT(connection, author=author_id).scalar() - most
        if surplus > 0:
            away |= {entry.op_id for entry in theirs[-surplus:]}
    if away:
        _TAKE_BACK(connection, ids=away)
        for entry in entries:
            if entry.op_id in away:  # also one that was a duplicate of it in the same push
                entry.retry()
