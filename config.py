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

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of this process; raises ConfigError on the first that cannot be used."""
        instance = Path(environ.get("LJUSPUNKT_INSTANCE", ROOT / "instance")).resolve()
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        https = _flag(environ, "LJUSPUNKT_HTTPS")
        default_url = f"sqlite:///{instance / 'ljuspunkt.sqlite3'}"
        return cls(
            database_url=_normalise_url(environ.get("LJUSPUNKT_DATABASE_URL", default_url)),
            secret_key=environ.get("LJUSPUNKT_SECRET_KEY") or _development_secret(instance, https),
            instance_path=instance,
            demonstration=_flag(environ, "LJUSPUNKT_DEMO"),
            https=https,
            trusted_proxies=_integer(environ, "LJUSPUNKT_TRUSTED_PROXIES", 0),
            log_level=environ.get("LJUSPUNKT_LOG_LEVEL", "INFO").upper(),
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
        return int(environ.get(name, default))
    except ValueError as error:
        raise ConfigError(f"{name} must be a whole number") from error


def _development_secret(instance: Path, https: bool) -> str:
    """A secret of this folder's own, made once. Served over HTTPS the operator must give one."""
    if https:
        raise ConfigError("LJUSPUNKT_SECRET_KEY must be set when LJUSPUNKT_HTTPS=1")
    path, mine = instance / "secret_key", instance / f"secret_key.{secrets.token_hex(8)}"
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    mine.touch(mode=0o600, exist_ok=False)
    mine.write_text(secrets.token_hex(MIN_SECRET_BYTES))
    with suppress(FileExistsError):  # another process was quicker, and wrote the whole of its own
        os.link(mine, path)
    mine.unlink()
    return path.read_text().strip()
