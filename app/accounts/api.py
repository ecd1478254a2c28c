"""`/api/v1/session`: sign in, who am I, sign out."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app.accounts import service, sessions
from app.accounts.recovery import make_recovery_key
from app.accounts.schemas import SessionPatchSchema, SessionSchema, SignInSchema
from app.accounts.service import SignedIn
from app.core.access import public, requires
from app.core.openapi import VERSION, ApiBlueprint
from app.core.web import csrf_exempt, current_clock, current_settings, request_id

blueprint = ApiBlueprint(
    "session", __name__, url_prefix="/api/v1/session", description="Getting in and out"
)


def to_wire(signed_in: SignedIn) -> dict[str, Any]:
    """The session as the phone keeps it."""
    actor = signed_in.actor
    return {
        "user": {
            "id": actor.user_id,
            "email": signed_in.email,
            "name": signed_in.name,
            "locale": actor.locale,
            "organisation": {
                "id": actor.organisation_id,
                "name": signed_in.organisation_name,
                "kind": actor.organisation_kind.value,
            },
            "memberships": [
                {
                    "area_id": each.area_id,
                    "area_code": signed_in.areas[each.area_id][0],
                    "area_name": signed_in.areas[each.area_id][1],
                    "role": each.role.value,
                }
                for each in actor.memberships
            ],
        },
        "csrf_token": generate_csrf(),
        "demonstration": current_settings().demonstration,
        "server_version": VERSION,
    }


@blueprint.post("")
@blueprint.arguments(SignInSchema)
@blueprint.response(200, SessionSchema)
@csrf_exempt
@public
def post_session(body: dict[str, str]) -> dict[str, Any]:
    """Sign in: 401 `sign_in_failed`, 429 `too_many_requests`."""
    token = service.sign_in(
        body["email"],
        body["password"],
        address=request.remote_addr or "",
        now=current_clock().now(),
        lifetime=current_settings().session_lifetime,
        is_demonstration=current_settings().demonstration,
        request_id=request_id(),
    )
    signed_in = sessions.start(token)
    answer = to_wire(signed_in)
    if "device_id" in body:
        secret = current_settings().secret_key
        person_id = signed_in.actor.user_id
        answer["recovery_key"] = make_recovery_key(secret, person_id, body["device_id"])
    return answer


@blueprint.get("")
@blueprint.response(200, SessionSchema)
@requires("profile.own")
def get_session() -> dict[str, Any]:
    """Who is signed in, and a fresh CSRF token."""
    return to_wire(sessions.current_signed_in())


@blueprint.patch("")
@blueprint.arguments(SessionPatchSchema)
@blueprint.response(200, SessionSchema)
@requires("profile.own")
def patch_session(body: dict[str, str]) -> dict[str, Any]:
    """Change the person's own language."""
    signed_in = sessions.current_signed_in()
    service.set_locale(signed_in, body["locale"], current_clock().now())
    token = sessions.current_token()
    return to_wire(sessions.start(token))


@blueprint.delete("")
@blueprint.response(204)
@requires("profile.own")
def delete_session() -> ResponseReturnValue:
    """Sign out: the session is revoked on the server."""
    service.sign_out(sessions.current_signed_in(), current_clock().now(), request_id())
    sessions.stop()
    return "", 204
