"""What every benchmark stands on: a database with people and categories, and gunicorn in a process of its own."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import insert

from app import create_app
from app.accounts import service
from app.accounts.models import Area
from app.core.access import OrganisationKind, Role
from app.core.clock import SystemClock
from app.core.database import db, write_transaction
from app.core.ids import uuid7
from app.places.models import Category, Place
from config import Config
from tests.support.databases import migrate

PASSWORD = "mätning " + secrets.token_hex(12)
CATEGORIES = ("brak", "klotter", "nedskrapning", "berusade", "a_traktor")


def encode(value: object) -> bytes:
    """Compact JSON."""
    return orjson.dumps(value)


@dataclass(frozen=True)
class Ground:
    """A migrated database with one area, eight officers and a supervisor."""

    url: str
    area_id: str
    organisation_id: str
    place_ids: tuple[str, ...]
    officers: tuple[str, ...]
    supervisor: str


def prepare(url: str, folder: Path, officers: int = 8) -> Ground:
    """People, places and categories are there; nothing has been pushed."""
    migrate(url, folder)
    app = create_app(Config.for_test(database_url=url, instance_path=folder))
    now = SystemClock().now()
    area_id = uuid7()
    place_ids = tuple(uuid7() for _ in range(20))
    emails = tuple(f"officer{n}@bench.example" for n in range(officers))
    supervisor = "supervisor@bench.example"
    with app.app_context(), write_transaction() as connection:
        organisation_id = service.create_organisation(
            connection, OrganisationKind.POLICE, "Polisen"
        )
        connection.execute(
            insert(Area).values(
                id=area_id,
                code="bench",
                name="Bench",
                timezone="Europe/Stockholm",
                epsg=3006,
                centre_lon=16.09,
                centre_lat=61.83,
                zoom=14,
                version=1,
                demonstration=False,
            )
        )
        owner = {
            "area_id": area_id,
            "organisation_id": organisation_id,
            "sharing": "partners",
            "version": 1,
            "created_at": now,
            "updated_at": now,
            "retired": False,
        }
        for order, code in enumerate(CATEGORIES):
            connection.execute(
                insert(Category).values(
                    id=uuid7(),
                    code=code,
                    group="social",
                    name_sv=code,
                    name_en=code,
                    description_sv="",
                    description_en="",
                    severity=1,
                    order=order,
                    is_disorder=True,
                    **owner,
                )
            )
        for number, place_id in enumerate(place_ids):
            connection.execute(
                insert(Place).values(
                    id=place_id,
                    code=f"place-{number}",
                    name=f"Place {number}",
                    kind="torg",
                    lon=16.08 + number * 0.001,
                    lat=61.83,
                    radius_m=60,
                    accuracy_m=20,
                    **owner,
                )
            )
        for email in (*emails, supervisor):
            role = Role.SUPERVISOR if email == supervisor else Role.OFFICER
            service.create_person(
                connection,
                email=email,
                name=email.split("@", maxsplit=1)[0],
                password=PASSWORD,
                organisation_id=organisation_id,
                roles=[(area_id, role)],
                now=now,
            )
    with app.app_context():
        db.engine.dispose()
    return Ground(url, area_id, organisation_id, place_ids, emails, supervisor)


class Phone:
    """One signed-in client with a device of its own, on one connection that is kept open."""

    def __init__(self, port: int, email: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Content-Type": "application/json"}
        answer = self.send(
            "POST", "/api/v1/session", encode({"email": email, "password": PASSWORD})
        )
        self.headers["X-CSRFToken"] = answer["csrf_token"]
        self.device_id = uuid7()
        self.seq = 0

    def send(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        """The JSON of the answer; anything but a 200 ends the measurement."""
        try:
            self.connection.request(method, path, body, self.headers)
            answer = self.connection.getresponse()
        except (
            ConnectionError,
            http.client.HTTPException,
        ):  # the server closes what was idle for 2 s
            self.connection.close()
            self.connection.request(method, path, body, self.headers)
            answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {content[:300]!r}")
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.headers["Cookie"] = cookie.split(";", 1)[0]
        result: dict[str, Any] = orjson.loads(content)
        return result

    def hang_up(self) -> None:
        """The next request connects anew: phones that call at once are shared among the server's processes."""
        self.connection.close()

    def push(self, body: bytes) -> dict[str, Any]:
        """The answer to a push of these bytes."""
        return self.send("POST", "/api/v1/sync/push", body)

    def envelope(self, operations: list[dict[str, Any]]) -> bytes:
        """The bytes of a push of these operations."""
        return encode(
            {
                "proto": 1,
                "epoch": None,
                "device_id": self.device_id,
                "app": "bench",
                "sent_at": SystemClock().now().isoformat(),
                "queue": {"count": len(operations)},
                "ops": operations,
            }
        )

    def operation(self, kind: str, payload: dict[str, Any], record_id: str = "") -> dict[str, Any]:
        """A create with the next number of this device."""
        self.seq += 1
        return {
            "op_id": uuid7(),
            "record_id": record_id or uuid7(),
            "device_seq": self.seq,
            "kind": kind,
            "type": "create",
            "occurred_at": (SystemClock().now() - timedelta(minutes=5)).isoformat(),
            "base_version": None,
            "payload": payload,
        }

    def observations(self, count: int, ground: Ground, patrol_id: str) -> list[dict[str, Any]]:
        """Observations as a patrol makes them: half with a note, half at a place."""
        made = []
        for number in range(count):
            at_place = number % 2 == 0
            payload = {
                "category": CATEGORIES[(self.seq + number) % len(CATEGORIES)],
                "lon": 16.08 + (self.seq % 400) * 0.0001,
                "lat": 61.82 + (number % 50) * 0.0002,
                "accuracy_m": 12.5,
                "position_source": "gps",
                "severity": 1 + number % 3,
                "people_band": "3-5",
                "patrol_id": patrol_id,
            }
            if at_place:
                payload["place_id"] = ground.place_ids[number % len(ground.place_ids)]
            else:
                payload["note"] = "Högljutt sällskap vid bänkarna, gick när patrullen kom."
            made.append(self.operation("observation", payload))
        return made


@contextmanager
def cpu_of(process_ids: list[int]) -> Iterator[dict[str, float]]:
    """CPU seconds and peak memory (MiB) of these processes while the block runs."""
    figures = {"cpu_s": 0.0, "peak_mib": 0.0}
    before = {pid: _cpu_s(pid) for pid in process_ids}
    yield figures
    figures["cpu_s"] = sum(_cpu_s(pid) - before[pid] for pid in process_ids)
    figures["peak_mib"] = sum(_peak_mib(pid) for pid in process_ids)


def _cpu_s(process_id: int) -> float:
    fields = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    return ticks / 100


def _peak_mib(process_id: int) -> float:
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0
