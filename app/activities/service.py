"""Activities: planned by the week, changed and called off; every change is announced to phones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, RowMapping, insert, select, update
from sqlalchemy.orm import Session

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

MAX_TITLE = 120
MAX_LOCATION = 160
MAX_REASON = 280
MAX_WEEKS = 53
MAX_LENGTH = timedelta(hours=24)
AGES = (6, 30)
MAX_LISTED = 5_000
_activity, _place = Activity.__table__, Place.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFields:
    """What people decide about an activity. Either a place of the area or a location in words."""

    title: str
    organiser: str
    starts_at: datetime
    ends_at: datetime
    place_id: str | None = None
    location: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    police_expected: bool = False


@dataclass(frozen=True, slots=True)
class ActivityView:
    """An activity as pages and the phone need it."""

    id: str
    area_id: str
    organisation_id: str
    series_id: str | None
    place_name: str | None
    cancelled: bool
    cancelled_reason: str | None
    version: int
    fields: ActivityFields

    @property
    def where(self) -> str:
        """The place's name, or the words that were written."""
        return self.place_name or self.fields.location or ""


SORTS: Mapping[str, Callable[[ActivityView], Any]] = {
    "starts": lambda view: (view.fields.starts_at, view.id),
    "title": lambda view: swedish_key(view.fields.title),
    "organiser": lambda view: swedish_key(view.fields.organiser),
    "where": lambda view: swedish_key(view.where),
}


def problems_with_activity(given: ActivityFields) -> dict[str, list[str]]:
    """What can't be taken, field by field, as keys of texts."""
    problems: dict[str, list[str]] = {}
    for name, text in (("title", given.title), ("organiser", given.organiser)):
        if not 1 <= len(text.strip()) <= MAX_TITLE:
            problems[name] = ["text_length"]
    if given.place_id is None and not (given.location or "").strip():
        problems["location"] = ["place_or_location"]
    elif len(given.location or "") > MAX_LOCATION:
        problems["location"] = ["text_length"]
    if not timedelta(0) < given.ends_at - given.starts_at <= MAX_LENGTH:
        problems["ends"] = ["span"]
    low, high = AGES
    for name, age in (("age_from", given.age_from), ("age_to", given.age_to)):
        if age is not None and not low <= age <= high:
            problems[name] = ["age_range"]
    if given.age_from is not None and given.age_to is not None and given.age_from > given.age_to:
        problems.setdefault("age_to", ["ages_reversed"])
    return problems


def repeat_weekly(
    starts_at: datetime, ends_at: datetime, weeks: int, zone: str
) -> list[tuple[datetime, datetime]]:
    """The same hours on the wall clock, this many weeks in a row: 18.00 stays 18.00 when the clock changes."""
    place = ZoneInfo(zone)
    start, end = starts_at.astimezone(place), ends_at.astimezone(place)
    utc = ZoneInfo("UTC")
    return [
        ((start + timedelta(weeks=n)).astimezone(utc), (end + timedelta(weeks=n)).astimezone(utc))
        for n in range(weeks)
    ]


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
