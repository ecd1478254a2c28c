"""A new connection goes to the process that has less to do, and to any that is left (app/core/least_busy_worker.py)."""

from __future__ import annotations

import os
import re
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.live_server import LiveServer
from tests.support.processes import child_ids, wait_until

pytestmark = pytest.mark.slow
CONNECTIONS = 8
ESTABLISHED = "01"


def _connections_of(process_id: int, port: int) -> int:
    """How many connections to this port of the server the process has taken."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {
        line[9] for line in lines if line[1].endswith(f":{port:04X}") and line[3] == ESTABLISHED
    }
    taken = 0
    for descriptor in Path(f"/proc/{process_id}/fd").iterdir():
        try:
            found = re.fullmatch(r"socket:\[(\d+)\]", str(descriptor.readlink()))
        except FileNotFoundError:
            continue
        taken += found is not None and found[1] in inodes
    return taken


@pytest.fixture
def server(start_live_server: Callable[..., LiveServer], sqlite_url: str) -> LiveServer:
    """Two processes, both ready: one that still imported the app would take nothing."""
    server = start_live_server(
        sqlite_url, workers=2, environment={"GUNICORN_CMD_ARGS": "--preload"}
    )
    wait_until(lambda: len(child_ids(server.process_id)) == 2, what="both processes")
    return server


def _call(server: LiveServer, stack: ExitStack) -> None:
    """One client more, who is slow to say what it wants; some worker has taken it when this returns."""
    workers = child_ids(server.process_id)

    def taken() -> int:
        return sum(_connections_of(worker, server.port) for worker in workers)

    before = taken()
    stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
    wait_until(lambda: taken() > before, what="a worker takes the connection")


def test_who_has_less_to_do_takes_what_comes(server: LiveServer) -> None:
    busy, idle = child_ids(server.process_id)
    with ExitStack() as stack:
        os.kill(idle, signal.SIGSTOP)
        try:
            for _ in range(CONNECTIONS):
                _call(server, stack)
            assert _connections_of(busy, server.port) == CONNECTIONS
        finally:
            os.kill(idle, signal.SIGCONT)
        for _ in range(CONNECTIONS):
            _call(server, stack)
        # By chance alone this many would come so once in thirty; one may be lost to a machine that stands still.
        assert _connections_of(idle, server.port) >= CONNECTIONS - 1


def test_who_is_killed_is_not_waited_for(server: LiveServer) -> None:
    killed, _ = child_ids(server.process_id)
    os.kill(killed, signal.SIGKILL)
    for _ in range(CONNECTIONS):
        client = HTTPConnection("localhost", server.port, timeout=5)
        client.request("GET", "/healthz")
        assert client.getresponse().status == 200
        client.close()
