"""A log that has grown: rows as pushes leave them, put there in bulk so that a million takes a minute."""

from __future__ import annotations

from pathlib import Path

from app import create_app
from app.core import bulk
from app.core.changes import ChangeHead, ChangeRow
from app.core.database import db, write_transaction
from app.core.ids import uuid7
from app.sync.entering import COLUMNS
from app.sync.models import Operation
from bench import raw
from bench.ground import Ground, encode
from config import Config

AT_ONCE = 1_000
STARTED_AT_MS = 1_700_000_000_000
APART_MS = 30_000
OBSERVATION_COLUMNS = raw.COLUMNS
CHANGE_COLUMNS = (
    "seq",
    "at",
    "kind",
    "record_id",
    "op_id",
    "version",
    "area_id",
    "organisation_id",
    "author_id",
)


def grow(ground: Ground, folder: Path, count: int, start: int = 0) -> None:
    """The log holds `count` operations, each with its record and its change; `start` of them were there before."""
    app = create_app(Config.for_test(database_url=ground.url, instance_path=folder))
    person_id, device_id, push_id, patrol_id = (uuid7() for _ in range(4))
    organisation_id = ground.organisation_id
    with app.app_context():
        for first in range(start, count, AT_ONCE):
            operations, observations, changes = [], [], []
            for number in range(first, min(first + AT_ONCE, count)):
                at_ms = STARTED_AT_MS + number * APART_MS
                op_id, record_id = uuid7(at_ms), uuid7(at_ms)
                operation = {
                    "op_id": op_id,
                    "record_id": record_id,
                    "device_seq": number + 1,
                    "kind": "observation",
                    "type": "create",
                    "occurred_at": "2026-01-01T21:00:00+01:00",
                    "base_version": None,
                    "payload": {
                        "category": "brak",
                        "lon": 16.09,
                        "lat": 61.83,
                        "accuracy_m": 12.5,
                        "position_source": "gps",
                        "severity": 2,
                        "people_band": "3-5",
                        "patrol_id": patrol_id,
                        "note": "Högljutt sällskap vid bänkarna, gick när patrullen kom.",
                    },
                }
                operations.append(
                    (
                        op_id,
                        record_id,
                        device_id,
                        number + 1,
                        "observation",
                        "create",
                        "applied",
                        None,
                        None,
                        None,
                        person_id,
                        organisation_id,
                        person_id,
                        ground.area_id,
                        False,
                        at_ms,
                        0,
                        None,
                        1,
                        push_id,
                        encode(operation).decode(),
                    )
                )
                head = (record_id, ground.area_id, organisation_id, person_id, "own", 1)
                observations.append(
                    (
                        *head,
                        *(False, False, at_ms, at_ms, "good"),
                        *("brak", 16.09, 61.83, 12.5, "gps", None, 2, "3-5", None, patrol_id),
                        *(None, 5575, 68556),
                    )
                )
                change = (
                    number + 1,
                    at_ms,
                    "observation",
                    record_id,
                    op_id,
                    1,
                    ground.area_id,
                )
                changes.append((*change, organisation_id, person_id))
            with write_transaction() as connection:
                bulk.insert_rows(connection, Operation.__table__, COLUMNS, operations)
                table = db.metadata.tables["observation"]
                bulk.insert_rows(connection, table, OBSERVATION_COLUMNS, observations)
                bulk.insert_rows(connection, ChangeRow.__table__, CHANGE_COLUMNS, changes)
                connection.execute(ChangeHead.__table__.update().values(seq=first + len(changes)))
        db.engine.dispose()
