"""What the address of the hotspot list asks, and what of the list that leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from flask import request

from app.core.lists import Listing, Page, page_of, swedish_key
from app.hotspots import words
from app.hotspots.answers import HotspotList, HotspotQuery
from app.hotspots.blocks import BLOCKS_A_DAY
from app.hotspots.codes import Verdict
from app.hotspots.results import PlaceResult
from app.hotspots.reviews.standing import Review
from app.hotspots.squares import SIZES_M

#: What patrols of a week can cover (HOTSPOTS.md: the list is capped at it); the rest is one link away.
SHOWN = 10
ALL = 1_000
#: Rows of squares on one page: a town has thousands; the API has them all.
ALL_SQUARES = 200
#: The filters that a place keeps from the list, and the list gets back.
FOR_PLACE = ("from", "to", "category", "days", "block")
FOR_LIST = (*FOR_PLACE, "shown", "review", "sort", "all", "area", "by", "square")
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

    @property
    def is_grid(self) -> bool:
        """Squares are asked for, and not places."""
        return self.query.by == "grid"


def read_asked(area_id: str) -> Asked:
    """The filters of the address; what can't be read there asks for nothing."""
    arguments = request.args
    category, days, block = (arguments.get(name, "") for name in ("category", "days", "block"))
    days = days if days in words.DAYS else ""
    block = block if block in {str(number) for number in range(BLOCKS_A_DAY)} else ""
    sort = arguments.get("sort", "rank")
    query = HotspotQuery(
        area_id=area_id,
        from_on=day_of("from"),
        to_on=day_of("to"),
        categories=frozenset({category}) if category else None,
        slots=slots_of(days, block),
        by=asked_by(),
        square_m=_side() if asked_by() == "grid" else None,
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
    """The area's whole list, of places or squares, without any filter."""
    query = HotspotQuery(area_id=area_id, by=asked_by())
    return Asked(query, "", "", "", "", "rank", is_all=True)


def asked_by() -> Literal["place", "grid"]:
    """Whether the address asks for places or for squares."""
    return "grid" if request.args.get("by") == "grid" else "place"


def _side() -> int | None:
    return {str(size): size for size in SIZES_M}.get(request.args.get("square", ""))


def filters_of(names: tuple[str, ...]) -> dict[str, str]:
    """Those of the address's filters that go with a link."""
    return {name: value for name, value in request.args.items() if name in names}


def day_of(name: str) -> date | None:
    """The day that the address gives this name; None where it can't be read."""
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
    most = ALL_SQUARES if asked.is_grid else ALL
    size = most if asked.is_all else SHOWN
    return page_of(found, Listing(key, descending, 1, size), SORTS)
