"""The organisation's own list as an address asks for it, for every page that is about the whole of it."""

from __future__ import annotations

from dataclasses import replace

from app.core.errors import InvalidInput, NotPermitted
from app.hotspots import service
from app.hotspots.answers import HotspotList, HotspotQuery
from app.hotspots.asking import Asked, plain, read_asked
from app.hotspots.web import ask_list


def read_own_list(area_id: str) -> tuple[Asked, HotspotList]:
    """What the address asks, and its answer; the whole list where it asks for what the area doesn't have.

    Raises `reversed_period`, NotPermitted.
    """
    asked = read_asked(area_id)
    try:
        return asked, ask_own_list(asked.query)
    except InvalidInput:
        asked = plain(area_id)
        return asked, ask_own_list(asked.query)


def ask_own_list(query: HotspotQuery) -> HotspotList:
    """The organisation's own places: squares have a list of their own. Raises as `ask_list`, and NotPermitted."""
    answer = ask_list(replace(query, by="place", square_m=None))
    if not isinstance(answer, HotspotList):
        raise NotPermitted(details={"action": service.READ})
    return answer
