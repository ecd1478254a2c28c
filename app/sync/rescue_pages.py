"""Import of a phone's exported queue at the desk: upload, see what would happen, import. No content is shown."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.core.access import current_actor, requires
from app.core.app_versions import find_block
from app.core.database import db
from app.core.errors import AppError
from app.core.forms import Form
from app.core.web import current_clock, current_settings, request_id
from app.sync.api import registry
from app.sync.rescue import RescueFile, RescueUnreadable, read_rescue
from app.sync.rescue_files import RescueFiles
from app.sync.rescuing import LEFT_OUT, RescueReport, import_rescue, rehearse_import
from app.sync.words import KINDS, REFUSED_FILES, RESCUE_LABELS, fate_words

blueprint = Blueprint("rescue", __name__, url_prefix="/rescue")


def files() -> RescueFiles:
    """The folder of exported queues of this instance."""
    return RescueFiles(current_settings().instance_path)


@blueprint.get("")
@requires("rescue.import")
def index() -> ResponseReturnValue:
    """The form for a file."""
    return _ask(Form(labels=RESCUE_LABELS))


def _ask(form: Form) -> str:
    return render_template("sync/rescue.html", form=form, report=None)


@blueprint.post("")
@requires("rescue.import")
def upload() -> ResponseReturnValue:
    """The file is kept for this person, or the form again with why it can't be read."""
    form, sent = Form(request.form, labels=RESCUE_LABELS), request.files.get("file")
    if sent is None or not sent.filename:
        form.complain("file", gettext("Choose a file."))
        return _ask(form), 422
    content = sent.stream.read()
    try:
        read_rescue(content)
    except RescueUnreadable as unreadable:
        form.complain("file", REFUSED_FILES[unreadable.reason])
        return _ask(form), 422
    kept = files().keep(current_actor(), content, current_clock().now())
    return redirect(url_for("review.rescue.show", kept_id=kept.id))


@blueprint.get("/<uuid:kept_id>")
@requires("rescue.import", writes=True)
def show(kept_id: UUID) -> ResponseReturnValue:
    """What an import would do: counts by author, kind and outcome."""
    now, actor = current_clock().now(), current_actor()
    _, content = files().find(actor, str(kept_id), now)
    # The trial is a transaction of its own: on SQLite there is one writer's place.
    db.session.rollback()
    try:
        report = rehearse_import(actor, read_rescue(content), registry(), now)
    except AppError as error:
        if error.code != "device_revoked":
            raise
        return _ask(_refused(error)), error.status
    return _report(report, str(kept_id))


def _refused(error: AppError) -> Form:
    form = Form(labels=RESCUE_LABELS)
    form.complain("file", REFUSED_FILES[error.code])
    return form


def _report(report: RescueReport, kept_id: str | None) -> str:
    return render_template(
        "sync/rescue.html",
        form=Form(labels=RESCUE_LABELS),
        report=report,
        kept_id=kept_id,
        blocked=find_block(report.rescue.app_version),
        rows=[
            {
                "author": fate.author,
                "kind": str(KINDS.get(fate.kind or "", gettext("unknown"))),
                "outcome": fate_words(fate.status, fate.code),
                "count": count,
            }
            for fate, count in report.rows()
        ],
        new=report.count("applied", "conflict"),
        aside=report.count("quarantined"),
        known=report.count("duplicate"),
        left_out=report.count(LEFT_OUT),
        passing=report.count("retry"),
    )


@blueprint.post("/<uuid:kept_id>")
@requires("rescue.import")
def run(kept_id: UUID) -> ResponseReturnValue:
    """The import itself. What is left out stays in the phone's own file, and nothing of it here."""
    now, actor = current_clock().now(), current_actor()
    kept, content = files().find(actor, str(kept_id), now)
    rescue: RescueFile = read_rescue(content)
    db.session.rollback()
    try:
        report = import_rescue(actor, rescue, registry(), now, request_id())
    except AppError as error:
        if error.code != "device_revoked":
            raise
        return _ask(_refused(error)), error.status
    if not report.count("retry"):
        files().forget(kept)
    new = report.count("applied", "conflict", "quarantined")
    flash(ngettext("%(num)d operation was taken in.", "%(num)d operations were taken in.", new))
    return _report(report, None)


@blueprint.post("/<uuid:kept_id>/forget")
@requires("rescue.import")
def forget(kept_id: UUID) -> ResponseReturnValue:
    """The file is gone; nothing of it was stored."""
    kept, _ = files().find(current_actor(), str(kept_id), current_clock().now())
    files().forget(kept)
    flash(gettext("The file is taken away. Nothing of it was imported."))
    return redirect(url_for("review.rescue.index"))
