"""The area at the desk: what it is called, where it ends, and what its clock says."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.access import current_actor, requires
from app.core.database import db
from app.core.errors import InvalidInput
from app.core.forms import Form
from app.core.web import current_clock
from app.places import areas, service, sketch
from app.places.areas import AreaFields, AreaView, StaleVersion
from app.places.outlines import OutlineUnreadable, Ring, read_outline, write_outline
from app.places.web import page_area
from app.places.words import AREA_LABELS, PROBLEMS

blueprint = Blueprint("area", __name__, url_prefix="/area")


@blueprint.get("")
@requires("area.edit")
def edit() -> ResponseReturnValue:
    """The form with the area as it is."""
    area = page_area("area.edit")
    form = Form(
        labels=AREA_LABELS,
        version=area.version,
        name=area.name,
        timezone=area.timezone,
        outline=write_outline(area.outline),
        centre_lon=area.centre[0],
        centre_lat=area.centre[1],
        zoom=area.zoom,
    )
    return _form(form, area)


@blueprint.post("")
@requires("area.edit")
def update() -> ResponseReturnValue:
    """The area is as typed, or the form again: 422 with what is wrong, 409 where somebody was quicker."""
    area = page_area("area.edit")
    form = Form(request.form, labels=AREA_LABELS)
    given = AreaFields(
        name=form.text("name", most=areas.MAX_NAME),
        timezone=form.text("timezone", most=60),
        outline=read_ring(form, "outline"),
        centre_lon=form.decimal("centre_lon", -180, 180),
        centre_lat=form.decimal("centre_lat", -90, 90),
        zoom=form.whole("zoom", areas.MIN_ZOOM, areas.MAX_ZOOM),
    )
    version = form.whole("version", 1, 2**31 - 1)
    if form.errors:
        return _form(form, area), 422
    try:
        areas.change_area(
            db.session(),
            current_actor(),
            area.id,
            given,
            version=version,
            now=current_clock().now(),
        )
    except InvalidInput as refusal:
        form.take_refusal(refusal, PROBLEMS)
        return _form(form, area), 422
    except StaleVersion as stale:
        return _form(form, area, stale=stale.version), 409
    flash(gettext("The area is saved. Phones get it the next time they sync."))
    return redirect(url_for("places.area.edit"))


def read_ring(form: Form, name: str) -> Ring | None:
    """The outline that was written; a line that can't be read is the field's error."""
    try:
        return read_outline(form.text(name, most=20_000, required=False))
    except OutlineUnreadable as unreadable:
        if unreadable.line:
            form.complain(
                name,
                gettext(
                    "Line %(line)s is no position. Write latitude, longitude, for example "
                    "61.8269, 16.0971.",
                    line=unreadable.line,
                ),
            )
        else:
            form.complain(name, gettext("This is no GeoJSON polygon."))
        return None


def _form(form: Form, area: AreaView, stale: int | None = None) -> str:
    places = service.all_places(db.session(), current_actor(), area.id)
    spots = [sketch.Spot(each.fields.lon, each.fields.lat) for each in places]
    return render_template(
        "places/area.html",
        form=form,
        area=area,
        stale=stale,
        zones=sorted(areas.known_timezones()),
        drawing=sketch.draw(area.outline, spots),
    )
