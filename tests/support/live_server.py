"""The app as it runs in production: gunicorn in a process of its own, which tests may kill and start again."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.nursery import Forked, fork_gunicorn
from tests.support.processes import free_port, kill_group, start, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
START_DEADLINE_S = 60.0


@dataclass
class LiveServer:
    """One server on one port of `localhost`, which browsers take for a secure context."""

    database_url: str
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    workers: int = 1
    threads: int = 8
    application: str = "wsgi:app"
    port: int = field(default_factory=free_port)
    #: forked from a process that has read the code; who measures a server starts it from scratch
    is_forked: bool = False
    _secret_key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    _process: subprocess.Popen[bytes] | Forked | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://localhost:{self.port}"

    @property
    def process_id(self) -> int:
        """gunicorn's first process, which also leads the process group."""
        if self._process is None:
            raise RuntimeError("The server is not started.")
        return self._process.pid

    @property
    def is_gone(self) -> bool:
        """Whether its first process has ended."""
        return self._process is None or self._process.poll() is not None

    def start(self) -> None:
        """It answers, on the same port and database and with the same secret as before."""
        arguments = [
            self.application,
            f"--bind=127.0.0.1:{self.port}",
            "--worker-class=scripts.least_busy_worker.LeastBusyWorker",
            f"--workers={self.workers}",
            f"--threads={self.threads}",
            "--no-control-socket",
            "--forwarded-allow-ips=",
            "--graceful-timeout=5",
        ]
        environment = {
            "LJUSPUNKT_DATABASE_URL": self.database_url,
            "LJUSPUNKT_INSTANCE": str(self.folder),
            "LJUSPUNKT_SECRET_KEY": self._secret_key,
            **self.environment,
        }
        log = self.folder / "server.log"
        if self.is_forked:
            self._process = fork_gunicorn(arguments, log=log, environment=environment, folder=ROOT)
        else:
            gunicorn = Path(sys.executable).parent / "gunicorn"
            self._process = start(
                [gunicorn, *arguments], log=log, environment=environment, working_directory=ROOT
            )
        wait_until(self._is_up_or_ended, deadline_s=START_DEADLINE_S, what="The server answers")
        if self._process.poll() is not None:
            raise RuntimeError(f"The server did not start:\n{self.log_text()}")

    def kill(self) -> None:
        """Every process of it got SIGKILL and is gone."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """It finished what it was doing and is gone."""
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        """It was killed where it ran, and answers again."""
        self.kill()
        self.start()

    def log_text(self) -> str:
        """What it has written so far, over all its lives."""
        return (self.folder / "server.log").read_text(errors="replace")

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            kill_group(self._process, number)
            self._process = None

    def _is_up_or_ended(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            return True
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True
