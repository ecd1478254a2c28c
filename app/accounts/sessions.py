"""Flask-Login over server-side sessions: the cookie carries a token, the database says what it opens."""

from __future__ import annotations

from datetime import datetime

from flask import g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.accounts import service
from app.accounts.service import SignedIn
from app.core.errors import AppError
from app.core.web import LjuspunktFlask, current_clock, current_settings
from config import Config

login_manager = LoginManager()


class SessionUser(UserMixin):
    """What Flask-Login keeps: the token is the id, so that each session is its own."""

    def __init__(self, token: str, signed_in: SignedIn) -> None:
        self.token = token
        self.signed_in = signed_in

    def get_id(self) -> str:
        return self.token


def init_sessions(app: LjuspunktFlask, config: Config) -> None:
    """Each request knows its actor, or that there is none."""
    login_manager.session_protection = None
    login_manager.init_app(app)

    @login_manager.user_loader
    def load_user(token: str) -> SessionUser | None:
        signed_in = _resume(token, app.clock.now(), config)
        return SessionUser(token, signed_in) if signed_in else None

    app.before_request(_set_actor)


def _resume(token: str, now: datetime, config: Config) -> SignedIn | None:
    return service.resume(token, now, config.idle_timeout, is_demonstration=config.demonstration)


def _set_actor() -> None:
    """Who acts. Nobody has to for what must be answered without a database: whether we live, and our files."""
    g.actor = None
    needs_none = request.blueprint in {"health", "phone"} or request.endpoint == "static"
    if not needs_none and current_user.is_authenticated:
        signed_in: SignedIn = current_user.signed_in
        g.actor = signed_in.actor
        service.note_seen(signed_in, current_clock().now())


def start(token: str) -> SignedIn:
    """This client is signed in with a cookie of its own; what it carried before is gone."""
    signed_in = _resume(token, current_clock().now(), current_settings())
    if signed_in is None:
        raise AppError("sign_in_failed")
    session.clear()
    session.permanent = True
    g.pop("csrf_token", None)
    login_user(SessionUser(token, signed_in))
    g.actor = signed_in.actor
    return signed_in


def stop() -> None:
    """This client is signed out; its cookie says nothing any more."""
    logout_user()
    session.clear()
    g.pop("csrf_token", None)
    g.actor = None


def current_signed_in() -> SignedIn:
    """Who is signed in; raises `not_signed_in`."""
    if not current_user.is_authenticated:
        raise AppError("not_signed_in")
    signed_in: SignedIn = current_user.signed_in
    return signed_in


def carried_token() -> str | None:
    """The token that this client's cookie carries, whether or not its session lives."""
    token = session.get("_user_id")
    return token if isinstance(token, str) else None


def current_token() -> str:
    """The token of this request's session; raises `not_signed_in`."""
    current_signed_in()
    return str(current_user.get_id())
