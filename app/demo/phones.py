"""Phones that carry what was recorded to the server: numbers without a gap, batches as a phone makes them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from app.demo.chance import chance_of, seeded_id

APP_VERSION = "1.0.0"
ON_THE_WAY = timedelta(milliseconds=420)
#: A phone's store is made once: its id is the same whichever day the simulation begins.
MADE_AT = datetime(2026, 1, 2, 8, tzinfo=UTC)
SYNC_EVERY_MIN = (25, 55)
OFFLINE_ALL_EVENING = 0.2
BACK_IN_COVERAGE_MIN = (5, 40)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What somebody did on a phone: an operation before it has its number."""

    at: datetime
    kind: str
    type: str
    record_id: str
    payload: Mapping[str, Any]
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """One request of a phone. `last_seq` is the highest number in it, `now` when it reaches the server."""

    writer: str
    device_id: str
    now: datetime
    last_seq: int
    sent_at: str
    ops: tuple[Mapping[str, Any], ...]

    def to_bytes(self, epoch: str | None) -> bytes:
        """The body as it goes over the wire (SYNC.md, Push)."""
        queue = {
            "count": len(self.ops),
            "oldest_at": self.ops[0]["occurred_at"],
            "max_seq": self.last_seq,
        }
        return orjson.dumps(
            {
                "proto": 1,
                "epoch": epoch,
                "device_id": self.device_id,
                "app": APP_VERSION,
                "sent_at": self.sent_at,
                "queue": queue,
                "ops": self.ops,
            }
        )


class Phone:
    """One person's phone, from its first operation on."""

    def __init__(self, seed: int, writer: str, user_id: str, zone: ZoneInfo) -> None:
        self.seed, self.writer, self.user_id, self.zone = seed, writer, user_id, zone
        self.device_id = seeded_id(seed, MADE_AT, "device", writer)
        self.seq = 0

    def send(self, recorded: Sequence[Recorded], moments: Sequence[datetime]) -> list[Push]:
        """Everything that was recorded, sent at these moments; the last is after all of it."""
        pushes: list[Push] = []
        waiting = sorted(recorded, key=lambda each: each.at)
        for now in moments:
            due = [each for each in waiting if each.at <= now]
            waiting = waiting[len(due) :]
            if due:
                ops = tuple(self._number(each) for each in due)
                sent_at = self._say(now - ON_THE_WAY)
                pushes.append(Push(self.writer, self.device_id, now, self.seq, sent_at, ops))
        if waiting:
            raise ValueError("something was recorded after the last moment")
        return pushes

    def _number(self, each: Recorded) -> dict[str, Any]:
        self.seq += 1
        return {
            "op_id": seeded_id(self.seed, each.at, "op", self.device_id, self.seq),
            "record_id": each.record_id,
            "device_seq": self.seq,
            "kind": each.kind,
            "type": each.type,
            "occurred_at": self._say(each.at),
            "base_version": each.base_version,
            "payload": {
                name: self._say(value) if isinstance(value, datetime) else value
                for name, value in each.payload.items()
            },
            "author": self.user_id,
        }

    def _say(self, instant: datetime) -> str:
        return instant.astimezone(self.zone).isoformat(timespec="milliseconds")


def moments_of(seed: int, what: str, started_at: datetime, ended_at: datetime) -> list[datetime]:
    """When a phone had coverage during these hours: now and then, or first on the way home."""
    chance = chance_of(seed, "coverage", what)
    last = ended_at + timedelta(seconds=chance.randint(2, 90))
    if chance.random() < OFFLINE_ALL_EVENING:
        return [last + _minutes(chance, BACK_IN_COVERAGE_MIN)]
    moments = [started_at + timedelta(seconds=chance.randint(2, 20))]
    while (at := moments[-1] + _minutes(chance, SYNC_EVERY_MIN)) < ended_at:
        moments.append(at)
    return [*moments, last]


def _minutes(chance: Random, low_high: tuple[int, int]) -> timedelta:
    return timedelta(seconds=chance.randint(60 * low_high[0], 60 * low_high[1]))
