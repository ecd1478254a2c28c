"""The phone app's built files under `/app/`: the shell for every screen, hashed assets for ever."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, redirect, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.security import safe_join

from app.core.access import public
from app.core.app_versions import is_worker_off
from app.core.errors import NotFound
from app.core.web import current_settings
from config import ROOT

blueprint = Blueprint("phone", __name__)
BUILT = ROOT / "static" / "pwa" / "dist"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
WORKER = "sw.js"
#: what takes the worker's place on every phone while the operator has it off (ADR 0010)
WORKER_OFF = "sw-off.js"


@blueprint.get("/app")
@public
def without_slash() -> ResponseReturnValue:
    """The app's scope is `/app/`."""
    return redirect("/app/", code=308)


@blueprint.get("/app/")
@blueprint.get("/app/<path:path>")
@public
def phone_file(path: str = "index.html") -> ResponseReturnValue:
    """A built file; any other address is a screen of the app and answers its shell."""
    if not (BUILT / "index.html").is_file():
        raise NotFound(details={"reason": "the phone app is not built: make setup"})
    is_built = _is_built(path)
    if Path(path).suffix and not is_built:
        raise NotFound
    name = path if is_built else "index.html"
    if name == WORKER and is_worker_off():
        name = WORKER_OFF
    if name == "index.html":
        return _shell()
    response: Response = send_from_directory(BUILT, name, max_age=None)
    hashed = name.startswith("assets/")
    response.headers["Cache-Control"] = FOR_EVER if hashed else ASK_FIRST
    if name.endswith(".webmanifest"):
        response.mimetype = "application/manifest+json"
    return response


def _shell() -> Response:
    """The page that every screen lives in; it says where it is a demonstration, also to who has not signed in."""
    html = (BUILT / "index.html").read_text()
    if current_settings().demonstration:
        html = html.replace("<html ", "<html data-demonstration ", 1)
    response = Response(html, mimetype="text/html")
    response.headers["Cache-Control"] = ASK_FIRST
    response.add_etag()
    response.make_conditional(request)
    return response


def _is_built(path: str) -> bool:
    """Whether the app has this file. What lies beside the app on the server is not even asked for."""
    found = safe_join(str(BUILT), path)
    try:
        return found is not None and Path(found).is_file()
    except OSError:  # a name that no file can have
        return False
