"""What of a list is left to judge, so that a warning about all of it ends somewhere. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.hotspots.codes import Verdict
from app.hotspots.results import PlaceResult
from app.hotspots.reviews.standing import HOT

ANY_HOT = "hot"


@dataclass(frozen=True, slots=True)
class ToJudge:
    """The rows that a person should say something of: `shown` is the list's filter that leaves them."""

    shown: str
    count: int
    left: int  # of them, those of which nobody has said anything


def find_to_judge(places: Iterable[PlaceResult], judged: Collection[str]) -> ToJudge:
    """The clear hotspots, or where there is none the possible ones; `judged` has the ids of rows with a judgement.

    The squares around a clear one are possible by it: nobody is asked to judge those one by one.
    """
    hot = [place for place in places if place.verdict in HOT]
    clear = [place for place in hot if place.verdict is Verdict.CLEAR_HOTSPOT]
    rows = clear or hot
    left = sum(place.place_id not in judged for place in rows)
    return ToJudge(Verdict.CLEAR_HOTSPOT.value if clear else ANY_HOT, len(rows), left)
