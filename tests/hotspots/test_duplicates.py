"""One incident logged several times is one observation."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.hotspots.duplicates import Entries, merge_duplicates
from app.hotspots.parameters import CountRules

MINUTE = 60_000
RULES = CountRules()


@dataclass(frozen=True)
class Entry:
    entry_id: str = "a"
    minute: float = 0
    category: int = 0
    patrol: int = 0
    unit: int = 0
    east: float = 0
    north: float = 0


def merge(*entries: Entry) -> dict[str, int]:
    """The id of each incident's first entry, in the order given back, and how many it has."""
    row, multiplicity = merge_duplicates(
        Entries(
            [entry.entry_id for entry in entries],
            np.array([round(entry.minute * MINUTE) for entry in entries], np.int64),
            np.array([entry.category for entry in entries], np.int64),
            np.array([entry.patrol for entry in entries], np.int64),
            np.array([entry.unit for entry in entries], np.int64),
            np.array([entry.east for entry in entries], float),
            np.array([entry.north for entry in entries], float),
        ),
        RULES,
    )
    return {
        entries[i].entry_id: n for i, n in zip(row.tolist(), multiplicity.tolist(), strict=True)
    }


def test_half_an_hour_and_fifty_metres_are_one() -> None:
    assert merge(Entry("a"), Entry("b", 30, east=30, north=40)) == {"a": 2}


def test_a_millisecond_more_is_two() -> None:
    assert merge(Entry("a"), Entry("b", 30 + 1 / MINUTE)) == {"a": 1, "b": 1}


def test_a_metre_more_is_two() -> None:
    assert merge(Entry("a"), Entry("b", east=51)) == {"a": 1, "b": 1}


def test_another_category_is_another_observation() -> None:
    assert merge(Entry("a"), Entry("b", category=1)) == {"a": 1, "b": 1}


def test_another_patrol_is_another_observation() -> None:
    assert merge(Entry("a"), Entry("b", patrol=1)) == {"a": 1, "b": 1}


def test_a_chain_of_near_entries_is_one() -> None:
    assert merge(Entry("a"), Entry("b", 25), Entry("c", 50)) == {"a": 3}


def test_an_entry_elsewhere_in_between_does_not_break_the_incident() -> None:
    assert merge(Entry("a"), Entry("x", 5, east=500), Entry("b", 10)) == {"a": 2, "x": 1}


def test_two_ends_are_joined_by_what_lies_between_them() -> None:
    entries = [Entry("a", 0, east=0), Entry("b", 1, east=90), Entry("c", 2, east=45)]
    assert merge(*entries) == {"a": 3}


def test_without_positions_the_place_decides() -> None:
    nowhere = float("nan")
    same = [Entry("a", east=nowhere), Entry("b", east=nowhere), Entry("c", unit=1, east=nowhere)]
    assert merge(*same) == {"a": 2, "c": 1}
    assert merge(Entry("a", unit=-1, east=nowhere), Entry("b", unit=-1, east=nowhere)) == {
        "a": 1,
        "b": 1,
    }


def test_of_entries_at_the_same_time_the_lowest_id_stands_for_all() -> None:
    assert merge(Entry("c"), Entry("a"), Entry("b")) == {"a": 3}


def test_nothing_is_nothing() -> None:
    assert merge() == {}


entries = st.lists(
    st.builds(
        Entry,
        minute=st.integers(0, 200),
        category=st.integers(0, 1),
        patrol=st.integers(0, 1),
        unit=st.integers(-1, 1),
        east=st.sampled_from([0.0, 20.0, 45.0, 90.0, 135.0, float("nan")]),
        north=st.sampled_from([0.0, 30.0]),
    ),
    max_size=30,
).map(lambda rows: [Entry(f"{i:02}", *list(vars(row).values())[1:]) for i, row in enumerate(rows)])


def merged_by_hand(rows: list[Entry]) -> dict[str, int]:
    """The same by flooding, pair by pair."""

    def alike(one: Entry, other: Entry) -> bool:
        apart = np.hypot(one.east - other.east, one.north - other.north)
        near = (one.unit == other.unit >= 0) if np.isnan(apart) else apart <= 50
        return bool(
            (one.category, one.patrol) == (other.category, other.patrol)
            and abs(one.minute - other.minute) <= 30
            and near
        )

    left, found = sorted(rows, key=lambda row: (row.minute, row.entry_id)), {}
    while left:
        first = left[0]
        cluster, rest, grown = [first], left[1:], True
        while grown:
            more = [row for row in rest if any(alike(row, member) for member in cluster)]
            rest = [row for row in rest if row not in more]
            cluster, grown = cluster + more, bool(more)
        found[first.entry_id] = len(cluster)
        left = rest
    return found


@given(entries)
def test_merging_is_what_flooding_gives(rows: list[Entry]) -> None:
    found = merge(*rows)
    assert found == merged_by_hand(rows)
    assert list(found) == list(merged_by_hand(rows))


@given(entries, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows: list[Entry], shuffler: random.Random) -> None:
    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    assert list(merge(*shuffled).items()) == list(merge(*rows).items())


def test_ten_thousand_entries_at_one_spot_do_not_need_ten_thousand_squared() -> None:
    rows = [Entry(f"{i:05}", i / 100) for i in range(2_000)]
    assert merge(*rows) == {"00000": 2_000}
