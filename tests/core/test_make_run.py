"""`make run`'s server: it ends at once where its person ends it, and says in words why it can't start."""

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from config import ROOT
from scripts import serve
from tests.support.processes import (
    child_ids,
    free_port,
    is_listening,
    kill_group,
    start,
    wait_until,
)

pytestmark = pytest.mark.slow
NOTE_PREPARED = (
    "from scripts import serve; serve.PREPARED.write_text(serve.fingerprint(is_demonstration=True))"
)
ADMIN_PASSWORD = "korrekt hast batteri klammer"
CREATE_ADMIN = [
    *(Path(sys.executable).parent / "flask", "--app", "wsgi", "create-admin"),
    *("--email", "anna@bollnas.example", "--name", "Anna", "--organisation", "Bollnäs kommun"),
    *("--kind", "municipality", "--area", "Bollnäs", "--centre", "61.35, 16.39"),
]
#: A worker is there when it is ready: one that still imports the app would end late on a busy machine.
READY_AT_ONCE = {"GUNICORN_CMD_ARGS": "--preload"}


@pytest.fixture
def instance(tmp_path, sqlite_template):
    """A folder whose database is prepared already."""
    shutil.copy(sqlite_template, tmp_path / "ljuspunkt.sqlite3")
    subprocess.run(
        [sys.executable, "-c", NOTE_PREPARED],
        cwd=ROOT,
        env={**os.environ, "LJUSPUNKT_INSTANCE": str(tmp_path)},
        check=True,
    )
    return tmp_path


@pytest.fixture
def begin(instance):
    """Starts the script, as `make run` does; it has ended with the test."""
    started = []

    def run(**settings):
        process = start(
            [sys.executable, ROOT / "scripts" / "serve.py"],
            log=instance / "said.txt",
            environment={"LJUSPUNKT_INSTANCE": str(instance), "LJUSPUNKT_DEMO": "1", **settings},
            working_directory=ROOT,
            end_signal="TERM",
        )
        started.append(process)
        return process

    yield run
    for process in started:
        kill_group(process)


@pytest.fixture
def served(begin, instance):
    """The script with its server answering, and the port."""
    port = free_port()
    process = begin(PORT=str(port), **READY_AT_ONCE)

    def answers():
        assert process.poll() is None, said(instance)
        return "Ljuspunkt answers on" in said(instance)

    wait_until(answers, deadline_s=180, what="the server answers")
    return process, port


def said(folder):
    return (folder / "said.txt").read_text()


def test_ctrl_c_reaches_the_whole_group_and_ends_it_at_once_without_an_error(served, instance):
    process, port = served
    before = len(said(instance))
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=60) == 0
    assert "SIGKILL" not in said(instance)
    assert "ERROR" not in said(instance)[before:]
    assert not is_listening(port)


def test_a_demonstration_whose_last_days_cannot_be_added_is_served_as_it_is(begin, instance):
    prepared = instance / ".prepared"
    prepared.write_text(prepared.read_text().replace("20", "19"))
    of_another_day = prepared.read_text()
    begin(PORT=str(free_port()), LJUSPUNKT_DEMO="0", **READY_AT_ONCE)
    wait_until(
        lambda: "Ljuspunkt answers on" in said(instance), deadline_s=180, what="the server answers"
    )
    assert "its last days could not be added" in said(instance)
    assert prepared.read_text() == of_another_day


@pytest.mark.parametrize("is_first_start", [True, False])
def test_real_areas_are_served_without_a_demonstration(begin, instance, is_first_start):
    """The banner would say that their people are invented, and a demonstration's accounts would open."""
    settings = {"LJUSPUNKT_INSTANCE": str(instance), "LJUSPUNKT_ADMIN_PASSWORD": ADMIN_PASSWORD}
    subprocess.run(CREATE_ADMIN, cwd=ROOT, env={**os.environ, **settings}, check=True)
    if is_first_start:
        (instance / ".prepared").unlink()
    else:
        code = NOTE_PREPARED.replace("True", "False")
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **settings}, check=True
        )
    port = free_port()
    begin(PORT=str(port), **READY_AT_ONCE)
    wait_until(
        lambda: "Ljuspunkt answers on" in said(instance), deadline_s=180, what="the server answers"
    )
    assert "served without a demonstration" in said(instance)
    assert ("Migrating" in said(instance)) == is_first_start
    assert "No demonstration is loaded" not in said(instance)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=30) as answer:
        page = answer.read().decode()
    assert "Ljuspunkt" in page
    assert "Demonstration" not in page


def test_the_server_does_not_outlive_the_script_that_was_killed(served):
    process, port = served
    (server,) = child_ids(process.pid)
    workers = child_ids(server)
    process.kill()
    process.wait()
    wait_until(lambda: not is_listening(port), what="nobody listens")
    wait_until(
        lambda: not any(Path(f"/proc/{each}").exists() for each in (server, *workers)),
        what="the server and its workers are gone",
    )


def test_a_server_that_does_not_answer_is_ended_with_words(tmp_path, capsys):
    silent = start(["sleep", "600"], log=tmp_path / "said.txt")
    assert not serve.wait_until_answering(silent, "127.0.0.1", free_port(), deadline_s=0.1)
    words = capsys.readouterr().err
    assert "has not answered for 0.1 s" in words
    assert "run it again" in words
    assert serve.end(silent) == -signal.SIGTERM


def test_one_that_ended_by_itself_is_not_waited_for(tmp_path, capsys):
    ended = start(["false"], log=tmp_path / "said.txt")
    assert not serve.wait_until_answering(ended, "127.0.0.1", free_port())
    assert capsys.readouterr().err == ""


def test_a_taken_port_and_a_wrong_host_are_told_apart():
    port = free_port()
    assert serve.address_fault("127.0.0.1", port) is None
    with serve.socket.create_server(("127.0.0.1", port)):
        assert f"Port {port} on 127.0.0.1 is taken" in serve.address_fault("127.0.0.1", port)
    for host in ("nope.invalid", "192.0.2.1", "a" * 300):
        words = serve.address_fault(host, port)
        assert words.startswith(f"HOST={host} is no address of this machine")
        assert "taken" not in words
