"""The organisation's own list as an address asks for it, for every page that is about the whole of it."""

from __future__ import annotations

from dataclasses import replace

from app.core.errors import InvalidInput, NotPermitted
from app.hotspots import service
from app.hotspots.answers import HotspotList
from app.hotspots.asking import Asked, plain, read_asked
from app.hotspots.web import ask_list


def read_own_list(area_id: str) -> tuple[Asked, HotspotList]:
    """What the address asks, and its answer; the whole list where it asks for what the area doesn't have.

    Raises `reversed_period`, NotPermitted.
    """
    asked = read_asked(area_id)
    try:
        return asked, _load(asked)
    except InvalidInput:
        asked = plain(area_id)
        return asked, _load(asked)


def _load(asked: Asked) -> HotspotList:
    # Squares have lists of their own; these pages are about places.
    found = ask_list(replace(asked.query, by="place"))
    if not isinstance(found, HotspotList):
        raise NotPermitted(details={"action": service.READ})
    return found
