"""Import of others' reports at the desk: upload, say which column is what, try it, and run it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app.core.access import Sharing, current_actor, requires
from app.core.database import db, intending, write_transaction
from app.core.forms import Form
from app.core.web import current_clock, current_settings
from app.observations.columns import FIELDS, JOIN, ColumnMap
from app.observations.imports import MAX_SHOWN, ImportPlan, plan_import, store_chunk
from app.observations.judging import judge_rows
from app.observations.sources import list_sources
from app.observations.tables import Table, TableUnreadable, read_table
from app.observations.uploads import Upload, Uploads
from app.observations.words import LABELS, REASONS, UNREADABLE, USUAL_NAMES
from app.places.areas import AreaView, find_area
from app.places.categories import all_categories
from app.places.web import page_area, use_area

blueprint = Blueprint("observations", __name__, url_prefix="/imports")
MAX_SOURCE = 60
MAX_FILE_NAME = 120
MAX_WORDS = 40
PREVIEWED = 5
TIME_OF_DAY = "time_of_day"
CHOICES = ("time", TIME_OF_DAY, *(name for name in FIELDS if name != "time"))


def uploads() -> Uploads:
    """The folder of uploaded tables of this instance."""
    return Uploads(current_settings().instance_path)


@blueprint.get("")
@requires("report.import")
def imports() -> ResponseReturnValue:
    """The form for a file, and what has been imported before."""
    return _start(Form(labels=LABELS))


def _start(form: Form) -> str:
    area = page_area("report.import")
    return render_template(
        "observations/imports.html",
        form=form,
        area=area,
        sources=list_sources(db.session(), current_actor(), area.id),
    )


@blueprint.post("")
@requires("report.import")
def upload() -> ResponseReturnValue:
    """The file is kept for this person, or the form again with why it can't be read."""
    form = Form(request.form, labels=LABELS)
    source, sent = form.text("source", most=MAX_SOURCE), request.files.get("file")
    if sent is None or not sent.filename:
        form.complain("file", gettext("Choose a file."))
    else:
        try:
            read_table(cast(BinaryIO, sent.stream))
        except TableUnreadable as unreadable:
            form.complain("file", UNREADABLE[unreadable.reason])
    if form.errors or sent is None:
        return _start(form), 422
    sent.stream.seek(0)
    kept = uploads().keep(
        current_actor(),
        page_area("report.import").id,
        source,
        (sent.filename or "")[:MAX_FILE_NAME],
        cast(BinaryIO, sent.stream),
        current_clock().now(),
    )
    return redirect(url_for("observations.columns", upload_id=kept.id))


@blueprint.get("/<uuid:upload_id>")
@requires("report.import")
def columns(upload_id: UUID) -> ResponseReturnValue:
    """Which column is what, guessed from their names."""
    found, area = _open(upload_id)
    with uploads().open(found) as file:
        table = read_table(file)
        guessed: dict[str, Any] = {"times_are_local": False, **guess_columns(table.header)}
        return _columns(found, area, table, Form(labels=LABELS, **guessed))


def _open(upload_id: UUID) -> tuple[Upload, AreaView]:
    session, actor = db.session(), current_actor()
    found = uploads().find(actor, str(upload_id), current_clock().now())
    return found, use_area(find_area(session, actor, "report.import", found.area_id))


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """field -> the first column whose name usually holds it, and that no field before has taken."""
    named = {name.casefold(): name for name in header if name}
    return {
        field: next((named.pop(name) for name in names if name in named), "")
        for field, names in USUAL_NAMES.items()
    }


def _columns(
    found: Upload, area: AreaView, table: Table, form: Form, plan: ImportPlan | None = None
) -> str:
    categories = all_categories(db.session(), current_actor(), area.id)
    words = plan.unknown_words.most_common(MAX_WORDS) if plan else []
    return render_template(
        "observations/columns.html",
        form=form,
        upload=found,
        area=area,
        header=[name for name in table.header if name],
        preview=_preview(table),
        width=len(table.header),
        names=table.header,
        categories=categories,
        plan=plan,
        words=_kept_words(form) | dict.fromkeys((word for word, _ in words), ""),
        counts=dict(words),
        reasons=REASONS,
        max_shown=MAX_SHOWN,
    )


def _preview(table: Table) -> list[list[str]]:
    """The first rows, as far as they can be read; what stops the reading is said when the table is tried."""
    rows: list[list[str]] = []
    with suppress(TableUnreadable):
        for _, cells in islice(table.rows(), PREVIEWED):
            rows.append(cells)
    return rows


def _kept_words(form: Form) -> dict[str, str]:
    """word of the table -> the code that was chosen for it."""
    typed = form.typed or {}
    numbers = [name.removeprefix("word-") for name in typed if name.startswith("word-")]
    return {
        form.value(f"word-{number}"): form.value(f"code-{number}")
        for number in numbers[: MAX_WORDS * 4]
        if form.value(f"code-{number}")
    }


@blueprint.post("/<uuid:upload_id>")
@requires("report.import")
def try_or_run(upload_id: UUID) -> ResponseReturnValue:
    """A dry run, or the run itself: `step` says which."""
    found, area = _open(upload_id)
    # What was read so far held the writer's place; the file is judged without it, and phones go on.
    db.session.rollback()
    form = Form(request.form, labels=LABELS)
    sharing = Sharing.PARTNERS if form.is_on("share") else Sharing.OWN
    with uploads().open(found) as file:
        table = read_table(file)
        try:
            plan = _plan(table, found, read_columns(form, found.source), sharing)
        except TableUnreadable as unreadable:
            form.complain(_field_of(unreadable), UNREADABLE[unreadable.reason])
            return _columns(found, area, table, form), 422
        if request.form.get("step") != "run":
            uploads().write_refused(found, table, plan.refused)
            return _columns(found, area, table, form, plan)
        added = _run(table, plan)
    uploads().forget(found)
    flash(ngettext("%(num)d report was added.", "%(num)d reports were added.", added))
    return redirect(url_for("observations.imports"))


def _field_of(unreadable: TableUnreadable) -> str:
    """The field at which the error stands."""
    detail = (unreadable.detail or "").split(",")[0]
    return detail if detail in FIELDS else "time"


def read_columns(form: Form, source: str) -> ColumnMap:
    """What was chosen: columns by field, words by code, and how times are read."""
    chosen: Mapping[str, str] = {name: form.value(name) for name in FIELDS if form.value(name)}
    time_of_day = form.value(TIME_OF_DAY)
    if time_of_day and "time" in chosen:
        chosen = {**chosen, "time": f"{chosen['time']}{JOIN}{time_of_day}"}
    return ColumnMap(
        columns=chosen,
        source=source,
        categories=_kept_words(form),
        default_category=form.value("default_category") or None,
        times_are_local=form.is_on("times_are_local"),
    )


def _plan(table: Table, found: Upload, given: ColumnMap, sharing: Sharing) -> ImportPlan:
    now, actor = current_clock().now(), current_actor()
    with intending(to_write=False), Session(db.engine) as session:
        return plan_import(session, actor, found.area_id, table, given, now, sharing=sharing)


def _run(table: Table, plan: ImportPlan) -> int:
    """The good rows are stored, in a transaction for each chunk: phones write in between."""
    added, now, actor = 0, current_clock().now(), current_actor()
    for chunk in judge_rows(table, plan.columns, plan.ground):
        with write_transaction() as connection:
            added += store_chunk(connection, actor, plan, chunk, now)
    return added


@blueprint.get("/<uuid:upload_id>/refused.csv")
@requires("report.import")
def refused(upload_id: UUID) -> ResponseReturnValue:
    """The rows that the latest dry run refused, as they came, with the reason behind."""
    found, _ = _open(upload_id)
    path = uploads().refused(found)
    if not path.exists():
        return redirect(url_for("observations.columns", upload_id=found.id))
    # What the browser is told of the name is one line, whatever the source was called.
    name = "".join(sign if sign.isprintable() else "_" for sign in found.source)
    response = send_file(path, "text/csv", as_attachment=True, download_name=f"{name}.refused.csv")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<uuid:upload_id>/forget")
@requires("report.import")
def forget(upload_id: UUID) -> ResponseReturnValue:
    """The file is gone; nothing of it was stored."""
    found, _ = _open(upload_id)
    uploads().forget(found)
    flash(gettext("The file is taken away. Nothing of it was imported."))
    return redirect(url_for("observations.imports"))
