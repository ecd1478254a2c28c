"""Phones of the organisation at the desk: when they were last heard of, what waits in them, and revoking one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.access import current_actor, requires
from app.core.database import db
from app.core.lists import page_of, read_listing
from app.core.web import current_clock
from app.sync import devices
from app.sync.device_list import SORTS, list_devices

blueprint = Blueprint("devices", __name__, url_prefix="/devices")


@blueprint.get("")
@requires("device.administer")
def index() -> ResponseReturnValue:
    """Every device that has pushed, the latest first."""
    every = list_devices(db.session(), current_actor())
    state, words = request.args.get("state", "used"), request.args.get("q", "").casefold()
    found = [
        device
        for device in every
        if state == "all" or (device.revoked_at is None) == (state == "used")
        if words in " ".join((*device.people, device.device_id)).casefold()
    ]
    return render_template(
        "sync/devices.html",
        page=page_of(found, read_listing(request.args, SORTS, "-seen"), SORTS),
        has_any=bool(every),
    )


@blueprint.post("/<uuid:device_id>/revoke")
@requires("device.administer")
def revoke(device_id: UUID) -> ResponseReturnValue:
    """The device can send and fetch nothing more."""
    devices.revoke(db.session(), current_actor(), str(device_id), current_clock().now())
    flash(gettext("The phone is revoked. It can send and fetch nothing more."))
    return redirect(url_for("review.devices.index"))
