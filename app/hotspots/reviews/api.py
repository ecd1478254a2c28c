"""`/api/v1/hotspots/reviews`: what the organisation says of its hotspots."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.core import audit
from app.core.access import Actor, current_actor, requires
from app.core.clock import to_rfc3339
from app.core.database import db
from app.core.errors import AppError, InvalidInput
from app.core.openapi import ApiBlueprint
from app.core.web import current_clock, request_id
from app.hotspots import queries as hotspot_queries
from app.hotspots.answers import HotspotQuery
from app.hotspots.reviews import schemas, service
from app.hotspots.reviews.codes import Judgement
from app.hotspots.reviews.queries import REVIEW, load_reviews
from app.hotspots.reviews.service import Given
from app.hotspots.reviews.standing import Review, standings_of, units_of
from app.hotspots.schemas import MAX_CATEGORIES
from app.hotspots.squares import read_square

blueprint = ApiBlueprint(
    "hotspot_reviews_api",
    __name__,
    url_prefix="/api/v1/hotspots/reviews",
    description="What people say of hotspots",
)


@blueprint.get("")
@blueprint.arguments(schemas.ReviewQuerySchema, location="query", as_kwargs=True)
@blueprint.response(200, schemas.ReviewListSchema)
@requires(REVIEW, writes=True)
def get_reviews(area: str | None = None, unit_id: str | None = None) -> dict[str, Any]:
    """The organisation's judgements, the newest first; the reading is audited."""
    connection, actor = db.session().connection(), current_actor()
    area_id = _choose_area(connection, actor, area)
    reviews = load_reviews(connection, actor, area_id, None if unit_id is None else {unit_id})
    audit.record(
        connection,
        at=current_clock().now(),
        event="hotspot.review_read",
        actor=actor,
        request_id=request_id(),
        details={"area_id": area_id, "with_note": [each.id for each in reviews if each.note]},
    )
    return {"area_id": area_id, "reviews": _describe(reviews)}


@blueprint.post("")
@blueprint.arguments(schemas.NewReviewSchema)
@blueprint.response(201, schemas.ReviewSchema)
@blueprint.alt_response(404, description="No such unit of the organisation's list.")
@blueprint.alt_response(409, description="It was judged in the meantime, or the figures changed.")
@requires(REVIEW)
def post_review(body: dict[str, Any]) -> dict[str, Any]:
    """A judgement is added. `undone` takes back the one that stands; nothing is ever changed."""
    connection, actor, now = db.session().connection(), current_actor(), current_clock().now()
    unit_id = body["unit_id"]
    if body["judgement"] == Judgement.UNDONE:
        area_id, units = _find_units(connection, actor, body, now)
        review = service.undo(connection, actor, area_id, units, body["seen"], now, body.get("id"))
    else:
        judged = service.find_judged(connection, actor, unit_id, _query(body), now)
        area_id, units = judged.hotspots.area.id, units_of(judged.place)
        review = service.judge(connection, actor, judged, _given(body), now)
    history = load_reviews(connection, actor, area_id, units)
    return next(each for each in _describe(history) if each["id"] == review.id)


def _find_units(
    connection: Connection, actor: Actor, body: dict[str, Any], now: datetime
) -> tuple[str, Collection[str]]:
    """The area, and what the judgements are of: the place, or the squares of the row that the square is part of."""
    unit_id = body["unit_id"]
    if read_square(unit_id) is None:
        return service.find_area_of_unit(connection, actor, unit_id), {unit_id}
    judged = service.find_judged(connection, actor, unit_id, _query(body), now)
    return judged.hotspots.area.id, units_of(judged.place)


def _choose_area(connection: Connection, actor: Actor, asked: str | None) -> str:
    for area in hotspot_queries.load_grounds(connection, actor.areas(REVIEW)):
        if asked is None or asked in {area.id, area.code}:
            return area.id
    raise AppError("unknown_area")


def _query(body: dict[str, Any]) -> HotspotQuery:
    categories, slots = body.get("category"), body.get("slot")
    if categories is not None and len(categories) > MAX_CATEGORIES:
        raise InvalidInput({"category": [f"at most {MAX_CATEGORIES}"]})
    return HotspotQuery(
        area_id=body.get("area"),
        from_on=body.get("from_on"),
        to_on=body.get("to_on"),
        categories=frozenset(categories) if categories else None,
        slots=frozenset(slots) if slots else None,
    )


def _given(body: dict[str, Any]) -> Given:
    return Given(
        judgement=body["judgement"],
        reasons=tuple(body.get("reasons", ())),
        note=body.get("note"),
        text_kept_because=body.get("text_kept_because"),
        seen=body["seen"],
        verdict=body.get("verdict"),
        review_id=body.get("id"),
    )


def _describe(reviews: Iterable[Review]) -> list[dict[str, Any]]:
    found = list(reviews)
    standing = {review.id for review in standings_of(found).values()}
    return [_describe_one(review, stands=review.id in standing) for review in found]


def _describe_one(review: Review, *, stands: bool) -> dict[str, Any]:
    return {
        "id": review.id,
        "unit_id": review.unit_id,
        "unit_name": review.unit_name,
        "squares": None if review.squares is None else list(review.squares),
        "number": review.number,
        "judgement": review.judgement.value,
        "reasons": [reason.value for reason in review.reasons],
        "note": review.note,
        "undoes": review.undoes,
        "stands": stands,
        "from_on": review.from_on,
        "to_on": review.to_on,
        "categories": None if review.categories is None else sorted(review.categories),
        "slots": None if review.slots is None else sorted(review.slots),
        "data_version": review.data_version,
        "verdict": review.computed.value,
        "confidence": review.confidence,
        "observed": review.observed,
        "days": review.days,
        "visits": review.visits,
        "presence_hours": review.presence_hours,
        "reviewed_at": to_rfc3339(review.reviewed_at),
    }
