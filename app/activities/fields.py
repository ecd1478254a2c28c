"""What an activity says: its fields and what can't be taken of them, its weeks, its order in lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.core.lists import swedish_key

MAX_TITLE = 120
MAX_LOCATION = 160
MAX_WEEKS = 53
MAX_LENGTH = timedelta(hours=24)
AGES = (6, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFields:
    """What people decide about an activity. Either a place of the area or a location in words."""

    title: str
    organiser: str
    starts_at: datetime
    ends_at: datetime
    place_id: str | None = None
    location: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    police_expected: bool = False


@dataclass(frozen=True, slots=True)
class ActivityView:
    """An activity as pages and the phone need it."""

    id: str
    area_id: str
    organisation_id: str
    series_id: str | None
    place_name: str | None
    cancelled: bool
    cancelled_reason: str | None
    version: int
    fields: ActivityFields

    @property
    def where(self) -> str:
        """The place's name, or the words that were written."""
        return self.place_name or self.fields.location or ""


SORTS: Mapping[str, Callable[[ActivityView], Any]] = {
    "starts": lambda view: (view.fields.starts_at, view.id),
    "title": lambda view: swedish_key(view.fields.title),
    "organiser": lambda view: swedish_key(view.fields.organiser),
    "where": lambda view: swedish_key(view.where),
}


def problems_with_activity(given: ActivityFields) -> dict[str, list[str]]:
    """What can't be taken, field by field, as keys of texts."""
    problems: dict[str, list[str]] = {}
    for name, text in (("title", given.title), ("organiser", given.organiser)):
        if not 1 <= len(text.strip()) <= MAX_TITLE:
            problems[name] = ["text_length"]
    if given.place_id is None and not (given.location or "").strip():
        problems["location"] = ["place_or_location"]
    elif len(given.location or "") > MAX_LOCATION:
        problems["location"] = ["text_length"]
    if not timedelta(0) < given.ends_at - given.starts_at <= MAX_LENGTH:
        problems["ends"] = ["span"]
    low, high = AGES
    for name, age in (("age_from", given.age_from), ("age_to", given.age_to)):
        if age is not None and not low <= age <= high:
            problems[name] = ["age_range"]
    if given.age_from is not None and given.age_to is not None and given.age_from > given.age_to:
        problems.setdefault("age_to", ["ages_reversed"])
    return problems


def repeat_weekly(
    starts_at: datetime, ends_at: datetime, weeks: int, zone: str
) -> list[tuple[datetime, datetime]]:
    """The same hours on the wall clock, this many weeks in a row: 18.00 stays 18.00 when the clock changes."""
    place = ZoneInfo(zone)
    start, end = starts_at.astimezone(place), ends_at.astimezone(place)
    utc = ZoneInfo("UTC")
    return [
        ((start + timedelta(weeks=n)).astimezone(utc), (end + timedelta(weeks=n)).astimezone(utc))
        for n in range(weeks)
    ]
