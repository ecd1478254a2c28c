"""Exported queues on their way in: kept in the instance folder for who sent them, between the trial and the import."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.core.access import Actor
from app.core.clock import from_ms, to_ms
from app.core.errors import NotFound
from app.core.ids import uuid7

#: They hold what people wrote: as short as an administrator needs to look and to say yes.
KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that waits: whose, and since when."""

    id: str
    user_id: str
    at_ms: int


class RescueFiles:
    """The folder of exported queues."""

    def __init__(self, instance_path: Path) -> None:
        self.folder = instance_path / "rescue"

    def keep(self, actor: Actor, content: bytes, now: datetime) -> Kept:
        """The file is kept; those that are older than an hour are gone, and this person's one before."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self.folder.glob("*.about"):
            with suppress(FileNotFoundError):
                kept = _read(path)
                if kept.user_id == actor.user_id or _is_old(kept, now):
                    self.forget(kept)
        kept = Kept(uuid7(), actor.user_id, to_ms(now))
        _write(self._file(kept.id), content)
        _write(self._about(kept.id), json.dumps(asdict(kept)).encode())
        return kept

    def find(self, actor: Actor, kept_id: str, now: datetime) -> tuple[Kept, bytes]:
        """The file, where it is this person's and an hour old at most; raises NotFound."""
        try:
            kept = _read(self._about(kept_id))
            if kept.user_id != actor.user_id or _is_old(kept, now):
                raise NotFound
            return kept, self._file(kept_id).read_bytes()
        except FileNotFoundError as error:
            raise NotFound from error

    def forget(self, kept: Kept) -> None:
        """Nothing of it is left here."""
        self._about(kept.id).unlink(missing_ok=True)
        self._file(kept.id).unlink(missing_ok=True)

    def _file(self, kept_id: str) -> Path:
        return self.folder / f"{kept_id}.json"

    def _about(self, kept_id: str) -> Path:
        return self.folder / f"{kept_id}.about"


def _read(path: Path) -> Kept:
    return Kept(**json.loads(path.read_text("utf-8")))


def _is_old(kept: Kept, now: datetime) -> bool:
    return from_ms(kept.at_ms) < now - KEPT


def _write(path: Path, content: bytes) -> None:
    """A file of this process's user alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
