"""What the method is given: plain columns, row i of each column being one row of a table.

Places are positions 0..n-1 in `Places` (with a grid: its squares). Instants are UTC milliseconds since 1970, positions
SWEREF 99 TM metres. Keys (ids, reporters, patrols, categories) are text; reporters may be any opaque key and never come
out again.

Give rows from `history_start_ms` on, in any order and of all categories: the period before (trend), the 90 days
(presence class) and the other categories (how readily people write) all enter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from app.hotspots.blocks import DAY_MS
from app.hotspots.columns import (
    BoolColumn,
    FloatColumn,
    IntColumn,
    MaybeBoolColumn,
    MaybeIntColumn,
)
from app.hotspots.grid import Grid
from app.hotspots.parameters import HotspotParameters


@dataclass(frozen=True)
class Question:
    """The period `[from_ms, to_ms)` in the area's time zone, and what of it is asked for."""

    from_ms: int
    to_ms: int
    zone: ZoneInfo
    categories: frozenset[str] | None = None  # None: all
    slots: frozenset[int] | None = None  # parts of the week, 0..41 as in `blocks`; None: all

    def __post_init__(self) -> None:
        if self.from_ms >= self.to_ms:
            raise ValueError("a period ends after it begins")

    @property
    def before_ms(self) -> int:
        """Where the period before begins: as many days and hours of the wall clock, and just before."""
        begins, ends = (
            datetime.fromtimestamp(at_ms / 1000, self.zone).replace(tzinfo=None)
            for at_ms in (self.from_ms, self.to_ms)
        )
        return round((begins - (ends - begins)).replace(tzinfo=self.zone).timestamp() * 1000)

    def presence_since_ms(self, parameters: HotspotParameters) -> int:
        """Where the days of the presence class begin."""
        return self.to_ms - parameters.verdicts.presence_days * DAY_MS

    def history_start_ms(self, parameters: HotspotParameters) -> int:
        """From where rows are needed."""
        return min(self.before_ms, self.presence_since_ms(parameters))


@dataclass(frozen=True)
class Places:
    """The units that are ranked."""

    place_id: Sequence[str]
    name: Sequence[str]


@dataclass(frozen=True)
class VisitRows:
    """Visits that stand (withdrawn ones and those of suspect time are not given)."""

    place: IntColumn = ()  # -1: at no place
    start_ms: IntColumn = ()
    end_ms: MaybeIntColumn = ()
    calm: MaybeBoolColumn = ()
    patrol_id: Sequence[str | None] = ()
    reporter: Sequence[str] = ()


@dataclass(frozen=True)
class ObservationRows:
    """Observations of patrols, all of them: those that don't count are left out here, and said to be."""

    observation_id: Sequence[str] = ()
    place: IntColumn = ()  # -1: at no place
    occurred_ms: IntColumn = ()
    category: Sequence[str] = ()
    patrol_id: Sequence[str | None] = ()
    reporter: Sequence[str] = ()
    easting_m: FloatColumn = ()  # NaN: no position
    northing_m: FloatColumn = ()
    accuracy_m: FloatColumn = ()  # NaN: not said
    position_source: Sequence[str] = ()  # gps | pin | place
    withdrawn: BoolColumn = ()
    suspect: BoolColumn = ()  # time_quality is suspect
    inside_area: BoolColumn = ()  # in the area or within 1 km of it
    counts_as_disorder: BoolColumn = ()


@dataclass(frozen=True)
class ReportRows:
    """Reports from others: municipal units, imports, tips. Counted beside, never in the rate."""

    place: IntColumn = ()
    occurred_ms: IntColumn = ()
    category: Sequence[str] = ()
    until_ms: IntColumn = ()  # where the span ends in which it happened; empty: every time is known


@dataclass(frozen=True)
class PatrolRows:
    """Patrols with their length, for the share of patrol time whose whereabouts are known."""

    patrol_id: Sequence[str] = ()
    start_ms: IntColumn = ()
    end_ms: MaybeIntColumn = ()
    #: What the patrol's phone summed up, [ix, iy, hour, seconds]; None where it sent nothing. Empty: none sent.
    presence: Sequence[Sequence[Sequence[int]] | None] = ()
    reporter: Sequence[str] = ()  # whose phone sent it; only the grid asks


@dataclass(frozen=True)
class HotspotInputs:
    """Everything that a list is made from."""

    question: Question
    places: Places
    visits: VisitRows = field(default_factory=VisitRows)
    observations: ObservationRows = field(default_factory=ObservationRows)
    reports: ReportRows = field(default_factory=ReportRows)
    patrols: PatrolRows = field(default_factory=PatrolRows)
    grid: Grid | None = None  # with it the units are its squares, and `visits.place` are its sites
