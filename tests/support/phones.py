"""A phone as the server meets it: signed in, with a device of its own, over the test client or over HTTP."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.service import open_session
from app.core.database import write_transaction
from app.core.ids import uuid7
from tests.support.builders import (
    EPOCH,
    PASSWORD,
    PEOPLE,
    email_of,
    make_envelope,
    make_operation,
    stamp,
)

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """A status, headers and a body."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.json["code"])

    @property
    def results(self) -> list[dict[str, Any]]:
        """The results of a push that was answered with 200."""
        assert self.status == 200, (self.status, self.content[:500])
        found: list[dict[str, Any]] = self.json["results"]
        return found

    @property
    def statuses(self) -> list[str]:
        return [result["status"] for result in self.results]

    @property
    def codes(self) -> list[str | None]:
        return [result["code"] for result in self.results]


class Transport(Protocol):
    """What carries a request."""

    def send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer: ...


class AppTransport:
    """Straight into the app, with a cookie jar of its own."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        with self.client.open(path, method=method, data=body, headers=dict(headers)) as response:
            return Answer(response.status_code, dict(response.headers), response.get_data())


class HttpTransport:
    """Over a socket, with one cookie: a fresh connection for each request, as after every fault."""

    def __init__(self, url: str, timeout_s: float = 30) -> None:
        parts = urlsplit(url)
        # Our servers listen there; `localhost` may mean IPv6 first.
        is_here = parts.hostname in {None, "localhost"}
        self.host = "127.0.0.1" if is_here else str(parts.hostname)
        self.port = int(parts.port or 80)
        self.timeout_s = timeout_s
        self.cookie = ""
        self._lock = threading.Lock()

    def send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout_s)
        try:
            sent = dict(headers) | ({"Cookie": self.cookie} if self.cookie else {})
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            answer = Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()
        given = answer.headers.get("Set-Cookie")
        if given:
            with self._lock:
                self.cookie = given.split(";", 1)[0]
        return answer


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a phone on a live server has the machine's clock


@dataclass
class Phone:
    """One local store and whoever is signed in on it."""

    transport: Transport
    name: str
    now: Callable[[], datetime] = _now
    device_id: str = field(default_factory=uuid7)
    epoch: str | None = EPOCH
    csrf: str = ""
    last_seq: int = 0

    @property
    def user_id(self) -> str:
        return PEOPLE[self.name].id

    # --- getting in ---

    def sign_in(self, password: str = PASSWORD) -> Answer:
        """The way a person does it: `POST /api/v1/session`."""
        answer = self.send(
            "POST", "/api/v1/session", {"email": email_of(self.name), "password": password}
        )
        if answer.status == 200:
            self.csrf = answer.json["csrf_token"]
        return answer

    # --- requests ---

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request with this phone's token; `body` is JSON unless it is bytes. Header names with `_` for `-`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        sent = (JSON if content is not None else {}) | {"X-CSRFToken": self.csrf} | given
        return self.transport.send(method, path, content, sent)

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def push(self, *ops: Any, **changes: Any) -> Answer:
        """These entries in one envelope."""
        envelope = make_envelope(
            list(ops), self.now(), self.device_id, **{"epoch": self.epoch} | changes
        )
        return self.send("POST", "/api/v1/sync/push", envelope)

    def pull(self, cursor: str | None = None, limit: int = 500) -> Answer:
        place = f"&cursor={cursor}" if cursor is not None else ""
        return self.get(f"/api/v1/sync/pull?limit={limit}{place}")

    def pull_all(self, cursor: str | None = None, limit: int = 500) -> list[dict[str, Any]]:
        """Every change from the cursor on, page by page."""
        changes: list[dict[str, Any]] = []
        more = True
        while more:
            page = self.pull(cursor, limit).json
            changes += page["changes"]
            cursor, more = page["cursor"], page["has_more"]
        return changes

    # --- operations ---

    def op(self, kind: str = "observation", payload: Any = None, **changes: Any) -> dict[str, Any]:
        """A `create` with the next number of this device."""
        self.last_seq += 1
        return make_operation(self.now(), kind, payload, **{"device_seq": self.last_seq} | changes)

    def amend(
        self, create: Mapping[str, Any], base_version: int | None, **fields: Any
    ) -> dict[str, Any]:
        """An amend of the record that this operation is of."""
        return self.op(
            create["kind"],
            fields,
            type="amend",
            record_id=create["record_id"],
            base_version=base_version,
        )

    def retract(
        self, create: Mapping[str, Any], base_version: int | None = None, reason: str = "Fel"
    ) -> dict[str, Any]:
        """A retract of the record that this operation is of."""
        return self.op(
            create["kind"],
            {"reason": reason},
            type="retract",
            record_id=create["record_id"],
            base_version=base_version,
        )

    def stamp(self, **before: float) -> str:
        """Now, or this long before (`minutes=5`), as the phone writes it."""
        return stamp(self.now() - timedelta(**before))


def phone_on(app: Flask, name: str, **changes: Any) -> Phone:
    """A phone on which this person has signed in already, without the 40 ms that a password takes."""
    transport = AppTransport(app)
    phone = Phone(transport, name, now=app.clock.now, **changes)  # type: ignore[attr-defined]
    with app.app_context(), write_transaction() as connection:
        settings = app.settings  # type: ignore[attr-defined]
        token = open_session(connection, phone.user_id, phone.now(), settings.session_lifetime)
    with transport.client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    phone.csrf = phone.get("/api/v1/session").json["csrf_token"]
    return phone


def phone_at(url: str, name: str, **changes: Any) -> Phone:
    """A phone that signed in on a running server, whose history it does not know yet."""
    phone = Phone(HttpTransport(url), name, **{"epoch": None} | changes)
    answer = phone.sign_in()
    assert answer.status == 200, (answer.status, answer.content[:500])
    return phone


def at_once(*jobs: Callable[[], Any]) -> Sequence[Any]:
    """What these answer when they begin in the same moment, each in a thread; the first exception is raised."""
    barrier = threading.Barrier(len(jobs))
    outcomes: list[Any] = [None] * len(jobs)
    errors: list[BaseException] = []

    def run(index: int, job: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            outcomes[index] = job()
        except BaseException as error:  # noqa: BLE001 - raised again below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return outcomes
