"""What the address of the hotspot list asks, and what of the list that leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from app.core.lists import Listing, Page, page_of, swedish_key
from app.hotspots import words
from app.hotspots.answers import HotspotList, HotspotQuery
from app.hotspots.blocks import BLOCKS_A_DAY
from app.hotspots.codes import Verdict
from app.hotspots.results import PlaceResult
from app.hotspots.reviews.standing import Review

#: What patrols of a week can cover (HOTSPOTS.md: the list is capped at it); the rest is one link away.
SHOWN = 10
ALL = 1_000
#: The filters that a place keeps from the list, and the list gets back.
FOR_PLACE = ("from", "to", "category", "days", "block")
FOR_LIST = (*FOR_PLACE, "shown", "review", "sort", "all", "area")
HOT = (Verdict.CLEAR_HOTSPOT, Verdict.POSSIBLE)
NEVER = -1
UNREVIEWED = "unreviewed"
SORTS: Mapping[str, Callable[[PlaceResult], Any]] = {
    "rank": lambda place: place.rank,
    "name": lambda place: swedish_key(place.name),
    "observed": lambda place: (place.observed, -place.rank),
    "visits": lambda place: (place.visits, -place.rank),
    "hours": lambda place: (place.presence_hours, place.rank),
    "reported": lambda place: (place.reported_by_others, -place.rank),
    "last_visited": lambda place: (place.last_visited_ms or NEVER, place.rank),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the list, beside the area."""

    query: HotspotQuery
    category: str
    days: str
    block: str
    shown: str
    sort: str
    is_all: bool
    review: str = ""  # `unreviewed`, or a judgement that stands


def read_asked(area_id: str) -> Asked:
    """The filters of the address; what can't be read there asks for nothing."""
    arguments = request.args
    category, days, block = (arguments.get(name, "") for name in ("category", "days", "block"))
    days = days if days in words.DAYS else ""
    block = block if block in {str(number) for number in range(BLOCKS_A_DAY)} else ""
    sort = arguments.get("sort", "rank")
    query = HotspotQuery(
        area_id=area_id,
        from_on=_day("from"),
        to_on=_day("to"),
        categories=frozenset({category}) if category else None,
        slots=slots_of(days, block),
    )
    return Asked(
        query,
        category,
        days,
        block,
        arguments.get("shown", ""),
        sort if sort in words.SORT_NAMES else "rank",
        "all" in arguments,
        arguments.get("review", ""),
    )


def plain(area_id: str) -> Asked:
    """The area's whole list, without any filter."""
    return Asked(HotspotQuery(area_id=area_id), "", "", "", "", "rank", is_all=True)


def filters_of(names: tuple[str, ...]) -> dict[str, str]:
    """Those of the address's filters that go with a link."""
    return {name: value for name, value in request.args.items() if name in names}


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def slots_of(days: str, block: str) -> frozenset[int] | None:
    """The slots of the week that these filters leave; None for the whole week."""
    if not days and not block:
        return None
    weekdays = words.DAYS[days][1] if days else range(7)
    blocks = [int(block)] if block else range(BLOCKS_A_DAY)
    return frozenset(BLOCKS_A_DAY * day + each for day in weekdays for each in blocks)


def _reviewed(review: Review | None) -> str:
    return UNREVIEWED if review is None else review.judgement.value


def choose_places(
    asked: Asked, answer: HotspotList, standings: Mapping[str, Review]
) -> Page[PlaceResult]:
    """The places that the filters leave, in the order asked for; ten of them unless all are wanted."""
    found = [
        place
        for place in answer.result.places
        if asked.shown in {"", place.verdict.value}
        or (asked.shown == "hot" and place.verdict in HOT)
        if asked.review in {"", _reviewed(standings.get(place.place_id))}
    ]
    key, descending = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    size = ALL if asked.is_all else SHOWN
    return page_of(found, Listing(key, descending, 1, size), SORTS)
