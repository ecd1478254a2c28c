"""The wire shapes of judgements (docs/api.md)."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.core.fields import Id, OneOf, StrictInteger, Words
from app.core.free_text import KEPT_BECAUSE
from app.hotspots.codes import Verdict
from app.hotspots.reviews.codes import Judgement, Reason
from app.hotspots.reviews.service import MAX_NOTE
from app.hotspots.schemas import MAX_CATEGORIES, LocalDay

MAX_UNIT = 60
MAX_NUMBER = 2**31 - 2
SLOTS_A_WEEK = 42
_JUDGEMENTS = [each.value for each in Judgement]


class ReviewQuerySchema(Schema):
    """Which judgements: of an area (default: the person's first), or of one unit of it."""

    area = Words(60, 1, metadata={"description": "An area's id or code."})
    unit_id = Words(MAX_UNIT, 1, metadata={"description": "A place's id, or a square's."})


class NewReviewSchema(Schema):
    """A judgement of a unit's figures: those of the period and filters that are given."""

    id = Id(metadata={"description": "The client's own: what is sent again is one judgement."})
    unit_id = Words(
        MAX_UNIT, 1, required=True, metadata={"description": "A place's id, or a square's."}
    )
    area = Words(60, 1, metadata={"description": "Of a square: its area's id or code."})
    judgement = OneOf(*_JUDGEMENTS, required=True)
    reasons = fields.List(OneOf(*(each.value for each in Reason)))
    note = Words(MAX_NOTE)
    text_kept_because = OneOf(*KEPT_BECAUSE)
    seen = StrictInteger(
        0,
        MAX_NUMBER,
        required=True,
        metadata={"description": "The number of the newest judgement that the person saw, or 0."},
    )
    verdict = OneOf(
        *(each.value for each in Verdict),
        metadata={"description": "The computed verdict that the person saw."},
    )
    from_on = LocalDay(data_key="from")
    to_on = LocalDay(data_key="to")
    category = fields.List(Words(60, 1), metadata={"maxItems": MAX_CATEGORIES})
    slot = fields.List(StrictInteger(0, SLOTS_A_WEEK - 1))


class ReviewSchema(Schema):
    """A judgement with what was computed when it was made."""

    id = fields.String(required=True)
    unit_id = fields.String(required=True)
    unit_name = fields.String(required=True)
    squares = fields.List(fields.String(), required=True, allow_none=True)
    number = fields.Integer(required=True)
    judgement = fields.String(required=True, metadata={"enum": _JUDGEMENTS})
    reasons = fields.List(fields.String(), required=True)
    note = fields.String(required=True, allow_none=True)
    undoes = fields.String(required=True, allow_none=True)
    stands = fields.Boolean(required=True)
    from_on = LocalDay(data_key="from", required=True)
    to_on = LocalDay(data_key="to", required=True)
    categories = fields.List(fields.String(), required=True, allow_none=True)
    slots = fields.List(fields.Integer(), required=True, allow_none=True)
    data_version = fields.String(required=True)
    verdict = fields.String(required=True)
    confidence = fields.String(required=True)
    observed = fields.Integer(required=True)
    days = fields.Integer(required=True)
    visits = fields.Integer(required=True)
    presence_hours = fields.Float(required=True)
    reviewed_at = fields.String(required=True)


class ReviewListSchema(Schema):
    """The organisation's own judgements, the newest first."""

    area_id = fields.String(required=True)
    reviews = fields.List(fields.Nested(ReviewSchema), required=True)
