"""`/api/v1/sync`: push, pull, reconcile; and the payloads' JSON Schemas."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from app.accounts import sessions
from app.accounts.sessions import current_signed_in
from app.core.access import current_actor, public, requires
from app.core.app_versions import refuse_blocked
from app.core.errors import AppError, InvalidInput, NotFound
from app.core.group_commit import computing
from app.core.openapi import ApiBlueprint
from app.core.quicklane import json_schema
from app.core.web import csrf_exempt, current_clock, current_settings, request_id
from app.sync import schemas
from app.sync.envelope import inflate, read_envelope
from app.sync.pull import MAX_PULL, pull
from app.sync.push import push
from app.sync.reconcile import find_missing
from app.sync.registry import Registry
from app.sync.surrender import surrender

blueprint = ApiBlueprint("sync", __name__, url_prefix="/api/v1", description="Phones' operations")


def registry() -> Registry:
    """The kinds that the running app carries."""
    found: Registry = current_app.extensions["ljuspunkt_registry"]
    return found


@blueprint.post("/sync/push")
@blueprint.doc(requestBody=schemas.PUSH_BODY)
@blueprint.response(200, schemas.PushAnswerSchema)
@requires("sync.use")
def post_push() -> ResponseReturnValue:
    """Keep every operation, once, and say what became of each."""
    envelope = read_envelope(_read_body(), current_settings().push_max_operations)
    refuse_blocked(envelope.app_version)
    now = current_clock().now()
    pushed = push(current_actor(), envelope, registry(), now, request_id())
    with computing():
        return _json(pushed.to_wire(current_clock().now()))


@blueprint.post("/sync/surrender")
@blueprint.doc(requestBody=schemas.PUSH_BODY)
@blueprint.response(200, schemas.PushAnswerSchema)
@csrf_exempt
@public
def post_surrender() -> ResponseReturnValue:
    """Keep raw, in quarantine, what a revoked device still holds. Nothing is handed out.

    The session may be the one that the revoking closed; there is no token left to ask for. A page of somebody else's
    can't send JSON here: the cookie is SameSite and the content type is no form's.
    """
    token = sessions.carried_token()
    if token is None:
        raise AppError("not_signed_in")
    envelope = read_envelope(_read_body(), current_settings().push_max_operations)
    now = current_clock().now()
    kept = surrender(token, envelope, registry(), now, request_id())
    return _json(kept.to_wire(current_clock().now()))


def _read_body() -> bytes:
    """The request's bytes, inflated where they are gzip; bounded before and after."""
    if request.mimetype != "application/json":
        raise AppError("unsupported_media_type")
    max_bytes = current_settings().push_max_bytes
    coding = request.headers.get("Content-Encoding", "identity").lower()
    if coding not in {"identity", "gzip"}:
        raise AppError("unsupported_media_type", details={"content_encoding": ["gzip"]})
    if (request.content_length or 0) > max_bytes:
        raise AppError("body_too_large", details={"max_bytes": max_bytes})
    # Where no length was said, reading stops at the limit without a word: one byte more tells "full" from "too large".
    request.max_content_length = max_bytes + 1
    body = request.get_data(cache=False)
    if len(body) > max_bytes:
        raise AppError("body_too_large", details={"max_bytes": max_bytes})
    return inflate(body, max_bytes) if coding == "gzip" else body


@blueprint.get("/sync/pull")
@blueprint.arguments(schemas.PullQuerySchema, location="query", as_kwargs=True)
@blueprint.response(200, schemas.PullAnswerSchema)
@requires("sync.use")
def get_pull(limit: int, cursor: str | None = None) -> ResponseReturnValue:
    """The latest state of what changed after the cursor, as far as this person may see."""
    if not 1 <= limit <= MAX_PULL:
        raise InvalidInput({"limit": [f"between 1 and {MAX_PULL}"]})
    signed_in = current_signed_in()
    return _json(
        pull(
            signed_in.actor,
            signed_in.scope_version,
            registry(),
            cursor=cursor,
            limit=limit,
            now=current_clock().now(),
        )
    )


@blueprint.post("/sync/reconcile")
@blueprint.arguments(schemas.ReconcileSchema)
@blueprint.response(200, schemas.ReconcileAnswerSchema)
@requires("sync.use")
def post_reconcile(body: dict[str, Any]) -> ResponseReturnValue:
    """Which of a phone's operations are not here."""
    return _json({"missing": find_missing(current_actor(), body["ops"])})


@blueprint.get("/schemas/<name>.json")
@blueprint.response(200)
@public
def get_schema(name: str) -> ResponseReturnValue:
    """The JSON Schema of a kind's payload."""
    kind = registry().kinds.get(name)
    if kind is None:
        raise NotFound
    return _json(json_schema(kind.loader, name))


def _json(body: object) -> Response:
    return Response(orjson.dumps(body), mimetype="application/json")
