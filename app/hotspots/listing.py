"""Arrays turned into the list: one row for each place, worst first, None for what can't be known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.hotspots.assessment import Assessment
from app.hotspots.codes import Confidence, Direction, PresenceClass, Verdict
from app.hotspots.columns import NO_END, count_by, latest_by, sum_by
from app.hotspots.counts import Observations
from app.hotspots.history import History
from app.hotspots.inputs import HotspotInputs, Question
from app.hotspots.parameters import HotspotParameters
from app.hotspots.profile import Profiles
from app.hotspots.ranking import rank_order
from app.hotspots.results import PlaceResult, Profile, Reasons, SquareFacts, Trend
from app.hotspots.trend import garwood_interval, judge_changes, rate_ratio
from app.hotspots.verdicts import meets_clear


@dataclass(frozen=True)
class Figures:
    """What the list is written from."""

    history: History
    asked: Observations  # in the categories asked for, over the whole history
    assessment: Assessment
    profiles: Profiles


def list_places(
    inputs: HotspotInputs,
    figures: Figures,
    parameters: HotspotParameters,
    squares: Sequence[SquareFacts] | None = None,
) -> tuple[PlaceResult, ...]:
    """The places from rank 1 on; ties go to the higher count, then the newest, then the lower id."""
    size, assessment, question = len(inputs.places.place_id), figures.assessment, inputs.question
    facts: Sequence[SquareFacts | None] = squares or [None] * size
    newest = latest_by(figures.asked.unit, figures.asked.at_ms, size)
    order = rank_order(assessment.standing, assessment.own, newest, inputs.places.place_id)
    columns = _columns(question, figures, parameters) | {"last_observed_ms": newest}
    plain = {name: _plain(column) for name, column in columns.items()}
    trends = _trends(question, figures, parameters)
    reasons = _reasons(question, figures, parameters)
    categories = _categories(question, figures, size)
    return tuple(
        PlaceResult(
            rank=rank,
            place=unit,
            place_id=inputs.places.place_id[unit],
            name=inputs.places.name[unit],
            verdict=Verdict(str(assessment.verdict[unit])),
            confidence=Confidence(str(assessment.confidence[unit])),
            presence_class=PresenceClass(str(assessment.presence_class[unit])),
            trend=trends[unit],
            categories=categories[unit],
            profile=_profile(figures.profiles, unit),
            reasons=reasons[unit],
            square=facts[unit],
            **{name: column[unit] for name, column in plain.items()},
        )
        for rank, unit in enumerate(order.tolist(), start=1)
    )


def _plain(column: NDArray[Any]) -> list[Any]:
    """Python's own numbers, None for NaN, the infinite and `NO_END`."""
    if column.dtype.kind == "f":
        return [value if math.isfinite(value) else None for value in column.tolist()]
    return [None if value == NO_END else value for value in column.tolist()]


def _columns(
    question: Question, figures: Figures, parameters: HotspotParameters
) -> dict[str, NDArray[Any]]:
    """The figures of `PlaceResult` that are one number for each place."""
    history, assessment, evidence = figures.history, figures.assessment, figures.assessment.evidence
    size, hours = len(assessment.own), assessment.footing.hours
    observed = figures.asked.where(figures.asked.at_ms >= question.from_ms)
    count = observed.by_unit(size)
    low, high = garwood_interval(count, parameters.interval_level)
    stays, reports = history.stays, history.reports
    current = (stays.start_ms >= question.from_ms) & (stays.start_ms < question.to_ms)
    reported = (reports.at_ms >= question.from_ms) & history.is_asked(reports, question)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = {
            "rate_per_hour": count / hours,
            "rate_low": np.where(hours > 0, low / hours, np.nan),
            "rate_high": np.where(hours > 0, high / hours, np.nan),
        }
    return rates | {
        "observed": count,
        "visits": count_by(stays.unit[current], size),
        "calm_visits": count_by(stays.unit[current & stays.calm], size),
        "presence_hours": hours,
        "ratio": assessment.ratio,
        "ratio_low": assessment.ratio_low,
        "ratio_high": assessment.ratio_high,
        "expected": assessment.own_expected,
        "p": evidence.p,
        "q": evidence.q,
        "reported_by_others": reports.where(reported).by_unit(size),
        "days": _days_of(observed, size),
        "last_visited_ms": latest_by(stays.unit, stays.start_ms, size),
    }


def _days_of(observed: Observations, size: int) -> NDArray[Any]:
    """On how many local days something was seen in each unit itself; its window's are among the reasons."""
    pairs = np.unique(np.stack([observed.unit, observed.day], axis=1), axis=0)
    return count_by(pairs[:, 0], size)


def _trends(question: Question, figures: Figures, parameters: HotspotParameters) -> list[Trend]:
    """The rate at each place against the period before, by the hours spent there; all places asked at once."""
    size, presence, seen = len(figures.assessment.own), figures.history.presence, figures.asked
    now = seen.where(seen.at_ms >= question.from_ms).by_unit(size)
    earlier = (seen.at_ms >= question.before_ms) & (seen.at_ms < question.from_ms)
    before = seen.where(earlier).by_unit(size)
    spent = (presence.start_ms >= question.before_ms) & (presence.start_ms < question.from_ms)
    hours_before = presence.where(spent).hours_by_unit(size)
    hours = figures.assessment.footing.hours
    change = rate_ratio(now, hours, before, hours_before, parameters.interval_level)
    judged = judge_changes(now, hours, before, hours_before, parameters.verdicts)
    return [
        Trend(Direction(str(direction)), *numbers)
        for direction, *numbers in zip(
            judged.direction,
            _plain(change.ratio),
            _plain(change.low),
            _plain(change.high),
            before.tolist(),
            hours_before.tolist(),
            strict=True,
        )
    ]


def _reasons(question: Question, figures: Figures, parameters: HotspotParameters) -> list[Reasons]:
    """The numbers behind each verdict."""
    history, assessment = figures.history, figures.assessment
    evidence, footing, rules = assessment.evidence, assessment.footing, parameters.verdicts
    size = len(assessment.own)
    seen = figures.asked.where(figures.asked.at_ms >= question.from_ms)
    logged = sum_by(seen.unit, seen.multiplicity, size).astype(np.int64)
    found = history.unvisited & (history.observations.at_ms >= question.from_ms)
    columns: dict[str, NDArray[Any]] = {
        "observed": evidence.observed,
        "expected": evidence.expected,
        "logged": logged,
        "days": evidence.days,
        "reporters": evidence.reporters,
        "recent_hours": footing.recent_hours,
        "too_few_hours": (footing.recent_hours < rules.known_hours) | (footing.hours <= 0),
        "too_little_expected": evidence.expected < rules.thin_expected,
        "one_reporter_dominates": footing.dominated,
        "without_presence": history.observations.where(found).by_unit(size),
        **meets_clear(evidence, rules),
    }
    names = list(columns)
    rows = zip(*(columns[name].tolist() for name in names), strict=True)
    return [Reasons(**dict(zip(names, row, strict=True))) for row in rows]


def _categories(question: Question, figures: Figures, size: int) -> list[dict[str, int]]:
    """The mix of categories at each place, most frequent first, then by code."""
    seen = figures.asked.where(figures.asked.at_ms >= question.from_ms)
    keys = figures.history.category_keys
    pairs, counts = np.unique(seen.unit * len(keys) + seen.category, return_counts=True)
    mixes: list[dict[str, int]] = [{} for _ in range(size)]
    # The keys are sorted, so of two that are as frequent the lower number is the lower code.
    order = np.lexsort((pairs, -counts))
    for pair, count in zip(pairs[order].tolist(), counts[order].tolist(), strict=True):
        mixes[pair // len(keys)][keys[pair % len(keys)]] = count
    return mixes


def _profile(profiles: Profiles, unit: int) -> Profile:
    return Profile(
        observed=tuple(profiles.observed[unit].tolist()),
        hours=tuple(profiles.hours[unit].tolist()),
        share=tuple(profiles.share[unit].tolist()),
        rate_per_hour=tuple(profiles.rate_per_hour[unit].tolist()),
        is_known=tuple(profiles.is_known[unit].tolist()),
    )
