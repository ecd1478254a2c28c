"""The organisation's own list as an address asks for it, for every page that is about the whole of it."""

from __future__ import annotations

from dataclasses import replace

from app.core.errors import NotPermitted
from app.hotspots import service
from app.hotspots.answers import HotspotList, HotspotQuery
from app.hotspots.asking import Asked, ask_readable
from app.hotspots.web import ask_list


def read_own_list(area_id: str) -> tuple[Asked, HotspotList]:
    """What the address asks, and its answer; what the area doesn't have is left out.

    Raises `reversed_period`, NotPermitted.
    """
    return ask_readable(area_id, lambda asked: ask_own_list(asked.query))


def ask_own_list(query: HotspotQuery) -> HotspotList:
    """The organisation's own places: squares have a list of their own. Raises as `ask_list`, and NotPermitted."""
    answer = ask_list(replace(query, by="place", square_m=None))
    if not isinstance(answer, HotspotList):
        raise NotPermitted(details={"action": service.READ})
    return answer
