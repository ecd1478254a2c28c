"""What every answer shares: a request id, one error shape, headers, one commit, one log line."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import cast

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.ctx import AppContext
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect, validate_csrf
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadHost, HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from wtforms import ValidationError

from app.core import database, database_faults, desk_bundle
from app.core.access import PUBLIC, View, current_actor
from app.core.bodies import read_with_care
from app.core.clock import Clock, SystemClock
from app.core.database import db
from app.core.errors import AppError, NotPermitted
from app.core.ids import uuid7
from app.core.logs import logger
from config import Config

csrf = CSRFProtect()

RETRY_AFTER_S = 2
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HTTP_CODES = {
    400: "bad_request",
    403: "not_permitted",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    413: "body_too_large",
    414: "uri_too_long",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
    422: "invalid_input",
    429: "too_many_requests",
    503: "busy",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
}


_HEADERS = [(name.lower(), name, value) for name, value in HEADERS.items()]


class CookieSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, whose signer is made once and not for each request."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


class LjuspunktFlask(Flask):
    """Flask with one commit a request, in one place: after the view, before the answer."""

    clock: Clock
    settings: Config

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Built files of the desk have a hash in their name: they never change."""
        if filename is not None and filename.startswith(desk_bundle.HASHED):
            return desk_bundle.FOR_EVER_S
        return super().get_send_file_max_age(filename)

    def dispatch_request(self, ctx: AppContext | None = None) -> ResponseReturnValue:
        view = self.view_functions.get(request.endpoint or "")
        writes = request.method not in READING_METHODS or getattr(view, "writes", False)
        with database.intending(to_write=writes):
            try:
                answer = super().dispatch_request(*(() if ctx is None else (ctx,)))
                response = self.make_response(answer)
                if writes and response.status_code < 400:
                    _end_session(db.session.commit)
                else:
                    _end_session(db.session.rollback)
            except BaseException:
                _end_session(db.session.rollback)
                raise
            return response


def _end_session(end: Callable[[], None]) -> None:
    """Many requests never ask for the session: making one to end it took longer than reading their person."""
    if db.session.registry.has():
        end()


def _running() -> LjuspunktFlask:
    return cast("LjuspunktFlask", current_app)


def current_clock() -> Clock:
    """The clock of the running app."""
    return _running().clock


def current_settings() -> Config:
    """The settings of the running app."""
    return _running().settings


def request_id() -> str:
    """The id of this request, made at its start; the answer and the logs carry it."""
    return str(g.get("request_id", ""))


def init_web(app: LjuspunktFlask, config: Config, clock: Clock | None = None) -> None:
    """Request ids, errors, headers, logs and health are in place."""
    app.session_interface = CookieSessions()
    app.clock = clock or SystemClock()
    app.settings = config
    app.config.update(
        SECRET_KEY=config.secret_key,
        TESTING=config.testing,
        SESSION_COOKIE_NAME="__Host-ljuspunkt" if config.https else "ljuspunkt",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.https,
        PERMANENT_SESSION_LIFETIME=config.session_lifetime,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=config.upload_max_bytes,
        WTF_CSRF_TIME_LIMIT=int(timedelta(days=1).total_seconds()),
        WTF_CSRF_SSL_STRICT=False,  # our own Referrer-Policy sends no referrer; Sec-Fetch-Site is checked
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_HEADERS=["X-CSRFToken"],
        WTF_CSRF_FIELD_NAME="csrf_token",
    )
    # Two slashes for one would be redirected to an absolute address, with the host that the client named.
    app.url_map.merge_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.wsgi_app = read_with_care(app.wsgi_app)  # type: ignore[method-assign, assignment]
    csrf.init_app(app)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(_start_request)
    app.after_request(_finish_request)
    _register_errors(app)


def _start_request() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid7()
    g.started_at_s = time.perf_counter()
    if request.path.startswith("/api/"):
        request.max_content_length = current_settings().push_max_bytes


def init_guard(app: Flask) -> None:
    """Whatever changes something is signed in and carries its token, unless its view is public or exempt."""
    app.before_request(_guard)


def csrf_exempt(view: View) -> View:
    """The view takes a change without a token: it is the one that hands the first token out."""
    view.is_csrf_exempt = True  # type: ignore[attr-defined]
    return view


def _guard() -> None:
    """401 before 403: a phone whose session ended must ask for a sign-in, not for another token.

    A view that names no action answers nobody, and a body is not read before it is known who sent it.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return
    if getattr(view, "access", None) != PUBLIC:
        actor = current_actor()
        if not any(map(actor.can, getattr(view, "any_of", ()))):
            raise NotPermitted
    if request.method in READING_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise AppError("csrf_failed")
    if not getattr(view, "is_csrf_exempt", False):
        _check_token()
    # Read now: a view that asked the database first would wait for a slow client in the writer's place.
    if request.mimetype in FORMS:
        _ = request.form


def _check_token() -> None:
    """The header first: a form is only looked for where there is none, and a push has none."""
    token = request.headers.get("X-CSRFToken") or request.form.get("csrf_token")
    try:
        validate_csrf(token)
    except ValidationError as error:
        raise AppError("csrf_failed") from error


def _finish_request(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    response.headers.extend(
        [(name, value) for lower, name, value in _HEADERS if lower not in given]
    )
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000")
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Request-Id"] = request_id()
    logger.info(
        "request",
        extra={
            "request_id": request_id(),
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "duration_ms": round((time.perf_counter() - g.get("started_at_s", 0)) * 1000, 1),
        },
    )
    return response


def wants_json() -> bool:
    """Whether the answer is for a program: the API, or a client that asks for JSON before HTML.

    A request whose Host is none has no addresses that a page could name.
    """
    if request.path.startswith("/api/") or isinstance(request.routing_exception, BadHost):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def error_response(error: AppError) -> Response:
    """The one error shape (docs/api.md), as JSON or as a page with the same words."""
    if wants_json():
        body = {
            "code": error.code,
            "message": error.message,
            "details": error.details,
            "retry": error.retry,
            "request_id": request_id(),
        }
        response = jsonify(body)
    elif error.status == 401 and request.method in READING_METHODS:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))  # type: ignore[return-value]
    else:
        response = Response(render_template("error.html", error=error, request_id=request_id()))
    response.status_code = error.status
    if error.status in {429, 503, 507}:
        response.headers["Retry-After"] = str(error.retry_after_s or RETRY_AFTER_S)
    return response


def _register_errors(app: Flask) -> None:
    app.register_error_handler(AppError, error_response)

    @app.errorhandler(CSRFError)
    def refuse_token(_error: CSRFError) -> Response:
        return error_response(AppError("csrf_failed"))

    @app.errorhandler(HTTPException)
    def name_http_error(error: HTTPException) -> Response:
        if error.code is not None and 300 <= error.code < 400:
            return error.get_response()  # type: ignore[return-value]
        status = error.code or 500
        code = _HTTP_CODES.get(status, "bad_request" if 400 <= status < 500 else "internal_error")
        details = _validation_details(error)
        answer = error_response(AppError(code, details=details))
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            answer.headers["Allow"] = ", ".join(sorted(allowed))
        return answer

    @app.errorhandler(DBAPIError)
    @app.errorhandler(PoolTimeout)
    @app.errorhandler(database.WriterBusy)
    def name_database_error(error: Exception) -> Response:
        if database_faults.is_storage_full(error):
            return error_response(AppError("storage_full", retry_after_s=60))
        if isinstance(error, PoolTimeout) or database_faults.is_transient(error):
            return error_response(AppError("busy"))
        if database.is_taken(error):
            return error_response(AppError("conflict"))
        return name_unknown_error(error)

    @app.errorhandler(Exception)
    def name_unknown_error(error: Exception) -> Response:
        logger.error("unexpected", exc_info=error, extra={"request_id": request_id()})
        return error_response(AppError("internal_error"))


def _validation_details(error: HTTPException) -> dict[str, object]:
    """What marshmallow refused, where webargs raised it: field -> messages."""
    messages = getattr(error, "data", {}).get("messages") if hasattr(error, "data") else None
    return {"fields": messages} if messages else {}
