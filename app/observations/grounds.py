"""What is known of an area when rows are judged: its clock, how far it reaches, what its categories are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import shapely
from shapely import Polygon
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import to_ms
from app.core.errors import InvalidInput
from app.core.geometry import project
from app.observations.columns import ColumnMap
from app.observations.judging import Ground
from app.places.areas import AreaView
from app.places.categories import all_categories
from app.places.outlines import OUTSIDE_MARGIN_M, Ring


def load_ground(session: Session, actor: Actor, area: AreaView, now: datetime) -> Ground:
    """The area as its rows are judged by."""
    return Ground(
        ZoneInfo(area.timezone),
        area.epsg,
        _reach_of(area.outline, area.epsg) if area.outline else None,
        _known_categories(session, actor, area),
        to_ms(now),
    )


def check_codes(columns: ColumnMap, ground: Ground) -> None:
    """What words are mapped to is there: a code with a slip of the pen would be stored 2,000 times.

    Raises InvalidInput.
    """
    wanted = {*columns.categories.values(), columns.default_category} - {None}
    unknown = sorted(map(str, wanted - set(ground.categories.values())))
    if unknown:
        raise InvalidInput({"category": [f"the area has no category {code}" for code in unknown]})


def _reach_of(outline: Ring, epsg: int) -> Polygon:
    """The outline and 1 km around it, in metres."""
    east, north = project([c[0] for c in outline], [c[1] for c in outline], epsg)
    reach = Polygon(list(zip(east.tolist(), north.tolist(), strict=True))).buffer(OUTSIDE_MARGIN_M)
    shapely.prepare(reach)
    return reach


def _known_categories(session: Session, actor: Actor, area: AreaView) -> Mapping[str, str]:
    """Every code and Swedish and English name without case -> code; a code before a name."""
    views = all_categories(session, actor, area.id)
    named = {
        name.strip().casefold(): view.code
        for view in reversed(views)
        for name in (view.fields.name_en, view.fields.name_sv)
    }
    return named | {view.code.casefold(): view.code for view in views}
