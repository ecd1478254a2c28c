"""Small towns by hand: rows as a service would read them, one field overridden at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from app.hotspots.inputs import (
    HotspotInputs,
    ObservationRows,
    PatrolRows,
    Places,
    Question,
    ReportRows,
    VisitRows,
)
from app.hotspots.results import HotspotResult, PlaceResult

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def local_ms(*parts: int, zone: ZoneInfo = STOCKHOLM, fold: int = 0) -> int:
    return round(datetime(*parts, tzinfo=zone, fold=fold).timestamp() * 1000)


FROM = local_ms(2026, 3, 2)  # a Monday
TO = local_ms(2026, 3, 30)


@dataclass(frozen=True)
class Visit:
    place: int
    start_ms: int
    end_ms: int | None
    calm: bool | None = None
    patrol_id: str | None = "patrol"
    reporter: str = "ann"


@dataclass(frozen=True)
class Seen:
    place: int
    occurred_ms: int
    observation_id: str = ""
    category: str = "klotter"
    patrol_id: str | None = "patrol"
    reporter: str = "ann"
    easting_m: float = 0.0
    northing_m: float = 0.0
    accuracy_m: float = 10.0
    position_source: str = "gps"
    withdrawn: bool = False
    suspect: bool = False
    inside_area: bool = True
    counts_as_disorder: bool = True


@dataclass(frozen=True)
class Report:
    place: int
    occurred_ms: int
    category: str = "klotter"
    until_ms: int = 0  # not after its beginning: the time is known


def columns(kind: type, rows: Iterable[object]) -> dict[str, list[object]]:
    given = list(rows)
    return {field.name: [getattr(row, field.name) for row in given] for field in fields(kind)}


def town(
    visits: Sequence[Visit] = (),
    seen: Sequence[Seen] = (),
    *,
    places: int = 3,
    reports: Sequence[Report] = (),
    patrols: PatrolRows | None = None,
    question: Question | None = None,
) -> HotspotInputs:
    ids = [f"place-{number:02}" for number in range(places)]
    named = columns(ObservationRows, seen)
    named["observation_id"] = [
        row.observation_id or f"seen-{number:05}" for number, row in enumerate(seen)
    ]
    return HotspotInputs(
        question=question or Question(FROM, TO, STOCKHOLM),
        places=Places(ids, [f"Plats {place_id}" for place_id in ids]),
        visits=VisitRows(**columns(VisitRows, visits)),
        observations=ObservationRows(**named),
        reports=ReportRows(**columns(ReportRows, reports)),
        patrols=patrols or PatrolRows(),
    )


def by_place(result: HotspotResult) -> dict[int, PlaceResult]:
    return {row.place: row for row in result.places}


def evenings(
    place: int, days: Iterable[int], *, minutes: int = 60, **changed: object
) -> list[Visit]:
    """A visit at 18.00 on each of these days of the period, each by a patrol of its own."""
    return [
        Visit(
            **{
                "place": place,
                "start_ms": FROM + day * DAY + 18 * HOUR,
                "end_ms": FROM + day * DAY + 18 * HOUR + minutes * MINUTE,
                "patrol_id": f"patrol-{place}-{day}-{changed.get('reporter', 'ann')}",
                **changed,
            }
        )
        for day in days
    ]


def seen_on(place: int, days: Iterable[int], **changed: object) -> list[Seen]:
    """An observation ten minutes into the visit of `evenings`, on each of these days."""
    return [
        Seen(
            **{
                "place": place,
                "occurred_ms": FROM + day * DAY + 18 * HOUR + 10 * MINUTE,
                "patrol_id": f"patrol-{place}-{day}-{changed.get('reporter', 'ann')}",
                **changed,
            }
        )
        for day in days
    ]


def random_town(seed: int, *, visits: int = 120, seen: int = 60, places: int = 5) -> HotspotInputs:
    """A town that anything may have happened in, also before the period and outside the places."""
    rng = np.random.default_rng(seed)
    stays = [
        Visit(
            int(rng.integers(-1, places)),
            int(rng.integers(FROM - 90 * DAY, TO)),
            None,
            [None, True, False][rng.integers(0, 3)],
            f"patrol-{rng.integers(0, 25)}",
            "abcde"[rng.integers(0, 5)],
        )
        for _ in range(visits)
    ]
    stays = [
        Visit(
            stay.place,
            stay.start_ms,
            None if rng.random() < 0.1 else stay.start_ms + int(rng.integers(0, 3 * HOUR)),
            stay.calm,
            stay.patrol_id,
            stay.reporter,
        )
        for stay in stays
    ]
    entries = []
    for number in range(seen):
        stay = stays[rng.integers(0, visits)]
        entries.append(
            Seen(
                stay.place if rng.random() < 0.9 else int(rng.integers(-1, places)),
                stay.start_ms + int(rng.integers(0, 40 * MINUTE)),
                f"seen-{rng.integers(0, 10**9):09}-{number}",
                ["klotter", "brak", "eldning"][rng.integers(0, 3)],
                stay.patrol_id,
                stay.reporter,
                float(rng.integers(0, 200)),
                float(rng.integers(0, 200)),
            )
        )
    return town(stays, entries, places=places)
