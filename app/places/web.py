"""Which area a page is about: the one that the address names, else the one this browser looked at last."""

from __future__ import annotations

from flask import g, request, session

from app.core.access import current_actor
from app.core.database import db
from app.core.errors import AppError, NotFound
from app.core.lists import swedish_key
from app.places.areas import AreaView, list_areas

_KEPT = "area"


def page_area(*actions: str) -> AreaView:
    """The area of this page, in which the actor may do one of these; its clock is the page's clock from here on."""
    database, actor = db.session(), current_actor()
    found = {area.id: area for action in actions for area in list_areas(database, actor, action)}
    areas = sorted(found.values(), key=lambda area: swedish_key(area.name))
    if not areas:
        raise NotFound
    asked = request.values.get("area")
    by_code = {area.code: area for area in areas}
    if asked is not None and asked not in by_code:
        g.areas = areas
        raise AppError("unknown_area")
    kept = session.get(_KEPT)
    area = by_code.get(asked or "") or by_code.get(str(kept)) or areas[0]
    if asked is not None and asked != kept:
        session[_KEPT] = asked
    g.timezone = area.timezone
    g.area, g.areas = area, areas
    return area


def use_area(area: AreaView) -> AreaView:
    """The page is about this area, whatever the address says: it shows one record of it."""
    g.timezone = area.timezone
    g.area, g.areas = area, [area]
    return area
