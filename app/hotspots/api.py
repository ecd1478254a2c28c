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
from app.core.errors import AppError, InvalidInput, NotPermitted
from app.core.openapi import VERSION
from app.core.web import current_clock, request_id
from app.hotspots import schemas, service
from app.hotspots.answers import HotspotList, HotspotQuery, PublishedHotspots, make_tag
from app.hotspots.export import MEDIA_TYPE, stem_of, to_geojson
from app.hotspots.web import ask_list
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
    """The places of an area, or the squares of its grid, worst first.

    Who has `hotspot.read_shared` alone gets what others publish.
    """
    most = read_limit(asked)
    found = _load(asked)
    response = _answer(found, f"list {most}")
    if response.status_code == 304:
        return response
    return _fill(response, orjson.dumps(describe_list(found, most)), "application/json")


@blueprint.get("/hotspots.geojson")
@blueprint.arguments(schemas.HotspotQuerySchema, location="query", as_kwargs=True)
@blueprint.response(200, schemas.FeatureCollectionSchema, content_type=MEDIA_TYPE)
@blueprint.alt_response(304, description="What the client has by this ETag is still right.")
@requires(EXPORT, writes=True)
def export_hotspots(**asked: Any) -> ResponseReturnValue:
    """The same as GeoJSON (RFC 7946): points for places, polygons for squares. The log says who took it out."""
    actor, most = current_actor(), read_limit(asked)
    found = _load(asked)
    if not actor.can(EXPORT, found.area.id):
        raise NotPermitted(details={"action": EXPORT})
    response = _answer(found, f"geojson {most}")
    if response.status_code == 304:
        return response
    shown = found.place_ids[:most]
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
            "by": found.query.by,
            "places": len(shown),
        },
    )
    named = f'attachment; filename="{stem_of(found)}.geojson"'
    response.headers["Content-Disposition"] = named
    return _fill(response, to_geojson(found, shown), MEDIA_TYPE)


def read_query(
    *,
    area: str | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    category: list[str] | None = None,
    slot: list[int] | None = None,
    by: Literal["place", "grid"] = "place",
    square: int | None = None,
    limit: int | None = None,  # noqa: ARG001 - how much of the answer, not what is asked
) -> HotspotQuery:
    """What the address asks."""
    if square is not None and by != "grid":
        raise InvalidInput({"square": ["only of the grid: by=grid"]})
    if category is not None and len(category) > schemas.MAX_CATEGORIES:
        raise InvalidInput({"category": [f"at most {schemas.MAX_CATEGORIES}"]})
    return HotspotQuery(
        area_id=area,
        from_on=from_on,
        to_on=to_on,
        categories=frozenset(category) if category else None,
        slots=frozenset(slot) if slot else None,
        by=by,
        square_m=square,
    )


def read_limit(asked: dict[str, Any]) -> int | None:
    """How many rows are wanted at most; None for all places. Raises `too_many_rows`."""
    limit: int | None = asked.get("limit")
    if limit is not None and limit > schemas.MAX_ROWS:
        raise AppError("too_many_rows", details={"most": schemas.MAX_ROWS, "asked": limit})
    if limit is None and asked.get("by") == "grid":
        return schemas.DEFAULT_SQUARES
    return limit


def _load(asked: dict[str, Any]) -> HotspotList | PublishedHotspots:
    return ask_list(read_query(**asked))


def _answer(found: HotspotList | PublishedHotspots, form: str) -> Response:
    """An answer with its ETag: 304 where the client has it already, else 200 and still empty."""
    response = Response()
    response.set_etag(make_tag(found, current_actor().organisation_id, f"{form} {VERSION}"))
    response.make_conditional(request)
    return response


def _fill(response: Response, body: bytes, mimetype: str) -> Response:
    response.set_data(body)
    response.mimetype = mimetype
    return response
