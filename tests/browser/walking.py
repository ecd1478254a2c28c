"""A walk with a phone in the hand: positions and the phone's clock are given, everything else is real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, floor, hypot
from typing import Any

from playwright.sync_api import expect

from app.core.geometry import project, unproject
from tests.browser.phone_app import PhoneApp
from tests.browser.phone_store import READ_PRESENCE
from tests.support.processes import wait_until

HOUR_S = 3600


@dataclass(frozen=True)
class Fix:
    """Where somebody is, in SWEREF 99 TM metres, so many seconds after the walk began."""

    second: int
    east: float
    north: float


def last_whole_hour() -> datetime:
    """The hour before this one began then: a walk in its first three quarters turns no hour."""
    now = datetime.now(UTC)  # noqa: TID251 - the browser and the server have the machine's clock
    return now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)


@dataclass
class Walk:
    """One phone that is carried along."""

    phone: PhoneApp
    began_at: datetime

    def stand_at(self, fix: Fix) -> None:
        """The phone's clock shows the time, and its position is there."""
        at = self.began_at + timedelta(seconds=fix.second)
        self.phone.browser.context.clock.set_fixed_time(at)
        lon, lat = unproject([fix.east], [fix.north])
        position = {"longitude": float(lon[0]), "latitude": float(lat[0]), "accuracy": 8}
        self.phone.browser.context.set_geolocation(position)

    def go(self, *fixes: Fix, covered_s: float) -> None:
        """From fix to fix; the phone's disk has the way to each before the next; at last so much is covered."""
        for fix in fixes:
            before = self._covered()
            self.stand_at(fix)
            wait_until(
                lambda had=before: self._covered() != had,
                what=f"the phone has heard of second {fix.second}",
            )
        assert self._covered() == covered_s

    def begin(self, fix: Fix) -> None:
        """A pass has begun here, and the phone knows where that is."""
        self.stand_at(fix)
        self.phone.start_pass()
        expect(self.phone.page.locator(".distance").first).to_be_visible()

    def end_clock(self) -> None:
        """The phone's clock is right again, as the server sees it."""
        now = datetime.now(UTC)  # noqa: TID251 - as above
        self.phone.browser.context.clock.set_fixed_time(now)

    def kept(self) -> list[dict[str, Any]]:
        """What the phone's store has of presence."""
        found: list[dict[str, Any]] = self.phone.page.evaluate(READ_PRESENCE, self.phone.pin)
        return found

    def _covered(self) -> float:
        return sum(each["covered_s"] for each in self.kept())

    @property
    def hour(self) -> int:
        """Whole hours since 1970 of the walk."""
        return int(self.began_at.timestamp()) // HOUR_S


def sum_seconds(legs: Sequence[tuple[Fix, Fix]], hour: int) -> list[list[int]]:
    """The rows of these legs by HOTSPOTS.md, from PROJ's metres and with none of the phone's code."""
    seconds: Counter[tuple[int, int]] = Counter()
    for start, end in legs:
        lasted = end.second - start.second
        length = hypot(end.east - start.east, end.north - start.north)
        speed = length / lasted
        weight = 1.0 if speed <= 3 else 0.5 if speed <= 7 else 0.0
        count = max(1, ceil(length / 10))
        for step in range(count):
            share = (step + 0.5) / count
            east = start.east + (end.east - start.east) * share
            north = start.north + (end.north - start.north) * share
            seconds[floor(east / 100), floor(north / 100)] += weight * lasted / count  # type: ignore[assignment]
    rows = [[ix, iy, hour, floor(total + 0.5)] for (ix, iy), total in seconds.items()]
    return sorted(row for row in rows if row[3] > 0)


def metres_of(lon: float, lat: float) -> tuple[float, float]:
    """East and north of a position."""
    east, north = project([lon], [lat])
    return float(east[0]), float(north[0])
