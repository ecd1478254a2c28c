"""The invented town as the simulation needs it: where the places are and how they truly are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

_FOLDER = Path(__file__).parent
WEEKEND = {4, 5}  # the evenings of Friday and Saturday
NIGHT_ENDS_HOUR = 6  # what happens after midnight belongs to the evening before
PARTS_END_HOUR = (18, 21, 24)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the town with its truth. `rate` is per hour and average officer, `weight` how often patrols come."""

    code: str
    lon: float
    lat: float
    radius_m: float
    rate: float
    weight: float
    reach: str
    shape: Mapping[str, tuple[float, ...]]
    mix: Mapping[str, float]
    changes: tuple[tuple[int, float], ...] = ()

    def rate_at(self, local: datetime, day: int) -> float:
        """What an average officer sees here in an hour at this local time, on this day of the simulation."""
        evening = local - timedelta(hours=NIGHT_ENDS_HOUR)
        part = sum(local.hour >= hour for hour in PARTS_END_HOUR)
        if evening.date() != local.date():
            part = len(PARTS_END_HOUR)
        factor = 1.0
        for from_day, changed in self.changes:
            factor *= changed if day >= from_day else 1.0
        week = "weekend" if evening.weekday() in WEEKEND else "weekday"
        return self.rate * self.shape[week][part] * factor


@dataclass(frozen=True, slots=True)
class Writer:
    """How readily a person logs, how often they walk, and which part of the town they prefer."""

    key: str
    readiness: float
    weight: float
    prefers: str


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that the simulation is given."""

    area: Mapping[str, Any]
    places: tuple[Mapping[str, Any], ...]
    spots: Mapping[str, Spot]
    writers: Mapping[str, Writer]
    preference: float
    elsewhere_rate: float
    elsewhere_mix: Mapping[str, float]
    notes: Mapping[str, tuple[str, ...]] = field(repr=False)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.area["timezone"])

    def pull_of(self, spot: Spot, writer: Writer) -> float:
        """How much this writer is drawn to the place."""
        return spot.weight * (self.preference if spot.reach == writer.prefers else 1.0)


@lru_cache(maxsize=1)
def load_town() -> Town:
    """Ljusdal, with the truth that was invented for it."""
    ground, truth, notes = (_read(name) for name in ("ljusdal", "truth", "notes"))
    spots = {}
    for place in ground["places"]:
        code = place["code"]
        true = truth["places"][code]
        spots[code] = Spot(
            code=code,
            lon=place["lon"],
            lat=place["lat"],
            radius_m=place["radius_m"],
            rate=true["rate"],
            weight=true["weight"],
            reach=true["reach"],
            shape={week: tuple(parts) for week, parts in truth["shapes"][true["shape"]].items()},
            mix=true["mix"],
            changes=tuple((each["from_day"], each["factor"]) for each in true.get("changes", ())),
        )
    return Town(
        area=ground["area"],
        places=tuple(ground["places"]),
        spots=spots,
        writers={key: Writer(key, **of) for key, of in truth["writers"].items()},
        preference=truth["preference"],
        elsewhere_rate=truth["elsewhere"]["rate"],
        elsewhere_mix=truth["elsewhere"]["mix"],
        notes={code: tuple(texts) for code, texts in notes.items()},
    )


def _read(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return value
