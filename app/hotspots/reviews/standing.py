"""What stands of an organisation's judgements of a unit, and whether later figures still bear it out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.hotspots.codes import Verdict
from app.hotspots.publishing import DEFAULT_RULES, PublishingRules
from app.hotspots.results import PlaceResult
from app.hotspots.reviews.codes import Judgement, Reason, Since

HOT = frozenset({Verdict.CLEAR_HOTSPOT, Verdict.POSSIBLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One judgement with what was computed when it was made. Of whom it is, nobody is told."""

    id: str
    area_id: str
    unit_id: str
    unit_name: str
    number: int
    judgement: Judgement
    reasons: tuple[Reason, ...]
    note: str | None
    undoes: str | None
    from_on: date
    to_on: date
    categories: frozenset[str] | None
    slots: frozenset[int] | None
    data_version: str
    computed: Verdict
    confidence: str
    observed: int
    days: int
    visits: int
    presence_hours: float
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are compared with: the last day of the period, and the filters."""

    to_on: date
    categories: frozenset[str] | None
    slots: frozenset[int] | None


def standing_of(history: Sequence[Review]) -> Review | None:
    """The judgement that stands: the newest that was not undone. `history` is one unit's, in any order."""
    undone = {review.undoes for review in history if review.judgement is Judgement.UNDONE}
    standing = [
        review
        for review in history
        if review.judgement is not Judgement.UNDONE and review.id not in undone
    ]
    return max(standing, key=lambda review: review.number, default=None)


def standings_of(reviews: Iterable[Review]) -> dict[str, Review]:
    """unit -> the judgement that stands, for the units that have one."""
    by_unit: dict[str, list[Review]] = {}
    for review in reviews:
        by_unit.setdefault(review.unit_id, []).append(review)
    found = {unit_id: standing_of(history) for unit_id, history in by_unit.items()}
    return {unit_id: review for unit_id, review in found.items() if review is not None}


def has_same_filters(review: Review, asked: Asked) -> bool:
    """Whether the judgement is of figures with these filters."""
    return (review.categories, review.slots) == (asked.categories, asked.slots)


def changed_since(review: Review, verdict: Verdict, asked: Asked) -> Since | None:
    """What a later computation says against the judgement's; None where it says the same, or can't be compared."""
    if not has_same_filters(review, asked) or asked.to_on < review.to_on:
        return None
    was_hot, is_hot = review.computed in HOT, verdict in HOT
    if was_hot and not is_hot:
        return Since.NO_LONGER
    if verdict is review.computed or not is_hot:
        return None
    return Since.NOW_CLEAR if verdict is Verdict.CLEAR_HOTSPOT else Since.NOW_POSSIBLE


def shareable_from(
    place: PlaceResult, asked: Asked, rules: PublishingRules = DEFAULT_RULES
) -> date | None:
    """The day from which others may see the computed verdict, as for what is published; None: never."""
    if asked.categories is not None or asked.slots is not None:
        return None
    is_small = (
        place.observed < rules.least_observed
        or place.days < rules.least_days
        or place.reasons.reporters < rules.least_reporters
    )
    return None if is_small else asked.to_on + timedelta(days=rules.delay_days)
