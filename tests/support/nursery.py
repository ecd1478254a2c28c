"""Servers and commands that are forked from a process which has read their code: that took most of their start.

What runs is gunicorn or flask as from the command line, in a process group of its own; only what Python had to read
beforehand is shared. The app is made anew in each. (Who measures a server starts it from scratch.)
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

# Read once, by the process that forks the others.
import flask.cli
import gunicorn.app.wsgiapp
import gunicorn.workers.gthread

import app.composition  # noqa: F401
from tests.support.processes import kill_group, wait_until

_PR_SET_PDEATHSIG = 1  # Linux: sys/prctl.h
COMMAND_DEADLINE_S = 300.0


class Forked:
    """A server's first process, with the part of `subprocess.Popen` that is asked of one."""

    def __init__(self, process: Any) -> None:
        self._process = process
        self.pid: int = process.pid

    @property
    def leads_its_group(self) -> bool:
        """Whether what is sent to its group reaches it."""
        try:
            return os.getpgid(self.pid) == self.pid
        except ProcessLookupError:
            return False

    def poll(self) -> int | None:
        """Its exit status, None while it runs."""
        status: int | None = self._process.exitcode
        return status

    def wait(self, timeout: float) -> int:
        """Its exit status; raises subprocess.TimeoutExpired where it still runs after so many seconds."""
        self._process.join(timeout)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout)
        return status


@dataclass(frozen=True)
class _Start:
    """What is to run, and where."""

    run: Callable[[Sequence[str]], None]
    arguments: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    folder: Path


def fork_gunicorn(
    arguments: Sequence[str], *, log: Path, environment: Mapping[str, str], folder: Path
) -> Forked:
    """gunicorn with these arguments in this folder, its output appended to `log`; it ends when the test run does."""
    return _fork(_Start(_run_gunicorn, arguments, log, {**os.environ, **environment}, folder))


def run_flask(arguments: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> str:
    """What `flask …` prints, run in this folder; raises subprocess.CalledProcessError where it fails."""
    with tempfile.TemporaryDirectory() as temporary:
        log = Path(temporary) / "output"
        settings = {"PATH": os.defpath, **environment}
        done = _fork(_Start(_run_flask, arguments, log, settings, folder))
        try:
            status = done.wait(COMMAND_DEADLINE_S)
        except subprocess.TimeoutExpired:
            kill_group(done)
            raise
        output = log.read_text()
    if status:
        raise subprocess.CalledProcessError(status, ["flask", *arguments], output)
    return output


def _fork(start: _Start) -> Forked:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_begin, args=(start,), daemon=True)
    process.start()
    forked = Forked(process)
    # It leads a group of its own before anybody may end the group.
    wait_until(
        lambda: forked.leads_its_group or forked.poll() is not None, what="a group of its own"
    )
    return forked


def _begin(start: _Start) -> None:
    os.setsid()
    # The process that forks ends when nobody holds this pipe any more; the server would hold it to its own end.
    os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]
    # Should the test run be killed, the process that forks goes with it, and the kernel ends this one.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    output = os.open(start.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for standard in (1, 2):
        os.dup2(output, standard)
    os.close(output)
    os.environ.clear()
    os.environ.update(start.environment)
    os.chdir(start.folder)
    start.run(start.arguments)


def _run_gunicorn(arguments: Sequence[str]) -> None:
    sys.argv = ["gunicorn", *arguments]
    gunicorn.app.wsgiapp.run()


def _run_flask(arguments: Sequence[str]) -> None:
    sys.argv = ["flask", "--app", "wsgi", *arguments]
    flask.cli.main()
