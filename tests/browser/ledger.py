"""The server's side of a browser test: what its log holds, and what befalls it behind the phone's back."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import insert, select, update

from app.accounts.models import SignInSession
from app.core.changes import Change, record_changes, start_epoch
from app.core.database import db, write_transaction
from app.core.ids import uuid7
from app.places.models import Category, Place, PlaceVersion
from tests.browser.phone_app import PhoneApp
from tests.support import checks
from tests.support.builders import PEOPLE, STATION, TOWN
from tests.support.live_server import ROOT, LiveServer
from tests.support.nursery import run_flask
from tests.support.processes import is_listening


@dataclass
class Ledger:
    """The database under a running server, looked at from beside it."""

    app: Flask
    server: LiveServer

    def operations(self) -> list[tuple[Any, ...]]:
        """(op_id, kind, type, author, status) of everything in the log."""
        return checks.stored_operations(self.app, "op_id", "kind", "type", "author_id", "status")

    def records(self, kind: str) -> list[dict[str, Any]]:
        """The records of a kind as they stand."""
        return checks.records(self.app, kind)

    def expect_exactly(self, phone: PhoneApp, wanted: Mapping[tuple[str, str], int]) -> None:
        """The log holds what the phone has queued, each once and applied, and that is what was done on it."""
        stored = self.operations()
        assert Counter((kind, type_) for _, kind, type_, _, _ in stored) == Counter(wanted)
        assert sorted(op_id for op_id, *_ in stored) == sorted(
            op["op_id"] for op in phone.operations()
        )
        assert {status for *_, status in stored} == {"applied"}
        checks.check_whole(self.app)

    def expect_nothing(self) -> None:
        """No phone has got anything through."""
        assert self.operations() == []

    def revoke_sessions(self, name: str) -> None:
        """Everybody who is signed in as this person is so no longer."""
        with self.app.app_context(), write_transaction() as connection:
            ended = connection.execute(
                update(SignInSession)
                .where(SignInSession.person_id == PEOPLE[name].id)
                .values(revoked_at=self.app.clock.now())  # type: ignore[attr-defined]
            )
        assert ended.rowcount

    def add_places(self, name: str, spots: Sequence[tuple[float, float]]) -> list[str]:
        """Places at these positions (lon, lat), named with their numbers; their ids. The station is their pattern."""
        ids = [uuid7() for _ in spots]
        with self.app.app_context(), write_transaction() as connection:
            for table, key in ((Place.__table__, "id"), (PlaceVersion.__table__, "place_id")):
                pattern = (
                    connection.execute(select(table).where(table.c[key] == STATION))
                    .mappings()
                    .one()
                )
                for number, (new_id, (lon, lat)) in enumerate(zip(ids, spots, strict=True), 1):
                    changed = {key: new_id, "lon": lon, "lat": lat, "name": f"{name} {number}"}
                    code = {"code": f"place-{number}"} if "code" in pattern else {}
                    connection.execute(insert(table).values(dict(pattern) | changed | code))
            changes = [Change("place", new_id, 1, TOWN) for new_id in ids]
            record_changes(connection, changes, self.app.clock.now())  # type: ignore[attr-defined]
        return ids

    def rename_category(self, code: str, name: str) -> None:
        """The category was called so from the beginning."""
        with self.app.app_context(), write_transaction() as connection:
            connection.execute(update(Category).where(Category.code == code).values(name_sv=name))

    def run(self, *arguments: str) -> str:
        """What `flask …` prints on this database, in a process of its own."""
        environment = {
            "LJUSPUNKT_DATABASE_URL": self.server.database_url,
            "LJUSPUNKT_INSTANCE": str(self.server.folder),
        }
        return run_flask(arguments, environment=environment, folder=ROOT)

    def back_up(self, path: Path) -> None:
        """A copy of the database as it is now, the way an operator takes one."""
        _copy(self._file, path)

    def overwrite(self, path: Path) -> None:
        """Every row is as in this copy, in one transaction, while the server goes on."""
        _copy(path, self._file)

    def begin_anew(self, path: Path) -> None:
        """The copy, as a history of its own: nothing that the server keeps of another test fits it."""
        self.overwrite(path)
        with self.app.app_context(), write_transaction() as connection:
            start_epoch(connection)

    def see_to_it_that_it_runs(self) -> None:
        """A test that failed may have left the server dead."""
        if not is_listening(self.server.port):
            self.server.kill()
            self.server.start()

    def restore(self, path: Path) -> None:
        """The server was down, the backup took the database's place, and a new epoch began."""
        self.server.stop()
        with self.app.app_context():
            db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self._file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(path, self._file)
        self.run("sync", "new-epoch")
        self.server.start()

    @property
    def _file(self) -> Path:
        return Path(self.server.database_url.removeprefix("sqlite:///"))


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite.connect(source)) as one, closing(sqlite.connect(target)) as other:
        one.backup(other)
