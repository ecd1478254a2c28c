"""Servers that tests fork end with their tests (tests/support/nursery.py)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.live_server import ROOT
from tests.support.nursery import fork_gunicorn, run_flask
from tests.support.processes import kill_group, wait_until

SERVES_AND_WAITS = """
import pathlib, sys, time
from tests.support.nursery import fork_gunicorn
forked = fork_gunicorn(["wsgi:app", "--bind=127.0.0.1:0", "--no-control-socket"],
                       log=pathlib.Path(sys.argv[1]), environment={"LJUSPUNKT_INSTANCE": sys.argv[2]},
                       folder=pathlib.Path(sys.argv[3]))
print(forked.pid, flush=True)
time.sleep(600)
"""


def _runs(process_id: int) -> bool:
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.slow
def test_a_server_does_not_outlive_the_tests_that_were_killed(tmp_path: Path) -> None:
    arguments = [str(tmp_path / "log"), str(tmp_path), str(ROOT)]
    with subprocess.Popen(
        [sys.executable, "-c", SERVES_AND_WAITS, *arguments], cwd=ROOT, stdout=subprocess.PIPE
    ) as tests:
        assert tests.stdout is not None
        server = int(tests.stdout.readline())
        assert _runs(server)
        os.kill(tests.pid, signal.SIGKILL)
    wait_until(lambda: not _runs(server), what="the server ends")


@pytest.mark.slow
def test_a_server_that_is_ended_at_once_is_gone(tmp_path: Path) -> None:
    forked = fork_gunicorn(
        ["wsgi:app", "--bind=127.0.0.1:0"],
        log=tmp_path / "log",
        environment={"LJUSPUNKT_INSTANCE": str(tmp_path)},
        folder=ROOT,
    )
    kill_group(forked)
    assert forked.poll() == -signal.SIGKILL


@pytest.mark.slow
def test_a_command_that_fails_says_what_it_printed(tmp_path: Path) -> None:
    environment = {"LJUSPUNKT_INSTANCE": str(tmp_path)}
    assert "Usage" in run_flask(["--help"], environment=environment, folder=ROOT)
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run_flask(["no-such-command"], environment=environment, folder=ROOT)
    assert "No such command" in failed.value.output
