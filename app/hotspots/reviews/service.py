"""Judging a hotspot: a row is added with what was computed, and the computed verdict stays beside it.

Judgements are the organisation's own. What is handed on is shared with partners in the area, without words and figures
(`handovers`). Nothing is ever changed: undoing adds a row too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.core import audit
from app.core.access import Actor, Sharing
from app.core.errors import AppError, InvalidInput, NotFound
from app.core.free_text import KEPT_BECAUSE, find_personal
from app.core.ids import is_uuid, uuid7
from app.hotspots import queries as hotspot_queries
from app.hotspots import service as hotspots
from app.hotspots.answers import HotspotList, HotspotQuery
from app.hotspots.codes import Verdict
from app.hotspots.results import PlaceResult
from app.hotspots.reviews.codes import REASONS, Judgement, Reason
from app.hotspots.reviews.computed import computed_of
from app.hotspots.reviews.queries import REVIEW, add_row, load_reviews, review_table
from app.hotspots.reviews.squares import name_shared
from app.hotspots.reviews.standing import (
    Review,
    standing_of,
    standings_of,
    units_of,
)
from app.hotspots.squares import read_square

MAX_NOTE = 500


class ReviewedMeanwhile(AppError):
    """Somebody has judged the same place since the form was opened; `latest` is what they wrote."""

    code = "conflict"

    def __init__(self, latest: Review) -> None:
        self.latest = latest
        about = {
            "judgement": latest.judgement.value,
            "reasons": [reason.value for reason in latest.reasons],
            "number": latest.number,
        }
        super().__init__(details={"reason": "reviewed", "latest": about})


class VerdictChanged(AppError):
    """New entries have changed the computed verdict since the form was opened."""

    code = "conflict"

    def __init__(self, before: str, now: Verdict) -> None:
        self.before, self.now = before, now
        super().__init__(details={"reason": "computed", "before": before, "now": now.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person says, and what they had before them: the newest judgement's number and the computed verdict."""

    judgement: str
    reasons: tuple[str, ...] = ()
    note: str | None = None
    text_kept_because: str | None = None
    seen: int = 0
    verdict: str | None = None
    review_id: str | None = None  # the client's own: what is sent again is one judgement


@dataclass(frozen=True, slots=True)
class Judged:
    """A unit with the list that it stands in, and the judgements that it has, the newest first."""

    hotspots: HotspotList
    place: PlaceResult
    history: tuple[Review, ...]

    @property
    def seen(self) -> int:
        """The number of the newest judgement; 0 where there is none."""
        latest = latest_of(self.history)
        return 0 if latest is None else latest.number

    @property
    def standing(self) -> Review | None:
        return standing_of(self.history)


def latest_of(history: Iterable[Review]) -> Review | None:
    """The judgement with the highest number: what a form must have seen."""
    return max(history, key=lambda review: review.number, default=None)


def load_standings(connection: Connection, actor: Actor, area_id: str) -> dict[str, Review]:
    """place or square -> the organisation's judgement that stands; nothing for those who may not judge."""
    if not actor.can(REVIEW, area_id):
        return {}
    return standings_of(load_reviews(connection, actor, area_id))


def find_judged(
    connection: Connection, actor: Actor, unit_id: str, query: HotspotQuery, now: datetime
) -> Judged:
    """The unit's figures and judgements: of a place, or of the row that a square is part of.

    The area is the place's, of a square the query's. Raises NotFound where the actor may not judge it or it is not in
    the area, and as the list does.
    """
    area_id = find_area_of_unit(connection, actor, unit_id, query.area_id)
    square = read_square(unit_id)
    asked = replace(
        query,
        area_id=area_id,
        by="place" if square is None else "grid",
        square_m=None if square is None else square.size_m,
    )
    loaded = hotspots.load_own(connection, actor, asked, now, also=unit_id)
    if square is not None and loaded.also is None:
        raise NotFound
    answer = loaded.rank()
    place = answer.row_of(unit_id)
    if place is None:
        raise NotFound
    return Judged(answer, place, load_reviews(connection, actor, area_id, units_of(place)))


def find_area_of_unit(
    connection: Connection, actor: Actor, unit_id: str, asked: str | None = None
) -> str:
    """The area of a place that this actor may judge, or for a square the one asked for (id or code; None: the first).

    Raises NotFound.
    """
    if read_square(unit_id) is not None:
        for area in hotspot_queries.load_grounds(connection, actor.areas(REVIEW)):
            if asked is None or asked in {area.id, area.code}:
                return area.id
        raise NotFound
    area_id = hotspot_queries.find_area_of_place(connection, unit_id) if is_uuid(unit_id) else None
    if area_id is None or not actor.can(REVIEW, area_id):
        raise NotFound
    return area_id


def judge(
    connection: Connection, actor: Actor, judged: Judged, given: Given, now: datetime
) -> Review:
    """The judgement is added and audited; sent again with the same `review_id` it is the same one.

    Raises InvalidInput, ReviewedMeanwhile, VerdictChanged.
    """
    if sent_before := _find(judged.history, given.review_id):
        return sent_before
    problems = problems_with(given)
    if problems:
        raise InvalidInput(problems)
    _check_seen(judged.history, given.seen)
    if given.verdict is not None and given.verdict != judged.place.verdict.value:
        raise VerdictChanged(given.verdict, judged.place.verdict)
    judgement = Judgement(given.judgement)
    is_shared = judgement is Judgement.HANDED_ON
    row = computed_of(judged.hotspots, judged.place) | {
        "shared_name": _name_for_others(connection, judged) if is_shared else None,
        "id": given.review_id or uuid7(),
        "author_id": actor.user_id,
        "organisation_id": actor.organisation_id,
        "sharing": (Sharing.PARTNERS if is_shared else Sharing.OWN).value,
        "number": given.seen + 1,
        "judgement": judgement.value,
        "reasons": json.dumps(_reasons(judgement, given.reasons)),
        "note": (given.note or "").strip() or None,
        "text_kept_because": given.text_kept_because,
        "undoes": None,
        "reviewed_at": now,
    }
    return _add(connection, actor, row, now)


def undo(
    connection: Connection,
    actor: Actor,
    area_id: str,
    units: Collection[str],
    seen: int,
    now: datetime,
    review_id: str | None = None,
) -> Review:
    """The judgement of these units that stands is taken back by a row of its own; what stood before it stands again.

    `units` is the place, or the squares of one row (`units_of`). Sent again with the same `review_id` it is the same
    one. Raises NotFound where none stands, ReviewedMeanwhile.
    """
    history = load_reviews(connection, actor, area_id, units)
    if sent_before := _find(history, review_id):
        return sent_before
    if not history:
        raise NotFound
    _check_seen(history, seen)
    standing = standing_of(history)
    if standing is None:
        raise NotFound
    found = connection.execute(review_table.select().where(review_table.c.id == standing.id))
    row = dict(found.mappings().one()) | {
        "id": review_id or uuid7(),
        "author_id": actor.user_id,
        "sharing": Sharing.OWN.value,
        "number": seen + 1,
        "judgement": Judgement.UNDONE.value,
        "reasons": "[]",
        "note": None,
        "text_kept_because": None,
        "undoes": standing.id,
        "reviewed_at": now,
    }
    return _add(connection, actor, row, now)


def _find(history: Iterable[Review], review_id: str | None) -> Review | None:
    return next((review for review in history if review.id == review_id), None)


def _check_seen(history: Iterable[Review], seen: int) -> None:
    """Whoever judges has seen the newest judgement, and none that is not there: the next number is one more."""
    latest = latest_of(history)
    if seen != (0 if latest is None else latest.number):
        raise AppError("conflict") if latest is None else ReviewedMeanwhile(latest)


def _add(connection: Connection, actor: Actor, row: dict[str, Any], now: datetime) -> Review:
    area_id, unit_id = row["area_id"], row["unit_id"]
    was_added = add_row(connection, review_table, row)
    latest = latest_of(load_reviews(connection, actor, area_id, (unit_id,)))
    if not was_added and latest is not None and latest.id == row["id"]:
        return latest
    if latest is None or (not was_added and latest.number < row["number"]):
        # Not the number is taken, but the id: by a judgement of something else.
        raise AppError("conflict")
    if not was_added:
        raise ReviewedMeanwhile(latest)
    details = {
        "review_id": latest.id,
        "area_id": area_id,
        "unit_id": unit_id,
        "judgement": latest.judgement.value,
        "undoes": latest.undoes,
    }
    audit.record(connection, at=now, event="hotspot.reviewed", actor=actor, details=details)
    return latest


def problems_with(given: Given) -> dict[str, list[str]]:
    """What can't be taken, field by field, as keys of texts."""
    if given.judgement not in {each.value for each in REASONS} - {Judgement.UNDONE.value}:
        return {"judgement": ["choose_one"]}
    problems: dict[str, list[str]] = {}
    judgement = Judgement(given.judgement)
    if REASONS[judgement] and not _reasons(judgement, given.reasons):
        problems["reasons"] = ["reason_needed"]
    note = (given.note or "").strip()
    if len(note) > MAX_NOTE or "\x00" in note:
        problems["note"] = ["text_length"]
    elif find_personal(note) and given.text_kept_because not in KEPT_BECAUSE:
        problems["note"] = ["personal_data"]
    if given.review_id is not None and not is_uuid(given.review_id):
        problems["id"] = ["not_an_id"]
    return problems


def _reasons(judgement: Judgement, given: tuple[str, ...]) -> list[Reason]:
    """Those of the reasons that this judgement takes, in their own order."""
    return [reason for reason in REASONS[judgement] if reason.value in given]


def _name_for_others(connection: Connection, judged: Judged) -> str | None:
    """What the other organisations of the group are told of where a square is; a place has its own name."""
    facts, area = judged.place.square, judged.hotspots.area
    if facts is None:
        return None
    spots = hotspot_queries.load_spots(connection, area.id, retired=False)
    return name_shared(area, spots, facts.squares[0])
