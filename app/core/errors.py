"""What can go wrong, under codes that stay: one registry, one JSON shape (docs/api.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Retry = Literal["never", "later", "after_sign_in"]

#: code -> (HTTP status, retry, what it says). The README lists them; a test holds the two together.
CODES: dict[str, tuple[int, Retry, str]] = {
    "bad_request": (400, "never", "The request can't be read."),
    "envelope_unreadable": (400, "never", "The envelope can't be read; nothing was processed."),
    "not_signed_in": (401, "after_sign_in", "Sign in first."),
    "sign_in_failed": (401, "never", "Wrong e-mail address or password."),
    "not_permitted": (403, "never", "Your role does not allow this."),
    "csrf_failed": (403, "later", "The form is too old. Load it again and try once more."),
    "app_blocked": (403, "later", "This version of the app may not sync; what it holds is kept."),
    "device_revoked": (403, "never", "This device has been revoked."),
    "not_found": (404, "never", "There is nothing here."),
    "method_not_allowed": (405, "never", "That can't be done here."),
    "not_acceptable": (406, "never", "That format is not offered."),
    "conflict": (409, "never", "It was changed in the meantime."),
    "epoch_changed": (409, "later", "The server was restored; reconcile first."),
    "body_too_large": (413, "never", "The body is too large."),
    "too_many_operations": (413, "never", "Too many operations in one push."),
    "uri_too_long": (414, "never", "The address is too long."),
    "unsupported_media_type": (415, "never", "Send JSON."),
    "range_not_satisfiable": (416, "never", "The file has no such range."),
    "invalid_input": (422, "never", "Something in the form needs another value."),
    "unknown_area": (422, "never", "There is no such area among yours."),
    "reversed_period": (422, "never", "The period ends before it begins."),
    "too_many_rows": (422, "never", "That is more than one answer holds. Ask for less at once."),
    "rescue_unreadable": (422, "never", "This is no exported queue that can be read."),
    "too_many_requests": (429, "later", "Too many attempts. Wait a little."),
    "internal_error": (500, "later", "Something went wrong on the server."),
    "busy": (503, "later", "The server is busy; what you have is kept. Try again."),
    "storage_full": (507, "later", "The server's storage is full; what you have is kept."),
}


class AppError(Exception):
    """An event with a stable code that the outermost edge turns into an answer."""

    code = "internal_error"

    def __init__(
        self,
        code: str | None = None,
        *,
        details: Mapping[str, object] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        self.code = code or self.code
        self.status, self.retry, self.message = CODES[self.code]
        self.details = dict(details or {})
        self.retry_after_s = retry_after_s
        super().__init__(self.code)


class NotFound(AppError):
    """No such thing for this person: it isn't there, or it is another organisation's."""

    code = "not_found"


class NotPermitted(AppError):
    """The role does not allow the action."""

    code = "not_permitted"


class InvalidInput(AppError):
    """Fields with values that can't be taken; `details["fields"]` maps field -> messages."""

    code = "invalid_input"

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self.fields = fields
        super().__init__(details={"fields": dict(fields)})
