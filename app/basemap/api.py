"""`GET /api/v1/basemaps/<sha256>`: an area's basemap, whole or by ranges, for ever the same."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Response, current_app, send_file

from app.basemap import service
from app.core.access import current_actor, requires
from app.core.database import db
from app.core.errors import NotFound
from app.core.openapi import ApiBlueprint

blueprint = ApiBlueprint("basemap_api", __name__, url_prefix="/api/v1", description="Basemaps")
MEDIA_TYPE = "application/vnd.pmtiles"
#: The address names the content. Only for who is signed in: no shared cache may keep it.
FOR_EVER = "private, max-age=31536000, immutable"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@blueprint.get("/basemaps/<sha256>")
@blueprint.response(
    200,
    {"type": "string", "format": "binary"},
    content_type=MEDIA_TYPE,
    description="The PMTiles archive.",
)
@blueprint.alt_response(206, description="The part that `Range` asks for.")
@blueprint.alt_response(304, description="What the client has by this ETag is still right.")
@blueprint.alt_response(416, description="The file has no such range.")
@requires(service.READ)
def get_basemap(sha256: str) -> Response:
    """The basemap whose SHA-256 this is (hex), where one of the person's areas has it."""
    if not _SHA256.fullmatch(sha256) or not service.may_read(db.session(), current_actor(), sha256):
        raise NotFound
    path = service.file_of(Path(current_app.instance_path), sha256)
    if not path.is_file():
        raise NotFound
    response = send_file(
        path, mimetype=MEDIA_TYPE, conditional=True, etag=sha256, max_age=None, last_modified=None
    )
    response.headers["Cache-Control"] = FOR_EVER
    return response
