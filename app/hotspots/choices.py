"""What the filters of the hotspot pages offer: categories by their names then, days, hours and usual periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.clock import from_ms
from app.core.database import db
from app.core.formats import local
from app.core.i18n import select_locale
from app.hotspots import words
from app.hotspots.answers import HotspotList
from app.hotspots.blocks import BLOCKS_A_DAY
from app.places.areas import AreaView
from app.places.categories import CategoryFields, categories_at

PRESETS = (28, 90, 365)
Choice = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Choices:
    """Pairs of a value in the address and its words; the periods are (days, first, last)."""

    categories: list[tuple[str, str]]
    days: list[Choice]
    blocks: list[Choice]
    presets: list[tuple[int, date, date]]
    names: dict[str, str]  # of all categories


def read_choices(area: AreaView, answer: HotspotList, now: datetime) -> Choices:
    """What can be asked of this list; the categories are those that were disorder at the end of its period."""
    return _choices(area, _names_then(area, answer), now)


def read_choices_at(area: AreaView, now: datetime) -> Choices:
    """What can be asked at this instant, where there is no list yet."""
    return _choices(area, categories_at(db.session(), area.id, now), now)


def _choices(area: AreaView, found: dict[str, CategoryFields], now: datetime) -> Choices:
    locale, today = select_locale(), local(now, area.timezone).date()
    names = {code: each.name(locale) for code, each in found.items()}
    return Choices(
        categories=[(code, names[code]) for code, each in found.items() if each.is_disorder],
        days=[(key, said) for key, (said, _) in words.DAYS.items()],
        blocks=[(str(block), words.block_name(block)) for block in range(BLOCKS_A_DAY)],
        presets=[(days, today - timedelta(days=days - 1), today) for days in PRESETS],
        names=names,
    )


def category_names(area: AreaView, answer: HotspotList) -> dict[str, str]:
    """code -> the category's name at the end of the period: a figure of the past keeps its names."""
    locale = select_locale()
    return {code: each.name(locale) for code, each in _names_then(area, answer).items()}


def _names_then(area: AreaView, answer: HotspotList) -> dict[str, CategoryFields]:
    return categories_at(db.session(), area.id, from_ms(answer.result.question.to_ms))
