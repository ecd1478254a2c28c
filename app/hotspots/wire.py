"""The list as JSON (docs/api.md): one shape for one's own list and for what others publish, null for what is hidden.

Numbers are rounded to what they can mean, so that the same data gives the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from app.hotspots.answers import HotspotList, PublishedHotspots
from app.hotspots.grid_spots import DEGREE_DECIMALS
from app.hotspots.publishing import PublishedPlace
from app.hotspots.results import (
    GiStarFigures,
    Notes,
    PlaceResult,
    SquareFacts,
    Trend,
    say_rate,
    why_no_rate,
)
from app.hotspots.siting import Ground, Spot

SIGNIFICANT_DIGITS = 9
NOT_FOR_VERDICTS = "not used for verdicts"
#: How the ranks are given (`ranking.rank_order`, `merging`), by the unit of the rows.
RANKED = {
    "place": "ratio (times what is expected), the highest first; then observed, last_observed_at, place_id",
    "grid": "clear_hotspot first; then the lower of the ratios of the row and of the row with the squares around it, "
    "the highest first, unknown presence last; then observed, last_observed_at, place_id",
}
#: The same of what others publish (`publishing`, `grid_publishing`): no ratio is shown there.
RANKED_PUBLISHED = {
    "place": "as in the organisations' own list; hidden places last by place_id",
    "grid": "rate_per_hour, the highest first; then observed, place_id",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def describe_list(
    answer: HotspotList | PublishedHotspots, most: int | None = None
) -> dict[str, Any]:
    """The body of `GET /api/v1/hotspots`, with the first `most` of its rows."""
    if isinstance(answer, PublishedHotspots):
        own: dict[str, Any] = {"notes": None, "published": True}
        own["observed"] = answer.published.observed
    else:
        own = {"notes": describe_notes(answer.result.notes), "published": False}
        own["observed"] = answer.result.notes.observed
    places = describe_places(answer)
    own["total"] = len(places)
    return describe_question(answer) | own | {"hotspots": places[:most]}


def describe_question(
    answer: HotspotList | PublishedHotspots, sort: str = "rank"
) -> dict[str, Any]:
    """What was asked, in which order the rows stand (`sort`: as on the page), and of which data the answer is."""
    return {
        "area": describe_area(answer.area),
        "from": answer.period.from_on.isoformat(),
        "to": answer.period.to_on.isoformat(),
        "parameters": _parameters(answer),
        "order": describe_order(answer, sort),
        "data_version": answer.data_version,
    }


def describe_order(answer: HotspotList | PublishedHotspots, sort: str = "rank") -> str:
    """The order of a file's or an answer's rows, in English; `sort` is a key of the page's sorts."""
    by = RANKED_PUBLISHED if isinstance(answer, PublishedHotspots) else RANKED
    ranked = by[answer.query.by]
    return ranked if sort == "rank" else f"{sort}; rank: {ranked}"


def describe_area(area: Ground) -> dict[str, Any]:
    """The area, without its outline."""
    return {"id": area.id, "code": area.code, "name": area.name, "timezone": area.timezone}


def _parameters(answer: HotspotList | PublishedHotspots) -> dict[str, Any]:
    query = answer.query
    asked: dict[str, Any] = {
        "by": query.by,
        "square_m": answer.square_m,
        "categories": None if query.categories is None else sorted(query.categories),
        "slots": None if query.slots is None else sorted(query.slots),
    }
    if isinstance(answer, PublishedHotspots):
        asked["publishing"] = asdict(answer.rules)
    return asked | asdict(answer.parameters)


def describe_places(answer: HotspotList | PublishedHotspots) -> list[dict[str, Any]]:
    """The places, worst first; of what is published, what is hidden comes last."""
    spots = answer.spots
    if isinstance(answer, PublishedHotspots):
        return [
            describe_published(place, spots[place.place_id], rank)
            for rank, place in enumerate(answer.published.places, start=1)
        ]
    return [describe_place(place, spots[place.place_id]) for place in answer.result.places]


def describe_place(place: PlaceResult, spot: Spot) -> dict[str, Any]:
    """A place of one's own list."""
    rate = say_rate(place)
    return {
        "rank": place.rank,
        **_where(place.place_id, place.name, spot),
        "observed": place.observed,
        "visits": place.visits,
        "calm_visits": place.calm_visits,
        "presence_hours": _round(place.presence_hours),
        "rate_per_hour": _round(rate.per_hour),
        "rate_missing": None if rate.missing is None else rate.missing.value,
        "ratio": _round(place.ratio),
        "ratio_low": _round(place.ratio_low),
        "ratio_high": _round(place.ratio_high),
        "q": _round(place.q),
        "verdict": place.verdict.value,
        "confidence": place.confidence.value,
        "presence_class": place.presence_class.value,
        "trend": _trend(place.trend),
        "reported_by_others": place.reported_by_others,
        "categories": _mix(place.categories),
        "last_observed_at": instant(place.last_observed_ms),
        "last_visited_at": instant(place.last_visited_ms),
        "hidden": False,
        "retired": spot.retired,
        "rate_low": _round(rate.low),
        "rate_high": _round(rate.high),
        "expected": _round(place.expected),
        "p": _round(place.p),
        "days": place.days,
        "reasons": {name: _round(value) for name, value in asdict(place.reasons).items()},
        "square": _square(place.square),
    }


#: What a published place never has: it knows the whole town, a category, or a single day.
_UNPUBLISHED = (
    "calm_visits",
    "ratio",
    "ratio_low",
    "ratio_high",
    "q",
    "confidence",
    "presence_class",
    "trend",
    "reported_by_others",
    "categories",
    "last_observed_at",
    "last_visited_at",
    "rate_low",
    "rate_high",
    "expected",
    "p",
    "days",
    "reasons",
)


def describe_published(place: PublishedPlace, spot: Spot, rank: int) -> dict[str, Any]:
    """A place as others see it; a hidden one has its name and position alone."""
    missing = None if place.presence_hours is None else why_no_rate(place.presence_hours)
    return {
        "rank": None if place.is_hidden else rank,
        **_where(place.place_id, place.name, spot),
        "observed": place.observed,
        "visits": place.visits,
        "presence_hours": _round(place.presence_hours),
        "rate_per_hour": _round(place.rate_per_hour),
        "rate_missing": None if missing is None else missing.value,
        "verdict": None if place.verdict is None else place.verdict.value,
        "hidden": place.is_hidden,
        "retired": spot.retired,
        "square": _published_square(place),
    } | dict.fromkeys(_UNPUBLISHED)


def describe_notes(notes: Notes) -> dict[str, Any]:
    """What a reader should know about the whole list."""
    return {
        "basis": notes.basis.value,
        "exposure_free": notes.exposure_free,
        "observed": notes.observed,
        "logged": notes.logged,
        "left_out": {why.value: count for why, count in notes.left_out.items()},
        "at_no_place": notes.at_no_place,
        "presence_hours": _round(notes.presence_hours),
        "without_presence_share": _round(notes.without_presence_share),
        "patrols_without_presence_share": _round(notes.patrols_without_presence_share),
        "patrol_time_known_share": _round(notes.patrol_time_known_share),
        "presence_missing": notes.presence_missing,
        "places_differ": notes.places_differ,
        "significant_share": _round(notes.significant_share),
        "check_feed": notes.check_feed,
        "data_questions": len(notes.data_questions),
    }


def instant(at_ms: int | None) -> str | None:
    """RFC 3339 in UTC with milliseconds."""
    if at_ms is None:
        return None
    at = _EPOCH + timedelta(milliseconds=at_ms)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def degrees(lon: float, lat: float) -> list[float]:
    """[lon, lat] with as many decimals as a position can have."""
    return [round(lon, DEGREE_DECIMALS), round(lat, DEGREE_DECIMALS)]


def _where(place_id: str, name: str, spot: Spot) -> dict[str, Any]:
    lon, lat = degrees(spot.lon, spot.lat)
    return {"place_id": place_id, "name": name, "lon": lon, "lat": lat}


def _square(facts: SquareFacts | None) -> dict[str, Any] | None:
    """What a row of the grid is; null for a place."""
    if facts is None:
        return None
    return {
        "size_m": facts.size_m,
        "squares": [square.id for square in facts.squares],
        "near": None if facts.near is None else asdict(facts.near),
        "outside_places": facts.outside_places,
    }


def _published_square(place: PublishedPlace) -> dict[str, Any] | None:
    if place.square is None:
        return None
    return {
        "size_m": place.square.size_m,
        "squares": [place.square.id],
        "near": None if place.near is None else asdict(place.near),
        "outside_places": place.outside_places,
    }


def describe_gi_star(figures: GiStarFigures) -> dict[str, Any]:
    """Gi* as exports carry it, with what it is not."""
    return {
        "gi_star_z": _round(figures.z),
        "gi_star_p": _round(figures.p),
        "gi_star_q": _round(figures.q),
        "gi_star_use": NOT_FOR_VERDICTS,
    }


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "direction": trend.direction.value,
        "ratio": _round(trend.ratio),
        "low": _round(trend.low),
        "high": _round(trend.high),
    }


def _mix(categories: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"category": code, "observed": count} for code, count in categories.items()]


def _round(value: Any) -> Any:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if isinstance(value, float) else value
