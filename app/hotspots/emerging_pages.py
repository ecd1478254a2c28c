"""The trend over a year at the desk: each place's class over 13 periods of 28 days, as a page and as files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import audit
from app.core.access import current_actor, requires
from app.core.database import db
from app.core.errors import NotPermitted
from app.core.exports import Sheet, table_response
from app.core.formats import local, say_instant
from app.core.i18n import select_locale
from app.core.web import current_clock
from app.hotspots import service, words
from app.hotspots.answers import HotspotList
from app.hotspots.asking import FOR_PLACE, Asked, ask_readable, filters_of, read_asked
from app.hotspots.choices import category_names, read_choices
from app.hotspots.chosen import say_asked
from app.hotspots.emerging import PERIOD_DAYS, PERIODS, PlaceYear, follow_year
from app.hotspots.own_list import ask_own_list
from app.hotspots.period import Period, choose_period
from app.hotspots.table import about
from app.places.areas import AreaView
from app.places.web import page_area

blueprint = Blueprint("emerging", __name__, url_prefix="/year")
_SPAN, _DAY = timedelta(days=PERIOD_DAYS), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Year:
    """What is shown: the periods (the oldest first), the latest list, and each place's year."""

    asked: Asked
    periods: list[Period]
    answer: HotspotList
    places: list[PlaceYear]

    @property
    def whole(self) -> Period:
        return Period(self.periods[0].from_on, self.periods[-1].to_on)


@blueprint.get("")
@requires(service.READ)
def show() -> ResponseReturnValue:
    """Each place's class with its periods, the most pressing first."""
    area = page_area(service.READ)
    year, now = _follow(area), current_clock().now()
    choices = read_choices(area, year.answer, now)
    filters: dict[str, Any] = filters_of(FOR_PLACE)
    return render_template(
        "hotspots/year.html",
        area=area,
        asked=year.asked,
        year=year,
        choices=choices,
        chosen=say_asked(year.asked, choices.names),
        made=now,
        link_of=partial(_address, filters | _days(year.periods[-1])),
        download=partial(_download, filters | {"area": area.code}),
    )


@blueprint.get("/export.csv", defaults={"form": "csv"})
@blueprint.get("/export.xlsx", defaults={"form": "xlsx"})
@requires("hotspot.export", writes=True)
def export(form: str) -> Response:
    """What the page shows, as a file; the export is audited."""
    area, actor, now = page_area(service.READ), current_actor(), current_clock().now()
    if not actor.can("hotspot.export", area.id):
        raise NotPermitted(details={"action": "hotspot.export"})
    year = _follow(area)
    whole = {name: str(day) for name, day in _days(year.whole).items()}
    audit.record(
        db.session(),
        at=now,
        event="hotspot.export",
        actor=actor,
        details={"area_id": area.id, "form": form, "year": True, **whole},
    )
    said = say_instant(now, area.timezone, select_locale())
    stem = f"hotspots-{area.code}-year-{whole['from']}-{whole['to']}"
    return table_response(form, stem, _sheet(area, year, said))


def _follow(area: AreaView) -> Year:
    """The year that ends on the address's last day. Raises InvalidInput (a day that can't be), NotPermitted."""
    asked = read_asked(area.id)
    today = local(current_clock().now(), area.timezone).date()
    last = choose_period(asked.query.to_on, asked.query.to_on, today).to_on
    periods = [_period(last, back) for back in reversed(range(PERIODS))]
    asked, answers = ask_readable(
        area.id, lambda asked: [_load(asked, period) for period in periods]
    )
    places = follow_year([answer.result.places for answer in answers])
    return Year(asked, periods, answers[-1], places)


def _period(last: date, back: int) -> Period:
    until = last - back * _SPAN
    return Period(until - _SPAN + _DAY, until)


def _load(asked: Asked, period: Period) -> HotspotList:
    return ask_own_list(replace(asked.query, from_on=period.from_on, to_on=period.to_on))


def _days(period: Period) -> dict[str, date]:
    return {"from": period.from_on, "to": period.to_on}


def _address(arguments: dict[str, Any], place_id: str) -> str:
    return url_for("hotspots.show", place_id=place_id, **arguments)


def _download(arguments: dict[str, Any], form: str) -> str:
    return url_for("hotspots.emerging.export", form=form, **arguments)


def _sheet(area: AreaView, year: Year, now_said: str) -> Sheet:
    names = category_names(area, year.answer)
    lines = dict(about(names, year.asked, year.answer, now_said))
    lines[gettext("Period")] = f"{year.whole.from_on} – {year.whole.to_on}"
    order = (gettext("In what order"), gettext("The places, the most pressing first"))
    return Sheet(
        gettext("Trend over a year"),
        [
            gettext("Place"),
            gettext("Class"),
            gettext("What it means"),
            gettext("Hot periods"),
            gettext("Known periods"),
            gettext("Kendall’s S"),
            gettext("p, per cent"),
            *(str(period.from_on) for period in year.periods),
        ],
        [_row(place) for place in year.places],
        [order, *lines.items()],
    )


def _row(place: PlaceYear) -> list[object]:
    _, said, _, meaning = words.EMERGING[place.emerging]
    is_tested = place.change.p == place.change.p
    return [
        place.name,
        str(said),
        str(meaning),
        place.hot,
        place.known,
        place.change.s if is_tested else None,
        100 * place.change.p if is_tested else None,
        *(str(words.HEATS[heat]) for heat in place.heats),
    ]
