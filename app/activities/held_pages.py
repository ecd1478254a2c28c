"""What was held: the list with heads by sex and age band, police minutes, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.activities import held
from app.activities.heads import BANDS, GROUPS, add_heads
from app.activities.held import HeldActivity, Outcome
from app.activities.words import EXPORT_HEADER, OUTCOMES
from app.activities.words import GROUPS as GROUP_NAMES
from app.core import audit
from app.core.access import current_actor, requires
from app.core.database import db
from app.core.exports import Sheet, table_response
from app.core.formats import local
from app.core.forms import read_day
from app.core.lists import page_of, read_listing, swedish_key
from app.core.web import current_clock
from app.places.areas import AreaView
from app.places.web import page_area

blueprint = Blueprint("held", __name__)
DEFAULT_DAYS = 90
SORTS: Mapping[str, Callable[[HeldActivity], Any]] = {
    "starts": lambda each: (each.activity.fields.starts_at, each.activity.id),
    "title": lambda each: swedish_key(each.activity.fields.title),
    "organiser": lambda each: swedish_key(each.activity.fields.organiser),
    "heads": lambda each: each.heads.total,
    "police": lambda each: each.police_minutes,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the list."""

    since: date
    until: date
    organiser: str
    outcome: str
    words: str


def read_asked(today: date) -> Asked:
    """The filters of the address; a date that can't be read falls back to the last 90 days."""
    since = _day("from", today - timedelta(days=DEFAULT_DAYS))
    until = _day("to", today)
    return Asked(
        min(since, until),
        max(since, until),
        request.args.get("organiser", ""),
        request.args.get("outcome", ""),
        request.args.get("q", "").casefold(),
    )


def _day(name: str, otherwise: date) -> date:
    return read_day(request.args.get(name, "")) or otherwise


def _find(area: AreaView) -> tuple[Asked, list[HeldActivity], list[HeldActivity]]:
    """(what was asked, everything of the period, what fits of it)."""
    now, zone = current_clock().now(), ZoneInfo(area.timezone)
    asked = read_asked(local(now, area.timezone).date())
    every = held.list_held(
        db.session(),
        current_actor(),
        area.id,
        since=datetime.combine(asked.since, time.min, zone).astimezone(UTC),
        until=datetime.combine(asked.until + timedelta(days=1), time.min, zone).astimezone(UTC),
        now=now,
    )
    fits = [
        each
        for each in every
        if asked.words in f"{each.activity.fields.title} {each.activity.where}".casefold()
        if asked.organiser in {"", each.activity.fields.organiser}
        if asked.outcome in {"", each.outcome.value}
    ]
    return asked, every, fits


@blueprint.get("/held")
@requires("checkin.read")
def index() -> ResponseReturnValue:
    """The period's activities with what came of them, and their sums."""
    area = page_area("checkin.read")
    asked, every, fits = _find(area)
    listing = read_listing(request.args, SORTS, "-starts")
    return render_template(
        "activities/held.html",
        area=area,
        asked=asked,
        page=page_of(fits, listing, SORTS),
        has_any=bool(every),
        organisers=sorted({each.activity.fields.organiser for each in every}, key=swedish_key),
        outcomes=[(outcome.value, OUTCOMES[outcome][1]) for outcome in Outcome],
        heads=add_heads(each.heads for each in fits),
        held_count=sum(each.outcome is Outcome.HELD for each in fits),
        hidden_count=sum(each.outcome is Outcome.NOT_YOURS for each in fits),
        police_minutes=sum(each.police_minutes for each in fits),
        with_police=sum(each.police_minutes > 0 for each in fits),
        groups=GROUPS,
        bands=BANDS,
    )


@blueprint.get("/held.csv", defaults={"form": "csv"})
@blueprint.get("/held.xlsx", defaults={"form": "xlsx"})
@requires("checkin.read", writes=True)
def export(form: str) -> ResponseReturnValue:
    """Exactly what the list shows, as a file; the export is audited."""
    area = page_area("checkin.read")
    asked, _, fits = _find(area)
    listing = read_listing(request.args, SORTS, "-starts")
    shown = sorted(fits, key=SORTS[listing.sort], reverse=listing.descending)
    audit.record(
        db.session(),
        at=current_clock().now(),
        event="activity.export",
        actor=current_actor(),
        details={"area_id": area.id, "form": form, "rows": len(shown)},
    )
    cells = [f"{GROUP_NAMES[group]} {band}" for group in GROUPS for band in BANDS]
    header = [*(str(words) for words in EXPORT_HEADER), *cells]
    about = [(gettext("Area"), area.name), (gettext("Period"), f"{asked.since} – {asked.until}")]
    sheet = Sheet(
        gettext("Activities"), header, [_row(each, area.timezone) for each in shown], about
    )
    name = gettext("activities")
    return table_response(form, f"{name}-{asked.since}-{asked.until}", sheet)


def _row(each: HeldActivity, zone: str) -> list[object]:
    fields = each.activity.fields
    start, end = local(fields.starts_at, zone), local(fields.ends_at, zone)
    return [
        start.date().isoformat(),
        f"{start:%H:%M}",
        f"{end:%H:%M}",
        fields.title,
        fields.organiser,
        each.activity.where,
        str(OUTCOMES[each.outcome][1]),
        *_counts(each),
    ]


def _counts(each: HeldActivity) -> list[object]:
    """What was counted; nothing where nobody has checked out, or where it is not this organisation's to see."""
    if not each.checkins:
        return [None] * (3 + len(GROUPS) * len(BANDS))
    cells = [each.heads.cell(group, band) for group in GROUPS for band in BANDS]
    return [each.checkins, each.heads.total, each.police_minutes, *cells]
