"""Administration of the organisation's own people: list, account, roles, closing and opening."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts import people
from app.accounts.people import GRANTABLE, SORTS, Grant, PersonView
from app.accounts.words import LABELS, PROBLEMS
from app.core.access import Role, current_actor, requires
from app.core.database import db
from app.core.errors import InvalidInput
from app.core.forms import Form
from app.core.lists import page_of, read_listing
from app.core.web import current_clock

blueprint = Blueprint("people", __name__, url_prefix="/people")
MAX_NAME, MAX_EMAIL = 120, 254
STATES = ("open", "closed")


@blueprint.get("")
@requires("person.administer")
def index() -> ResponseReturnValue:
    """Everybody of the organisation, by name, role and state."""
    session, actor = db.session(), current_actor()
    words, state = request.args.get("q", "").casefold(), request.args.get("state", "open")
    role = request.args.get("role", "")
    found = [
        person
        for person in people.list_people(session, actor, current_clock().now())
        if words in person.name.casefold() or words in person.email
        if role in {"", *(each.value for _, each in person.grants)}
        if state not in STATES or (person.disabled_at is None) == (state == "open")
    ]
    return render_template(
        "accounts/people.html",
        page=page_of(found, read_listing(request.args, SORTS, "name"), SORTS),
        areas=dict(people.administered_areas(session, actor)),
        roles=GRANTABLE,
    )


@blueprint.get("/new")
@requires("person.administer")
def new() -> ResponseReturnValue:
    """The form for somebody new."""
    return _new(Form(labels=LABELS))


def _new(form: Form) -> str:
    areas = people.administered_areas(db.session(), current_actor())
    return render_template("accounts/person_new.html", form=form, areas=areas, roles=GRANTABLE)


@blueprint.post("")
@requires("person.administer")
def create() -> ResponseReturnValue:
    """An account exists; its password is on this page and nowhere else."""
    form = Form(request.form, labels=LABELS)
    name, email = form.text("name", most=MAX_NAME), form.text("email", most=MAX_EMAIL)
    if form.errors:
        return _new(form), 422
    try:
        person_id, password = people.invite(
            db.session(),
            current_actor(),
            email=email,
            name=name,
            grants=read_grants(form),
            now=current_clock().now(),
        )
    except InvalidInput as refusal:
        form.take_refusal(refusal, PROBLEMS)
        return _new(form), 422
    return _show_password(person_id, name, password)


def read_grants(form: Form) -> list[Grant]:
    """The ticked `area:role` pairs; what is no role is refused."""
    grants: list[Grant] = []
    for each in form.chosen("grants"):
        area_id, _, role = each.partition(":")
        if role not in {known.value for known in Role}:
            raise InvalidInput({"grants": ["not_yours_to_grant"]})
        grants.append((area_id, Role(role)))
    return grants


def _show_password(person_id: str, name: str, password: str) -> str:
    return render_template(
        "accounts/person_password.html", person_id=person_id, name=name, password=password
    )


@blueprint.get("/<uuid:person_id>")
@requires("person.administer")
def show(person_id: UUID) -> ResponseReturnValue:
    """One person: roles, sessions, state."""
    session, actor = db.session(), current_actor()
    person = people.find_person(session, actor, str(person_id), current_clock().now())
    return _show(person, Form(labels=LABELS, grants=_ticked(person)))


def _ticked(person: PersonView) -> list[str]:
    return [f"{area_id}:{role.value}" for area_id, role in person.grants]


def _show(person: PersonView, form: Form) -> str:
    return render_template(
        "accounts/person.html",
        person=person,
        form=form,
        areas=people.administered_areas(db.session(), current_actor()),
        roles=GRANTABLE,
        is_self=person.id == current_actor().user_id,
    )


@blueprint.post("/<uuid:person_id>/roles")
@requires("person.administer")
def post_roles(person_id: UUID) -> ResponseReturnValue:
    """The person has the ticked roles from the next request on."""
    session, actor, now = db.session(), current_actor(), current_clock().now()
    person = people.find_person(session, actor, str(person_id), now)
    form = Form(request.form, labels=LABELS)
    try:
        people.change_roles(session, actor, person.id, read_grants(form), now)
    except InvalidInput as refusal:
        form.take_refusal(refusal, PROBLEMS)
        return _show(person, form), 422
    flash(gettext("The roles are changed. They hold from the next page the person opens."))
    return redirect(url_for("accounts.people.show", person_id=person_id))


@blueprint.post("/<uuid:person_id>/close")
@requires("person.administer")
def close(person_id: UUID) -> ResponseReturnValue:
    """The account opens nothing any more."""
    session, actor, now = db.session(), current_actor(), current_clock().now()
    try:
        people.disable(session, actor, str(person_id), now)
    except InvalidInput as refusal:
        form = Form(labels=LABELS)
        form.take_refusal(refusal, PROBLEMS)
        return _show(people.find_person(session, actor, str(person_id), now), form), 422
    flash(gettext("The account is closed and signed out everywhere."))
    return redirect(url_for("accounts.people.show", person_id=person_id))


@blueprint.post("/<uuid:person_id>/open")
@requires("person.administer")
def reopen(person_id: UUID) -> ResponseReturnValue:
    """The account opens again."""
    people.enable(db.session(), current_actor(), str(person_id), current_clock().now())
    flash(gettext("The account is open again."))
    return redirect(url_for("accounts.people.show", person_id=person_id))


@blueprint.post("/<uuid:person_id>/sessions")
@requires("person.administer")
def sign_out_everywhere(person_id: UUID) -> ResponseReturnValue:
    """Every session of the person is closed."""
    now = current_clock().now()
    count = people.revoke_sessions(db.session(), current_actor(), str(person_id), now)
    flash(gettext("Signed out in %(count)s places.", count=count))
    return redirect(url_for("accounts.people.show", person_id=person_id))


@blueprint.post("/<uuid:person_id>/password")
@requires("person.administer")
def renew_password(person_id: UUID) -> ResponseReturnValue:
    """A new password, on this page and nowhere else."""
    session, actor, now = db.session(), current_actor(), current_clock().now()
    person = people.find_person(session, actor, str(person_id), now)
    password = people.renew_password(session, actor, person.id, now)
    return _show_password(person.id, person.name, password)
