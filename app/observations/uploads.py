"""Uploaded tables on their way in: kept in the instance folder for the person who sent them, a day at most."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from app.core.access import Actor
from app.core.clock import from_ms, to_ms
from app.core.errors import NotFound
from app.core.ids import uuid7
from app.observations.judging import RefusedRow
from app.observations.refused import write_refused
from app.observations.tables import Table

KEPT = timedelta(days=1)
#: Tables of one person that wait at the same time: one who sends more has the oldest taken away, not the disk filled.
MOST_WAITING = 5
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A table that waits: whose, for which area, from which system, under which name it came."""

    id: str
    user_id: str
    area_id: str
    source: str
    file_name: str
    at_ms: int


class Uploads:
    """The folder of uploaded tables."""

    def __init__(self, instance_path: Path) -> None:
        self.folder = instance_path / "uploads"

    def keep(
        self, actor: Actor, area_id: str, source: str, file_name: str, file: BinaryIO, now: datetime
    ) -> Upload:
        """The file is kept; those that are older than a day are gone, and the oldest of somebody's many."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget_old(now)
        for each in self._waiting(actor)[: -MOST_WAITING + 1]:
            self.forget(each)
        upload = Upload(uuid7(), actor.user_id, area_id, source, file_name, to_ms(now))
        with _new_file(self._table(upload.id)) as kept:
            while chunk := file.read(_CHUNK):
                kept.write(chunk)
        with _new_file(self._about(upload.id)) as kept:
            kept.write(json.dumps(asdict(upload)).encode())
        return upload

    def find(self, actor: Actor, upload_id: str, now: datetime) -> Upload:
        """The upload, where it is this person's and a day old at most; raises NotFound."""
        try:
            upload = Upload(**json.loads(self._about(upload_id).read_text("utf-8")))
        except FileNotFoundError as error:
            raise NotFound from error
        if upload.user_id != actor.user_id or from_ms(upload.at_ms) < now - KEPT:
            raise NotFound
        return upload

    def open(self, upload: Upload) -> BinaryIO:
        """The table, for reading; raises NotFound where it was cleared away meanwhile."""
        try:
            return self._table(upload.id).open("rb")
        except FileNotFoundError as error:
            raise NotFound from error

    def write_refused(self, upload: Upload, table: Table, rows: Iterable[RefusedRow]) -> None:
        """The refused rows of the latest dry run are in a file of their own."""
        path = self.refused(upload)
        path.unlink(missing_ok=True)
        with _new_file(path) as kept:
            text = io.TextIOWrapper(kept, "utf-8-sig", newline="")
            write_refused(text, table, rows)
            text.flush()
            text.detach()

    def refused(self, upload: Upload) -> Path:
        """Where the refused rows of the latest dry run are."""
        return self.folder / f"{upload.id}.refused.csv"

    def forget(self, upload: Upload) -> None:
        """Nothing of the upload is kept but its refused rows, until they are a day old."""
        self._table(upload.id).unlink(missing_ok=True)

    def _waiting(self, actor: Actor) -> list[Upload]:
        """This person's tables that are still there, the oldest first."""
        found: list[Upload] = []
        for path in self.folder.glob("*.json"):
            with suppress(FileNotFoundError):
                upload = Upload(**json.loads(path.read_text("utf-8")))
                if upload.user_id == actor.user_id and self._table(upload.id).exists():
                    found.append(upload)
        return sorted(found, key=lambda each: (each.at_ms, each.id))

    def _table(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.csv"

    def _about(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.json"

    def _forget_old(self, now: datetime) -> None:
        oldest = (now - KEPT).timestamp()
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < oldest:
                    path.unlink()


def _new_file(path: Path) -> BinaryIO:
    """A file of this process's user alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
