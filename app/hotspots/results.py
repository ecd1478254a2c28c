"""What the method says: one row for each place, worst first, and notes on the whole. No person in it, by any key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.hotspots.codes import (
    Basis,
    Confidence,
    Direction,
    LeftOut,
    NoRate,
    PresenceClass,
    Verdict,
)
from app.hotspots.grid import Near
from app.hotspots.inputs import Question
from app.hotspots.parameters import HotspotParameters, VerdictRules
from app.hotspots.ranking import GammaPoisson
from app.hotspots.squares import Square

#: Hours: a rate for each hour of a few seconds (the corner of a square) is a number that says nothing.
SHORTEST_H = 2 / 60
RULES = VerdictRules()


@dataclass(frozen=True)
class Trend:
    """The rate against the period before; None where it can't be known (or is infinite)."""

    direction: Direction
    ratio: float | None
    low: float | None
    high: float | None
    observed_before: int
    hours_before: float


def leaves_out_one(low: float | None, high: float | None) -> bool:
    """Whether the interval of a change, looked at alone, leaves out "as before"; an end that is None is open."""
    return (low is not None and low > 1) or (high is not None and high < 1)


@dataclass(frozen=True)
class Profile:
    """The week in 42 slots (6 * weekday + hour // 4, Monday 0)."""

    observed: tuple[int, ...]
    hours: tuple[float, ...]
    share: tuple[float, ...]
    rate_per_hour: tuple[float, ...]
    is_known: tuple[bool, ...]


@dataclass(frozen=True)
class Reasons:
    """The numbers that made the verdict."""

    observed: int  # of the window; for places that of the place
    expected: float
    logged: int  # entries before merging
    days: int
    reporters: int  # how many different people; 2 is the least that confirms
    recent_hours: float  # in the 90 days before the period's end
    beyond_chance: bool
    enough_observed: bool
    at_least_double: bool
    enough_own: bool
    enough_days: bool
    too_few_hours: bool  # this, or too little expected, makes presence unknown
    too_little_expected: bool
    one_reporter_dominates: bool
    without_presence: int  # observations that found nobody checked in


@dataclass(frozen=True)
class SquareFacts:
    """What a row of the grid is beside its figures: one square, or neighbours that are one hotspot."""

    size_m: int
    squares: tuple[Square, ...]  # the one that gives the row its id first, then by name
    units: tuple[int, ...]  # their positions in the squares given
    near: Near | None  # of the first
    outside_places: bool  # no place that is visited reaches into any of them
    ratio_around: (
        float | None
    )  # as the row's ratio, with the squares around: the order stands on the lower of the two
    gi_star: GiStarFigures


@dataclass(frozen=True, slots=True)
class GiStarFigures:
    """Gi* of the row's first square, for comparison with other maps: no verdict stands on it."""

    z: float
    p: float
    q: float


@dataclass(frozen=True)
class PlaceResult:
    """One place, or one row of the grid, in the period; None stands for what can't be known."""

    rank: int
    place: int  # position in the places given; of the grid in the rows
    place_id: str
    name: str
    observed: int
    visits: int
    calm_visits: int
    presence_hours: float
    rate_per_hour: float | None
    rate_low: float | None
    rate_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    expected: float
    p: float | None
    q: float | None
    verdict: Verdict
    confidence: Confidence
    presence_class: PresenceClass
    trend: Trend
    reported_by_others: int
    categories: Mapping[str, int]  # most frequent first
    days: int
    last_observed_ms: int | None  # of all rows given before the period's end
    last_visited_ms: int | None
    profile: Profile
    reasons: Reasons
    square: SquareFacts | None = None  # of the grid


@dataclass(frozen=True)
class DataQuestion:
    """An observation where nobody had checked in: 60 s of presence were added for it."""

    observation_id: str
    place_id: str


@dataclass(frozen=True)
class Notes:
    """What a reader should know about the whole list."""

    basis: Basis
    exposure_free: bool  # show the banner: nothing is known of presence
    observed: int  # at the places, after merging
    logged: int  # at the places, before merging
    left_out: Mapping[LeftOut, int]
    at_no_place: int
    without_presence_share: float  # of the observations
    patrols_without_presence_share: float | None  # of the patrols given
    patrol_time_known_share: float | None
    presence_missing: bool  # either is over 30 %: confidence is one step lower
    presence_hours: float
    places_differ: bool  # beyond chance; else every ratio is the same
    significant_share: float  # of the places that were tested
    check_feed: bool  # too many significant to believe: look at the data before showing
    data_questions: tuple[DataQuestion, ...]


@dataclass(frozen=True)
class HotspotResult:
    """The list, worst first, with what it was made from."""

    question: Question
    parameters: HotspotParameters
    places: tuple[PlaceResult, ...]
    notes: Notes
    square_m: int | None = None  # of the grid: the side of its squares
    prior: GammaPoisson | None = None  # what the ratios were drawn towards; in no wire shape


@dataclass(frozen=True, slots=True)
class SaidRate:
    """The rate per patrol hour with its interval as pages, files and the API say it; all None with `missing`."""

    per_hour: float | None
    low: float | None
    high: float | None
    missing: NoRate | None


def why_no_rate(presence_hours: float) -> NoRate | None:
    """None where somebody was there long enough for a rate per hour to mean anything."""
    if presence_hours >= SHORTEST_H:
        return None
    return NoRate.TOO_SHORT if presence_hours > 0 else NoRate.NO_PRESENCE


def say_rate(place: PlaceResult) -> SaidRate:
    """What is said of the place's rate, wherever it is said."""
    missing = why_no_rate(place.presence_hours)
    if missing is not None:
        return SaidRate(None, None, None, missing)
    return SaidRate(place.rate_per_hour, place.rate_low, place.rate_high, None)


def is_rate_said(place: PlaceResult) -> bool:
    """Whether somebody was there long enough for a rate per hour to mean anything."""
    return why_no_rate(place.presence_hours) is None


def is_ratio_said(place: PlaceResult) -> bool:
    """Whether so many times what is expected means something: the method has a verdict, and expects its own least."""
    is_known = place.verdict is not Verdict.TOO_LITTLE_PRESENCE
    return is_known and place.ratio is not None and place.expected >= RULES.thin_expected
