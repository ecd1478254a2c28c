"""Lists that were made already, answered again as long as nothing at all has changed since.

Every change of what a list is made from raises the change counter in its own transaction (core/changes). A list that is
kept carries the counter as it stood *before* its rows were read: one that is still at the counter can't be older than
the data, so that what a push brings is in the very next answer, in every process. Measured in ADR 0014.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from sqlalchemy import Connection

from app.core.access import Actor, Scope
from app.core.changes import current_epoch
from app.core.clock import to_ms
from app.hotspots.answers import HotspotList, HotspotQuery, PublishedHotspots
from app.hotspots.service import READ, list_hotspots

#: All lists together have at most so many rows: a place takes about 8 KiB with its profile, so 40 MiB a process.
MOST_ROWS = 5_000
#: Days begin on quarters of an hour in every time zone: within one, only data can move a list.
QUARTER_MS = 900_000
_LOCKS = 16
Answer = HotspotList | PublishedHotspots


class _Kept(NamedTuple):
    """An answer, and the state of the database that it stands for."""

    state: tuple[str, int, int]
    answer: Answer
    rows: int


class KeptLists:
    """The lists that one process keeps, the longest unasked leaving first."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self._most_rows = most_rows
        self._lists: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._rows = 0
        self._lock = Lock()
        self._making = tuple(Lock() for _ in range(_LOCKS))

    def ask(
        self, connection: Connection, actor: Actor, query: HotspotQuery, now: datetime
    ) -> Answer:
        """As `list_hotspots`, and the same to the byte; made only where it is not kept. Raises as it does."""
        key = (_who(actor), query)
        found = self._find(key, _state(connection, now))
        if found is not None:
            return found
        # Whoever asks the same at the same time waits for the one who is making it.
        with self._making[hash(key) % _LOCKS]:
            state = _state(connection, now)
            found = self._find(key, state)
            if found is None:
                found = list_hotspots(connection, actor, query, now)
                # What is published is kept in the database: how long it takes tells nothing of what others did.
                if isinstance(found, HotspotList):
                    self._keep(key, _Kept(state, found, 1 + len(found.spots)))
        return found

    def __len__(self) -> int:
        return len(self._lists)

    def _find(self, key: Hashable, state: tuple[str, int, int]) -> Answer | None:
        with self._lock:
            kept = self._lists.get(key)
            if kept is None or kept.state != state:
                return None
            self._lists.move_to_end(key)
            return kept.answer

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        if kept.rows > self._most_rows:
            return
        with self._lock:
            before = self._lists.pop(key, None)
            self._rows += kept.rows - (before.rows if before else 0)
            self._lists[key] = kept
            while self._rows > self._most_rows:
                self._rows -= self._lists.popitem(last=False)[1].rows


def _state(connection: Connection, now: datetime) -> tuple[str, int, int]:
    return (*current_epoch(connection), to_ms(now) // QUARTER_MS)


def _who(actor: Actor) -> Hashable:
    """Two with the same key are answered from the same rows."""
    is_own = Scope.OWN in actor.reach.get(READ, {}).values()
    return actor.organisation_id, actor.memberships, actor.user_id if is_own else None
