"""A new connection goes to the process that has less to do, and to any that is left (scripts/least_busy_worker.py)."""

from __future__ import annotations

import logging
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from gunicorn.config import Config as GunicornConfig

from config import ROOT
from scripts.least_busy_worker import LASTING_S, PATIENCE_S, LeastBusyWorker, share_of


class Taking(LeastBusyWorker):
    """One in this process: it takes connections, and nobody answers them."""

    def __init__(self, age: int, listener: socket.socket) -> None:
        log = logging.getLogger("gunicorn")
        super().__init__(age, os.getpid(), [listener], None, 30, GunicornConfig(), log)
        self.poller = selectors.DefaultSelector()
        self.set_accept_enabled(True)

    def enqueue_req(self, conn):
        conn.close()

    def go_round(self):
        self.notify()
        self.wait_for_and_dispatch_events(timeout=0)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as created:
        yield created


@pytest.fixture
def call(listener) -> Iterator[Callable[[], None]]:
    """A client more connects."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(socket.create_connection(listener.getsockname()))


@pytest.fixture
def workers(listener) -> Iterator[tuple[Taking, Taking]]:
    """One that serves two, and one that serves nobody."""
    busy, idle = Taking(1, listener), Taking(2, listener)
    busy.nr_conns = 2
    yield busy, idle
    for each in (busy, idle):
        each.poller.close()
        each.tmp.close()


def test_who_has_more_to_do_leaves_it(workers, call):
    busy, idle = workers
    call()
    busy.go_round()
    assert busy.nr_conns == 2
    idle.go_round()
    assert idle.nr_conns == 1


def test_patience_ends_also_where_each_round_takes_long(workers, call):
    busy, idle = workers
    call()
    began_s = time.monotonic()
    while busy.nr_conns == 2:
        assert time.monotonic() - began_s < PATIENCE_S + 5
        idle.notify()  # it says that it is there, and does not come
        busy.go_round()
        time.sleep(PATIENCE_S / 3)


def test_patience_begins_anew_with_the_next_one(workers, call):
    busy, idle = workers
    call()
    busy.go_round()
    idle.go_round()
    time.sleep(PATIENCE_S * 2)
    busy.go_round()
    busy.go_round()
    call()
    busy.nr_conns = 3
    busy.go_round()
    assert busy.nr_conns == 3


def test_who_takes_nothing_more_is_not_waited_for(workers, call):
    busy, idle = workers
    idle.set_accept_enabled(False)
    call()
    busy.go_round()
    assert busy.nr_conns == 3


def test_nobody_is_waited_for_where_each_has_its_own_line(workers, call):
    busy, _ = workers
    busy.cfg.set("reuse_port", True)
    call()
    busy.go_round()
    assert busy.nr_conns == 3


def test_who_has_had_much_more_to_do_lets_one_go_at_a_time(workers):
    busy, idle = workers
    assert not busy.lets_go()
    time.sleep(LASTING_S)
    assert [busy.lets_go(), busy.lets_go(), idle.lets_go()] == [True, False, False]


def test_who_had_much_more_to_do_for_a_moment_lets_nobody_go(workers):
    busy, _ = workers
    assert not busy.lets_go()
    busy.nr_conns = 1
    time.sleep(LASTING_S)
    assert not busy.lets_go()
    busy.nr_conns = 2
    assert not busy.lets_go()


@pytest.mark.parametrize("alone", ["nobody else takes any", "each has its own line"])
def test_nobody_is_let_go_where_nobody_else_can_come_for_them(workers, alone):
    busy, idle = workers
    if alone == "nobody else takes any":
        idle.set_accept_enabled(False)
    else:
        busy.cfg.set("reuse_port", True)
    assert not busy.lets_go()
    time.sleep(LASTING_S)
    assert not busy.lets_go()


def test_the_first_process_reads_nothing_of_the_app():
    """It outlives the workers: what it had read of the app, workers that it starts later would not read again."""
    reads = "import sys, scripts.least_busy_worker; print(*{'app', 'config', 'flask'} & set(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", reads], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not said.stdout.split()


@pytest.mark.parametrize(
    ("processors", "shares", "expected"),
    [
        ([0, 1], 2, [[0], [1]]),
        ([0, 1, 2, 3], 2, [[0, 2], [1, 3]]),
        ([4, 6], 1, [[4, 6]]),
        ([5], 2, [[5], [5]]),
        ([0, 1], 3, [[0], [1], [0]]),
    ],
)
def test_processors_are_shared_out(processors, shares, expected):
    assert [share_of(processors, share, shares) for share in range(shares)] == expected
