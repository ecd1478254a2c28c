"""What rows of the list are called on the screen, and where each opens: squares are known by what is near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import g, url_for
from flask_babel import gettext, lazy_gettext, ngettext

from app.hotspots.grid import Near, ToldBy
from app.hotspots.publishing import PublishedPlace
from app.hotspots.results import PlaceResult
from app.hotspots.square_names import steps_of
from app.hotspots.squares import Square, read_square

DIRECTIONS: Final[Mapping[str, Any]] = {
    "n": lazy_gettext("N"),
    "ne": lazy_gettext("NE"),
    "e": lazy_gettext("E"),
    "se": lazy_gettext("SE"),
    "s": lazy_gettext("S"),
    "sw": lazy_gettext("SW"),
    "w": lazy_gettext("W"),
    "nw": lazy_gettext("NW"),
}


def say_name(place: PlaceResult | PublishedPlace) -> str:
    """The place's name, or where the square is, in the reader's language."""
    if isinstance(place, PublishedPlace):
        return place.name if place.square is None else say_square((place.square,), place.near)
    facts = place.square
    return place.name if facts is None else say_square(facts.squares, facts.near)


def say_square(squares: Sequence[Square], near: Near | None) -> str:
    """`Ruta vid Stationen, 120 m NO`."""
    if near is None:
        what = gettext("Grid square") if len(squares) == 1 else gettext("Squares")
        return f"{what} {squares[0].ix}/{squares[0].iy}"
    at = str(
        ngettext(
            "Square at %(place)s", "%(num)d squares at %(place)s", len(squares), place=near.name
        )
    )
    if near.direction is not None:
        at = str(
            gettext(
                "%(at)s, %(distance)s m %(direction)s",
                at=at,
                distance=near.distance_m,
                direction=DIRECTIONS[near.direction],
            )
        )
    if near.told_by is ToldBy.BEARING:
        return at
    return f"{at} ({_say_apart(squares[0], near)})"


def _say_apart(square: Square, near: Near) -> str:
    """What no other square of the area has in its name."""
    if near.told_by is ToldBy.SQUARE:
        return f"{square.ix}/{square.iy}"
    return ", ".join(f"{metres} m {DIRECTIONS[way]}" for metres, way in steps_of(near))


def url_of(place_id: str, **arguments: Any) -> str:
    """Where the row of this id opens to what is behind it."""
    if read_square(place_id) is None:
        return url_for("hotspots.show", place_id=place_id, **arguments)
    in_area: dict[str, Any] = {"area": g.area.code} | arguments
    return url_for("hotspots.show_square", square_id=place_id, **in_area)
