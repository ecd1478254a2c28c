"""`/api/v1/app-versions`: what the operator says of a version of the phone app. Public: who can't sign in must hear."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.core.access import public
from app.core.app_versions import find_block, is_worker_off
from app.core.openapi import ApiBlueprint

blueprint = ApiBlueprint(
    "app-versions", __name__, url_prefix="/api/v1/app-versions", description="The operator's brake"
)


class ReasonSchema(Schema):
    """Why, in the app's two languages."""

    sv = fields.String(required=True)
    en = fields.String(required=True)


class StandingSchema(Schema):
    """Whether a version may go on."""

    proto = fields.Integer(required=True)
    stop = fields.String(required=True, allow_none=True, metadata={"enum": ["sync", "code", None]})
    reason = fields.Nested(ReasonSchema, required=True, allow_none=True)
    worker = fields.String(required=True, metadata={"enum": ["on", "off"]})


@blueprint.get("/<version>")
@blueprint.response(200, StandingSchema)
@public
def get_standing(version: str) -> dict[str, Any]:
    """What this version must stop, and why; null where it may go on."""
    block = find_block(version)
    return {
        "proto": 1,
        "stop": None if block is None else block.stop,
        "reason": None if block is None else {"sv": block.reason_sv, "en": block.reason_en},
        "worker": "off" if is_worker_off() else "on",
    }
