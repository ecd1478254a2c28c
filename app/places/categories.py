"""Categories: what an observation can be of. Retired, never deleted; a change leaves the past's names alone."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.access import Actor, Sharing, visible
from app.core.changes import Change, record_changes
from app.core.errors import InvalidInput, NotFound, NotPermitted
from app.core.ids import uuid7
from app.places.areas import StaleVersion
from app.places.models import Category, CategoryVersion

GROUPS = ("fysisk", "social", "trafik", "trygghet")
MAX_NAME = 60
MAX_DESCRIPTION = 200
MAX_SEVERITY = 3
MAX_ORDER = 9_999
ORDER_STEP = 10
_STANDARD = Path(__file__).with_name("standard_categories.json")
_CODE = re.compile(r"[a-z0-9][a-z0-9_]{1,39}")
_category, _version = Category.__table__, CategoryVersion.__table__
_FIELDS = (
    "group",
    "name_sv",
    "name_en",
    "description_sv",
    "description_en",
    "severity",
    "order",
    "is_disorder",
    "retired",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryFields:
    """What people decide about a category."""

    group: str
    name_sv: str
    name_en: str
    description_sv: str = ""
    description_en: str = ""
    severity: int
    order: int
    is_disorder: bool
    retired: bool = False

    def name(self, locale: str) -> str:
        return self.name_en if locale == "en" else self.name_sv

    def description(self, locale: str) -> str:
        return self.description_en if locale == "en" else self.description_sv


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category as pages and the phone need it."""

    id: str
    area_id: str
    code: str
    version: int
    updated_at: datetime
    fields: CategoryFields


def problems_with_category(given: CategoryFields) -> dict[str, list[str]]:
    """What can't be taken, field by field, as keys of texts."""
    problems: dict[str, list[str]] = {}
    if given.group not in GROUPS:
        problems["group"] = ["unknown_group"]
    for field, name in (("name_sv", given.name_sv), ("name_en", given.name_en)):
        if not 1 <= len(name.strip()) <= MAX_NAME:
            problems[field] = ["name_length"]
    for field, text in (
        ("description_sv", given.description_sv),
        ("description_en", given.description_en),
    ):
        if len(text) > MAX_DESCRIPTION:
            problems[field] = ["description_length"]
    if not 0 <= given.severity <= MAX_SEVERITY:
        problems["severity"] = ["out_of_range"]
    if not 0 <= given.order <= MAX_ORDER:
        problems["order"] = ["out_of_range"]
    return problems


def add_category(
    session: Session, actor: Actor, area_id: str, code: str, given: CategoryFields, now: datetime
) -> str:
    """A new category exists in the area; answers its id. The code stays as it is for ever."""
    if not actor.can("category.edit", area_id):
        raise NotPermitted
    problems = problems_with_category(given)
    if not _CODE.fullmatch(code):
        problems["code"] = ["code_form"]
    elif session.scalar(
        select(_category.c.id).where(_category.c.area_id == area_id, _category.c.code == code)
    ):
        problems["code"] = ["code_taken"]
    if problems:
        raise InvalidInput(problems)
    category_id = uuid7()
    session.execute(
        insert(Category).values(
            id=category_id,
            area_id=area_id,
            organisation_id=actor.organisation_id,
            sharing=Sharing.PARTNERS.value,
            code=code,
            version=1,
            created_at=now,
            updated_at=now,
            **asdict(given),
        )
    )
    _announce(session, actor, "category.added", category_id, area_id, 1, given, now)
    return category_id


def add_standard_categories(
    session: Session, actor: Actor, area_id: str, now: datetime
) -> list[str]:
    """The area has each category of the standard set that it hadn't; answers the ids of the new ones."""
    known = {view.code for view in all_categories(session, actor, area_id)}
    return [
        add_category(session, actor, area_id, code, given, now)
        for code, given in standard_categories()
        if code not in known
    ]


def standard_categories() -> list[tuple[str, CategoryFields]]:
    """(code, fields) of the set that a new area begins with, in its order."""
    return [
        (
            each["code"],
            CategoryFields(
                group=each["group"],
                name_sv=each["sv"],
                name_en=each["en"],
                description_sv=each["description_sv"],
                description_en=each["description_en"],
                severity=each["severity"],
                order=number * ORDER_STEP,
                is_disorder=each["is_disorder"],
            ),
        )
        for number, each in enumerate(json.loads(_STANDARD.read_text("utf-8")), start=1)
    ]


def change_category(
    session: Session,
    actor: Actor,
    category_id: str,
    given: CategoryFields,
    *,
    version: int,
    now: datetime,
) -> int:
    """The category is as given from now on; answers its new version. Raises StaleVersion."""
    row = _one(session, visible(actor, "category.edit", _category.c), category_id, lock=True)
    view = view_category(row)
    problems = problems_with_category(given)
    if problems:
        raise InvalidInput(problems)
    if view.version != version:
        raise StaleVersion(view.version)
    if view.fields == given:
        return version
    session.execute(
        update(Category)
        .where(Category.id == category_id)
        .values(version=version + 1, updated_at=now, **asdict(given))
        .execution_options(synchronize_session=False)
    )
    _announce(
        session, actor, "category.changed", category_id, view.area_id, version + 1, given, now
    )
    return version + 1


def retire_category(
    session: Session,
    actor: Actor,
    category_id: str,
    *,
    retired: bool,
    version: int,
    now: datetime,
) -> int:
    """Phones offer the category no more, or again; what was logged with it stands."""
    view = find_category(session, actor, category_id)
    given = replace(view.fields, retired=retired)
    return change_category(session, actor, category_id, given, version=version, now=now)


def find_category(session: Session, actor: Actor, category_id: str) -> CategoryView:
    """The category, where this actor may see it; raises NotFound."""
    return view_category(_one(session, visible(actor, "category.read", _category.c), category_id))


def _one(
    session: Session, reach: ColumnElement[bool], category_id: str, *, lock: bool = False
) -> RowMapping:
    query = select(_category).where(_category.c.id == category_id, reach)
    row = session.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NotFound
    return row


def all_categories(session: Session, actor: Actor, area_id: str) -> list[CategoryView]:
    """Every category of the area, in its order; retired ones too."""
    rows = session.execute(
        select(_category)
        .where(visible(actor, "category.read", _category.c), _category.c.area_id == area_id)
        .order_by(_category.c.sort_order, _category.c.code)
    ).mappings()
    return [view_category(row) for row in rows]


def category_history(
    session: Session, actor: Actor, category_id: str
) -> list[tuple[int, datetime, CategoryFields]]:
    """What the category was: (version, from when, fields), the newest first."""
    find_category(session, actor, category_id)
    rows = session.execute(
        select(_version)
        .where(_version.c.category_id == category_id)
        .order_by(_version.c.version.desc())
    ).mappings()
    return [(row["version"], row["valid_from"], view_fields(row)) for row in rows]


def categories_at(
    session: Session | Connection, area_id: str, at: datetime
) -> dict[str, CategoryFields]:
    """code -> what the category was at this instant; before its first version, what that one says."""
    rows = session.execute(
        select(_category.c.code, *_version.c)
        .join(_version, _version.c.category_id == _category.c.id)
        .where(_category.c.area_id == area_id)
        .order_by(_category.c.sort_order, _category.c.code, _version.c.version)
    ).mappings()
    found: dict[str, CategoryFields] = {}
    for row in rows:
        if row["code"] not in found or row["valid_from"] <= at:
            found[row["code"]] = view_fields(row)
    return found


def view_category(row: RowMapping) -> CategoryView:
    """A row of the table as a category."""
    return CategoryView(
        row["id"], row["area_id"], row["code"], row["version"], row["updated_at"], view_fields(row)
    )


def view_fields(row: RowMapping) -> CategoryFields:
    """What people decided, of a category or of a version of it."""
    columns = {"group": "category_group", "order": "sort_order"}
    values: dict[str, Any] = {name: row[columns.get(name, name)] for name in _FIELDS}
    return CategoryFields(**values)


def sorted_by_group(views: Sequence[CategoryView]) -> list[tuple[str, list[CategoryView]]]:
    """(group, its categories) in the order of the groups."""
    return [(group, [v for v in views if v.fields.group == group]) for group in GROUPS]


def _announce(
    session: Session,
    actor: Actor,
    event: str,
    category_id: str,
    area_id: str,
    version: int,
    given: CategoryFields,
    now: datetime,
) -> None:
    session.execute(
        insert(CategoryVersion).values(
            category_id=category_id,
            version=version,
            valid_from=now,
            changed_by=actor.user_id,
            **asdict(given),
        )
    )
    record_changes(session, [Change("category", category_id, version, area_id)], now)
    audit.record(
        session,
        at=now,
        event=event,
        actor=actor,
        details={"category_id": category_id, "version": version, "retired": given.retired},
    )
