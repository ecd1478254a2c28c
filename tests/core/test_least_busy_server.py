"""Two processes of gunicorn's share out who calls, also where one hangs or is killed (scripts/least_busy_worker.py)."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Event, Thread

import pytest

from scripts.least_busy_worker import PATIENCE_S, share_of
from tests.support.live_server import LiveServer
from tests.support.processes import child_ids, wait_until

CONNECTIONS = 8
HANGING_ON = 40
ESTABLISHED = "01"
#: Clients do not come one on the heels of the other: to the worker that leaves them they would be one long wait.
MOMENT_S = 0.01


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
    time.sleep(MOMENT_S)


@pytest.mark.slow
def test_who_has_less_to_do_takes_what_comes(server):
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


@pytest.mark.slow
def test_who_comes_in_anothers_place_has_its_processors(server):
    allowed = sorted(os.sched_getaffinity(0))
    expected = [list(share_of(allowed, share, 2)) for share in (0, 1)]

    def are_shared_out() -> bool:
        workers = child_ids(server.process_id)
        return sorted(sorted(os.sched_getaffinity(each)) for each in workers) == expected

    wait_until(are_shared_out, what="processors of their own")
    for stays in (0, 1):
        before = child_ids(server.process_id)
        os.kill(before[1 - stays], signal.SIGKILL)
        wait_until(
            lambda before=before: (
                len(now := child_ids(server.process_id)) == 2 and set(now) != set(before)
            ),
            what="another in its place",
        )
        wait_until(are_shared_out, what="processors of their own again")


def _seconds_to_answer(server: LiveServer) -> float:
    began_s = time.monotonic()
    client = HTTPConnection("localhost", server.port, timeout=30)
    client.request("GET", "/healthz")
    assert client.getresponse().status == 200
    client.close()
    return time.monotonic() - began_s


def _ask_until(enough: Event, server: LiveServer) -> None:
    client = HTTPConnection("localhost", server.port, timeout=30)
    while not enough.is_set():
        client.request("GET", "/sign-in")
        client.getresponse().read()
    client.close()


@pytest.mark.slow
def test_who_asks_on_and_on_moves_to_who_has_less_to_do(server):
    """All have come to one while the other stood still; when it goes on, they are shared out without being told."""
    workers = child_ids(server.process_id)
    enough = Event()
    clients = [Thread(target=_ask_until, args=(enough, server)) for _ in range(CONNECTIONS)]

    def shares() -> list[int]:
        return sorted(_connections_of(worker, server.port) for worker in workers)

    os.kill(workers[0], signal.SIGSTOP)
    try:
        for each in clients:
            each.start()
        wait_until(lambda: shares() == [0, CONNECTIONS], what="all are one's")
        os.kill(workers[0], signal.SIGCONT)
        wait_until(lambda: shares()[0] >= CONNECTIONS // 2 - 1, what="they are shared out")
    finally:
        enough.set()
        os.kill(workers[0], signal.SIGCONT)
        for each in clients:
            each.join()


def _ask_and_hang_on(enough: Event, server: LiveServer, held: list[socket.socket]) -> None:
    """As a phone that has lost its coverage: it closes no connection, also where it was told to."""
    mine = None
    while not enough.is_set():
        if mine is None:
            mine = socket.create_connection(("127.0.0.1", server.port))
            held.append(mine)
        mine.sendall(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with HTTPResponse(mine) as answer:
            answer.begin()
            answer.read()
            if answer.will_close:
                mine = None


@pytest.mark.slow
def test_who_is_let_go_and_hangs_on_keeps_nobody_waiting(server):
    workers = child_ids(server.process_id)
    enough = Event()
    held: list[socket.socket] = []
    clients = [Thread(target=_ask_and_hang_on, args=(enough, server, held)) for _ in range(6)]
    os.kill(workers[0], signal.SIGSTOP)
    try:
        for each in clients:
            each.start()
        wait_until(lambda: len(held) == 6, what="all are one's")
        time.sleep(PATIENCE_S * 2)
        os.kill(workers[0], signal.SIGCONT)
        wait_until(lambda: len(held) > 6, what="one is let go")
        slowest_s = max(_seconds_to_answer(server) for _ in range(CONNECTIONS * 4))
    finally:
        enough.set()
        os.kill(workers[0], signal.SIGCONT)
        for each in clients:
            each.join()
        for each in held:
            each.close()
    # gunicorn waits up to 2 s for the other end of a connection that it closes.
    assert slowest_s < 1.5


@pytest.mark.slow
def test_who_is_answered_and_hangs_on_keeps_nobody_waiting(server):
    """Forty who close nothing: gunicorn waited 2 s for each in turn, and its first process killed both for silence."""
    workers = child_ids(server.process_id)
    with ExitStack() as stack:
        for _ in range(HANGING_ON):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            client.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        slowest_s = max(_seconds_to_answer(server) for _ in range(CONNECTIONS))
    assert slowest_s < 1.5
    assert child_ids(server.process_id) == workers


@pytest.mark.slow
def test_who_sends_on_after_the_last_answer_reads_it_and_is_hung_up_on(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(b"GET /healthz HTTP/1.0\r\n\r\n" + b"x" * 200_000)
        answer = b""
        while part := client.recv(65_536):
            answer += part
    assert answer.startswith(b"HTTP/1.0 200 OK")
    assert answer.endswith(b"}\n")
    wait_until(
        lambda: all(_connections_of(w, server.port) == 0 for w in child_ids(server.process_id)),
        what="nobody is connected",
    )


@pytest.mark.slow
def test_who_hangs_is_not_waited_for_by_one_that_has_much_to_do(server):
    hanging, _ = child_ids(server.process_id)
    enough = Event()
    clients = [Thread(target=_ask_until, args=(enough, server)) for _ in range(4)]
    os.kill(hanging, signal.SIGSTOP)
    try:
        for each in clients:
            each.start()
        slowest_s = max(_seconds_to_answer(server) for _ in range(CONNECTIONS))
    finally:
        enough.set()
        os.kill(hanging, signal.SIGCONT)
        for each in clients:
            each.join()
    # What it said last is believed for 3 s.
    assert slowest_s < 2
