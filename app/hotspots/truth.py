"""How well an order finds the places that truly are worst, in towns whose truth is known: the demonstration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.hotspots.columns import Floats
from app.hotspots.results import HotspotResult, PlaceResult


@dataclass(frozen=True)
class TruthScore:
    """An order held against the truth; each is 1 where it is perfect."""

    name: str
    precision: float  # the share of its first k that truly are among the k worst
    spearman: float | None  # rank correlation over all; None where all are the same
    ndcg: float  # discounted gain of its first k, the true risk being the gain (Järvelin & Kekäläinen 2002)


def rank_by_count(result: HotspotResult) -> list[str]:
    """Place ids by how much was seen there, as every other map ranks them; ties by newest, then id."""
    return _ids_by(result, lambda place: float(place.observed))


def rank_by_raw_rate(result: HotspotResult) -> list[str]:
    """Place ids by observations per patrol hour, nothing else considered."""
    return _ids_by(result, lambda place: place.rate_per_hour or 0.0)


def rank_by_method(result: HotspotResult) -> list[str]:
    """Place ids as the method ranks them."""
    return [place.place_id for place in result.places]


def score_orders(
    orders: Mapping[str, Sequence[str]], true_risk: Mapping[str, float], k: int
) -> list[TruthScore]:
    """A score for each named order of the places whose true risk is known; others are left out of it."""
    return [_score(name, order, true_risk, k) for name, order in orders.items()]


def _score(name: str, order: Sequence[str], true_risk: Mapping[str, float], k: int) -> TruthScore:
    known = [place_id for place_id in order if place_id in true_risk]
    risk = np.array([true_risk[place_id] for place_id in known], float)
    k = min(k, len(known))
    if k <= 0:
        return TruthScore(name, 0.0, None, 0.0)
    # Places as risky as the k-th worst are as good an answer as it.
    worst = risk >= np.sort(risk)[-k]
    discount = 1.0 / np.log2(np.arange(k) + 2)
    best = float((np.sort(risk)[::-1][:k] * discount).sum())
    gained = float((risk[:k] * discount).sum())
    return TruthScore(
        name,
        precision=float(worst[:k].mean()),
        spearman=spearman_correlation(-np.arange(len(risk)), risk),
        ndcg=gained / best if best > 0 else 0.0,
    )


def spearman_correlation(first: ArrayLike, second: ArrayLike) -> float | None:
    """The correlation of the ranks, ties sharing theirs; None where either does not vary."""
    a, b = (_mean_ranks(np.asarray(values, float)) for values in (first, second))
    a, b = a - a.mean(), b - b.mean()
    spread = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / spread if spread > 0 else None


def _mean_ranks(values: Floats) -> Floats:
    _, group, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    ranks: Floats = (last - (count - 1) / 2)[group]
    return ranks


def _ids_by(result: HotspotResult, score: Callable[[PlaceResult], float]) -> list[str]:
    def key(place: PlaceResult) -> tuple[float, int, str]:
        newest = place.last_observed_ms if place.last_observed_ms is not None else 0
        return (-score(place), -newest, place.place_id)

    return [place.place_id for place in sorted(result.places, key=key)]
