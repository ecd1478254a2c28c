"""Serve the app from this checkout: migrate, load the demonstration, start gunicorn, say where.

Used by `make run`. Production has its own unit files; this is for trying and for development.
"""

from __future__ import annotations

import hashlib
import json
import os
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
BIN = Path(sys.executable).parent
INSTANCE = Path(os.environ.get("LJUSPUNKT_INSTANCE", ROOT / "instance"))
DATABASE = INSTANCE / "ljuspunkt.sqlite3"
#: What the database was prepared with; while it is the same, a second start prepares nothing again.
PREPARED = INSTANCE / ".prepared"

START_DEADLINE_S = 60.0
POLL_S = 0.05


def say(step: str) -> None:
    print(f"==> {step}", flush=True)


def main() -> int:
    host = os.environ.get("HOST") or "127.0.0.1"
    port = int(os.environ.get("PORT") or "8000")
    if not is_free(host, port):
        print(f"Port {port} on {host} is taken. Try: make run PORT={port + 1}", file=sys.stderr)
        return 1
    INSTANCE.mkdir(parents=True, exist_ok=True, mode=0o700)
    prepare()
    say("Starting the server")
    server = start(host, port)
    accounts = subprocess.Popen(flask("demo", "accounts"), cwd=ROOT, stdout=subprocess.PIPE)
    forward_signals(server)
    if not wait_until_answering(server, host, port):
        accounts.kill()
        return server.wait() or 1
    if "migrations" in problems_of(
        host, port
    ):  # another database was put in the place of the one prepared
        say("Migrating the database")
        run(*flask("db", "upgrade"))
    printed, _ = accounts.communicate()
    print(f"\n{printed.decode().strip()}\n")
    print(
        f"Ljuspunkt answers on http://{shown(host)}:{port} (Ctrl-C ends it)",
        flush=True,
    )
    code = server.wait()
    return 0 if code in {0, -signal.SIGINT, -signal.SIGTERM} else code


def flask(*arguments: str) -> list[str]:
    return [str(BIN / "flask"), "--app", "wsgi", *arguments]


def prepare() -> None:
    """The database has the newest tables and, where it was empty, the demonstration."""
    if PREPARED.exists() and PREPARED.read_text() == fingerprint():
        return
    say("Migrating the database")
    run(*flask("db", "upgrade"))
    say("Loading the demonstration where the database is empty")
    run(*flask("demo", "load", "--if-empty"))
    PREPARED.write_text(fingerprint())


def fingerprint() -> str:
    """A text that changes with the migrations, the database's address and the file itself."""
    digest = hashlib.sha256(os.environ.get("LJUSPUNKT_DATABASE_URL", "").encode())
    for migration in sorted((ROOT / "migrations").rglob("*.py")):
        digest.update(migration.read_bytes())
    inode = DATABASE.stat().st_ino if DATABASE.exists() else time.time_ns()
    return f"{digest.hexdigest()} {inode}\n"


def run(*command: str) -> None:
    ended = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if ended.returncode:
        sys.exit(ended.returncode)


def start(host: str, port: int) -> subprocess.Popen[bytes]:
    """gunicorn runs: two processes with eight threads each: one reads while the other writes."""
    bound = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return subprocess.Popen(
        [
            str(BIN / "gunicorn"),
            "wsgi:app",
            f"--bind={bound}",
            "--worker-class=gthread",
            "--workers=2",
            "--threads=8",
            "--no-control-socket",
            "--graceful-timeout=5",
            "--log-level=warning",
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        # The address and the accounts stay on the screen: a line for each request would push them off it.
        env={"LJUSPUNKT_LOG_LEVEL": "WARNING", **os.environ},
    )


def forward_signals(server: subprocess.Popen[bytes]) -> None:
    def forward(number: int, _frame: FrameType | None) -> None:
        server.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, forward)


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def wait_until_answering(server: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """Whether the server answered before its deadline; False also when it ended by itself."""
    url = f"http://{shown(host)}:{port}/healthz"
    deadline = time.monotonic() + START_DEADLINE_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(POLL_S)
        else:
            return True
    server.terminate()
    return False


def problems_of(host: str, port: int) -> list[str]:
    """What the server says that it lacks."""
    try:
        with urllib.request.urlopen(f"http://{shown(host)}:{port}/readyz", timeout=5):
            return []
    except urllib.error.HTTPError as answer:
        problems: list[str] = json.load(answer)["problems"]
        return problems


def shown(host: str) -> str:
    """The host as a browser on this machine writes it."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104  it is compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    sys.exit(main())
