"""Pushes take turns within a process: together in one commit on SQLite, two at a time on PostgreSQL.

SQLite has one writer's place. Who comes while a commit is under way waits in line; the first in line then does the work
of all who wait, each in a savepoint of its own, and commits once. A commit writes and flushes the same pages for eight
pushes as for one.

On PostgreSQL many could write at once, but the threads of a process share one interpreter: a push whose turn never came
while others were at work took three times the usual (ADR 0005). What is outside the transaction still overlaps.

What a push computes before and after is done `computing`: on SQLite one thread of a process at a time, the writer
included. The driver lets go of the interpreter at each statement; whoever took it meanwhile kept the writer waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol, TypeVar

from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from app.core.database import write_transaction
from app.core.errors import AppError
from app.core.statements import savepoint

MAX_TOGETHER = 16
#: Pushes of a process that are in a transaction at a time on PostgreSQL: while one waits for it the other computes
AT_A_TIME = 2
#: How long a thread on SQLite waits for others to have computed: a push of 50 takes 3 ms, a hostile one a second
PATIENCE_S = 0.02
#: Behind how many pushes that wait for a lock in vain another one waits
LOCKS_A_TURN = 3
Result = TypeVar("Result")
EXTENSION = "ljuspunkt_turns"


class Turns(Protocol):
    """The line of those of a process who want to write."""

    #: whether a short computation is better done in the turn: it keeps nobody from the database
    computes_in_turn: bool

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """What `work` answers, committed when this returns; raises what it raised, then nothing of it is kept."""

    def computing(self) -> AbstractContextManager[object]:
        """While nobody else computes, where that is quicker. It is order alone: who waited long goes on without."""


class FewAtATime:
    """Each in a transaction of its own, `AT_A_TIME` at once.

    A turn is waited for longer than the database waits for a lock (`lock_wait_s`): else who stands behind a push that
    waits for one would be turned away with it.
    """

    computes_in_turn = True

    def __init__(self, lock_wait_s: float) -> None:
        self._wait_s = LOCKS_A_TURN * lock_wait_s
        self._turn = threading.Semaphore(AT_A_TIME)

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """As `Turns`. Raises `busy` when no turn came: what was sent may be sent again."""
        if not self._turn.acquire(timeout=self._wait_s):
            raise AppError("busy")
        try:
            with write_transaction() as connection:
                return work(connection)
        finally:
            self._turn.release()

    def computing(self) -> AbstractContextManager[object]:
        """Threads that wait for PostgreSQL leave the interpreter to others: nothing is gained by order."""
        return nullcontext()


class _Job:
    __slots__ = ("error", "is_done", "result", "turn", "work")

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.turn = threading.Event()
        self.is_done = False
        self.result: Any = None
        self.error: BaseException | None = None


class GroupCommit:
    """Those who wait are committed together, at most `MAX_TOGETHER` of them."""

    computes_in_turn = False

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: list[_Job] = []
        self._is_led = False
        self._computing = threading.Lock()

    @contextmanager
    def computing(self) -> Iterator[None]:
        """As `Turns`. The writer computes so too, but for its waiting for the writer's place and for the disk."""
        is_alone = self._computing.acquire(timeout=PATIENCE_S)
        try:
            yield
        finally:
            if is_alone:
                self._computing.release()

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """As `Turns`."""
        job = _Job(work)
        with self._mutex:
            self._waiting.append(job)
            leads, self._is_led = not self._is_led, True
        if not leads:
            job.turn.wait()
        if not job.is_done:
            self._lead()
        if job.error is not None:
            raise job.error
        result: Result = job.result
        return result

    def _lead(self) -> None:
        """Do the work of those who wait (this thread's own first), then hand the lead to the next in line."""
        with self._mutex:
            jobs = self._waiting[:MAX_TOGETHER]
            del self._waiting[:MAX_TOGETHER]
        try:
            with write_transaction() as connection, self.computing():
                for job in jobs:
                    _do(connection, job, alone=len(jobs) == 1)
        except BaseException as error:  # noqa: BLE001 - nothing was committed: all who waited must hear of it
            for job in jobs:
                job.error = job.error or error
        finally:
            with self._mutex:
                following = self._waiting[0] if self._waiting else None
                self._is_led = following is not None
            for job in jobs:
                job.is_done = True
                job.turn.set()
            if following is not None:
                following.turn.set()


def _do(connection: Connection, job: _Job, *, alone: bool) -> None:
    if alone:
        job.result = job.work(connection)
        return
    try:
        with savepoint(connection):
            job.result = job.work(connection)
    except OperationalError:
        # A full or failing disk may have made SQLite roll back everything, the work of those before included.
        raise
    except Exception as error:  # noqa: BLE001 - this one's savepoint is rolled back; the others go on
        job.error = error


def _turns() -> Turns:
    turns: Turns = current_app.extensions[EXTENSION]
    return turns


def commit_in_turn(work: Callable[[Connection], Result]) -> Result:
    """What `work` answers once it is committed, in its turn; raises as `Turns`."""
    return _turns().run(work)


def computing() -> AbstractContextManager[object]:
    """As `Turns.computing`, of the running app."""
    return _turns().computing()


def computes_in_turn() -> bool:
    """As `Turns.computes_in_turn`, of the running app."""
    return _turns().computes_in_turn
