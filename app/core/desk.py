"""What every page of the desk has at hand: its own address, the theme, the words of an error, the banner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import current_app, g, has_request_context, request, url_for
from flask.sansio.app import App
from flask_babel import lazy_gettext

THEMES: Final = ("auto", "light", "dark")
THEME_COOKIE: Final = "theme"
#: What a link to another page says itself: which page, and in which form it is exported.
SAID_BY_LINKS: Final = frozenset({"endpoint", "form"})

#: code -> (what happened, what can be done); every code that a page can answer with has its words.
ERROR_TEXTS: Final[Mapping[str, tuple[Any, Any]]] = {
    "bad_request": (
        lazy_gettext("The page could not be read"),
        lazy_gettext("The address or the form is damaged. Go back and try again."),
    ),
    "not_signed_in": (
        lazy_gettext("You are signed out"),
        lazy_gettext("Sign in and do it again."),
    ),
    "sign_in_failed": (
        lazy_gettext("Sign-in failed"),
        lazy_gettext("Wrong e-mail address or password."),
    ),
    "not_permitted": (
        lazy_gettext("Your role does not give you this page"),
        lazy_gettext("If you need it, ask your administrator."),
    ),
    "csrf_failed": (
        lazy_gettext("The form had been open too long"),
        lazy_gettext("Nothing was saved. Go back, reload the page and try once more."),
    ),
    "device_revoked": (
        lazy_gettext("This device has been revoked"),
        lazy_gettext("Ask your administrator."),
    ),
    "not_found": (
        lazy_gettext("There is nothing here"),
        lazy_gettext("It may have been moved, or it belongs to another organisation."),
    ),
    "method_not_allowed": (
        lazy_gettext("That can't be done here"),
        lazy_gettext("Go back and use the page's own buttons."),
    ),
    "conflict": (
        lazy_gettext("Somebody else was quicker"),
        lazy_gettext("It was changed after you opened it. Open it again to see how it is now."),
    ),
    "body_too_large": (
        lazy_gettext("The file is too large"),
        lazy_gettext("Divide it into smaller files and try again."),
    ),
    "uri_too_long": (
        lazy_gettext("The address is too long"),
        lazy_gettext("Choose fewer filters at once."),
    ),
    "invalid_input": (
        lazy_gettext("Something needs another value"),
        lazy_gettext("Go back and check what was filled in."),
    ),
    "rescue_unreadable": (
        lazy_gettext("This is no exported queue that can be read"),
        lazy_gettext("Export the queue on the phone again, and choose that file."),
    ),
    "unknown_area": (
        lazy_gettext("There is no such area among yours"),
        lazy_gettext("Choose another area."),
    ),
    "reversed_period": (
        lazy_gettext("The period ends before it begins"),
        lazy_gettext("Choose other dates."),
    ),
    "too_many_rows": (
        lazy_gettext("That is more than one page holds"),
        lazy_gettext("Choose a shorter period, or larger squares."),
    ),
    "too_many_requests": (
        lazy_gettext("Too many attempts"),
        lazy_gettext("Wait a little and try again."),
    ),
    "internal_error": (
        lazy_gettext("Something went wrong with us"),
        lazy_gettext("Nothing was saved. Try again; if it happens again, tell your administrator."),
    ),
    "busy": (
        lazy_gettext("The server is busy"),
        lazy_gettext("What you have is kept. Try again in a moment."),
    ),
    "storage_full": (
        lazy_gettext("The server's storage is full"),
        lazy_gettext("What is saved is kept, but nothing new can be. Tell your administrator."),
    ),
}


def init_desk(app: App) -> None:
    """The templates know the address helpers, the theme and the error texts."""
    app.jinja_env.globals.update(
        asked_arguments=asked_arguments,
        link_with=link_with,
        error_texts=error_texts,
        has_page=app.view_functions.__contains__,
    )
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_describe_page)


def error_texts(code: str) -> tuple[Any, Any]:
    """(what happened, what can be done) of an error's code."""
    return ERROR_TEXTS.get(code, ERROR_TEXTS["internal_error"])


def _theme() -> str:
    chosen = request.cookies.get(THEME_COOKIE) if has_request_context() else None
    return chosen if chosen in THEMES else THEMES[0]


def _describe_page() -> dict[str, Any]:
    settings = getattr(current_app, "settings", None)
    return {
        "actor": g.get("actor"),
        "demonstration": bool(settings and settings.demonstration),
        "theme": _theme(),
    }


def asked_arguments() -> dict[str, Any]:
    """The arguments of this address, without those that would tell `url_for` something else than what to link to."""
    return {
        name: values
        for name, values in request.args.to_dict(flat=False).items()
        if not name.startswith("_") and name not in SAID_BY_LINKS
    }


def link_with(**changes: object) -> str:
    """The address of this page with some of its arguments changed; None takes one away."""
    arguments = asked_arguments()
    if "page" not in changes:
        arguments.pop("page", None)
    arguments |= changes
    kept = {name: value for name, value in arguments.items() if value is not None}
    return url_for(str(request.endpoint), **(kept | (request.view_args or {})))
