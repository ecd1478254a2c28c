"""Fokusplatser at the desk: the list with its drawing, one place, and the form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.access import current_actor, requires
from app.core.database import db
from app.core.errors import InvalidInput
from app.core.forms import Form
from app.core.lists import read_listing
from app.core.web import current_clock
from app.places import area_pages, category_pages, service, sketch
from app.places.areas import StaleVersion, find_area
from app.places.outlines import write_outline
from app.places.service import KINDS, SORTS, PlaceFields, PlaceView
from app.places.web import page_area, use_area
from app.places.words import GROUPS, PLACE_LABELS, PROBLEMS, SEVERITIES
from app.places.words import KINDS as KIND_NAMES

blueprint = Blueprint("places", __name__, url_prefix="/places")
blueprint.register_blueprint(category_pages.blueprint)
blueprint.register_blueprint(area_pages.blueprint)

DEFAULT_RADIUS_M = 60
DEFAULT_ACCURACY_M = 20


@blueprint.record_once
def set_up_words(state: BlueprintSetupState) -> None:
    """Templates know the words for kinds, groups and severities, and how to write an outline."""
    state.app.jinja_env.filters.update(
        place_kind=lambda kind: str(KIND_NAMES.get(kind, kind)),
        category_group=lambda group: str(GROUPS.get(group, group)),
        severity=lambda number: str(SEVERITIES[number]),
        outline_text=write_outline,
    )


@blueprint.get("")
@requires("place.read")
def index() -> ResponseReturnValue:
    """The area's places, as a list and as a drawing."""
    session, actor, area = db.session(), current_actor(), page_area("place.read")
    is_retired = request.args.get("state") == "retired"
    places = service.all_places(session, actor, area.id, retired=is_retired)
    listing = read_listing(request.args, SORTS, "name")
    page = service.choose_places(
        places, listing, words=request.args.get("q", ""), kind=request.args.get("kind", "")
    )
    return render_template(
        "places/index.html",
        area=area,
        page=page,
        has_places=bool(places),
        kinds=[(kind, KIND_NAMES[kind]) for kind in KINDS],
        drawing=sketch.draw(area.outline, [draw_spot(place, "") for place in page.rows]),
    )


def draw_spot(place: PlaceView, label: str, *, is_other: bool = False) -> sketch.Spot:
    """The place as the drawing shows it."""
    fields = place.fields
    kind = " is-approximate" if place.is_approximate else ""
    return sketch.Spot(
        fields.lon,
        fields.lat,
        0 if is_other else fields.radius_m,
        None if is_other else fields.outline,
        label,
        ("is-other" if is_other else "") + kind,
    )


@blueprint.get("/<uuid:place_id>")
@requires("place.read")
def show(place_id: UUID) -> ResponseReturnValue:
    """One place: where it is, its dose, and what it was before."""
    session, actor = db.session(), current_actor()
    place = service.find_place(session, actor, str(place_id))
    area = use_area(find_area(session, actor, "place.read", place.area_id))
    others = [each for each in service.all_places(session, actor, area.id) if each.id != place.id]
    focus = draw_spot(place, place.fields.name)
    return render_template(
        "places/show.html",
        area=area,
        place=place,
        history=service.place_history(session, actor, place.id),
        drawing=sketch.draw(
            area.outline,
            [*(draw_spot(each, each.fields.name, is_other=True) for each in others), focus],
            focus=focus,
        ),
    )


@blueprint.get("/new")
@requires("place.edit")
def new() -> ResponseReturnValue:
    """The form for a new place."""
    page_area("place.edit")
    form = Form(labels=PLACE_LABELS, radius_m=DEFAULT_RADIUS_M, accuracy_m=DEFAULT_ACCURACY_M)
    return _form(form, None)


@blueprint.post("")
@requires("place.edit")
def create() -> ResponseReturnValue:
    """A place exists, or the form again with what is wrong."""
    area = page_area("place.edit")
    form = Form(request.form, labels=PLACE_LABELS)
    given = read_place(form)
    if form.errors:
        return _form(form, None), 422
    try:
        place_id = service.add_place(
            db.session(), current_actor(), area.id, given, current_clock().now()
        )
    except InvalidInput as refusal:
        form.take_refusal(refusal, PROBLEMS)
        return _form(form, None), 422
    flash(gettext("The place is saved. Phones get it the next time they sync."))
    return redirect(url_for("places.show", place_id=place_id))


@blueprint.get("/<uuid:place_id>/edit")
@requires("place.edit")
def edit(place_id: UUID) -> ResponseReturnValue:
    """The form with the place as it is."""
    place = _open(place_id)
    return _form(Form(labels=PLACE_LABELS, **_initial(place)), place)


def _open(place_id: UUID) -> PlaceView:
    session, actor = db.session(), current_actor()
    place = service.find_place(session, actor, str(place_id))
    use_area(find_area(session, actor, "place.edit", place.area_id))
    return place


def _initial(place: PlaceView) -> dict[str, Any]:
    fields = place.fields
    return {
        "version": place.version,
        "name": fields.name,
        "kind": fields.kind,
        "lat": fields.lat,
        "lon": fields.lon,
        "radius_m": fields.radius_m,
        "accuracy_m": fields.accuracy_m,
        "outline": write_outline(fields.outline),
        "visits_per_week": fields.visits_per_week,
        "minutes_per_week": fields.minutes_per_week,
    }


@blueprint.post("/<uuid:place_id>/edit")
@requires("place.edit")
def update(place_id: UUID) -> ResponseReturnValue:
    """The place is as typed, or the form again: 422 with what is wrong, 409 where somebody was quicker."""
    place = _open(place_id)
    form = Form(request.form, labels=PLACE_LABELS)
    given = replace(read_place(form), retired=place.fields.retired)
    version = form.whole("version", 1, 2**31 - 1)
    if form.errors:
        return _form(form, place), 422
    try:
        service.change_place(
            db.session(),
            current_actor(),
            place.id,
            given,
            version=version,
            now=current_clock().now(),
        )
    except InvalidInput as refusal:
        form.take_refusal(refusal, PROBLEMS)
        return _form(form, place), 422
    except StaleVersion as stale:
        return _form(form, place, stale=stale.version), 409
    flash(gettext("The place is saved. Phones get it the next time they sync."))
    return redirect(url_for("places.show", place_id=place.id))


@blueprint.post("/<uuid:place_id>/state")
@requires("place.edit")
def change_state(place_id: UUID) -> ResponseReturnValue:
    """The place is retired, or in use again; what was seen there stands."""
    place = _open(place_id)
    form = Form(request.form, labels=PLACE_LABELS)
    given = replace(place.fields, retired=form.is_on("retired"))
    service.change_place(
        db.session(),
        current_actor(),
        place.id,
        given,
        version=form.whole("version", 1, 2**31 - 1),
        now=current_clock().now(),
    )
    message = gettext("The place is retired.") if given.retired else gettext("It is in use again.")
    flash(message)
    return redirect(url_for("places.show", place_id=place.id))


def read_place(form: Form) -> PlaceFields:
    """What the form says, as far as it can be read; `form.errors` has the rest."""
    return PlaceFields(
        name=form.text("name", most=service.MAX_NAME),
        kind=form.choice("kind", KINDS),
        lat=form.decimal("lat", -90, 90),
        lon=form.decimal("lon", -180, 180),
        radius_m=form.whole("radius_m", service.MIN_RADIUS_M, service.MAX_RADIUS_M),
        accuracy_m=form.whole("accuracy_m", 0, service.MAX_ACCURACY_M),
        outline=area_pages.read_ring(form, "outline"),
        visits_per_week=form.optional_whole("visits_per_week", 0, service.MAX_VISITS_PER_WEEK),
        minutes_per_week=form.optional_whole("minutes_per_week", 0, service.MAX_MINUTES_PER_WEEK),
    )


def _form(form: Form, place: PlaceView | None, stale: int | None = None) -> str:
    return render_template(
        "places/form.html",
        form=form,
        place=place,
        stale=stale,
        kinds=[(kind, KIND_NAMES[kind]) for kind in KINDS],
    )
