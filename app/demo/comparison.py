"""The hotspot list of a demonstration held against the truth that it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from app.core.access import Actor
from app.demo.simulation import simulate
from app.demo.state import Begun
from app.demo.town import Town
from app.demo.truth import true_rates
from app.hotspots.results import PlaceResult
from app.hotspots.service import HotspotList, HotspotQuery, list_hotspots
from app.hotspots.truth import (
    TruthScore,
    rank_by_count,
    rank_by_method,
    rank_by_raw_rate,
    score_orders,
)

CORRECTED, COUNTS, RAW = "corrected", "counts", "observations per hour"


@dataclass(frozen=True, slots=True)
class ComparedPlace:
    """A place with its true rate and where each order puts it."""

    result: PlaceResult
    true_rate: float
    true_rank: int
    count_rank: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How well each order finds the `k` truly worst places."""

    from_on: date
    to_on: date
    k: int
    scores: Mapping[str, TruthScore]
    places: Sequence[ComparedPlace]  # as the corrected ranking has them

    def found(self, name: str) -> int:
        """How many of the first k of this order truly are among the k worst."""
        return round(self.scores[name].precision * self.k)


def compare(
    connection: Connection,
    actor: Actor,
    town: Town,
    place_ids: Mapping[str, str],
    begun: Begun,
    days: tuple[date, date],
    k: int,
    now: datetime,
) -> Comparison:
    """The list of these days, and the truth of the same days made again from the seed."""
    from_on, to_on = days
    query = HotspotQuery(area_id=town.area["code"], from_on=from_on, to_on=to_on)
    found = list_hotspots(connection, actor, query, now)
    if not isinstance(found, HotspotList):
        raise TypeError("the actor sees only what others publish")
    patrols = simulate(town, begun.seed, begun.first_on, to_on, begun.last_days)
    recent = [p for p in patrols if p.started_at.astimezone(town.zone).date() >= from_on]
    rates = true_rates(town, recent)
    risk = {place_ids[code]: rate for code, rate in rates.items() if code in place_ids}
    orders = {
        CORRECTED: rank_by_method(found.result),
        COUNTS: rank_by_count(found.result),
        RAW: rank_by_raw_rate(found.result),
    }
    scores = {score.name: score for score in score_orders(orders, risk, k)}
    true_order = sorted(risk, key=lambda place_id: -risk[place_id])
    places = [
        ComparedPlace(
            result=place,
            true_rate=risk[place.place_id],
            true_rank=true_order.index(place.place_id) + 1,
            count_rank=orders[COUNTS].index(place.place_id) + 1,
        )
        for place in found.result.places
        if place.place_id in risk
    ]
    return Comparison(from_on, to_on, k, scores, places)
