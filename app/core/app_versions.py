"""Versions of the phone app that must not go on: the operator's brake (ADR 0010).

A version with a fault that spoils data is told to stop syncing (`sync`), or to stop altogether (`code`); what it holds
stays on the phone and can be exported. The app's worker can be taken away from every phone (`worker`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import current_app
from sqlalchemy import Text, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import audit
from app.core.database import Model, UtcMillis, read_connection, write_transaction
from app.core.errors import AppError, InvalidInput, NotFound

STOPS: Final = ("sync", "code")
WORKER: Final = "worker"
EVERY_VERSION: Final = "*"
MAX_REASON: Final = 280
#: How old the answer of a process may be: a push asks each time, and the table changes once a year.
FRESH_S: Final = 2.0
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){2}|\d{1,4}(\.\d{1,4})?\.\*", re.ASCII)
_CACHE = "ljuspunkt_app_versions"


class AppVersionBlock(Model):
    """A version, or all that begin alike (`1.4.*`), and what it must stop. `*` is the worker of every version."""

    __tablename__ = "app_version_block"
    version: Mapped[str] = mapped_column(Text, primary_key=True)
    stop: Mapped[str] = mapped_column(Text)
    reason_sv: Mapped[str] = mapped_column(Text)
    reason_en: Mapped[str] = mapped_column(Text)
    blocked_at: Mapped[datetime] = mapped_column(UtcMillis)


_table = AppVersionBlock.__table__


@dataclass(frozen=True, slots=True)
class Block:
    """What the operator said of a version."""

    version: str
    stop: str
    reason_sv: str
    reason_en: str
    blocked_at: datetime

    def covers(self, version: str) -> bool:
        """Whether this is about the version: the same, or one that begins alike."""
        if self.version.endswith(".*"):
            return version.startswith(self.version[:-1])
        return self.version == version

    def reason(self, locale: str) -> str:
        """Why, in one of the two languages."""
        return self.reason_en if locale == "en" else self.reason_sv


def list_blocks() -> list[Block]:
    """Everything that the operator has stopped, by version; at most FRESH_S old."""
    known: tuple[float, list[Block]] | None = current_app.extensions.get(_CACHE)
    if known is not None and time.monotonic() - known[0] < FRESH_S:
        return known[1]
    with read_connection() as connection:
        rows = connection.execute(select(_table).order_by(_table.c.version)).all()
    blocks = [Block(r.version, r.stop, r.reason_sv, r.reason_en, r.blocked_at) for r in rows]
    current_app.extensions[_CACHE] = (time.monotonic(), blocks)
    return blocks


def find_block(version: str | None) -> Block | None:
    """What was said of this version: the gravest, then the nearest, where several are about it. The worker is none."""
    return _gravest(list_blocks(), version or "")


def _gravest(blocks: Sequence[Block], version: str) -> Block | None:
    found = [each for each in blocks if each.stop in STOPS and each.covers(version)]
    return max(found, key=lambda each: (STOPS.index(each.stop), len(each.version)), default=None)


def is_worker_off() -> bool:
    """Whether phones are to do without the worker that opens the app offline."""
    return any(each.stop == WORKER for each in list_blocks())


def refuse_blocked(version: str | None) -> None:
    """Raises `app_blocked` with the operator's reason where this version may not sync."""
    block = find_block(version)
    if block is not None:
        reason = {"sv": block.reason_sv, "en": block.reason_en}
        raise AppError("app_blocked", details={"stop": block.stop, "reason": reason})


def block_version(version: str, stop: str, reason_sv: str, reason_en: str, now: datetime) -> None:
    """From now on phones with this version stop; raises InvalidInput."""
    if stop != WORKER and not _VERSION.fullmatch(version):
        raise InvalidInput({"version": ["like 1.4.0, or 1.4.* for all that begin so"]})
    for reason in (reason_sv, reason_en):
        if not 0 < len(reason.strip()) <= MAX_REASON or "\x00" in reason:
            raise InvalidInput({"reason": [f"between 1 and {MAX_REASON} characters"]})
    with write_transaction() as connection:
        connection.execute(delete(_table).where(_table.c.version == version))
        connection.execute(
            insert(_table).values(
                version=version,
                stop=stop,
                reason_sv=reason_sv.strip(),
                reason_en=reason_en.strip(),
                blocked_at=now,
            )
        )
        details = {"version": version, "stop": stop}
        audit.record(connection, at=now, event="app_version.blocked", details=details)
    current_app.extensions.pop(_CACHE, None)


def unblock_version(version: str, now: datetime) -> None:
    """Phones with this version go on; raises NotFound where it was not blocked."""
    with write_transaction() as connection:
        done = connection.execute(delete(_table).where(_table.c.version == version))
        if not done.rowcount:
            raise NotFound(details={"version": version})
        audit.record(
            connection, at=now, event="app_version.unblocked", details={"version": version}
        )
    current_app.extensions.pop(_CACHE, None)
