"""The backtest of an area on its own rows: what is read for it, and the days between which it is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.core.access import Actor
from app.core.clock import to_ms
from app.core.errors import NotPermitted
from app.hotspots import queries
from app.hotspots.assessment import Setting
from app.hotspots.backtest import LEARN_DAYS, PERIOD_DAYS, Backtest, TooLittle, backtest
from app.hotspots.inputs import Question
from app.hotspots.joining import join_patrols
from app.hotspots.method import DEFAULT_PARAMETERS
from app.hotspots.period import local_day, midnight_ms
from app.hotspots.rows import Rows, fingerprint
from app.hotspots.service import READ, choose_area
from app.hotspots.siting import Ground
from app.hotspots.square_history import square_setting

#: Further back neither patrols nor the town are what they are: 26 periods after the first year.
MOST_DAYS = 3 * 365
#: What the desk computes while somebody waits: two seconds on a core of 2020. The command takes as many as there are.
MOST_AT_DESK = 50_000


class TooMuch(Exception):
    """There are more observations than can be computed while somebody waits."""


@dataclass(frozen=True)
class LoadedBacktest:
    """All that a backtest is made from. It holds rows of people: only `run`'s figures leave the server."""

    area: Ground
    days: tuple[date, ...]  # the periods' first days, and the day after the last
    data_version: str
    setting: Setting
    area_units: int
    edges_ms: tuple[int, ...]

    @property
    def periods(self) -> int:
        """How many periods there are to try."""
        return max(len(self.days) - 1, 0)

    def run(self, seed: int = 0, tell: Callable[[], None] = lambda: None) -> Backtest | TooLittle:
        """The figures (`backtest`); the same rows and seed give the same."""
        return backtest(
            self.setting, self.area_units, self.edges_ms, DEFAULT_PARAMETERS, seed, tell
        )


def load_backtest(
    connection: Connection,
    actor: Actor,
    area_id: str,
    now: datetime,
    most: int | None = None,
) -> LoadedBacktest:
    """What the organisation recorded in the area up to midnight, by square.

    Raises `unknown_area`, NotPermitted where the actor has no list of their own there, and TooMuch where there are more
    than `most` observations and reports.
    """
    area = choose_area(connection, actor, area_id)
    if not actor.can(READ, area.id):
        raise NotPermitted(details={"action": READ})
    zone = ZoneInfo(area.timezone)
    today = local_day(to_ms(now), zone)
    since_ms, until_ms = (
        midnight_ms(today - timedelta(days=MOST_DAYS), zone),
        midnight_ms(today, zone),
    )
    reach = queries.own_reach(actor, area.id)
    if most is not None and queries.has_more(connection, actor, reach, area.id, since_ms, most):
        raise TooMuch
    rows = Rows(
        queries.load_spots(connection, area.id, retired=True),
        queries.load_categories(connection, area.id),
        queries.load_visits(connection, reach, since_ms, until_ms),
        queries.load_observations(connection, reach, since_ms, until_ms),
        queries.load_reports(connection, actor, area.id, since_ms, until_ms),
        queries.load_patrols(connection, reach, since_ms, until_ms),
    )
    rows = join_patrols(rows, DEFAULT_PARAMETERS.presence)
    question = Question(since_ms, until_ms, zone)
    setting, area_units = square_setting(area, rows, question, DEFAULT_PARAMETERS)
    days = tuple(_days(setting, today, zone))
    return LoadedBacktest(
        area=area,
        days=days,
        data_version=fingerprint(area, rows, question),
        setting=setting,
        area_units=area_units,
        edges_ms=tuple(midnight_ms(day, zone) for day in days),
    )


def _days(setting: Setting, today: date, zone: ZoneInfo) -> list[date]:
    """Edges of whole periods up to today, the first of them when enough was known to rank by."""
    begun = [
        int(column.min())
        for column in (setting.observations.at_ms, setting.presence.start_ms)
        if len(column)
    ]
    if not begun:
        return []
    first = local_day(min(begun), zone) + timedelta(days=LEARN_DAYS)
    periods = max((today - first).days, 0) // PERIOD_DAYS
    if not periods:
        return []
    return [today - timedelta(days=PERIOD_DAYS * back) for back in range(periods, -1, -1)]
