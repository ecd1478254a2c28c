"""A patrol as its phone recorded it: check-ins and check-outs, observations, second thoughts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.demo.chance import chance_of, seeded_id
from app.demo.ground import Point, distance_m, sum_presence
from app.demo.phones import Recorded
from app.demo.sightings import Sighting
from app.demo.simulation import BY_CAR_FROM_M, START, Patrol, Visit
from app.demo.town import Town

CORRECTED = 0.07
WITHDRAWN = 0.012
#: Share of the legs on which the phone slept: no line is invented for them.
ASLEEP = 0.25
REASONS = ("Fel kategori.", "Loggad på fel plats.", "Visade sig vara inget.")


@dataclass(frozen=True, slots=True)
class Recorder:
    """What turns simulated patrols into operations: the seed, the town, and the server's ids of the places."""

    seed: int
    town: Town
    place_ids: Mapping[str, str]  # code -> id

    def record(self, patrol: Patrol) -> list[Recorded]:
        """Everything that the phone recorded on this patrol."""
        patrol_id = self._id(patrol.started_at, "patrol", patrol.key)
        created = {"started_at": patrol.started_at, "officers": patrol.officers}
        recorded = [Recorded(patrol.started_at, "patrol", "create", patrol_id, created)]
        for number, visit in enumerate(patrol.visits):
            recorded += self._visit(patrol, patrol_id, number, visit)
        for number, seen in enumerate(patrol.elsewhere):
            name = f"{patrol.key}/elsewhere/{number}"
            recorded += self._sighting(name, seen, {"patrol_id": patrol_id}, patrol.ended_at)
        ended = {"ended_at": patrol.ended_at, "presence": self._presence(patrol)}
        recorded.append(Recorded(patrol.ended_at, "patrol", "amend", patrol_id, ended, 1))
        return recorded

    def _visit(
        self, patrol: Patrol, patrol_id: str, number: int, visit: Visit
    ) -> Iterator[Recorded]:
        name = f"{patrol.key}/{number}"
        visit_id = self._id(visit.started_at, "visit", name)
        payload = {
            "patrol_id": patrol_id,
            "place_id": self.place_ids[visit.place],
            "lon": visit.lon,
            "lat": visit.lat,
            "accuracy_m": visit.accuracy_m,
            "started_at": visit.started_at,
            "method": visit.method,
            "calm": None,
        }
        yield Recorded(visit.started_at, "visit", "create", visit_id, payload)
        parents = {"patrol_id": patrol_id, "visit_id": visit_id}
        for at, seen in enumerate(visit.sightings):
            yield from self._sighting(f"{name}/{at}", seen, parents, visit.left_at)
        if visit.ended_at is not None:
            ended = {"ended_at": visit.ended_at, "calm": visit.calm}
            yield Recorded(visit.ended_at, "visit", "amend", visit_id, ended, 1)

    def _sighting(
        self, name: str, seen: Sighting, parents: Mapping[str, str], until: datetime
    ) -> Iterator[Recorded]:
        """One tap is enough; some add the details a moment later, and some take it back."""
        record_id = self._id(seen.at, "observation", name)
        chance = chance_of(self.seed, "second thoughts", name)
        details = {
            "severity": seen.severity,
            "people_band": seen.people_band,
            "note": seen.note,
        }
        details = {key: value for key, value in details.items() if value is not None}
        later = min(seen.at + timedelta(seconds=chance.randint(15, 150)), until)
        adds_later = bool(details) and chance.random() < CORRECTED
        payload: dict[str, Any] = {
            "category": seen.category,
            "lon": seen.lon,
            "lat": seen.lat,
            "accuracy_m": seen.accuracy_m,
            "position_source": seen.position_source,
            "place_id": self.place_ids[seen.place] if seen.place else None,
            **parents,
        }
        first = payload if adds_later else payload | details
        yield Recorded(seen.at, "observation", "create", record_id, first)
        if adds_later:
            yield Recorded(later, "observation", "amend", record_id, details, 1)
        elif chance.random() < WITHDRAWN:
            reason = {"reason": chance.choice(REASONS)}
            yield Recorded(later, "observation", "retract", record_id, reason, 1)

    def _presence(self, patrol: Patrol) -> list[list[int]]:
        """Seconds by square and hour of what was walked and stood, where the phone was awake."""
        chance = chance_of(self.seed, "asleep", patrol.key)
        legs: list[tuple[Point, datetime, Point, datetime]] = []
        here, at = START, patrol.started_at
        for visit in patrol.visits:
            there = visit.lon, visit.lat
            if distance_m(here, there) <= BY_CAR_FROM_M and chance.random() >= ASLEEP:
                legs.append((here, at, there, visit.started_at))
            legs.append((there, visit.started_at, there, visit.left_at))
            here, at = there, visit.left_at
        return sum_presence(legs)

    def _id(self, at: datetime, *what: str) -> str:
        return seeded_id(self.seed, at, *what)
