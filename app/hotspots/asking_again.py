"""A period that ends before it begins: the page's form as it was sent, with what is wrong at its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.core.desk import error_texts
from app.core.errors import AppError
from app.core.web import current_clock
from app.hotspots.asking import day_of, read_asked
from app.hotspots.choices import read_choices_at

REVERSED = "reversed_period"
UNPROCESSABLE = 422
TITLES: Final[Mapping[str, Any]] = {
    "list": lazy_gettext("Hotspots"),
    "funnel": lazy_gettext("Funnel plot"),
    "compare": lazy_gettext("Compare periods"),
}
PERIOD, AGAINST = ("from", "to"), ("against_from", "against_to")
#: What the form has fields for; the rest of the address goes along unseen.
FIELDS = (*PERIOD, *AGAINST, "category", "days", "block", "area")
View = Callable[[], ResponseReturnValue]


def asks_again(here: str) -> Callable[[View], View]:
    """A view whose reversed period is answered with the form of `here`, a key of TITLES; it asked for an area first."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer() -> ResponseReturnValue:
            try:
                return view()
            except AppError as error:
                if error.code != REVERSED:
                    raise
                return _render(here, error), UNPROCESSABLE

        return answer

    return decorate


def _render(here: str, error: AppError) -> str:
    is_first = error.details.get("from") == str(day_of("from"))
    return render_template(
        "hotspots/reversed.html",
        area=g.area,
        here=here,
        title=TITLES[here],
        asked=read_asked(g.area.id),
        choices=read_choices_at(g.area, current_clock().now()),
        given=request.args,
        wrong=PERIOD if is_first else AGAINST,
        problem=error_texts(REVERSED)[0],
        unseen=[(name, value) for name, value in request.args.items() if name not in FIELDS],
    )
