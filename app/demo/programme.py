"""What is planned for young people, and who came: the invented town's activities. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.demo.chance import chance_of, draw_poisson, seeded_id
from app.demo.phones import Recorded

PLANNED_AHEAD_DAYS = 15
WEDNESDAYS_OF_THEMES = 7  # the first of each month
NOBODY_CHECKED_IN = 0.04
CALLED_OFF = 0.04
POLICE_CAME = 0.75
WITH_NOTE = 0.3


@dataclass(frozen=True, slots=True)
class Occasion:
    """One planned evening. `key` names it for ever."""

    title: str
    organiser: str
    place: str | None
    location: str | None
    starts_at: datetime
    ends_at: datetime
    ages: tuple[int, int]
    police_expected: bool
    heads: Mapping[str, Mapping[str, float]]

    @property
    def key(self) -> str:
        return f"{self.title}/{self.starts_at.isoformat()}"


@lru_cache(maxsize=1)
def _programme() -> dict[str, Any]:
    text = Path(__file__).with_name("programme.json").read_text("utf-8")
    value: dict[str, Any] = json.loads(text)
    return value


def plan_series(first_on: date, last_on: date, zone: ZoneInfo) -> list[list[Occasion]]:
    """The weekly series and theme evenings that begin in these days, each in the order of time."""
    days = [first_on + timedelta(days=n) for n in range((last_on - first_on).days + 1)]
    programme = _programme()
    series = [
        [_occasion(each, each["title"], on, zone) for on in days if on.weekday() == each["weekday"]]
        for each in programme["series"]
    ]
    themes = programme["themes"]
    for on in days:
        if on.weekday() == themes["weekday"] and on.day <= WEDNESDAYS_OF_THEMES:
            title = themes["titles"][on.month % len(themes["titles"])]
            series.append([_occasion(themes, title, on, zone)])
    return [occasions for occasions in series if occasions]


def _occasion(of: Mapping[str, Any], title: str, on: date, zone: ZoneInfo) -> Occasion:
    starts_at, ends_at = (
        datetime.combine(on, time.fromisoformat(of[name]), zone).astimezone(UTC)
        for name in ("starts", "ends")
    )
    return Occasion(
        title,
        of["organiser"],
        of.get("place"),
        of.get("location"),
        starts_at,
        ends_at,
        tuple(of["ages"]),
        of["police_expected"],
        of["heads"],
    )


def record_checkin(seed: int, occasion: Occasion, activity_id: str) -> Sequence[Recorded]:
    """What the youth worker's phone recorded of the evening: nothing, that it was called off, or who came."""
    return list(_record(seed, occasion, activity_id))


def _record(seed: int, occasion: Occasion, activity_id: str) -> Iterator[Recorded]:
    chance = chance_of(seed, "checkin", occasion.key)
    what_happened = chance.random()
    if what_happened < NOBODY_CHECKED_IN:
        return
    started_at = occasion.starts_at + timedelta(seconds=chance.randint(-600, 420))
    record_id = seeded_id(seed, started_at, "checkin", occasion.key)
    created: dict[str, Any] = {"activity_id": activity_id, "started_at": started_at}
    if what_happened < NOBODY_CHECKED_IN + CALLED_OFF:
        reason = chance.choice(_programme()["cancelled"])
        created |= {"ended_at": started_at, "cancelled_reason": reason}
        yield Recorded(started_at, "checkin", "create", record_id, created)
        return
    yield Recorded(started_at, "checkin", "create", record_id, created)
    ended_at = occasion.ends_at + timedelta(seconds=chance.randint(-300, 1200))
    heads = {
        group: {band: draw_poisson(chance, usual) for band, usual in bands.items()}
        for group, bands in occasion.heads.items()
    }
    police = occasion.police_expected and chance.random() < POLICE_CAME
    ended: dict[str, Any] = {
        "ended_at": ended_at,
        "heads": heads,
        "police_minutes": 5 * chance.randint(3, 12) if police else 0,
        "mood": chance.choices((1, 2, 3), (1, 4, 9))[0],
    }
    if chance.random() < WITH_NOTE:
        ended["note"] = chance.choice(_programme()["notes"])
    yield Recorded(ended_at, "checkin", "amend", record_id, ended, 1)
