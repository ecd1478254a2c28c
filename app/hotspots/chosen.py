"""What of the list is chosen, in words: under the lead, on paper, and on the one line of folded filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext, lazy_gettext

from app.hotspots import words
from app.hotspots.asking import Asked
from app.hotspots.reviews.words import FILTERS

#: What the filters of the address are called in their forms.
NAMES: Final[Mapping[str, Any]] = {
    "from": lazy_gettext("From"),
    "to": lazy_gettext("To"),
    "against_from": lazy_gettext("Against, from"),
    "against_to": lazy_gettext("Against, to"),
    "category": lazy_gettext("Category"),
    "days": lazy_gettext("Days"),
    "block": lazy_gettext("Time of day"),
    "shown": lazy_gettext("Verdict"),
    "review": lazy_gettext("Judgement"),
    "sort": lazy_gettext("Sort by"),
}


def say_left_out(asked: Asked) -> str:
    """The filters of the address that were left out, by their names; empty where none was."""
    return ", ".join(str(NAMES.get(name, name)) for name in asked.left_out)


def say_asked(asked: Asked, names: Mapping[str, str]) -> list[str]:
    """Category, days and time of day, as far as they are asked for; `names` is category code -> name."""
    said = [names.get(asked.category, asked.category)]
    if asked.days:
        said.append(str(words.DAYS[asked.days][0]).lower())
    if asked.block:
        said.append(words.block_name(int(asked.block)))
    return [each for each in said if each]


def say_chosen(asked: Asked, names: Mapping[str, str]) -> list[str]:
    """The same, then the verdict and the judgement that the list's rows have."""
    said = say_asked(asked, names)
    if asked.shown == "hot":
        said.append(gettext("clear and possible hotspots"))
    elif asked.shown:
        said.append(str(words.SHOWN.get(asked.shown, asked.shown)))
    if asked.review in FILTERS:
        said.append(str(FILTERS[asked.review]).lower())
    return said
