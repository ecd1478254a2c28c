"""Real processes under test: started without a shell, ended with the test, waited for by condition."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import SystemRandom
from typing import Protocol, TypeVar

T = TypeVar("T")

POLL_S = 0.02
#: For what happens at once on a machine that is not busy: whoever waits that long waits for something that never comes.
DEADLINE_S = 60.0
#: Below the range that Linux gives to outgoing connections, so that nobody takes a port between two starts.
PORT_RANGE = range(20_000, 32_000)


class DeadlinePassed(AssertionError):
    """What was waited for did not happen in time."""


def wait_until(condition: Callable[[], T], *, deadline_s: float = DEADLINE_S, what: str) -> T:
    """The first true value of `condition`; raises DeadlinePassed naming `what` when there is none in time."""
    end = time.monotonic() + deadline_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise DeadlinePassed(f"{what}: not within {deadline_s:g} s")
        time.sleep(POLL_S)


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens."""
    random = SystemRandom()
    while True:
        port = random.choice(PORT_RANGE)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def is_listening(port: int) -> bool:
    """Whether something on 127.0.0.1 takes connections at the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    working_directory: Path | None = None,
    user: str | None = None,
    end_signal: str = "KILL",
) -> subprocess.Popen[bytes]:
    """A process in a group of its own, its output appended to `log`.

    Should the test run itself be killed, the kernel sends `end_signal` to the process (Linux's PDEATHSIG), so that no
    server outlives its tests. With `user` it runs as that user; only root can ask for it.
    """
    wrapper: list[str] = []
    if setpriv := shutil.which("setpriv"):
        wrapper = [setpriv, f"--pdeathsig={end_signal}"]
        if user:
            wrapper += [f"--reuid={user}", f"--regid={_group_of(user)}", "--clear-groups"]
    with log.open("ab") as output:
        return subprocess.Popen(
            [*wrapper, *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=working_directory,
            start_new_session=True,
            user=user if user and not wrapper else None,
            group=_group_of(user) if user and not wrapper else None,
            extra_groups=[] if user and not wrapper else None,
        )


class Process(Protocol):
    """One that was started and can be waited for."""

    pid: int

    def wait(self, timeout: float) -> int:
        """Its exit status, once it has ended."""


def kill_group(process: Process, number: signal.Signals = signal.SIGKILL) -> None:
    """The process and its children got the signal and the process has ended."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    process.wait(timeout=DEADLINE_S)


def child_ids(process_id: int) -> list[int]:
    """The processes that this one has started and that still run."""
    return [
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if _parent_of(folder) == process_id
    ]


def _parent_of(folder: Path) -> int | None:
    try:
        stat = (folder / "stat").read_text()
    except OSError:
        return None  # It ended while we looked.
    return int(stat.rsplit(")", 1)[1].split()[1])


def _group_of(user: str) -> int:
    return pwd.getpwnam(user).pw_gid
