"""What the address of the hotspot list asks, and what of the list that leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from flask import request

from app.core.errors import InvalidInput
from app.core.lists import Listing, Page, page_of, swedish_key
from app.hotspots import words
from app.hotspots.answers import HotspotList, HotspotQuery
from app.hotspots.blocks import BLOCKS_A_DAY
from app.hotspots.codes import Verdict
from app.hotspots.results import PlaceResult
from app.hotspots.reviews.standing import Review
from app.hotspots.reviews.words import FILTERS as FILTERS_OF_REVIEWS
from app.hotspots.squares import SIZES_M

#: What patrols of a week can cover (HOTSPOTS.md: the list is capped at it); the rest is one link away.
SHOWN = 10
ALL = 1_000
#: Rows of squares on one page: a town has thousands; the API has them all.
ALL_SQUARES = 200
#: The filters that a place keeps from the list, and the list gets back.
FOR_PLACE = ("from", "to", "category", "days", "block")
FOR_LIST = (*FOR_PLACE, "shown", "review", "sort", "all", "area", "by", "square")
DAYS = ("from", "to", "against_from", "against_to")
FILTERS = (*FOR_PLACE, "shown", "review", "sort")
Answer = TypeVar("Answer")
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
    left_out: tuple[str, ...] = ()  # filters of the address that can't be read or asked here

    @property
    def is_grid(self) -> bool:
        """Squares are asked for, and not places."""
        return self.query.by == "grid"


def read_asked(area_id: str, without: Collection[str] = ()) -> Asked:
    """The filters of the address but for those of `without`; what can't be read there asks for nothing."""
    given = {name: value for name, value in request.args.items() if value and name not in without}
    left = [name for name in FILTERS if name in without]

    def choose(name: str, allowed: Collection[str]) -> str:
        value = given.get(name, "")
        if value and value not in allowed:
            left.append(name)
        return value if value in allowed else ""

    left += [name for name in DAYS if name in given and day_of(name) is None]
    category = given.get("category", "")
    days = choose("days", words.DAYS)
    block = choose("block", [str(number) for number in range(BLOCKS_A_DAY)])
    query = HotspotQuery(
        area_id=area_id,
        from_on=day_of("from") if "from" in given else None,
        to_on=day_of("to") if "to" in given else None,
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
        choose("shown", words.SHOWN),
        choose("sort", words.SORT_NAMES) or "rank",
        "all" in request.args,
        choose("review", FILTERS_OF_REVIEWS),
        tuple(left),
    )


def ask_readable(area_id: str, ask: Callable[[Asked], Answer]) -> tuple[Asked, Answer]:
    """What the address asks and its answer, without the filters that `ask` refuses: they are in `left_out`.

    Raises what `ask` raises, but for an InvalidInput of what the address asks.
    """
    without: frozenset[str] = frozenset()
    while True:
        asked = read_asked(area_id, without)
        try:
            return asked, ask(asked)
        except InvalidInput as refused:
            if without >= set(refused.fields):
                raise
            without |= set(refused.fields)


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
