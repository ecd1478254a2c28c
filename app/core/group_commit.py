"""Several writers' work in one commit, where there is one writer's place: SQLite.

Who comes while a commit is under way waits in line; the first in line then does the work of all who wait, each in a
savepoint of its own, and commits once. A commit writes and flushes the same pages for eight pushes as for one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from app.core.database import write_transaction
from app.core.statements import savepoint

MAX_TOGETHER = 16
Result = TypeVar("Result")


class _Job:
    __slots__ = ("error", "is_done", "result", "turn", "work")

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.turn = threading.Event()
        self.is_done = False
        self.result: Any = None
        self.error: BaseException | None = None


class GroupCommit:
    """The line of those who want to write."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: list[_Job] = []
        self._is_led = False

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """What `work` answers, committed when this returns; raises what it raised, then nothing of it is kept."""
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
            with write_transaction() as connection:
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


def commit_together(work: Callable[[Connection], Result]) -> Result:
    """What `work` answers once it is committed: in line on SQLite, in a transaction of its own on PostgreSQL."""
    line: GroupCommit | None = current_app.extensions.get("ljuspunkt_group_commit")
    if line is not None:
        return line.run(work)
    with write_transaction() as connection:
        return work(connection)
