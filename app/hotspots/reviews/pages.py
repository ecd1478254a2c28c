"""Judging a hotspot at the desk: the form, and what it says where something is wrong or somebody was quicker."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import audit
from app.core.access import current_actor, requires
from app.core.database import db, write_transaction
from app.core.errors import InvalidInput, NotFound
from app.core.forms import Form
from app.core.i18n import select_locale
from app.core.web import current_clock
from app.hotspots.asking import read_asked
from app.hotspots.choices import category_names
from app.hotspots.codes import Verdict
from app.hotspots.explaining import explain
from app.hotspots.reviews import service, words
from app.hotspots.reviews.codes import Judgement
from app.hotspots.reviews.queries import REVIEW, load_reviews
from app.hotspots.reviews.service import Given, Judged, ReviewedMeanwhile, VerdictChanged
from app.hotspots.reviews.showing import addresses_of, describe_form
from app.hotspots.reviews.standing import units_of
from app.hotspots.squares import read_square
from app.places.areas import find_area
from app.places.web import page_area, use_area

blueprint = Blueprint("reviews", __name__)
MOST_NUMBER = 2**31 - 2
KEPT = "no_person"


@blueprint.record_once
def set_up_words(state: BlueprintSetupState) -> None:
    """Templates know the words for judgements, reasons and steps."""
    state.app.jinja_env.filters.update(
        judgement=words.JUDGEMENTS.__getitem__,
        review_reason=words.REASONS.__getitem__,
        handover_state=words.STATES.__getitem__,
        handover_step=words.STEPS.__getitem__,
        handover_outcome=words.OUTCOMES.__getitem__,
    )


@blueprint.get("/<uuid:place_id>/review")
@requires(REVIEW)
def form(place_id: UUID) -> ResponseReturnValue:
    """The form alone, with the verdict that it is about."""
    return _form(_open(str(place_id)), None)


@blueprint.get("/squares/<square_id>/review")
@requires(REVIEW)
def form_square(square_id: str) -> ResponseReturnValue:
    """The form of a square, or of the hotspot that it is part of."""
    return _form(_open_square(square_id), None)


@blueprint.post("/<uuid:place_id>/review")
@requires(REVIEW)
def judge(place_id: UUID) -> ResponseReturnValue:
    """The judgement is kept, or the form again with all that was typed: 422 what is wrong, 409 what has changed."""
    return _judge(_open(str(place_id)))


@blueprint.post("/squares/<square_id>/review")
@requires(REVIEW)
def judge_square(square_id: str) -> ResponseReturnValue:
    """The same of a square, or of the hotspot that it is part of."""
    return _judge(_open_square(square_id))


def _judge(judged: Judged) -> ResponseReturnValue:
    actor, now = current_actor(), current_clock().now()
    typed = Form(request.form, labels=words.LABELS)
    given = _read(typed)
    try:
        review = service.judge(db.session().connection(), actor, judged, given, now)
    except InvalidInput as refusal:
        _take_refusal(typed, refusal)
        return _form(judged, typed), 422
    except VerdictChanged as changed:
        return _form(judged, typed, before=_verdict(changed.before)), 409
    except ReviewedMeanwhile as quicker:
        db.session.rollback()
        return _form(judged, typed, latest=quicker), 409
    said = {
        Judgement.CONFIRMED: gettext("The hotspot is confirmed."),
        Judgement.DISMISSED: gettext("The hotspot is dismissed."),
        Judgement.HANDED_ON: gettext("The hotspot is on the operative group's list."),
    }
    flash(said[review.judgement])
    return _back(judged.place.place_id)


@blueprint.post("/<uuid:place_id>/review/undo")
@requires(REVIEW)
def undo(place_id: UUID) -> ResponseReturnValue:
    """The judgement that stands is taken back; 409 where somebody was quicker."""
    unit_id = str(place_id)
    area_id = service.find_area_of_unit(db.session().connection(), current_actor(), unit_id)
    return _undo(area_id, unit_id, {unit_id})


@blueprint.post("/squares/<square_id>/review/undo")
@requires(REVIEW)
def undo_square(square_id: str) -> ResponseReturnValue:
    """The same of a square, or of the hotspot that it is part of."""
    judged = _open_square(square_id)
    place = judged.place
    return _undo(judged.hotspots.area.id, place.place_id, units_of(place))


def _undo(area_id: str, unit_id: str, units: Collection[str]) -> ResponseReturnValue:
    connection, actor, now = db.session().connection(), current_actor(), current_clock().now()
    seen = Form(request.form, labels=words.LABELS).whole("seen", 0, MOST_NUMBER)
    service.undo(connection, actor, area_id, units, seen, now)
    flash(gettext("The judgement is taken back."))
    return _back(unit_id)


def _open(place_id: str) -> Judged:
    session, actor, now = db.session(), current_actor(), current_clock().now()
    asked = read_asked("")
    judged = service.find_judged(session.connection(), actor, place_id, asked.query, now)
    use_area(find_area(session, actor, REVIEW, judged.hotspots.area.id))
    return judged


def _open_square(square_id: str) -> Judged:
    """The square in the area that the address names; raises NotFound, `unknown_area`."""
    square = read_square(square_id)
    if square is None:
        raise NotFound
    asked = read_asked(page_area(REVIEW).id)
    connection, now = db.session().connection(), current_clock().now()
    return service.find_judged(connection, current_actor(), square.id, asked.query, now)


def _read(typed: Form) -> Given:
    return Given(
        judgement=typed.value("judgement"),
        reasons=tuple(typed.chosen("reasons")),
        note=typed.free_text("note", most=service.MAX_NOTE, required=False),
        text_kept_because=KEPT if typed.is_on("note_kept") else None,
        seen=typed.whole("seen", 0, MOST_NUMBER),
        verdict=typed.value("verdict") or None,
        review_id=typed.value("id") or None,
    )


def _take_refusal(typed: Form, refusal: InvalidInput) -> None:
    """What the form has said of a field already is not said again."""
    fields = {name: keys for name, keys in refusal.fields.items() if name not in typed.errors}
    typed.take_refusal(InvalidInput(fields), words.PROBLEMS)


def _verdict(code: str) -> Verdict | None:
    return Verdict(code) if code in set(Verdict) else None


def _form(
    judged: Judged,
    typed: Form | None,
    *,
    before: Verdict | None = None,
    latest: ReviewedMeanwhile | None = None,
) -> str:
    """The page of the form. What somebody else wrote is read with its own line in the log."""
    if latest is not None:
        judged = Judged(judged.hotspots, judged.place, _read_latest(judged))
    names = category_names(g.area, judged.hotspots)
    return render_template(
        "hotspots/review.html",
        place=judged.place,
        period=judged.hotspots.period,
        sentences=explain(judged.place, names, select_locale()),
        before=before,
        latest=latest and latest.latest,
        **describe_form(judged, typed),
    )


def _read_latest(judged: Judged) -> Any:
    actor, area_id, place = current_actor(), judged.hotspots.area.id, judged.place
    with write_transaction() as connection:
        history = load_reviews(connection, actor, area_id, units_of(place))
        noted = [each.id for each in history if each.note]
        audit.record(
            connection,
            at=current_clock().now(),
            event="hotspot.review_read",
            actor=actor,
            details={"unit_id": place.place_id, "with_note": noted},
        )
    return history


def _back(unit_id: str) -> ResponseReturnValue:
    return redirect(f"{addresses_of(unit_id)['show']}#review")
