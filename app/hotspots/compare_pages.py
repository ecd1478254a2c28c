"""Two periods compared at the desk: what changed, as a page and as files."""

from __future__ import annotations

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
from app.core.formats import say_instant
from app.core.i18n import select_locale
from app.core.web import current_clock
from app.hotspots import drawing, service, words
from app.hotspots.asking import filters_of
from app.hotspots.asking_again import asks_again
from app.hotspots.choices import category_names, read_choices
from app.hotspots.chosen import say_asked
from app.hotspots.comparing import TwoPeriods, asked_days, compare_asked, usual_pairs
from app.hotspots.comparison import Change, PlaceChange
from app.hotspots.export import stem_of
from app.hotspots.table import about
from app.places.areas import AreaView
from app.places.web import page_area

blueprint = Blueprint("compare", __name__, url_prefix="/compare")
#: Filters that a place's own page has too; its period is that of now.
KEPT = ("category", "days", "block")
UNPROCESSABLE = 422


@blueprint.get("")
@requires(service.READ)
@asks_again("compare")
def show() -> ResponseReturnValue:
    """Each place then and now; where the periods share days the page says so instead."""
    area = page_area(service.READ)
    two = compare_asked(area)
    kept: dict[str, Any] = dict(filters_of(KEPT))
    now = current_clock().now()
    choices = read_choices(area, two.answer, now)
    page = render_template(
        "hotspots/compare.html",
        area=area,
        two=two,
        asked=two.asked,
        comparison=two.comparison,
        choices=choices,
        chosen=say_asked(two.asked, choices.names),
        made=now,
        pairs=_pairs(two, kept),
        download=partial(_download, asked_days(two) | kept | {"area": area.code}),
        link_of=partial(_address, {"from": two.now.from_on, "to": two.now.to_on} | kept),
        draw_ratio=drawing.draw_ratio,
        counts=_counts(two),
        is_before=two.then == usual_pairs(two.now)["before"],
    )
    return page if two.comparison else (page, UNPROCESSABLE)


def _address(arguments: dict[str, Any], place_id: str) -> str:
    return url_for("hotspots.show", place_id=place_id, **arguments)


def _download(arguments: dict[str, Any], form: str) -> str:
    return url_for("hotspots.compare.export", form=form, **arguments)


def _pairs(two: TwoPeriods, kept: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is this one) of what is mostly compared with."""
    said = {
        "before": gettext("The period before"),
        "year": gettext("The same time last year"),
    }
    span: dict[str, Any] = {"from": two.now.from_on, "to": two.now.to_on} | kept
    pairs = usual_pairs(two.now)
    # What is left open follows the first period when that is changed.
    against: dict[str, dict[str, Any]] = {
        "before": {},
        "year": {"against_from": pairs["year"].from_on, "against_to": pairs["year"].to_on},
    }
    return [
        (
            said[name],
            url_for("hotspots.compare.show", **span, **against[name]),
            period == two.then,
        )
        for name, period in pairs.items()
    ]


def _counts(two: TwoPeriods) -> dict[str, int]:
    places = two.comparison.places if two.comparison else ()
    return {change.value: sum(each.change is change for each in places) for change in Change}


@blueprint.get("/export.csv", defaults={"form": "csv"})
@blueprint.get("/export.xlsx", defaults={"form": "xlsx"})
@requires("hotspot.export", writes=True)
def export(form: str) -> Response:
    """What the page shows, as a file; the export is audited. Who has no list of their own has none to compare."""
    area, actor, now = page_area(service.READ), current_actor(), current_clock().now()
    if not actor.can("hotspot.export", area.id):
        raise NotPermitted(details={"action": "hotspot.export"})
    two = compare_asked(area)
    audit.record(
        db.session(),
        at=now,
        event="hotspot.export",
        actor=actor,
        details={
            "area_id": area.id,
            "form": form,
            "comparison": True,
            **{name: str(day) for name, day in asked_days(two).items()},
        },
    )
    said = say_instant(now, area.timezone, select_locale())
    stem = f"{stem_of(two.answer)}-{two.then.from_on}-{two.then.to_on}"
    return table_response(form, stem, _sheet(area, two, said))


def _sheet(area: AreaView, two: TwoPeriods, now_said: str) -> Sheet:
    places = [*two.comparison.places, two.comparison.total] if two.comparison else []
    names = category_names(area, two.answer)
    against = (gettext("Compared with"), f"{two.then.from_on} – {two.then.to_on}")
    order = (gettext("In what order"), gettext("The places, what changed first"))
    return Sheet(
        gettext("Comparison"),
        [
            gettext("Place"),
            gettext("Change in rate"),
            *(
                f"{name}, {when}"
                for when in (gettext("then"), gettext("now"))
                for name in _figures()
            ),
            gettext("Ratio"),
            gettext("Ratio, low"),
            gettext("Ratio, high"),
            gettext("p, per cent"),
            gettext("q, per cent"),
        ],
        [_row(each) for each in places],
        [order, *about(names, two.asked, two.answer, now_said), against],
    )


def _figures() -> list[str]:
    return [
        gettext("Observations"),
        gettext("Patrol hours"),
        gettext("Per patrol hour"),
        gettext("Low"),
        gettext("High"),
    ]


def _row(each: PlaceChange) -> list[object]:
    spans = [
        value
        for period in (each.then, each.now)
        for value in (period.observed, period.hours, period.rate, period.low, period.high)
    ]
    chances = [None if value is None else 100 * value for value in (each.p, each.q)]
    name = each.name or gettext("All places")
    said = str(words.CHANGES[each.change][1])
    return [name, said, *spans, each.ratio, each.low, each.high, *chances]
