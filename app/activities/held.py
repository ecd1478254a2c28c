"""What was held: activities of the past with what their check-ins say. Heads are the organisation's own to see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from app.activities.checkins import Checkin
from app.activities.heads import HeadCount, add_heads, read_heads
from app.activities.service import ActivityView, list_activities
from app.core import audit
from app.core.access import Actor, visible

_checkin = Checkin.__table__
_CHUNK = 500


class Outcome(StrEnum):
    """What became of a planned activity."""

    HELD = "held"
    #: somebody has checked in, and nobody out: how many came is not known yet
    NOT_ENDED = "not_ended"
    CANCELLED = "cancelled"
    NO_CHECKIN = "no_checkin"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class CheckinView:
    """One check-in: when, how many, how it went."""

    id: str
    activity_id: str
    started_at: datetime
    ended_at: datetime | None
    heads: HeadCount
    police_minutes: int | None
    mood: int | None
    note: str | None
    cancelled_reason: str | None
    needs_review: bool
    version: int


@dataclass(frozen=True, slots=True)
class HeldActivity:
    """An activity and what its check-ins say together; `checkins` are those that have ended."""

    activity: ActivityView
    checkins: int
    heads: HeadCount
    police_minutes: int
    outcome: Outcome


def list_held(
    session: Session, actor: Actor, area_id: str, *, since: datetime, until: datetime, now: datetime
) -> list[HeldActivity]:
    """The activities that began in the period and are over, or were checked in to, in the order of time."""
    began = [
        each
        for each in list_activities(session, actor, area_id, since=since, until=until)
        if each.fields.starts_at >= since
    ]
    checkins = _checkins_of(session, actor, [each.id for each in began])
    return [
        sum_up(actor, each, checkins[each.id])
        for each in began
        if each.fields.ends_at <= now or checkins[each.id]
    ]


def sum_up(actor: Actor, activity: ActivityView, checkins: Sequence[CheckinView]) -> HeldActivity:
    """The activity with the heads and minutes of its check-ins added up."""
    held = [each for each in checkins if not each.cancelled_reason]
    ended = [each for each in held if each.ended_at is not None]
    if held:
        outcome = Outcome.HELD if ended else Outcome.NOT_ENDED
    elif activity.cancelled or checkins:
        outcome = Outcome.CANCELLED
    elif activity.organisation_id != actor.organisation_id:
        outcome = Outcome.NOT_YOURS
    else:
        outcome = Outcome.NO_CHECKIN
    return HeldActivity(
        activity,
        len(ended),
        add_heads(each.heads for each in held),
        sum(each.police_minutes or 0 for each in held),
        outcome,
    )


def read_checkins(
    session: Session, actor: Actor, activity_id: str, now: datetime
) -> list[CheckinView]:
    """The check-ins of one activity, notes and all; the reading is audited."""
    found = _checkins_of(session, actor, [activity_id])[activity_id]
    audit.record(
        session,
        at=now,
        event="checkin.read",
        actor=actor,
        details={"activity_id": activity_id, "checkin_ids": [each.id for each in found]},
    )
    return found


def _checkins_of(
    session: Session, actor: Actor, activity_ids: Sequence[str]
) -> defaultdict[str, list[CheckinView]]:
    found: defaultdict[str, list[CheckinView]] = defaultdict(list)
    for start in range(0, len(activity_ids), _CHUNK):
        rows = session.execute(
            select(_checkin)
            .where(
                _checkin.c.activity_id.in_(activity_ids[start : start + _CHUNK]),
                _checkin.c.withdrawn.is_(False),
                visible(actor, "checkin.read", _checkin.c),
            )
            .order_by(_checkin.c.started_at, _checkin.c.record_id)
        ).mappings()
        for row in rows:
            found[row["activity_id"]].append(_view(row))
    return found


def _view(row: RowMapping) -> CheckinView:
    return CheckinView(
        row["record_id"],
        row["activity_id"],
        row["started_at"],
        row["ended_at"],
        read_heads(row["heads"]),
        row["police_minutes"],
        row["mood"],
        row["note"],
        row["cancelled_reason"],
        row["needs_review"],
        row["version"],
    )
