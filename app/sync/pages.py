"""The desk's "Needs action": operations that could not be taken in, or say two things. Devices are in device_pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.core.access import current_actor, requires
from app.core.database import AnyRow, db
from app.core.formats import say_instant, say_number
from app.core.free_text_words import FINDINGS
from app.core.i18n import select_locale
from app.core.lists import page_of, read_listing
from app.core.web import current_clock
from app.places.areas import AreaView, find_area
from app.places.web import use_area
from app.sync import device_pages, rescue_pages, review
from app.sync.api import registry
from app.sync.entries import is_flat
from app.sync.reading import Line, Phrases, payload_of, read_lines
from app.sync.words import FIELDS, KINDS, OTHER_REASON, REASONS, STATUSES, TYPES

blueprint = Blueprint("review", __name__, url_prefix="/review")
blueprint.register_blueprint(device_pages.blueprint)
blueprint.register_blueprint(rescue_pages.blueprint)
MAX_LISTED = 2_000
#: Deeper values are not indented: a megabyte of brackets, 400 deep, became a page of 400 megabytes.
MAX_INDENTED_LEVELS = 8
#: Where the author stands in what is no JSON as a whole.
_AUTHOR = re.compile(r'("author"\s*:\s*)"[^"]{0,80}"?')
SORTS: Mapping[str, Callable[[AnyRow], Any]] = {
    "received": lambda row: (row.received_at, row.op_id),
    "kind": lambda row: row.kind or "",
    "status": review.standing_of,
}


@blueprint.record_once
def set_up_words(state: BlueprintSetupState) -> None:
    """Templates know the words for kinds, types, statuses and reasons."""
    state.app.jinja_env.filters.update(
        operation_kind=lambda kind: str(KINDS.get(kind, kind or gettext("unknown"))),
        operation_type=lambda kind: str(TYPES.get(kind, kind or gettext("unknown"))),
        operation_status=lambda row: STATUSES[review.standing_of(row)],
        operation_finding=FINDINGS.get,
        operation_field=lambda name: FIELDS.get(name, name),
        operation_reason=lambda code: REASONS.get(code or "", OTHER_REASON),
    )


@blueprint.get("")
@requires("review.read")
def index() -> ResponseReturnValue:
    """What nobody has looked at yet, the newest first."""
    rows = review.list_open(db.session(), current_actor(), current_clock().now(), limit=MAX_LISTED)
    status, kind = request.args.get("status", ""), request.args.get("kind", "")
    found = [
        row for row in rows if status in {"", review.standing_of(row)} if kind in {"", row.kind}
    ]
    return render_template(
        "sync/review.html",
        page=page_of(found, read_listing(request.args, SORTS, "-received"), SORTS),
        has_any=bool(rows),
        is_cut=len(rows) == MAX_LISTED,
        kinds=list(KINDS.items()),
        statuses=[(key, STATUSES[key][1]) for key in STATUSES if key != "applied"],
    )


@blueprint.get("/<uuid:op_id>")
@requires("review.read", writes=True)
def show(op_id: UUID) -> ResponseReturnValue:
    """One operation as it came; the reading is audited."""
    session, actor = db.session(), current_actor()
    row = review.read_one(session, actor, str(op_id), current_clock().now())
    seen = review.read_record(session, registry(), row)
    area = use_area(find_area(session, actor, "review.read", row.area_id))
    return render_template(
        "sync/operation.html",
        row=row,
        lines=_read_lines(session, area, row, seen),
        body=_pretty(row.body),
        record=seen,
        category=seen and seen.category_name(select_locale()),
        problems=json.loads(row.errors) if row.errors else {},
    )


def _read_lines(
    session: Session, area: AreaView, row: AnyRow, seen: review.RecordSeen | None
) -> list[Line]:
    """What was sent, field by field; beside it the record, where the operation did not make it what it is."""
    locale, actor = select_locale(), current_actor()
    at = seen.occurred_at if seen else row.received_at
    phrases = Phrases(
        yes=gettext("yes"),
        no=gettext("no"),
        nothing="–",
        instant=lambda moment: say_instant(moment, area.timezone, locale),
        number=lambda value: say_number(value, locale, 0 if float(value).is_integer() else 5),
        names=review.names_of(session, actor, area.id, at, locale),
    )
    beside = seen.values if seen and row.status in {"quarantined", "conflict"} else None
    return read_lines(payload_of(row.body), beside, phrases)


def _pretty(body: str) -> str:
    """The body with a line for each field, or as it came where it is no JSON; never who recorded it."""
    try:
        content = json.loads(body)
        if isinstance(content, dict):
            content = {name: value for name, value in content.items() if name != "author"}
        indent = 2 if is_flat(content, MAX_INDENTED_LEVELS) else None
        shown = json.dumps(content, ensure_ascii=False, indent=indent)
    except (ValueError, RecursionError):
        return _AUTHOR.sub(r"\1…", body)
    # Half an emoji has no UTF-8.
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


@blueprint.post("/<uuid:op_id>/done")
@requires("review.read")
def done(op_id: UUID) -> ResponseReturnValue:
    """Nobody needs to look at it again."""
    review.mark_reviewed(
        db.session(), current_actor(), registry(), str(op_id), current_clock().now()
    )
    flash(gettext("Marked as dealt with."))
    return redirect(url_for("review.index"))
