"""The gates of HOTSPOTS.md from end to end on a few maps: pushed operations in, the API's verdicts out.

`test_gates.py` and `make simulate` hold the method to the page's 200 maps; this holds the way there and back.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.hotspots.gates import LEAST_FOUND, MOST_FALSE_DISCOVERIES, MOST_FALSE_MAPS
from tests.hotspots.pushed_maps import PushedMap, draw_stays, lay_out, push_map, read_map

CHANCE = PushedMap()
UNEVEN_PATROL = PushedMap(visits_a_place=10, uneven_patrol=0.8)
UNEVEN_REPORTERS = PushedMap(readiness=(0.3, 0.6, 1.0, 1.4, 1.7))
HOT = [3, 12]


@pytest.fixture
def mapped(town):
    lay_out(town.app, CHANCE.places)
    return town


def verdicts(town, drawn: PushedMap, seed: int) -> dict[int, str]:
    days = push_map(town, draw_stays(drawn, seed))
    return {place: row["verdict"] for place, row in read_map(town, days).items()}


def test_what_was_drawn_is_what_the_list_counts(mapped):
    stays = draw_stays(UNEVEN_REPORTERS.with_risk(HOT, 8), 1)
    rows = read_map(mapped, push_map(mapped, stays))
    hours, seen = Counter(stay.place for stay in stays), Counter()
    for stay in stays:
        seen[stay.place] += stay.seen
    assert {place: row["observed"] for place, row in rows.items()} == {
        place: seen[place] for place in hours
    }
    assert {place: row["presence_hours"] for place, row in rows.items()} == pytest.approx(hours)
    assert {row["presence_class"] for row in rows.values()} == {"known"}
    expected = sum(row["expected"] for row in rows.values())
    assert expected == pytest.approx(sum(seen.values()), rel=1e-3)


@pytest.mark.slow
def test_maps_where_no_place_is_worse_show_no_clear_hotspot(mapped):
    cases = (CHANCE, UNEVEN_PATROL, UNEVEN_REPORTERS)
    maps = [verdicts(mapped, drawn, seed) for drawn in cases for seed in range(5)]
    false = sum("clear_hotspot" in found.values() for found in maps)
    assert false / len(maps) <= MOST_FALSE_MAPS


@pytest.mark.slow
def test_eightfold_places_are_found_and_little_else(mapped):
    drawn = UNEVEN_REPORTERS.with_risk(HOT, 8)
    maps = [verdicts(mapped, drawn, 100 + seed) for seed in range(4)]
    clear = [
        {place for place, verdict in found.items() if verdict == "clear_hotspot"} for found in maps
    ]
    right = sum(len(found & set(HOT)) for found in clear)
    called = sum(map(len, clear))
    assert right / (len(maps) * len(HOT)) >= LEAST_FOUND
    assert 1 - right / called <= MOST_FALSE_DISCOVERIES
