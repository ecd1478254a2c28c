"""Judgements as rows, read and added."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, or_, select
from sqlalchemy.exc import IntegrityError

from app.core.access import Actor, visible
from app.hotspots.codes import Verdict
from app.hotspots.reviews.codes import Judgement, Reason
from app.hotspots.reviews.models import HotspotReview
from app.hotspots.reviews.standing import Review
from app.hotspots.squares import read_square

REVIEW = "hotspot.review"
review_table = HotspotReview.__table__
#: Nobody reads more at once; an area has some tens of units, and a judgement of each a week makes so many in years.
MOST_READ = 5_000
_OPTIONAL = ("categories", "slots")


def load_reviews(
    connection: Connection, actor: Actor, area_id: str, units: Collection[str] | None = None
) -> tuple[Review, ...]:
    """The organisation's judgements in the area, of all units or of any of these, the newest first.

    A judgement of a merged hotspot is one of each of its squares.
    """
    columns = review_table.c
    query = select(review_table).where(visible(actor, REVIEW, columns), columns.area_id == area_id)
    if units is not None:
        # Which squares a judgement is of stands in JSON: an area's judgements of squares are few.
        has_square = any(read_square(unit) for unit in units)
        or_of_squares = (columns.squares.is_not(None),) if has_square else ()
        query = query.where(or_(columns.unit_id.in_(units), *or_of_squares))
    newest_first = query.order_by(columns.reviewed_at.desc(), columns.number.desc())
    rows = connection.execute(newest_first.limit(MOST_READ))
    found = (view_review(row) for row in rows)
    return tuple(each for each in found if units is None or not each.units.isdisjoint(units))


def add_row(connection: Connection, table: Any, row: dict[str, Any]) -> bool:
    """Whether the row was added; False where another transaction has taken its number."""
    try:
        with connection.begin_nested():
            connection.execute(insert(table).values(**row))
    except IntegrityError:
        return False
    return True


def view_review(row: Any) -> Review:
    """A row of the table as a judgement."""
    parameters = json.loads(row.parameters)
    categories, slots = (_set_or_none(parameters.get(name)) for name in _OPTIONAL)
    return Review(
        id=row.id,
        area_id=row.area_id,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        squares=None if row.squares is None else tuple(json.loads(row.squares)),
        number=row.number,
        judgement=Judgement(row.judgement),
        reasons=read_reasons(row.reasons),
        note=row.note,
        undoes=row.undoes,
        from_on=date.fromisoformat(row.from_on),
        to_on=date.fromisoformat(row.to_on),
        categories=categories,
        slots=slots,
        data_version=row.data_version,
        computed=Verdict(row.computed_verdict),
        confidence=row.computed_confidence,
        observed=row.observed,
        days=row.days,
        visits=row.visits,
        presence_hours=row.presence_hours,
        reviewed_at=row.reviewed_at,
    )


def read_reasons(stored: str) -> tuple[Reason, ...]:
    """The codes that a column keeps as JSON."""
    return tuple(Reason(code) for code in json.loads(stored))


def _set_or_none(values: Sequence[Any] | None) -> frozenset[Any] | None:
    return None if values is None else frozenset(values)
