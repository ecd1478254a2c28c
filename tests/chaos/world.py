"""Everything that takes part in a round: the phones, the server and its database, and somebody who only reads."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Person as PersonRow
from app.core.database import read_connection
from app.sync.models import Device
from tests.chaos.data import Data
from tests.chaos.phones import ChaosPhone, Person
from tests.support.live_server import ROOT, LiveServer
from tests.support.nursery import run_flask


@dataclass
class House:
    """A server of ours and its database: what can be killed, restored and asked from beside."""

    server: LiveServer
    data: Data
    _killing: threading.Lock = field(default_factory=threading.Lock)

    def kill(self) -> None:
        """The server got SIGKILL, from whichever thread."""
        with self._killing:
            self.server.kill()

    def see_to_it_that_it_runs(self) -> None:
        with self._killing:
            if self.server.is_gone:
                self.server.start()

    def restore(self, name: str) -> None:
        """The server was down, the backup took the database's place, and a new epoch began (README)."""
        with self._killing:
            self.server.kill()
            self.data.put_back(name)
            self.flask("sync", "new-epoch")
            self.server.start()

    def flask(self, *arguments: str) -> str:
        """What `flask …` prints on this database, in a process of its own."""
        settings = {
            "LJUSPUNKT_DATABASE_URL": self.data.url,
            "LJUSPUNKT_INSTANCE": str(self.server.folder),
        }
        return run_flask(arguments, environment={**os.environ, **settings}, folder=ROOT)


@dataclass
class World:
    """One town under chaos. Without a `house` the server is somebody else's, and only reached over HTTP."""

    phones: list[ChaosPhone]
    house: House | None
    upstream: str
    #: Who may read everything, to see whether pulling misses anything.
    readers: list[Person]
    #: What goes on in this round, by index: set by the round, asked by nobody but the troubles.
    notes: dict[str, Any] = field(default_factory=dict)

    def own_house(self) -> House:
        """The house, for troubles that need one."""
        if self.house is None:
            raise RuntimeError("This needs a server of our own.")
        return self.house

    def other_than(self, phone: ChaosPhone) -> Person:
        """Somebody else who may take this phone."""
        return self.phones[(phone.number + 1) % len(self.phones)].owner

    def is_revoked(self, phone: ChaosPhone, person: Person) -> bool:
        """Whether the server will take nothing from this person on this phone."""
        if self.house is None:
            return False
        app = self.house.data.app
        query = (
            select(func.count())
            .select_from(Device)
            .join(PersonRow, PersonRow.organisation_id == Device.organisation_id)
            .where(
                PersonRow.email == person.email,
                Device.revoked_at.is_not(None),
                Device.device_id.in_(phone.device_ids()),
            )
        )
        with app.app_context(), read_connection() as connection:
            return bool(connection.scalar(query))

    def wait_until_up(self) -> None:
        """The server answers."""
        if self.house is not None:
            self.house.see_to_it_that_it_runs()
