"""Categories at the desk: the groups with their words, and the form. Retired ones stay in the list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.access import current_actor, requires
from app.core.database import db
from app.core.errors import InvalidInput
from app.core.forms import Form
from app.core.web import current_clock
from app.places import categories
from app.places.areas import StaleVersion, find_area
from app.places.categories import GROUPS, CategoryFields, CategoryView
from app.places.web import page_area, use_area
from app.places.words import CATEGORY_LABELS, PROBLEMS, SEVERITIES
from app.places.words import GROUPS as GROUP_NAMES

blueprint = Blueprint("categories", __name__, url_prefix="/categories")


@blueprint.get("")
@requires("category.edit")
def index() -> ResponseReturnValue:
    """The area's categories by group, and how many of the standard set are missing."""
    area = page_area("category.read")
    views = categories.all_categories(db.session(), current_actor(), area.id)
    known = {view.code for view in views}
    state = request.args.get("state", "used")
    shown = [v for v in views if state == "all" or v.fields.retired == (state == "retired")]
    return render_template(
        "places/categories.html",
        area=area,
        groups=[(group, each) for group, each in categories.sorted_by_group(shown) if each],
        has_categories=bool(views),
        missing=sum(code not in known for code, _ in categories.standard_categories()),
    )


@blueprint.post("/standard")
@requires("category.edit")
def add_standard() -> ResponseReturnValue:
    """The area has the whole standard set."""
    area = page_area("category.edit")
    added = categories.add_standard_categories(
        db.session(), current_actor(), area.id, current_clock().now()
    )
    flash(gettext("%(count)s categories were added.", count=len(added)))
    return redirect(url_for("places.categories.index"))


@blueprint.get("/new")
@requires("category.edit")
def new() -> ResponseReturnValue:
    """The form for a new category."""
    area = page_area("category.edit")
    views = categories.all_categories(db.session(), current_actor(), area.id)
    last = max((view.fields.order for view in views), default=0)
    form = Form(
        labels=CATEGORY_LABELS,
        order=min(last + categories.ORDER_STEP, categories.MAX_ORDER),
        severity=1,
        is_disorder=True,
    )
    return _form(form, None)


@blueprint.post("")
@requires("category.edit")
def create() -> ResponseReturnValue:
    """A category exists, or the form again with what is wrong."""
    area = page_area("category.edit")
    form = Form(request.form, labels=CATEGORY_LABELS)
    code, given = form.text("code", most=40), read_category(form, retired=False)
    if form.errors:
        return _form(form, None), 422
    try:
        categories.add_category(
            db.session(), current_actor(), area.id, code, given, current_clock().now()
        )
    except InvalidInput as refusal:
        form.take_refusal(refusal, PROBLEMS)
        return _form(form, None), 422
    flash(gettext("The category is saved. Phones get it the next time they sync."))
    return redirect(url_for("places.categories.index"))


@blueprint.get("/<uuid:category_id>")
@requires("category.edit")
def edit(category_id: UUID) -> ResponseReturnValue:
    """The form with the category as it is, and what it was."""
    view = _open(category_id)
    return _form(Form(labels=CATEGORY_LABELS, **_initial(view)), view)


def _open(category_id: UUID) -> CategoryView:
    session, actor = db.session(), current_actor()
    view = categories.find_category(session, actor, str(category_id))
    use_area(find_area(session, actor, "category.edit", view.area_id))
    return view


def _initial(view: CategoryView) -> dict[str, Any]:
    fields = view.fields
    return {
        "version": view.version,
        "code": view.code,
        "group": fields.group,
        "name_sv": fields.name_sv,
        "name_en": fields.name_en,
        "description_sv": fields.description_sv,
        "description_en": fields.description_en,
        "severity": fields.severity,
        "order": fields.order,
        "is_disorder": fields.is_disorder,
    }


@blueprint.post("/<uuid:category_id>")
@requires("category.edit")
def update(category_id: UUID) -> ResponseReturnValue:
    """The category is as typed, or the form again: 422 with what is wrong, 409 where somebody was quicker."""
    view = _open(category_id)
    form = Form(request.form, labels=CATEGORY_LABELS)
    given = read_category(form, retired=view.fields.retired)
    version = form.whole("version", 1, 2**31 - 1)
    if form.errors:
        return _form(form, view), 422
    try:
        categories.change_category(
            db.session(),
            current_actor(),
            view.id,
            given,
            version=version,
            now=current_clock().now(),
        )
    except InvalidInput as refusal:
        form.take_refusal(refusal, PROBLEMS)
        return _form(form, view), 422
    except StaleVersion as stale:
        return _form(form, view, stale=stale.version), 409
    flash(gettext("The category is saved. Phones get it the next time they sync."))
    return redirect(url_for("places.categories.index"))


@blueprint.post("/<uuid:category_id>/state")
@requires("category.edit")
def change_state(category_id: UUID) -> ResponseReturnValue:
    """The category is retired, or in use again; what was logged with it stands."""
    view = _open(category_id)
    form = Form(request.form, labels=CATEGORY_LABELS)
    is_retired = form.is_on("retired")
    categories.retire_category(
        db.session(),
        current_actor(),
        view.id,
        retired=is_retired,
        version=form.whole("version", 1, 2**31 - 1),
        now=current_clock().now(),
    )
    flash(gettext("The category is retired.") if is_retired else gettext("It is in use again."))
    return redirect(url_for("places.categories.index"))


def read_category(form: Form, *, retired: bool) -> CategoryFields:
    """What the form says, as far as it can be read; `form.errors` has the rest."""
    return CategoryFields(
        group=form.choice("group", GROUPS),
        name_sv=form.text("name_sv", most=categories.MAX_NAME),
        name_en=form.text("name_en", most=categories.MAX_NAME),
        description_sv=form.text("description_sv", most=categories.MAX_DESCRIPTION, required=False),
        description_en=form.text("description_en", most=categories.MAX_DESCRIPTION, required=False),
        severity=form.whole("severity", 0, categories.MAX_SEVERITY),
        order=form.whole("order", 0, categories.MAX_ORDER),
        is_disorder=form.is_on("is_disorder"),
        retired=retired,
    )


def _form(form: Form, view: CategoryView | None, stale: int | None = None) -> str:
    history = categories.category_history(db.session(), current_actor(), view.id) if view else []
    return render_template(
        "places/category_form.html",
        form=form,
        category=view,
        stale=stale,
        history=history,
        groups=[(group, GROUP_NAMES[group]) for group in GROUPS],
        severities=[(number, f"{number} – {words}") for number, words in SEVERITIES.items()],
    )
