"""*Metoden*: how the list is made, in half a page; and, when asked for, whether it holds on these very rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.core.access import current_actor, requires
from app.core.database import db
from app.core.web import current_clock
from app.hotspots import service
from app.hotspots.answers import HotspotQuery
from app.hotspots.backtest import LEAST_OBSERVED, LEAST_PERIODS, Backtest, TooLittle
from app.hotspots.backtesting import MOST_AT_DESK, TooMuch, load_backtest
from app.hotspots.calibration import MOST_FALSE_MAPS, Calibration
from app.hotspots.period import Period
from app.places.web import page_area

#: Maps that the method page deals: 0.3 s on a town of 26 places; `flask hotspots calibrate` takes more.
CALIBRATION_MAPS = 100


class _LookedBack(NamedTuple):
    """The backtest as the page shows it."""

    tried: Backtest | TooLittle | None = None
    days: tuple[date, date] | None = None
    version: str = ""
    too_much: bool = False


def add_to(blueprint: Blueprint) -> None:
    """The page is one of the hotspots' pages."""
    blueprint.add_url_rule("/method", view_func=method)


@requires(service.READ)
def method() -> ResponseReturnValue:
    """How the list is made; with `calibrate` and `backtest` in the address, tried on the organisation's rows."""
    area = page_area(service.READ)
    asked = "calibrate" in request.args
    calibration, period = _calibrate(area.id) if asked else (None, None)
    back = _look_back(area.id) if "backtest" in request.args else _LookedBack()
    return render_template(
        "hotspots/method.html",
        area=area,
        asked=asked,
        period=period,
        calibration=calibration,
        most=MOST_FALSE_MAPS,
        tried=back.tried,
        tried_days=back.days,
        tried_version=back.version,
        too_much=back.too_much,
        least=TooLittle(LEAST_PERIODS, LEAST_OBSERVED),
    )


def _calibrate(area_id: str) -> tuple[Calibration | None, Period]:
    query, now = HotspotQuery(area_id=area_id), current_clock().now()
    loaded = service.load_own(db.session().connection(), current_actor(), query, now)
    return loaded.calibrate(CALIBRATION_MAPS), loaded.period


def _look_back(area_id: str) -> _LookedBack:
    connection, now = db.session().connection(), current_clock().now()
    try:
        loaded = load_backtest(connection, current_actor(), area_id, now, MOST_AT_DESK)
    except TooMuch:
        return _LookedBack(too_much=True)
    days = (loaded.days[0], loaded.days[-1] - timedelta(days=1)) if loaded.days else None
    return _LookedBack(loaded.run(), days, loaded.data_version)
