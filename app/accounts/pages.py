"""Signing in and out, one's own profile, and the start page; the people an administrator keeps are in people_pages."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh
from flask_login import current_user

from app.accounts import people, people_pages, service, sessions
from app.accounts.words import KINDS, LABELS, LANGUAGES, PROBLEMS, ROLE_HINTS, ROLES, THEMES
from app.core import desk
from app.core.access import Actor, current_actor, public, requires
from app.core.database import db
from app.core.errors import AppError, InvalidInput
from app.core.forms import Form
from app.core.web import current_clock, current_settings, request_id

blueprint = Blueprint("accounts", __name__)
blueprint.register_blueprint(people_pages.blueprint)
#: A path of this server's: browsers read `//` and `/\\` as another server, and drop tabs and newlines on the way.
_OWN_ADDRESS = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")
THEME_KEPT = timedelta(days=365)
MAX_EMAIL = 254
#: What a person sees first: the first of these that they may do.
STARTS = (
    (("review.read", "hotspot.read"), "hotspots.index"),
    (("activity.edit",), "activities.index"),
    (("person.administer",), "accounts.people.index"),
)


@blueprint.record_once
def set_up_words(state: BlueprintSetupState) -> None:
    """Templates know the words for roles and kinds of organisation."""
    state.app.jinja_env.filters.update(
        role_name=lambda role: str(ROLES[role]),
        role_hint=lambda role: str(ROLE_HINTS[role]),
        organisation_kind=lambda kind: str(KINDS[kind]),
    )


@blueprint.app_context_processor
def describe_person() -> dict[str, object]:
    """`signed_in` in every template: the person, or None."""
    known = current_user and current_user.is_authenticated
    return {"signed_in": current_user.signed_in if known else None}


@blueprint.get("/")
@requires("profile.own")
def home() -> ResponseReturnValue:
    """To the page that this person's day begins with."""
    return redirect(start_address(current_actor()))


def start_address(actor: Actor) -> str:
    """The address of the page that this person's day begins with."""
    for actions, endpoint in STARTS:
        if endpoint in current_app.view_functions and all(map(actor.can, actions)):
            return url_for(endpoint)
    return url_for("phone.phone_file" if actor.can("sync.use") else "accounts.profile")


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The form; those who are in already go on."""
    if current_user.is_authenticated:
        return redirect(_next_address() or start_address(current_actor()))
    return render_template("accounts/sign_in.html", form=Form(labels=LABELS))


@blueprint.post("/sign-in")
@public
def post_sign_in() -> ResponseReturnValue:
    """A session, or the form again with what is wrong; the address stays typed, the password never."""
    form = Form(request.form, labels=LABELS)
    email, password = form.text("email", most=MAX_EMAIL), request.form.get("password", "")
    if not password:
        form.complain("password", gettext("This is needed."))
    if form.errors:
        return render_template("accounts/sign_in.html", form=form), 422
    try:
        token = service.sign_in(
            email,
            password,
            address=request.remote_addr or "",
            now=current_clock().now(),
            lifetime=current_settings().session_lifetime,
            is_demonstration=current_settings().demonstration,
            request_id=request_id(),
        )
    except AppError as error:
        return _refuse(form, error)
    signed_in = sessions.start(token)
    return redirect(_next_address() or start_address(signed_in.actor))


def _refuse(form: Form, error: AppError) -> ResponseReturnValue:
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        refused=error.code,
        wait_minutes=max(1, round((error.retry_after_s or 0) / 60)),
    )
    response = make_response(page, error.status)
    if error.retry_after_s:
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _next_address() -> str | None:
    """Where the person was going, if that is an address of our own."""
    wanted = request.values.get("next", "")
    return wanted if _OWN_ADDRESS.fullmatch(wanted) else None


@blueprint.post("/sign-out")
@requires("profile.own")
def sign_out() -> ResponseReturnValue:
    """The session opens nothing any more."""
    service.sign_out(sessions.current_signed_in(), current_clock().now(), request_id())
    sessions.stop()
    return redirect(url_for("accounts.sign_in"))


@blueprint.get("/profile")
@requires("profile.own")
def profile() -> ResponseReturnValue:
    """Who I am here, my language and theme, and my password."""
    return _profile(Form(labels=LABELS))


def _profile(password_form: Form) -> str:
    signed_in = sessions.current_signed_in()
    appearance = Form(
        labels=LABELS, locale=signed_in.actor.locale, theme=request.cookies.get("theme", "auto")
    )
    return render_template(
        "accounts/profile.html",
        appearance=appearance,
        password_form=password_form,
        languages=LANGUAGES,
        themes=THEMES,
    )


@blueprint.post("/profile/appearance")
@requires("profile.own")
def post_appearance() -> ResponseReturnValue:
    """The person's language goes with the account, light or dark with this browser."""
    form = Form(request.form, labels=LABELS)
    locale = form.choice("locale", service.LOCALES)
    theme = form.choice("theme", desk.THEMES)
    if form.errors:
        raise AppError("invalid_input")
    signed_in = sessions.current_signed_in()
    if locale != signed_in.actor.locale:
        service.set_locale(signed_in, locale, current_clock().now())
        refresh()
    flash(gettext("Saved."))
    response = make_response(redirect(url_for("accounts.profile")))
    response.set_cookie(
        desk.THEME_COOKIE,
        theme,
        max_age=THEME_KEPT,
        httponly=True,
        samesite="Lax",
        secure=current_settings().https,
    )
    return response


@blueprint.post("/profile/password")
@requires("profile.own")
def post_password() -> ResponseReturnValue:
    """The person has a new password, or the form again with what is wrong."""
    form = Form(request.form, labels=LABELS)
    signed_in, now = sessions.current_signed_in(), current_clock().now()
    try:
        service.confirm_password(
            signed_in,
            request.form.get("current", ""),
            address=request.remote_addr or "",
            now=now,
            request_id=request_id(),
        )
        people.change_password(db.session(), signed_in, request.form.get("new", ""), now)
    except InvalidInput as refusal:
        form.take_refusal(refusal, PROBLEMS)
        return _profile(form), 422
    flash(gettext("Your password is changed. Other devices have been signed out."))
    return redirect(url_for("accounts.profile"))
