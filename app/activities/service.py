"""Activities: planned by the week, changed and called off; every change is announced to phones."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, insert, select, update
from sqlalchemy.orm import Session

from app.activities.fields import (
    AGES,
    MAX_LOCATION,
    MAX_TITLE,
    MAX_WEEKS,
    SORTS,
    ActivityFields,
    ActivityView,
    problems_with_activity,
    repeat_weekly,
)
from app.activities.models import Activity
from app.core import audit
from app.core.access import Actor, Sharing, visible
from app.core.changes import Change, record_changes
from app.core.clock import to_ms
from app.core.errors import InvalidInput, NotFound, NotPermitted
from app.core.ids import is_uuid, uuid7
from app.core.lists import swedish_key
from app.places.areas import StaleVersion
from app.places.models import Place

__all__ = [
    "AGES",
    "MAX_LISTED",
    "MAX_LOCATION",
    "MAX_REASON",
    "MAX_TITLE",
    "MAX_WEEKS",
    "SORTS",
    "ActivityFields",
    "ActivityView",
    "can_edit",
    "cancel_activity",
    "change_activity",
    "find_activity",
    "find_editable",
    "known_organisers",
    "list_activities",
    "plan_activity",
    "problems_with_activity",
    "repeat_weekly",
    "restore_activity",
    "view_activity",
]

MAX_REASON = 280
MAX_LISTED = 5_000
_activity, _place = Activity.__table__, Place.__table__


def plan_activity(
    session: Session,
    actor: Actor,
    area_id: str,
    given: ActivityFields,
    now: datetime,
    *,
    weeks: int = 1,
    zone: str = "Europe/Stockholm",
) -> list[str]:
    """The activity is planned, for this many weeks; answers the ids in the order of time."""
    if not actor.can("activity.edit", area_id):
        raise NotPermitted
    problems = problems_with_activity(given)
    if not 1 <= weeks <= MAX_WEEKS:
        problems["weeks"] = ["out_of_range"]
    _check_place(session, area_id, given, problems)
    if problems:
        raise InvalidInput(problems)
    series_id = uuid7() if weeks > 1 else None
    spans = repeat_weekly(given.starts_at, given.ends_at, weeks, zone)
    rows = [
        _columns(given)
        | {
            "id": uuid7(),
            "area_id": area_id,
            "organisation_id": actor.organisation_id,
            "sharing": Sharing.PARTNERS.value,
            "series_id": series_id,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "cancelled": False,
            "cancelled_reason": None,
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }
        for starts_at, ends_at in spans
    ]
    session.execute(insert(Activity), rows)
    ids = [str(row["id"]) for row in rows]
    record_changes(session, [Change("activity", each, 1, area_id) for each in ids], now)
    audit.record(
        session, at=now, event="activity.planned", actor=actor, details={"activity_ids": ids}
    )
    return ids


def change_activity(
    session: Session,
    actor: Actor,
    activity_id: str,
    given: ActivityFields,
    *,
    version: int,
    now: datetime,
) -> int:
    """The activity is as given; answers its new version. Raises StaleVersion where somebody was quicker."""
    current = _one(session, visible(actor, "activity.edit", _activity.c), activity_id, lock=True)
    problems = problems_with_activity(given)
    if given.place_id != current.fields.place_id:
        _check_place(session, current.area_id, given, problems)
    if problems:
        raise InvalidInput(problems)
    if current.version != version:
        raise StaleVersion(current.version)
    if _comparable(current.fields) == _comparable(given):
        return version
    _store(session, activity_id, version + 1, now, **_columns(given))
    record_changes(session, [Change("activity", activity_id, version + 1, current.area_id)], now)
    audit.record(
        session,
        at=now,
        event="activity.changed",
        actor=actor,
        details={"activity_id": activity_id, "version": version + 1},
    )
    return version + 1


def cancel_activity(
    session: Session,
    actor: Actor,
    activity_id: str,
    reason: str,
    *,
    version: int,
    now: datetime,
    following: bool = False,
) -> int:
    """The activity is called off, with `following` also those after it in its series; answers how many."""
    reach = visible(actor, "activity.edit", _activity.c)
    current = _one(session, reach, activity_id, lock=True)
    if not 1 <= len(reason.strip()) <= MAX_REASON:
        raise InvalidInput({"reason": ["text_length"]})
    if current.version != version:
        raise StaleVersion(current.version)
    conditions = [_activity.c.id == activity_id]
    if following and current.series_id is not None:
        conditions = [
            _activity.c.series_id == current.series_id,
            _activity.c.starts_at >= current.fields.starts_at,
        ]
    rows = session.execute(
        select(_activity.c.id, _activity.c.version).where(
            reach, _activity.c.cancelled.is_(False), *conditions
        )
    ).all()
    for row in rows:
        _store(
            session,
            row.id,
            row.version + 1,
            now,
            cancelled=True,
            cancelled_reason=reason.strip(),
        )
    if rows:
        changes = [Change("activity", r.id, r.version + 1, current.area_id) for r in rows]
        record_changes(session, changes, now)
        audit.record(
            session,
            at=now,
            event="activity.cancelled",
            actor=actor,
            details={"activity_ids": [row.id for row in rows]},
        )
    return len(rows)


def restore_activity(
    session: Session, actor: Actor, activity_id: str, *, version: int, now: datetime
) -> int:
    """The activity takes place after all; answers its new version."""
    reach = visible(actor, "activity.edit", _activity.c)
    current = _one(session, reach, activity_id, lock=True)
    if current.version != version:
        raise StaleVersion(current.version)
    _store(session, activity_id, version + 1, now, cancelled=False, cancelled_reason=None)
    record_changes(session, [Change("activity", activity_id, version + 1, current.area_id)], now)
    audit.record(
        session,
        at=now,
        event="activity.restored",
        actor=actor,
        details={"activity_id": activity_id},
    )
    return version + 1


def find_activity(session: Session, actor: Actor, activity_id: str) -> ActivityView:
    """The activity, where this actor may see it; raises NotFound."""
    return _one(session, visible(actor, "activity.read", _activity.c), activity_id)


def find_editable(session: Session, actor: Actor, activity_id: str) -> ActivityView:
    """The activity, where it is the actor's own organisation's to change; raises NotFound."""
    return _one(session, visible(actor, "activity.edit", _activity.c), activity_id)


def can_edit(actor: Actor, view: ActivityView) -> bool:
    """Whether the actor may change it: it is their own organisation's."""
    own = view.organisation_id == actor.organisation_id
    return own and actor.can("activity.edit", view.area_id)


def list_activities(
    session: Session,
    actor: Actor,
    area_id: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[ActivityView]:
    """The area's activities that end after `since` and begin before `until`, in the order of time."""
    query = _select().where(
        visible(actor, "activity.read", _activity.c), _activity.c.area_id == area_id
    )
    if since is not None:
        query = query.where(_activity.c.ends_at > since)
    if until is not None:
        query = query.where(_activity.c.starts_at < until)
    rows = session.execute(
        query.order_by(_activity.c.starts_at, _activity.c.id).limit(MAX_LISTED)
    ).mappings()
    return [view_activity(row) for row in rows]


def known_organisers(session: Session, actor: Actor, area_id: str) -> list[str]:
    """The associations that have held something in the area, for the form to suggest."""
    names = session.scalars(
        select(_activity.c.organiser)
        .where(visible(actor, "activity.read", _activity.c), _activity.c.area_id == area_id)
        .distinct()
        .limit(200)
    )
    return sorted(names, key=swedish_key)


def view_activity(row: RowMapping) -> ActivityView:
    """A row of the table, with its place's name, as an activity."""
    names = ActivityFields.__dataclass_fields__
    return ActivityView(
        id=row["id"],
        area_id=row["area_id"],
        organisation_id=row["organisation_id"],
        series_id=row["series_id"],
        place_name=row["place_name"],
        cancelled=row["cancelled"],
        cancelled_reason=row["cancelled_reason"],
        version=row["version"],
        fields=ActivityFields(**{name: row[name] for name in names}),
    )


def _select() -> Any:
    return select(_activity, _place.c.name.label("place_name")).outerjoin(
        _place, _place.c.id == _activity.c.place_id
    )


def _one(
    session: Session, reach: ColumnElement[bool], activity_id: str, *, lock: bool = False
) -> ActivityView:
    query = _select().where(_activity.c.id == activity_id, reach)
    if lock:
        query = query.with_for_update(of=_activity)
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound
    return view_activity(row)


def _check_place(
    session: Session, area_id: str, given: ActivityFields, problems: dict[str, list[str]]
) -> None:
    if given.place_id is None:
        return
    found = is_uuid(given.place_id) and session.scalar(
        select(_place.c.id).where(
            _place.c.id == given.place_id,
            _place.c.area_id == area_id,
            _place.c.retired.is_(False),
        )
    )
    if not found:
        problems["place_id"] = ["unknown_place"]


def _store(session: Session, activity_id: str, version: int, now: datetime, **values: Any) -> None:
    session.execute(
        update(Activity)
        .where(Activity.id == activity_id)
        .values(version=version, updated_at=now, **values)
        .execution_options(synchronize_session=False)
    )


def _columns(given: ActivityFields) -> dict[str, Any]:
    location = (given.location or "").strip() or None
    return asdict(given) | {
        "title": given.title.strip(),
        "organiser": given.organiser.strip(),
        "location": None if given.place_id else location,
    }


def _comparable(fields: ActivityFields) -> dict[str, Any]:
    times = {"starts_at": to_ms(fields.starts_at), "ends_at": to_ms(fields.ends_at)}
    return _columns(fields) | times
