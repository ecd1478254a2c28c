"""Incidents that are logged several times, from rows to verdicts: 1 + geometric(0.5) entries each."""

from __future__ import annotations

import numpy as np

from app.hotspots.codes import Verdict
from app.hotspots.inputs import HotspotInputs
from app.hotspots.method import rank_places
from app.hotspots.parameters import CountRules, HotspotParameters
from tests.hotspots.towns import DAY, FROM, HOUR, MINUTE, Seen, Visit, town

PLACES = 30


def talkative_town(seed: int) -> HotspotInputs:
    """Thirty places alike, each visited an hour on 28 evenings; what is seen is written down over and over."""
    rng = np.random.default_rng(seed)
    visits, seen = [], []
    for place in range(PLACES):
        for day in range(28):
            start = FROM + day * DAY + 18 * HOUR
            patrol, who = f"patrol-{place}-{day}", "abcdef"[rng.integers(0, 6)]
            visits.append(Visit(place, start, start + HOUR, None, patrol, who))
            for _ in range(rng.poisson(0.35)):
                at = start + int(rng.integers(0, 50 * MINUTE))
                spot = (100.0 * float(rng.integers(0, 9)), 100.0 * float(rng.integers(0, 9)))
                category = f"c{rng.integers(0, 20)}"
                for again in range(1 + rng.geometric(0.5)):
                    when = at + again * 3 * MINUTE
                    seen.append(
                        Seen(place, when, "", category, patrol, who, spot[0] + again, spot[1])
                    )
    return town(visits, seen, places=PLACES)


def false_maps(parameters: HotspotParameters) -> float:
    """The share of twenty such towns in which q < .05 somewhere."""
    flagged = [
        any(
            row.reasons.beyond_chance
            for row in rank_places(talkative_town(seed), parameters).places
        )
        for seed in range(20)
    ]
    return float(np.mean(flagged))


def test_merged_they_are_no_hotspots() -> None:
    assert false_maps(HotspotParameters()) <= 0.1


def test_unmerged_they_would_be() -> None:
    # 85 % of these towns of thirty places; the page's 100 % is of maps of 3,600 squares.
    assert false_maps(HotspotParameters(counts=CountRules(merge_ms=-1))) >= 0.7


def test_no_place_of_such_a_town_is_a_clear_hotspot() -> None:
    result = rank_places(talkative_town(3))
    assert Verdict.CLEAR_HOTSPOT not in {row.verdict for row in result.places}
    assert result.notes.logged > 2 * result.notes.observed
