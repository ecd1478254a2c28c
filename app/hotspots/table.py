"""The hotspot list as the rows of a file: what the page shows, with the page's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TypeAlias

import orjson
from flask_babel import gettext

from app.core.clock import from_ms
from app.core.formats import local
from app.hotspots import words
from app.hotspots.answers import HotspotList, PublishedHotspots
from app.hotspots.asking import Asked, choose_places
from app.hotspots.codes import NoRate
from app.hotspots.naming import say_name
from app.hotspots.results import PlaceResult, SaidRate, is_ratio_said, say_rate, why_no_rate
from app.hotspots.reviews.standing import Review
from app.hotspots.reviews.words import FILTERS, JUDGEMENTS

Table: TypeAlias = tuple[list[str], list[list[object]]]
AboutLines: TypeAlias = list[tuple[str, str]]
AnyAnswer: TypeAlias = HotspotList | PublishedHotspots


def own_table(
    names: Mapping[str, str], asked: Asked, answer: HotspotList, standings: Mapping[str, Review]
) -> Table:
    """One's own list as the page shows it, with what the organisation has said of each place."""
    header = [
        gettext("Rank"),
        gettext("Grid square") if asked.is_grid else gettext("Place"),
        gettext("Verdict"),
        gettext("Certainty"),
        gettext("Observations"),
        gettext("Visits"),
        gettext("Calm visits"),
        gettext("Patrol hours"),
        gettext("Per patrol hour"),
        gettext("Low"),
        gettext("High"),
        gettext("Why there is no rate"),
        gettext("Expected"),
        gettext("Times expected"),
        gettext("Why there are no times expected"),
        gettext("Trend"),
        gettext("Categories"),
        gettext("Reports from others"),
        gettext("Last observed in the period"),
        gettext("Last visited in the period"),
        gettext("Judgement"),
        gettext("Judged"),
    ]
    zone = answer.area.timezone
    rows: list[list[object]] = [
        [
            place.rank,
            say_name(place),
            str(words.VERDICTS[place.verdict][1]),
            words.say_certainty(place),
            place.observed,
            place.visits,
            place.calm_visits,
            place.presence_hours,
            *_rate_cells(say_rate(place)),
            place.expected,
            *_ratio_cells(place),
            str(words.say_trend(place)[1]),
            ", ".join(f"{names.get(code, code)} {n}" for code, n in place.categories.items()),
            place.reported_by_others,
            _say_when(place.last_observed_ms if place.observed else None, zone),
            _say_when(place.last_visited_ms, zone),
            *_judged(standings.get(place.place_id), zone),
        ]
        for place in choose_places(asked, answer, standings).rows
    ]
    if asked.is_grid:
        header += _grid_header()
        shown = choose_places(asked, answer, standings).rows
        rows = [row + _grid_cells(place) for row, place in zip(rows, shown, strict=True)]
    return header, rows


def _rate_cells(rate: SaidRate) -> list[object]:
    """The rate with its interval, and the page's word where it says none."""
    return [rate.per_hour, rate.low, rate.high, _say_missing(rate.missing)]


def _ratio_cells(place: PlaceResult) -> list[object]:
    """Times expected, or why it would say nothing."""
    if is_ratio_said(place):
        return [place.ratio, ""]
    return [None, words.say_no_ratio(place)]


def _say_missing(missing: NoRate | None) -> str:
    return "" if missing is None else str(words.NO_RATE[missing])


def _say_when(at_ms: int | None, zone: str) -> str:
    """The local minute, as spreadsheets sort it; nothing where there is none."""
    if at_ms is None:
        return ""
    return local(from_ms(at_ms), zone).isoformat(" ", "minutes")[:16]


def _judged(review: Review | None, zone: str) -> list[object]:
    """What was said of the place, and the local day of it; nothing where nobody has said anything."""
    if review is None:
        return ["", ""]
    said = str(JUDGEMENTS[review.judgement][1])
    return [said, local(review.reviewed_at, zone).date().isoformat()]


def _grid_header() -> list[str]:
    """Gi* is there for comparison with other maps, and says so where it stands."""
    return [
        gettext("Squares"),
        gettext("Side (m)"),
        gettext("Focus places"),
        gettext("Observations with the squares around"),
        gettext("Expected with the squares around"),
        gettext("Days with the squares around"),
        gettext("Gi* z (not used for verdicts)"),
        gettext("Gi* p (not used for verdicts)"),
        gettext("Gi* q (not used for verdicts)"),
    ]


def _grid_cells(place: PlaceResult) -> list[object]:
    facts = place.square
    if facts is None:
        return []
    return [
        ", ".join(square.id for square in facts.squares),
        facts.size_m,
        gettext("outside") if facts.outside_places else gettext("inside"),
        place.reasons.observed,
        place.reasons.expected,
        place.reasons.days,
        facts.gi_star.z,
        facts.gi_star.p,
        facts.gi_star.q,
    ]


def published_table(answer: PublishedHotspots) -> Table:
    """What others publish; a hidden place has its name alone."""
    header = [
        gettext("Place"),
        gettext("Verdict"),
        gettext("Observations"),
        gettext("Visits"),
        gettext("Patrol hours"),
        gettext("Per patrol hour"),
        gettext("Why there is no rate"),
    ]
    rows: list[list[object]] = [
        [
            say_name(place),
            str(words.VERDICTS[place.verdict][1]) if place.verdict else gettext("not shown"),
            place.observed,
            place.visits,
            place.presence_hours,
            place.rate_per_hour,
            "" if place.presence_hours is None else _say_missing(why_no_rate(place.presence_hours)),
        ]
        for place in answer.published.places
    ]
    return header, rows


def about(names: Mapping[str, str], asked: Asked, answer: AnyAnswer, now_said: str) -> AboutLines:
    """What a reader of the file must know: whose ground, which days, which filters, of which data, when."""
    period = answer.period
    lines = [
        (gettext("Area"), answer.area.name),
        (gettext("Period"), f"{period.from_on} – {period.to_on}"),
        (gettext("Category"), names.get(asked.category, asked.category) or gettext("All disorder")),
    ]
    if asked.days:
        lines.append((gettext("Days"), str(words.DAYS[asked.days][0])))
    if asked.block:
        lines.append((gettext("Time of day"), words.block_name(int(asked.block))))
    if asked.review in FILTERS:
        lines.append((gettext("Judgement"), str(FILTERS[asked.review])))
    if answer.square_m is not None:
        lines.append((gettext("Squares"), f"{answer.square_m} m"))
    if isinstance(answer, PublishedHotspots):
        lines.append(
            (gettext("What is shown"), gettext("What others may see: small numbers are hidden"))
        )
    return [
        *lines,
        (gettext("Made"), now_said),
        (gettext("Version of the data"), answer.data_version),
        (gettext("Parameters"), orjson.dumps(asdict(answer.parameters)).decode()),
    ]
