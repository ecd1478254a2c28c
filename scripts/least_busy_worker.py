"""gunicorn's threaded worker, but who has more to do leaves a new connection to who has less, and each has processors
of its own.

gunicorn's processes race for each connection, and a client that keeps its connection stays where it came: of eight
phones that sent at once six or seven were often one process's, which has one interpreter, while the other had little
to do. Where they came in the same moment, and to one all the same, it lets some of them go after their answer. The
threads of a process share that interpreter: where they ran now on one processor and now on another, what they share
was fetched anew each time. Both in ADR 0005.

This file lies outside the app and imports nothing of it: gunicorn's first process reads it and outlives the workers,
which must read the app's code anew.
"""

from __future__ import annotations

import mmap
import os
import select
import selectors
import socket
import struct
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, partial
from itertools import count
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

#: A worker's row: when it said so (monotonic s, 0 where it takes nothing more), how many connections it serves, which
#: share of the processors it has, and its process.
_ROW = struct.Struct("=dqqq")
#: Workers are numbered as they start; two that run at once would have to be this many starts apart to share a row.
_ROWS = 64
#: A worker says what it does at least each second; one that has not is stopped, or hangs.
_FRESH_S = 3.0
#: For so long a connection is left to another; then whoever sees it takes it.
PATIENCE_S = 0.05
_PAUSE_S = 0.001
#: With so many more on their way than another has, for so long, a worker lets a connection go after its answer.
UNEVEN = 2
LASTING_S = 0.1
#: Of what a client still sends after its answer, bytes in one reading and in all.
_HEARD_AT_ONCE = 65_536
_HEARD_AT_MOST = 1_048_576


@cache
def _table_of(_server_id: int) -> mmap.mmap:
    """Memory that a server's first process (by its id) shares with the workers that it forks."""
    return mmap.mmap(-1, _ROWS * _ROW.size)


def share_of(processors: Sequence[int], share: int, shares: int) -> Sequence[int]:
    """Those of the processors that fall to one of so many shares; one at least, also where others have it too."""
    return processors[share::shares] or [processors[share % len(processors)]]


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except OSError:  # gone, or somebody else's by now
        return False
    return True


def _has_waiting(listener: Any) -> bool:
    line = select.poll()
    line.register(listener, select.POLLIN)
    return bool(line.poll(0))


class LeastBusyWorker(ThreadWorker):
    """As `gthread`, and a connection goes to the worker that serves the fewest."""

    def __init__(self, age: int, ppid: int, *rest: Any, **named: Any) -> None:
        #: of the request that this thread answers
        self._here = threading.local()
        super().__init__(age, ppid, *rest, **named)
        self._table = _table_of(ppid)
        self._place = age % _ROWS * _ROW.size
        self._share = (age - 1) % self.cfg.workers
        #: since when connections have waited without a moment in which there was none
        self._left_since_s: float | None = None
        #: since when another worker has had much less to do
        self._uneven_since_s: float | None = None

    def init_process(self) -> None:
        """The process begins, on its share of the processors where they are not PostgreSQL's too."""
        taken = [
            share for _, _, share, process in self._fresh_rows().values() if _is_alive(process)
        ]
        self._share = min(
            range(self.cfg.workers), key=lambda share: (taken.count(share), share != self._share)
        )
        if not os.environ.get("LJUSPUNKT_DATABASE_URL", "").startswith("postgresql"):
            with suppress(AttributeError, OSError):  # no Linux, or not allowed: any will do
                allowed = sorted(os.sched_getaffinity(0))
                os.sched_setaffinity(0, share_of(allowed, self._share, self.cfg.workers))
        super().init_process()

    def notify(self) -> None:
        """Tell the first process that this one is alive, and the others how busy it is: each round and each second."""
        super().notify()
        self._say()

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take connections from now on, or none; the others know it at once."""
        super().set_accept_enabled(enabled)
        self._say()

    def accept(self, listener: Any) -> None:
        """Take a connection, unless another worker has less to do and may come for it yet."""
        self._say()
        if self._leaves_it():
            time.sleep(_PAUSE_S)
            return
        super().accept(listener)
        self._say()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """A round. Where nobody waits any more when it begins, others have come for those who were left to them."""
        if self._left_since_s is not None and not any(map(_has_waiting, self.sockets)):
            self._left_since_s = None
        super().wait_for_and_dispatch_events(timeout)

    def handle_request(self, req: Any, conn: Any) -> bool:
        """The request is answered; whether its connection is kept. One that is not for being uneven ends by itself."""
        self._here.lets_go = self.lets_go()
        return bool(super().handle_request(req, conn))

    def finish_request(self, conn: Any, fs: Any) -> None:
        """A connection goes back to the poller, also one that ends with its answer: there its client's end is awaited.

        gunicorn would wait for it up to 2 s in the thread that takes connections: eighty clients that asked and hung
        on kept all others out until both processes were killed for their silence.
        """
        if fs.cancelled() or fs.exception() is not None or fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            conn.set_timeout()
            self.poller.register(
                conn.sock, selectors.EVENT_READ, partial(self._hear_out, conn, [0])
            )
        except (OSError, ValueError, KeyError):  # the client is gone already
            self.nr_conns -= 1
            conn.close()
            return
        self.keepalived_conns.append(conn)

    def _hear_out(self, conn: Any, heard: list[int], client: Any) -> None:
        """What still comes on an answered connection is thrown away: closed upon it, the answer could be lost."""
        try:
            more = client.recv(_HEARD_AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        heard[0] += len(more)
        if more and heard[0] < _HEARD_AT_MOST:
            return
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.nr_conns -= 1
        conn.close()

    @property
    def max_keepalived(self) -> int:
        """How many connections are kept open after their answer; none for a request whose connection is let go."""
        return 0 if getattr(self._here, "lets_go", False) else self._most_kept

    @max_keepalived.setter
    def max_keepalived(self, most: int) -> None:
        self._most_kept = most

    def lets_go(self) -> bool:
        """Whether a connection is better served by another worker: its client connects anew, and is shared anew.

        Clients that called in the same moment may all have come here. One goes at a time, where it has lasted.
        """
        if self.cfg.reuse_port or not self._serves_more_than_another(by=UNEVEN):
            self._uneven_since_s = None
            return False
        now_s, since_s = time.monotonic(), self._uneven_since_s
        if since_s is None:
            self._uneven_since_s = now_s
        if since_s is None or now_s - since_s < LASTING_S:
            return False
        self._uneven_since_s = None
        return True

    @property
    def _serving(self) -> int:
        """The connections whose request is on its way: those that are only kept open cost nothing."""
        return int(self.nr_conns) - len(self.keepalived_conns) - len(self.pending_conns)

    def _say(self) -> None:
        said_at_s = time.monotonic() if self.alive and self._accepting else 0.0
        row = (said_at_s, self._serving, self._share, os.getpid())
        _ROW.pack_into(self._table, self._place, *row)

    def _fresh_rows(self) -> dict[int, tuple[float, int, int, int]]:
        """What the workers said that take connections now, by their places in the table."""
        now_s = time.monotonic()
        rows = zip(count(0, _ROW.size), _ROW.iter_unpack(self._table), strict=False)
        return {place: row for place, row in rows if row[0] and now_s - row[0] < _FRESH_S}

    def _leaves_it(self) -> bool:
        if self.cfg.reuse_port:  # each has a line of its own: nobody else can come for it
            return False
        now_s = time.monotonic()
        if self._left_since_s is None:
            self._left_since_s = now_s
        if now_s - self._left_since_s > PATIENCE_S:
            return False
        return self._serves_more_than_another(by=1)

    def _serves_more_than_another(self, by: int) -> bool:
        mine = self._serving
        others = [row for place, row in self._fresh_rows().items() if place != self._place]
        return any(serving + by <= mine for _, serving, _, _ in others)
