"""What stands of an organisation's judgements of a unit, and whether later figures still bear it out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    squares: (
        tuple[str, ...] | None
    )  # of the grid: those whose figures were judged, `unit_id` among them
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

    @property
    def units(self) -> frozenset[str]:
        """What it is a judgement of: the place, or each of the squares."""
        return frozenset(self.squares or (self.unit_id,))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are compared with: the last day of the period, and the filters."""

    to_on: date
    categories: frozenset[str] | None
    slots: frozenset[int] | None


def standing_of(history: Sequence[Review]) -> Review | None:
    """The judgement that stands: the newest that was not undone. `history` is one row's, in any order."""
    undone = {review.undoes for review in history if review.judgement is Judgement.UNDONE}
    standing = [
        review
        for review in history
        if review.judgement is not Judgement.UNDONE and review.id not in undone
    ]
    return max(standing, key=_newest, default=None)


def _newest(review: Review) -> tuple[datetime, int]:
    return review.reviewed_at, review.number


def standings_of(reviews: Iterable[Review]) -> dict[str, Review]:
    """unit -> the judgement that stands, for the units (places, and each square) that have one."""
    by_unit: dict[str, list[Review]] = {}
    for review in reviews:
        for unit_id in review.units:
            by_unit.setdefault(unit_id, []).append(review)
    found = {unit_id: standing_of(history) for unit_id, history in by_unit.items()}
    return {unit_id: review for unit_id, review in found.items() if review is not None}


def units_of(place: PlaceResult) -> frozenset[str]:
    """What a row of a list may have been judged as: the place, or any of its squares."""
    if place.square is None:
        return frozenset({place.place_id})
    return frozenset(square.id for square in place.square.squares)


def standings_of_rows(
    places: Iterable[PlaceResult], standings: Mapping[str, Review]
) -> dict[str, Review]:
    """row's id -> the newest judgement that stands of the place, or of any of the row's squares."""
    found = {}
    for place in places:
        reviews = [standings[unit_id] for unit_id in units_of(place) if unit_id in standings]
        if reviews:
            found[place.place_id] = max(reviews, key=_newest)
    return found


def is_of_other_squares(review: Review, place: PlaceResult) -> bool:
    """Whether the row's squares are others than those that were judged: a merged hotspot grows and shrinks."""
    return place.square is not None and review.units != units_of(place)


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
    """The day from which others may see the computed verdict, as for what is published; None: never.

    Of squares nobody else sees one: it knows the squares around (ADR 0013).
    """
    if place.square is not None:
        return None
    if asked.categories is not None or asked.slots is not None:
        return None
    is_small = (
        place.observed < rules.least_observed
        or place.days < rules.least_days
        or place.reasons.reporters < rules.least_reporters
    )
    return None if is_small else asked.to_on + timedelta(days=rules.delay_days)
