"""Operativ grupp: what was handed on, where it stands, and the list as a file and on paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import audit
from app.core.access import current_actor, requires
from app.core.database import db
from app.core.errors import InvalidInput
from app.core.exports import Sheet, table_response
from app.core.formats import local, say_instant
from app.core.forms import Form
from app.core.i18n import select_locale
from app.core.lists import PAGE_SIZE, Page, page_of, read_listing
from app.core.web import current_clock
from app.hotspots.reviews import handovers, words
from app.hotspots.reviews.codes import Outcome, Step
from app.hotspots.reviews.handovers import EDIT, READ, GivenStep, Handover, SteppedMeanwhile
from app.hotspots.reviews.service import MAX_NOTE
from app.hotspots.reviews.showing import today_in
from app.hotspots.words import VERDICTS
from app.places.areas import AreaView, find_area
from app.places.web import page_area, use_area

blueprint = Blueprint("handovers", __name__, url_prefix="/operative-group")
MOST_STEPS = 2**31 - 2
MOST_EXPORTED = 10_000
KEPT = "no_person"
ACTIVE, ALL = "", "all"


@blueprint.get("")
@requires(READ)
def index() -> ResponseReturnValue:
    """What is open and taken up, the newest first; the rest by a filter."""
    area = page_area(READ)
    found = _all(area)
    return render_template(
        "handovers/index.html",
        area=area,
        page=_choose(found, PAGE_SIZE),
        state=_state(),
        states=[(ALL, gettext("All")), *words.STATE_FILTERS.items()],
        active=sum(each.is_active for each in found),
        has_any=bool(found),
        made=current_clock().now(),
    )


def _all(area: AreaView) -> list[Handover]:
    connection = db.session().connection()
    return handovers.list_handovers(connection, current_actor(), area.id, today_in(area.timezone))


def _state() -> str:
    asked = request.args.get("state", ACTIVE)
    return asked if asked in {ALL, *words.STATE_FILTERS} else ACTIVE


def _choose(found: list[Handover], size: int) -> Page[Handover]:
    """A page of what the filter leaves, in the order asked for."""
    state = _state()
    kept = [
        each
        for each in found
        if state in {ALL, each.state.value} or (state == ACTIVE and each.is_active)
    ]
    listing = replace(read_listing(request.args, handovers.SORTS, "-handed_on"), size=size)
    return page_of(kept, listing, handovers.SORTS)


@blueprint.get("/<uuid:handover_id>")
@requires(READ, writes=True)
def show(handover_id: UUID) -> ResponseReturnValue:
    """One of them, with what was done; the reading is audited."""
    actor, now, connection = current_actor(), current_clock().now(), db.session().connection()
    handover, area = _find(handover_id)
    today = today_in(area.timezone)
    found = handovers.read_handover(connection, actor, handover.id, now, today)
    return _show(found, Form(labels=words.LABELS))


def _find(handover_id: UUID, action: str = READ) -> tuple[Handover, AreaView]:
    """The page is about it, in its area's clock. Raises NotFound."""
    session, actor = db.session(), current_actor()
    today = local(current_clock().now(), "UTC").date()
    found = handovers.find_handover(session.connection(), actor, str(handover_id), today)
    return found, use_area(find_area(session, actor, action, found.area_id))


def _show(handover: Handover, form: Form, **more: Any) -> str:
    actor = current_actor()
    return render_template(
        "handovers/show.html",
        handover=handover,
        form=form,
        may_edit=actor.can(EDIT, handover.area_id),
        may_see_place=handover.is_own and actor.can("hotspot.read", handover.area_id),
        outcomes=[(each.value, words.OUTCOMES[each]) for each in Outcome],
        **more,
    )


@blueprint.post("/<uuid:handover_id>/take-up")
@requires(EDIT)
def take_up(handover_id: UUID) -> ResponseReturnValue:
    """The group has it on its table."""
    return _step(handover_id, Step.TAKEN_UP, gettext("It is taken up."))


@blueprint.post("/<uuid:handover_id>/close")
@requires(EDIT)
def close(handover_id: UUID) -> ResponseReturnValue:
    """It is closed with what came of it, or the form again."""
    return _step(handover_id, Step.CLOSED, gettext("It is closed."))


@blueprint.post("/<uuid:handover_id>/reopen")
@requires(EDIT)
def reopen(handover_id: UUID) -> ResponseReturnValue:
    """What was closed is open again."""
    return _step(handover_id, Step.REOPENED, gettext("It is open again."))


def _step(handover_id: UUID, step: Step, said: str) -> ResponseReturnValue:
    handover, _area = _find(handover_id, EDIT)
    form = Form(request.form, labels=words.LABELS)
    given = GivenStep(
        step=step,
        seen=form.whole("seen", 0, MOST_STEPS),
        outcome=form.value("outcome") or None if step is Step.CLOSED else None,
        note=form.free_text("note", most=MAX_NOTE, required=False),
        text_kept_because=KEPT if form.is_on("note_kept") else None,
    )
    connection, actor, now = db.session().connection(), current_actor(), current_clock().now()
    try:
        handovers.take_step(connection, actor, handover, given, now)
    except InvalidInput as refusal:
        fields = {name: keys for name, keys in refusal.fields.items() if name not in form.errors}
        form.take_refusal(InvalidInput(fields), words.PROBLEMS)
        return _show(without_words(handover), form), 422
    except SteppedMeanwhile as quicker:
        return _show(without_words(handover), form, stale=quicker.state), 409
    flash(said)
    return redirect(url_for("handovers.show", handover_id=handover.id))


def without_words(handover: Handover) -> Handover:
    """What an answer that writes no log may show: without what people wrote."""
    steps = tuple(replace(step, note=None) for step in handover.steps)
    return replace(handover, note=None, steps=steps)


@blueprint.get("/export.csv", defaults={"form": "csv"})
@blueprint.get("/export.xlsx", defaults={"form": "xlsx"})
@requires(READ, writes=True)
def export(form: str) -> Response:
    """Exactly what the list shows, as a file; the export is audited."""
    area, actor, now = page_area(READ), current_actor(), current_clock().now()
    shown = _choose(_all(area), MOST_EXPORTED)
    audit.record(
        db.session(),
        at=now,
        event="handover.export",
        actor=actor,
        details={"area_id": area.id, "form": form, "handovers": [each.id for each in shown.rows]},
    )
    zone, locale = area.timezone, select_locale()
    header = [
        gettext("Place"),
        gettext("Why"),
        gettext("Computed verdict then"),
        gettext("Day handed on"),
        gettext("By"),
        gettext("State"),
        gettext("Since"),
        gettext("By"),
        gettext("What came of it"),
    ]
    rows: list[list[object]] = [
        [
            each.name,
            ", ".join(str(words.REASONS[reason]) for reason in each.reasons),
            str(VERDICTS[each.verdict][1]) if each.verdict else gettext("not shown"),
            local(each.handed_on_at, zone).date().isoformat(),
            each.by,
            str(words.STATES[each.state][1]),
            local(each.state_at, zone).date().isoformat(),
            each.state_by,
            str(words.OUTCOMES[each.outcome]) if each.outcome else "",
        ]
        for each in shown.rows
    ]
    about = [(gettext("Area"), area.name), (gettext("Made"), say_instant(now, zone, locale))]
    sheet = Sheet(gettext("Operative group"), header, rows, about)
    return table_response(form, f"operativ-grupp-{area.code}", sheet)
