"""Serve the app from this checkout: migrate, load the demonstration, start gunicorn, say where.

Used by `make run`, for trying and for development; how an operator starts the server stands in the README.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config import DATABASE_NAME, Config, ConfigError, instance_folder  # noqa: E402  as above

BIN = Path(sys.executable).parent
INSTANCE = instance_folder()
DATABASE = INSTANCE / DATABASE_NAME
#: What the database was prepared with; while it is the same, a second start prepares nothing again.
PREPARED = INSTANCE / ".prepared"

#: On a machine that is busy with other things a start was seen to take 55 s.
START_DEADLINE_S = 300.0
#: When somebody who waits is told that the server is still on its way.
SAID_AFTER_S = 20.0
#: gunicorn gives its workers 5 s to finish what they do.
END_DEADLINE_S = 10.0
POLL_S = 0.05
#: How `flask demo load --unless-real` ends where there is no demonstration to show.
HOLDS_REAL_AREAS = 3
REAL_AREAS = "real areas"
HIGHEST_PORT = 65_535


def say(step: str) -> None:
    print(f"==> {step}", flush=True)


def complain(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> int:
    host = os.environ.get("HOST") or "127.0.0.1"
    try:
        port = read_port(os.environ.get("PORT") or "8000")
        Config.from_environment()
    except ConfigError as error:
        complain(f"Ljuspunkt can't start: {error}")
        return 1
    if fault := address_fault(host, port):
        complain(fault)
        return 1
    try:
        is_demonstration = prepare()
    except KeyboardInterrupt:
        complain("Interrupted. The next `make run` goes on from here.")
        return 128 + signal.SIGINT
    if not is_demonstration:
        say("The database holds real areas: it is served without a demonstration")
        os.environ.pop("LJUSPUNKT_DEMO", None)
    return serve(host, port, is_demonstration=is_demonstration)


def read_port(text: str) -> int:
    """Raises ConfigError where this is no port."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= HIGHEST_PORT):
        raise ConfigError(f"PORT must be a whole number from 1 to {HIGHEST_PORT}, not {text!r}")
    return int(text)


def serve(host: str, port: int, *, is_demonstration: bool) -> int:
    """The server has run and ended; 0 where that was asked for."""
    say("Starting the server")
    server = start(host, port)
    stopping = forward_signals(server)
    accounts = ask_for_accounts() if is_demonstration else None
    if not wait_until_answering(server, host, port):
        if accounts:
            accounts.kill()
        code = end(server)
        return 0 if stopping else code or 1
    if "migrations" in problems_of(
        host, port
    ):  # another database was put in the place of the one prepared
        say("Migrating the database")
        run(*flask("db", "upgrade"))
    if accounts:
        printed, _ = accounts.communicate()
        print(f"\n{printed.decode().strip()}\n")
    print(
        f"Ljuspunkt answers on http://{shown(host)}:{port} (Ctrl-C ends it)",
        flush=True,
    )
    code = server.wait()
    return 0 if code in {0, -signal.SIGTERM} else code


def ask_for_accounts() -> subprocess.Popen[bytes]:
    """A command that prints the demonstration's accounts, beside the server that starts."""
    return subprocess.Popen(
        flask("demo", "accounts"), cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True
    )


def flask(*arguments: str) -> list[str]:
    return [str(BIN / "flask"), "--app", "wsgi", *arguments]


def prepare() -> bool:
    """The database has the newest tables; whether it holds the demonstration, up to yesterday, and no real areas."""
    noted = PREPARED.read_text() if PREPARED.exists() else None
    for is_demonstration in (True, False):
        if noted == fingerprint(is_demonstration=is_demonstration):
            return is_demonstration
    say("Migrating the database")
    run(*flask("db", "upgrade"))
    say("Loading the demonstration up to yesterday")
    load = flask("demo", "load", "--unless-real", "--no-accounts")
    code = subprocess.run(load, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
    if code not in {0, HOLDS_REAL_AREAS}:
        if noted is None:
            sys.exit(code)
        # Somebody may have changed what it needs. What is there is worth more than its last days.
        complain("The demonstration goes on as it was: its last days could not be added.")
        return REAL_AREAS not in noted
    is_demonstration = code == 0
    PREPARED.write_text(fingerprint(is_demonstration=is_demonstration))
    return is_demonstration


def fingerprint(*, is_demonstration: bool) -> str:
    """A text that changes with the migrations, the database's address, the file itself, the day and what it holds."""
    digest = hashlib.sha256(os.environ.get("LJUSPUNKT_DATABASE_URL", "").encode())
    for migration in sorted((ROOT / "migrations").rglob("*.py")):
        digest.update(migration.read_bytes())
    inode = DATABASE.stat().st_ino if DATABASE.exists() else time.time_ns()
    holds = "demonstration" if is_demonstration else REAL_AREAS
    return f"{digest.hexdigest()} {inode} {time.strftime('%Y-%m-%d')} {holds}\n"


def run(*command: str) -> None:
    ended = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if ended.returncode:
        sys.exit(ended.returncode)


def start(host: str, port: int) -> subprocess.Popen[bytes]:
    """gunicorn runs: two processes with eight threads each: one reads while the other writes.

    It has a session of its own: a terminal's Ctrl-C reaches every process of the foreground group, and workers that
    get it beside gunicorn's own word were killed after a while. Should this script be killed, gunicorn ends too.
    """
    bound = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    setpriv = shutil.which("setpriv")
    return subprocess.Popen(
        [
            *([setpriv, "--pdeathsig=TERM"] if setpriv else []),
            str(BIN / "gunicorn"),
            "wsgi:app",
            f"--bind={bound}",
            "--worker-class=scripts.least_busy_worker.LeastBusyWorker",
            "--workers=2",
            "--threads=8",
            "--no-control-socket",
            "--forwarded-allow-ips=",  # what a proxy says of its client is the app's to judge, by its own setting
            "--graceful-timeout=5",
            "--log-level=warning",
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        # The address and the accounts stay on the screen: a line for each request would push them off it.
        env={"LJUSPUNKT_LOG_LEVEL": "WARNING", **os.environ},
    )


def forward_signals(server: subprocess.Popen[bytes]) -> list[int]:
    """What ends this script ends the server; the list has the signals that came so far.

    gunicorn gets SIGTERM for both: at SIGINT its workers stop wherever they are, and one that still imported the app
    hung until it was killed.
    """
    came: list[int] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        server.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, forward)
    return came


def end(server: subprocess.Popen[bytes]) -> int:
    """The server has ended, by force where it does not do so by itself."""
    server.terminate()
    try:
        return server.wait(timeout=END_DEADLINE_S)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        return server.wait()


def address_fault(host: str, port: int) -> str | None:
    """Why nothing can be served on this address, and what to do; None where it is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, UnicodeError) as error:
            return say_address_fault(host, port, error)
    return None


def say_address_fault(host: str, port: int, error: OSError | UnicodeError) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken. Try: make run PORT={port + 1}"
    if number == errno.EACCES:
        return f"PORT={port} is for the system's administrator. Try: make run PORT=8000"
    return (
        f"HOST={host} is no address of this machine. Leave HOST out for this machine alone,"
        " or take HOST=0.0.0.0 for everybody who reaches it."
    )


def wait_until_answering(
    server: subprocess.Popen[bytes], host: str, port: int, deadline_s: float = START_DEADLINE_S
) -> bool:
    """Whether the server answered before its deadline; False also when it ended by itself."""
    begun = time.monotonic()
    is_said = False
    while server.poll() is None:
        if is_answering(host, port):
            return True
        waited_s = time.monotonic() - begun
        if waited_s > deadline_s:
            complain(
                f"The server has not answered for {deadline_s:g} s and is ended. What it wrote stands"
                " above; where that is nothing, this machine is busy with other things: run it again."
            )
            return False
        if waited_s > SAID_AFTER_S and not is_said:
            say(f"Still starting; it is given {deadline_s:g} s")
            is_said = True
        time.sleep(POLL_S)
    return False


def is_answering(host: str, port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://{shown(host)}:{port}/healthz", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def problems_of(host: str, port: int) -> list[str]:
    """What the server says that it lacks; nothing where it was ended in the meantime."""
    try:
        with urllib.request.urlopen(f"http://{shown(host)}:{port}/readyz", timeout=5):
            return []
    except urllib.error.HTTPError as answer:
        problems: list[str] = json.load(answer)["problems"]
        return problems
    except OSError:
        return []


def shown(host: str) -> str:
    """The host as a browser on this machine writes it."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104  it is compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    sys.exit(main())
