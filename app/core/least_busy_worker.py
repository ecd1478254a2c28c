"""gunicorn's threaded worker, but who has more to do leaves a new connection to who has less.

gunicorn's processes race for each connection, and a client that keeps its connection stays where it came: of eight
phones that sent at once six or seven were often one process's, which has one interpreter, while the other had little
to do (ADR 0005). This file imports nothing that the app is made of: gunicorn's first process reads it, and outlives the
workers.
"""

from __future__ import annotations

import mmap
import struct
import time
from functools import cache
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

#: A worker's row: when it said so (monotonic s, 0 where it takes nothing more) and how many connections it serves.
_ROW = struct.Struct("=dq")
#: Workers are numbered as they start; two that run at once would have to be this many starts apart to share a row.
_ROWS = 64
#: A worker says what it does at least each second; one that has not is stopped, or hangs.
_FRESH_S = 3.0
#: For so long a connection is left to another; then whoever sees it takes it.
PATIENCE_S = 0.02
_PAUSE_S = 0.001


@cache
def _table_of(_server_id: int) -> mmap.mmap:
    """Memory that a server's first process (by its id) shares with the workers that it forks."""
    return mmap.mmap(-1, _ROWS * _ROW.size)


class LeastBusyWorker(ThreadWorker):
    """As `gthread`, and a connection goes to the worker that serves the fewest."""

    def __init__(self, age: int, ppid: int, *rest: Any, **named: Any) -> None:
        super().__init__(age, ppid, *rest, **named)
        self._table = _table_of(ppid)
        self._place = age % _ROWS * _ROW.size
        self._left_first_at = self._left_last_at = 0.0

    def notify(self) -> None:
        """Tell the first process that this one is alive, and the others how busy it is: each round and each second."""
        super().notify()
        self._say()

    def accept(self, listener: Any) -> None:
        """Take a connection, unless another worker has less to do and may come for it yet."""
        if self._leaves_it():
            time.sleep(_PAUSE_S)
            return
        super().accept(listener)
        self._say()

    @property
    def _serving(self) -> int:
        """The connections whose request is on its way: those that are only kept open cost nothing."""
        return int(self.nr_conns) - len(self.keepalived_conns) - len(self.pending_conns)

    def _say(self) -> None:
        said_at = time.monotonic() if self.alive else 0.0
        _ROW.pack_into(self._table, self._place, said_at, self._serving)

    def _leaves_it(self) -> bool:
        now, mine = time.monotonic(), self._serving
        if now - self._left_last_at > PATIENCE_S / 2:  # this is not the one that was left before
            self._left_first_at = now
        if now - self._left_first_at > PATIENCE_S:
            return False
        rows = _ROW.iter_unpack(self._table)
        if not any(serving < mine for said_at, serving in rows if now - said_at < _FRESH_S):
            return False
        self._left_last_at = now
        return True
