"""The gates' figures on 200 maps each: `python -m tests.hotspots.gate_report` (about a minute)."""

from __future__ import annotations

import sys
from dataclasses import replace

from app.hotspots.parameters import ExpectedRules, HotspotParameters
from tests.hotspots.test_gates import (
    IN_FULL,
    INNOCENT,
    PLACES,
    SQUARES,
    false_maps,
    found_and_false,
    planted,
)

ALONE = HotspotParameters(expected=ExpectedRules(alternations=0))
DEAF = HotspotParameters(expected=ExpectedRules(prior_observations=1e12))


def main() -> None:
    def say(what: str, *shares: float) -> None:
        sys.stdout.write(f"{what}: {', '.join(f'{100 * share:.1f} %' for share in shares)}\n")

    for case, drawn in INNOCENT.items():
        for name, truth in (("40 places", PLACES), ("60 x 60 squares", SQUARES)):
            say(f"false maps, {case}, {name}", false_maps(replace(truth, **drawn), IN_FULL))
    shifts = list(INNOCENT.values())[-1]
    for name, truth in (("40 places", PLACES), ("60 x 60 squares", SQUARES)):
        say(
            f"the last without alternation, {name}",
            false_maps(replace(truth, **shifts), IN_FULL, ALONE),
        )
    districts = replace(PLACES, uneven_reporters=0.7, reporters_keep_districts=True)
    say(
        "each with a district, method and hours alone",
        *(false_maps(districts, IN_FULL, p) for p in (None, DEAF)),
    )
    for rate in (0.35, 1.0):
        truth = replace(PLACES, visits_a_unit=20, rate_per_hour=rate, uneven_reporters=0.7)
        say(
            f"eightfold places at {rate} an hour, found and false",
            *found_and_false(truth.with_risk([3, 17, 28], 8), IN_FULL),
        )
    say("sixfold 2 x 2, flagged and clear", *planted(IN_FULL))


if __name__ == "__main__":
    main()
