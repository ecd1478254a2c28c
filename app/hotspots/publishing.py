"""What may leave the organisation: named places, no small numbers, nothing that a subtraction could uncover.

Published windows are fixed and never overlap (four weeks, Monday to Monday, the same for everybody), and end at least
seven days ago. A list for any period that a reader chooses, or one that slides by a day, would give away a single day
by subtraction; so would a filter by category. Hence: no filters, no trend, no categories, no ratios (they know the
whole town), and enough places hidden that no sum reveals one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from app.hotspots.codes import Verdict
from app.hotspots.columns import Bools, Ints
from app.hotspots.grid import Near
from app.hotspots.results import HotspotResult, PlaceResult, say_rate
from app.hotspots.squares import Square

_FIRST_MONDAY = date(1970, 1, 5).toordinal()


class WindowNotPublishable(ValueError):
    """The list is not for a published window, is too recent, or is filtered."""


@dataclass(frozen=True)
class PublishingRules:
    """HOTSPOTS.md, "Publishing"; the length of a window is ours."""

    least_observed: int = 5
    least_days: int = 3
    least_reporters: int = 2
    delay_days: int = 7
    window_weeks: int = 4


DEFAULT_RULES = PublishingRules()


@dataclass(frozen=True)
class PublishedPlace:
    """One place as others see it. A hidden one shows its name alone, whatever made it hidden.

    Present it with one neutral text: "fewer than five" would be untrue of those that are hidden to protect others.
    """

    place_id: str
    name: str
    is_hidden: bool
    observed: int | None
    visits: int | None
    presence_hours: float | None
    rate_per_hour: float | None
    verdict: Verdict | None
    square: Square | None = None  # of the grid
    near: Near | None = None
    outside_places: bool = False


@dataclass(frozen=True)
class PublishedList:
    """A published window: what is shown from worst to best, then what is hidden by id."""

    from_ms: int
    to_ms: int
    places: tuple[PublishedPlace, ...]
    observed: int | None  # in all; None where it would reveal a hidden place


def published_window(
    now_ms: int, zone: ZoneInfo, rules: PublishingRules = DEFAULT_RULES
) -> tuple[int, int]:
    """`(from_ms, to_ms)` of the latest window that may be shown: it ended `delay_days` ago or earlier."""
    local = datetime.fromtimestamp(now_ms / 1000, zone)
    latest_end = (local.date() - timedelta(days=rules.delay_days)).toordinal()
    length = 7 * rules.window_weeks
    end = _FIRST_MONDAY + (latest_end - _FIRST_MONDAY) // length * length
    return _midnight_ms(end - length, zone), _midnight_ms(end, zone)


def publish_places(
    result: HotspotResult, now_ms: int, rules: PublishingRules = DEFAULT_RULES
) -> PublishedList:
    """The list as others may see it.

    Raises `WindowNotPublishable` for any other period than a published window that has passed its delay, and for a
    filtered list.
    """
    question = result.question
    period = (question.from_ms, question.to_ms)
    delayed_ms = question.to_ms + rules.delay_days * 86_400_000
    own_window = published_window(delayed_ms + 86_400_000, question.zone, rules)
    latest = published_window(now_ms, question.zone, rules)
    if period != own_window or question.to_ms > latest[1]:
        raise WindowNotPublishable("only fixed windows that have passed their delay are published")
    if question.categories is not None or question.slots is not None:
        raise WindowNotPublishable("a filtered list is not published")
    hidden = _hidden(result.places, rules)
    published = [
        _publish(place, bool(hide)) for place, hide in zip(result.places, hidden, strict=True)
    ]
    published.sort(key=lambda place: (place.is_hidden, place.place_id if place.is_hidden else ""))
    observed = np.array([place.observed for place in result.places], np.int64)
    return PublishedList(
        question.from_ms, question.to_ms, tuple(published), _total(observed, hidden, rules)
    )


def hide_complementary(observed: Ints, hidden: Bools, rules: PublishingRules) -> Bools:
    """The hidden places and as many more as keep the total from telling what they are.

    Those that are hidden must be two and hold `least_observed` together; the smallest are added first, in the order
    given where they are equal.
    """
    hidden = hidden.copy()
    for candidate in np.argsort(observed, kind="stable").tolist():
        if not hidden.any() or _is_protected(observed, hidden, rules):
            break
        hidden[candidate] = True
    return hidden


def _hidden(places: Sequence[PlaceResult], rules: PublishingRules) -> Bools:
    # By id, so that which of two equal places is hidden does not tell which ranks higher.
    order = sorted(range(len(places)), key=lambda at: places[at].place_id)
    ordered = [places[at] for at in order]
    small = [
        place.observed < rules.least_observed
        or place.days < rules.least_days
        or place.reasons.reporters < rules.least_reporters
        for place in ordered
    ]
    observed = np.array([place.observed for place in ordered], np.int64)
    hidden = np.empty(len(places), bool)
    hidden[order] = hide_complementary(observed, np.array(small, bool), rules)
    return hidden


def _is_protected(observed: Ints, hidden: Bools, rules: PublishingRules) -> bool:
    return int(hidden.sum()) >= 2 and int(observed[hidden].sum()) >= rules.least_observed


def _total(observed: Ints, hidden: Bools, rules: PublishingRules) -> int | None:
    if hidden.any() and not _is_protected(observed, hidden, rules):
        return None
    return int(observed.sum())


def _publish(place: PlaceResult, hide: bool) -> PublishedPlace:
    if hide:
        return PublishedPlace(place.place_id, place.name, True, None, None, None, None, None)
    return PublishedPlace(
        place.place_id,
        place.name,
        False,
        place.observed,
        place.visits,
        place.presence_hours,
        say_rate(place).per_hour,
        place.verdict,
    )


def _midnight_ms(ordinal: int, zone: ZoneInfo) -> int:
    day = date.fromordinal(ordinal)
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return round(local.astimezone(UTC).timestamp() * 1000)
