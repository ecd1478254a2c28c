"""The funnel plot of all places: which rates stand out of what chance makes, given the time spent there."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import requires
from app.core.i18n import select_locale
from app.core.web import current_clock
from app.hotspots import service
from app.hotspots.asking import FOR_PLACE, filters_of
from app.hotspots.asking_again import asks_again
from app.hotspots.choices import read_choices
from app.hotspots.chosen import say_asked
from app.hotspots.explaining import explain_funnel
from app.hotspots.funnel import make_funnel
from app.hotspots.funnel_drawing import draw_funnel
from app.hotspots.own_list import read_own_list
from app.places.web import page_area

blueprint = Blueprint("funnel", __name__, url_prefix="/funnel")


@blueprint.get("")
@requires(service.READ)
@asks_again("funnel")
def show() -> ResponseReturnValue:
    """The plot with its table, for the period and the filters of the address."""
    area = page_area(service.READ)
    asked, answer = read_own_list(area.id)
    funnel, now = make_funnel(answer.result.places), current_clock().now()
    choices = read_choices(area, answer, now)
    return render_template(
        "hotspots/funnel.html",
        area=area,
        asked=asked,
        answer=answer,
        choices=choices,
        chosen=say_asked(asked, choices.names),
        made=now,
        funnel=funnel,
        drawn=draw_funnel(funnel) if funnel else None,
        summary=explain_funnel(funnel, select_locale()) if funnel else "",
        link_of=partial(_address, filters_of(FOR_PLACE)),
    )


def _address(filters: dict[str, Any], place_id: str) -> str:
    return url_for("hotspots.show", place_id=place_id, **filters)
