"""The known truth of a demonstration, made again from its seed: the product's tables know nothing of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.demo.simulation import Patrol
from app.demo.town import Town


def true_rates(town: Town, patrols: Sequence[Patrol]) -> dict[str, float]:
    """code -> what an average officer sees in an hour, had every place got the town's own share of hours.

    Weighted by the time that all patrols spent anywhere, so that no place is judged by when it happened to be visited.
    """
    seconds, seen = 0.0, dict.fromkeys(town.spots, 0.0)
    for patrol in patrols:
        for visit in patrol.visits:
            stayed_s = (visit.left_at - visit.started_at).total_seconds()
            middle = visit.started_at + (visit.left_at - visit.started_at) / 2
            local = middle.astimezone(town.zone)
            seconds += stayed_s
            for code, spot in town.spots.items():
                seen[code] += spot.rate_at(local, patrol.day) * stayed_s
    return {code: total / seconds if seconds else 0.0 for code, total in seen.items()}
