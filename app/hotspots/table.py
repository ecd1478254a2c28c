"""The hotspot list as the rows of a file: what the page shows, with the page's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from flask_babel import gettext

from app.hotspots import words
from app.hotspots.answers import HotspotList, PublishedHotspots
from app.hotspots.asking import Asked, choose_places

Table: TypeAlias = tuple[list[str], list[list[object]]]


def own_table(names: Mapping[str, str], asked: Asked, answer: HotspotList) -> Table:
    """One's own list as the page shows it."""
    header = [
        gettext("Rank"),
        gettext("Place"),
        gettext("Verdict"),
        gettext("Certainty"),
        gettext("Observations"),
        gettext("Visits"),
        gettext("Calm visits"),
        gettext("Patrol hours"),
        gettext("Per patrol hour"),
        gettext("Low"),
        gettext("High"),
        gettext("Times expected"),
        gettext("Trend"),
        gettext("Categories"),
        gettext("Reports from others"),
    ]
    rows: list[list[object]] = [
        [
            place.rank,
            place.name,
            str(words.VERDICTS[place.verdict][1]),
            str(words.CONFIDENCE[place.confidence]),
            place.observed,
            place.visits,
            place.calm_visits,
            _decimal(place.presence_hours),
            _decimal(place.rate_per_hour),
            _decimal(place.rate_low),
            _decimal(place.rate_high),
            _decimal(place.ratio),
            str(words.TRENDS[place.trend.direction][1]),
            ", ".join(f"{names.get(code, code)} {n}" for code, n in place.categories.items()),
            place.reported_by_others,
        ]
        for place in choose_places(asked, answer).rows
    ]
    return header, rows


def published_table(answer: PublishedHotspots) -> Table:
    """What others publish; a hidden place has its name alone."""
    header = [
        gettext("Place"),
        gettext("Verdict"),
        gettext("Observations"),
        gettext("Visits"),
        gettext("Patrol hours"),
        gettext("Per patrol hour"),
    ]
    rows: list[list[object]] = [
        [
            place.name,
            str(words.VERDICTS[place.verdict][1]) if place.verdict else gettext("not shown"),
            place.observed,
            place.visits,
            _decimal(place.presence_hours),
            _decimal(place.rate_per_hour),
        ]
        for place in answer.published.places
    ]
    return header, rows


def _decimal(value: float | None) -> str:
    """A number as a Swedish spreadsheet reads it."""
    return "" if value is None else f"{value:.2f}".replace(".", ",")
