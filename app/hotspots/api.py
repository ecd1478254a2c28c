"""`/api/v1/hotspots` and `/api/v1/hotspots.geojson`: where it is worst for the time that was spent there."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import orjson
from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from app.core import audit
from app.core.access import current_actor, requires
from app.core.database import db
from app.core.errors import InvalidInput, NotPermitted
from app.core.openapi import VERSION
from app.core.web import current_clock, request_id
from app.hotspots import schemas, service
from app.hotspots.answers import HotspotQuery, LoadedHotspots, PublishedHotspots, make_tag
from app.hotspots.export import MEDIA_TYPE, stem_of, to_geojson
from app.hotspots.wire import describe_list

blueprint = Blueprint(
    "hotspots_api", __name__, url_prefix="/api/v1", description="Where it is worst"
)
EXPORT = "hotspot.export"


@blueprint.get("/hotspots")
@blueprint.arguments(schemas.HotspotQuerySchema, location="query", as_kwargs=True)
@blueprint.response(200, schemas.HotspotListSchema)
@blueprint.alt_response(304, description="What the client has by this ETag is still right.")
@requires(service.READ, service.READ_SHARED)
def get_hotspots(**asked: Any) -> ResponseReturnValue:
    """The places of an area, worst first. Who has `hotspot.read_shared` alone gets what others publish."""
    found = _load(asked)
    unchanged = _answer(found, "list")
    if unchanged.status_code == 304:
        return unchanged
    answer = found.rank() if isinstance(found, LoadedHotspots) else found
    return _fill(unchanged, orjson.dumps(describe_list(answer)), "application/json")


@blueprint.get("/hotspots.geojson")
@blueprint.arguments(schemas.HotspotQuerySchema, location="query", as_kwargs=True)
@blueprint.response(200, schemas.FeatureCollectionSchema, content_type=MEDIA_TYPE)
@blueprint.alt_response(304, description="What the client has by this ETag is still right.")
@requires(EXPORT, writes=True)
def export_hotspots(**asked: Any) -> ResponseReturnValue:
    """The same as GeoJSON (RFC 7946), a point for each place. The log says who took it out."""
    actor, found = current_actor(), _load(asked)
    if not actor.can(EXPORT, found.area.id):
        raise NotPermitted(details={"action": EXPORT})
    response = _answer(found, "geojson")
    if response.status_code == 304:
        return response
    answer = found.rank() if isinstance(found, LoadedHotspots) else found
    audit.record(
        db.session(),
        at=current_clock().now(),
        event="hotspot.export",
        actor=actor,
        request_id=request_id(),
        details={
            "area_id": found.area.id,
            "from": str(found.period.from_on),
            "to": str(found.period.to_on),
            "form": "geojson",
            "published": isinstance(found, PublishedHotspots),
            "places": len(found.spots),
        },
    )
    named = f'attachment; filename="{stem_of(answer)}.geojson"'
    response.headers["Content-Disposition"] = named
    return _fill(response, to_geojson(answer), MEDIA_TYPE)


def read_query(
    *,
    area: str | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    category: list[str] | None = None,
    slot: list[int] | None = None,
    by: Literal["place"] = "place",
) -> HotspotQuery:
    """What the address asks."""
    if category is not None and len(category) > schemas.MAX_CATEGORIES:
        raise InvalidInput({"category": [f"at most {schemas.MAX_CATEGORIES}"]})
    return HotspotQuery(
        area_id=area,
        from_on=from_on,
        to_on=to_on,
        categories=frozenset(category) if category else None,
        slots=frozenset(slot) if slot else None,
        by=by,
    )


def _load(asked: dict[str, Any]) -> LoadedHotspots | PublishedHotspots:
    connection, now = db.session().connection(), current_clock().now()
    return service.load_hotspots(connection, current_actor(), read_query(**asked), now)


def _answer(found: LoadedHotspots | PublishedHotspots, form: str) -> Response:
    """An answer with its ETag: 304 where the client has it already, else 200 and still empty."""
    response = Response()
    response.set_etag(make_tag(found, current_actor().organisation_id, f"{form} {VERSION}"))
    response.make_conditional(request)
    return response


def _fill(response: Response, body: bytes, mimetype: str) -> Response:
    response.set_data(body)
    response.mimetype = mimetype
    return response
