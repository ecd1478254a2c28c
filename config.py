"""The settings: read once from the environment, checked at start, frozen after."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent
DATABASE_NAME = "ljuspunkt.sqlite3"
MIN_SECRET_BYTES = 32
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class ConfigError(ValueError):
    """A setting is missing or cannot be used; the message names the variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that an operator decides. Sizes in bytes, spans as timedelta."""

    database_url: str
    secret_key: str
    instance_path: Path
    demonstration: bool = False
    https: bool = False
    trusted_proxies: int = 0
    testing: bool = False
    log_level: str = "INFO"
    idle_timeout: timedelta = timedelta(hours=12)
    session_lifetime: timedelta = timedelta(hours=24)
    push_max_operations: int = 200
    push_max_bytes: int = 1024 * 1024
    pull_max_limit: int = 500
    upload_max_bytes: int = 32 * 1024 * 1024
    writer_wait: timedelta = timedelta(seconds=5)
    pool_size: int = 10

    def __post_init__(self) -> None:
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ConfigError("LJUSPUNKT_DATABASE_URL must start with sqlite:/// or postgresql://")
        if len(self.secret_key.encode()) < MIN_SECRET_BYTES:
            raise ConfigError(f"LJUSPUNKT_SECRET_KEY needs at least {MIN_SECRET_BYTES} bytes")
        if self.demonstration and self.https:
            raise ConfigError("LJUSPUNKT_DEMO and LJUSPUNKT_HTTPS exclude each other")
        if self.log_level not in LOG_LEVELS:
            raise ConfigError(f"LJUSPUNKT_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}")
        if not 0 <= self.trusted_proxies <= 5:
            raise ConfigError("LJUSPUNKT_TRUSTED_PROXIES must be between 0 and 5")
        if self.pool_size < 1:  # SQLAlchemy takes 0 as no limit
            raise ConfigError("LJUSPUNKT_POOL_SIZE must be 1 or more")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of this process; raises ConfigError on the first that cannot be used."""
        instance = instance_folder(environ)
        _make_folder(instance)
        https = _flag(environ, "LJUSPUNKT_HTTPS")
        default_url = f"sqlite:///{instance / DATABASE_NAME}"
        url = _normalise_url(environ.get("LJUSPUNKT_DATABASE_URL") or default_url)
        if url != default_url:
            _check_database_url(url, instance)
        return cls(
            database_url=url,
            secret_key=environ.get("LJUSPUNKT_SECRET_KEY") or _development_secret(instance, https),
            instance_path=instance,
            demonstration=_flag(environ, "LJUSPUNKT_DEMO"),
            https=https,
            trusted_proxies=_integer(environ, "LJUSPUNKT_TRUSTED_PROXIES", 0),
            log_level=(environ.get("LJUSPUNKT_LOG_LEVEL") or "INFO").upper(),
            pool_size=_integer(environ, "LJUSPUNKT_POOL_SIZE", 10),
        )

    @classmethod
    def for_test(cls, *, database_url: str, instance_path: Path, **changes: object) -> Self:
        """Settings for a test: a secret of its own and no demonstration."""
        config = cls(
            database_url=_normalise_url(database_url),
            secret_key=secrets.token_hex(MIN_SECRET_BYTES),
            instance_path=instance_path,
            testing=True,
        )
        return replace(config, **changes)  # type: ignore[arg-type]


def instance_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the database and what is made at start are kept, whether it is there or not."""
    return Path(environ.get("LJUSPUNKT_INSTANCE") or ROOT / "instance").resolve()


def _make_folder(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(
            f"LJUSPUNKT_INSTANCE must be a folder, and {instance} can't be one: {error.strerror}"
        ) from error


def _check_database_url(url: str, instance: Path) -> None:
    """Raises ConfigError for what is no address, or where SQLite could not make its file."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        read = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ConfigError(
            "LJUSPUNKT_DATABASE_URL must be written as postgresql://name:password@host:port/database"
            " or sqlite:////path/of/the/file"
        ) from error
    path = read.database
    if read.get_backend_name() != "sqlite" or not path or path.startswith((":memory:", "file:")):
        return
    file = instance / path
    if not file.parent.is_dir():
        raise ConfigError(f"LJUSPUNKT_DATABASE_URL: make the folder {file.parent} first")
    if file.is_dir():
        raise ConfigError(f"LJUSPUNKT_DATABASE_URL must name a file, and {file} is a folder")


def _normalise_url(url: str) -> str:
    """The address with the driver that we ship: psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise ConfigError(f"{name} must be 0 or 1")
    return value in {"1", "true", "yes"}


def _integer(environ: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(environ.get(name) or default)
    except ValueError as error:
        raise ConfigError(f"{name} must be a whole number") from error


def _development_secret(instance: Path, https: bool) -> str:
    """A secret of this folder's own, made once. Served over HTTPS the operator must give one."""
    if https:
        raise ConfigError("LJUSPUNKT_SECRET_KEY must be set when LJUSPUNKT_HTTPS=1")
    path, mine = instance / "secret_key", instance / f"secret_key.{secrets.token_hex(8)}"
    try:
        with suppress(FileNotFoundError):
            return path.read_text().strip()
        mine.touch(mode=0o600, exist_ok=False)
        mine.write_text(secrets.token_hex(MIN_SECRET_BYTES))
    except OSError as error:
        raise ConfigError(
            f"LJUSPUNKT_INSTANCE must be a folder of this user's own, and {instance} can't be read"
            f" and written: {error.strerror}"
        ) from error
    with suppress(FileExistsError):  # another process was quicker, and wrote the whole of its own
        os.link(mine, path)
    mine.unlink()
    return path.read_text().strip()
