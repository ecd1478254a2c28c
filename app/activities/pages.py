"""Activities at the desk: planned ones, the form, and calling off. What was held is in held_pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.activities import held, held_pages, service
from app.activities.service import SORTS, ActivityFields, ActivityView
from app.activities.words import GROUPS, LABELS, MOODS, OUTCOMES, PROBLEMS
from app.core.access import current_actor, requires
from app.core.database import db
from app.core.errors import InvalidInput
from app.core.formats import local
from app.core.forms import Form
from app.core.i18n import current_timezone
from app.core.lists import page_of, read_listing, swedish_key
from app.core.web import current_clock
from app.places.areas import StaleVersion, find_area
from app.places.service import all_places
from app.places.web import page_area, use_area

blueprint = Blueprint("activities", __name__, url_prefix="/activities")
blueprint.register_blueprint(held_pages.blueprint)


@blueprint.record_once
def set_up_words(state: BlueprintSetupState) -> None:
    """Templates know the words for outcomes, groups and moods."""
    state.app.jinja_env.filters.update(
        outcome=lambda outcome: OUTCOMES[outcome],
        head_group=lambda group: str(GROUPS[group]),
        mood=lambda number: MOODS[number],
    )


@blueprint.get("")
@requires("activity.read")
def index() -> ResponseReturnValue:
    """What is coming, the next first; those that go on now too."""
    area = page_area("activity.read")
    views = service.list_activities(
        db.session(), current_actor(), area.id, since=current_clock().now()
    )
    words = request.args.get("q", "").casefold()
    organiser = request.args.get("organiser", "")
    found = [
        view
        for view in views
        if words in f"{view.fields.title} {view.where}".casefold()
        if organiser in {"", view.fields.organiser}
    ]
    return render_template(
        "activities/index.html",
        area=area,
        page=page_of(found, read_listing(request.args, SORTS, "starts"), SORTS),
        has_activities=bool(views),
        organisers=sorted({view.fields.organiser for view in views}, key=swedish_key),
    )


@blueprint.get("/<uuid:activity_id>")
@requires("activity.read", writes=True)
def show(activity_id: UUID) -> ResponseReturnValue:
    """One activity; its check-ins for those who may read them, and then the reading is audited."""
    session, actor, now = db.session(), current_actor(), current_clock().now()
    activity = service.find_activity(session, actor, str(activity_id))
    area = use_area(find_area(session, actor, "activity.read", activity.area_id))
    may_read = actor.can("checkin.read", area.id)
    checkins = held.read_checkins(session, actor, activity.id, now) if may_read else []
    return render_template(
        "activities/show.html",
        activity=activity,
        summary=held.sum_up(actor, activity, checkins),
        checkins=checkins,
        may_read=may_read,
        may_edit=service.can_edit(actor, activity),
        is_over=activity.fields.ends_at <= now,
        cancel_form=Form(labels=LABELS),
    )


@blueprint.get("/new")
@requires("activity.edit")
def new() -> ResponseReturnValue:
    """The form for a new activity."""
    page_area("activity.edit")
    initial: dict[str, Any] = {"weeks": 1, "starts": "18:00", "ends": "21:00"}
    return _form(Form(labels=LABELS, **initial), None)


@blueprint.post("")
@requires("activity.edit")
def create() -> ResponseReturnValue:
    """The activity is planned for each week, or the form again with what is wrong."""
    area = page_area("activity.edit")
    form = Form(request.form, labels=LABELS)
    given, weeks = read_activity(form, area.timezone), form.whole("weeks", 1, service.MAX_WEEKS)
    if form.errors:
        return _form(form, None), 422
    try:
        ids = service.plan_activity(
            db.session(),
            current_actor(),
            area.id,
            given,
            current_clock().now(),
            weeks=weeks,
            zone=area.timezone,
        )
    except InvalidInput as refusal:
        form.take_refusal(refusal, PROBLEMS)
        return _form(form, None), 422
    flash(
        ngettext("%(num)d activity is planned.", "%(num)d activities are planned.", len(ids))
        + " "
        + gettext("Phones get it the next time they sync.")
    )
    if len(ids) > 1:
        return redirect(url_for("activities.index"))
    return redirect(url_for("activities.show", activity_id=ids[0]))


@blueprint.get("/<uuid:activity_id>/edit")
@requires("activity.edit")
def edit(activity_id: UUID) -> ResponseReturnValue:
    """The form with the activity as it is."""
    activity = _open(activity_id)
    return _form(Form(labels=LABELS, **_initial(activity)), activity)


def _open(activity_id: UUID) -> ActivityView:
    session, actor = db.session(), current_actor()
    activity = service.find_editable(session, actor, str(activity_id))
    use_area(find_area(session, actor, "activity.edit", activity.area_id))
    return activity


def _initial(activity: ActivityView) -> dict[str, Any]:
    fields = activity.fields
    start, end = (local(at, current_timezone()) for at in (fields.starts_at, fields.ends_at))
    return {
        "version": activity.version,
        "title": fields.title,
        "organiser": fields.organiser,
        "place_id": fields.place_id,
        "location": fields.location,
        "day": start.date().isoformat(),
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "age_from": fields.age_from,
        "age_to": fields.age_to,
        "police_expected": fields.police_expected,
    }


@blueprint.post("/<uuid:activity_id>/edit")
@requires("activity.edit")
def update(activity_id: UUID) -> ResponseReturnValue:
    """The activity is as typed, or the form again: 422 with what is wrong, 409 where somebody was quicker."""
    activity = _open(activity_id)
    form = Form(request.form, labels=LABELS)
    given = read_activity(form, current_timezone())
    version = form.whole("version", 1, 2**31 - 1)
    if form.errors:
        return _form(form, activity), 422
    try:
        service.change_activity(
            db.session(),
            current_actor(),
            activity.id,
            given,
            version=version,
            now=current_clock().now(),
        )
    except InvalidInput as refusal:
        form.take_refusal(refusal, PROBLEMS)
        return _form(form, activity), 422
    except StaleVersion as stale:
        return _form(form, activity, stale=stale.version), 409
    flash(
        gettext("The activity is saved.") + " " + gettext("Phones get it the next time they sync.")
    )
    return redirect(url_for("activities.show", activity_id=activity.id))


@blueprint.post("/<uuid:activity_id>/cancel")
@requires("activity.edit")
def cancel(activity_id: UUID) -> ResponseReturnValue:
    """The activity is called off, with those that follow in its series where that was ticked."""
    activity = _open(activity_id)
    form = Form(request.form, labels=LABELS)
    reason = form.free_text("reason", most=service.MAX_REASON)
    if form.errors:
        return _show_again(activity, form), 422
    count = service.cancel_activity(
        db.session(),
        current_actor(),
        activity.id,
        reason,
        version=form.whole("version", 1, 2**31 - 1),
        now=current_clock().now(),
        following=form.is_on("following"),
    )
    flash(ngettext("%(num)d activity is called off.", "%(num)d activities are called off.", count))
    return redirect(url_for("activities.show", activity_id=activity.id))


def _show_again(activity: ActivityView, form: Form) -> str:
    return render_template(
        "activities/show.html",
        activity=activity,
        summary=None,
        checkins=[],
        may_read=False,
        may_edit=True,
        is_over=activity.fields.ends_at <= current_clock().now(),
        cancel_form=form,
    )


@blueprint.post("/<uuid:activity_id>/restore")
@requires("activity.edit")
def restore(activity_id: UUID) -> ResponseReturnValue:
    """The activity takes place after all."""
    activity = _open(activity_id)
    service.restore_activity(
        db.session(),
        current_actor(),
        activity.id,
        version=Form(request.form, labels=LABELS).whole("version", 1, 2**31 - 1),
        now=current_clock().now(),
    )
    flash(gettext("The activity takes place."))
    return redirect(url_for("activities.show", activity_id=activity.id))


def read_activity(form: Form, zone: str) -> ActivityFields:
    """What the form says, as far as it can be read. An end before the beginning is on the next day."""
    day, starts, ends = form.day("day"), form.clock("starts"), form.clock("ends")
    place_id = form.value("place_id").strip() or None
    if form.errors.keys() & {"day", "starts", "ends"}:
        starts_at = ends_at = datetime.min.replace(tzinfo=UTC)
    else:
        starts_at = datetime.combine(day, starts, ZoneInfo(zone))
        ends_at = datetime.combine(day + timedelta(days=int(ends <= starts)), ends, ZoneInfo(zone))
    return ActivityFields(
        title=form.free_text("title", most=service.MAX_TITLE),
        organiser=form.text("organiser", most=service.MAX_TITLE),
        starts_at=starts_at.astimezone(UTC),
        ends_at=ends_at.astimezone(UTC),
        place_id=place_id,
        location=form.text("location", most=service.MAX_LOCATION, required=False) or None,
        age_from=form.optional_whole("age_from", *service.AGES),
        age_to=form.optional_whole("age_to", *service.AGES),
        police_expected=form.is_on("police_expected"),
    )


def _form(form: Form, activity: ActivityView | None, stale: int | None = None) -> str:
    session, actor = db.session(), current_actor()
    places = all_places(session, actor, g.area.id)
    return render_template(
        "activities/form.html",
        form=form,
        activity=activity,
        stale=stale,
        places=[(place.id, place.fields.name) for place in places],
        organisers=service.known_organisers(session, actor, g.area.id),
    )
