"""Somebody who pulls all the time: what they have gathered is what a phone that comes new is given."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.phones import Person
from tests.support.phones import HttpTransport

#: So small that a round takes many pages.
PAGE = 7
#: Made again while somebody pulls (app/hotspots/pull.py): two pulls may see two of them.
ALWAYS_NEW = {"hotspot"}


@dataclass
class Watcher:
    """One reader with a cursor. A fault in the way leaves everything as it was."""

    url: str
    person: Person
    cursor: str | None = None
    held: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    transport: HttpTransport = field(init=False)

    def __post_init__(self) -> None:
        self.transport = HttpTransport(self.url)

    def look(self) -> bool:
        """Pages from the cursor on, to the end; False where the server did not let it."""
        more = True
        while more:
            page = self._ask()
            if page is None:
                return False
            if page["reset"] or self.cursor is None:
                self.held.clear()
            for change in page["changes"]:
                key = (change["kind"], change["record_id"])
                if change["deleted"]:
                    self.held.pop(key, None)
                elif change["kind"] not in ALWAYS_NEW:
                    data = json.dumps(change["data"], sort_keys=True)
                    self.held[key] = (change["version"], data)
            self.cursor, more = page["cursor"], page["has_more"]
        return True

    def compare(self) -> list[str]:
        """What they hold and a newcomer is not given, or the other way round."""
        newcomer = Watcher(self.url, self.person)
        if not (newcomer.look() and self.look()):
            return ["the server does not let anybody pull"]
        missed = newcomer.held.items() - self.held.items()
        stale = {key for key, _ in self.held.items() - newcomer.held.items()}
        stale -= {key for key, _ in missed}
        said = [f"{self.person.name}'s pulls have missed {key} {held[0]}" for key, held in missed]
        return said + [f"{self.person.name} still holds {key}" for key in stale]

    def _ask(self) -> dict[str, Any] | None:
        place = "" if self.cursor is None else f"&cursor={self.cursor}"
        path = f"/api/v1/sync/pull?limit={PAGE}{place}"
        try:
            answer = self.transport.send("GET", path, None, {})
            if answer.status == 401 and self._sign_in():
                answer = self.transport.send("GET", path, None, {})
        except (OSError, http.client.HTTPException):
            return None
        found: dict[str, Any] | None = answer.json if answer.status == 200 else None
        return found

    def _sign_in(self) -> bool:
        body = json.dumps({"email": self.person.email, "password": self.person.password}).encode()
        headers = {"Content-Type": "application/json"}
        return self.transport.send("POST", "/api/v1/session", body, headers).status == 200
