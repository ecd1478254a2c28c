"""The hotspot list for a request: kept by the process as long as nothing changed."""

from __future__ import annotations

from flask import current_app

from app.core.access import current_actor
from app.core.database import db
from app.core.web import current_clock
from app.hotspots.answers import HotspotList, HotspotQuery, PublishedHotspots
from app.hotspots.keeping import KeptLists

EXTENSION = "ljuspunkt_hotspot_lists"


def ask_list(query: HotspotQuery) -> HotspotList | PublishedHotspots:
    """What whoever asks may see of it (`service.list_hotspots`, and raises as it does)."""
    kept: KeptLists = current_app.extensions[EXTENSION]
    return kept.ask(db.session().connection(), current_actor(), query, current_clock().now())
