"""What holds for every town: order, batches, doubling, sums, types, and that nobody can be read out of the result."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.hotspots.assessment import assess_units
from app.hotspots.codes import Verdict
from app.hotspots.inputs import HotspotInputs, ObservationRows, VisitRows
from app.hotspots.method import rank_places
from app.hotspots.parameters import HotspotParameters
from app.hotspots.results import HotspotResult
from tests.hotspots.simulated_maps import Truth, draw_map
from tests.hotspots.towns import (
    DAY,
    FROM,
    HOUR,
    Report,
    by_place,
    evenings,
    random_town,
    seen_on,
    town,
)

pytestmark = pytest.mark.slow

towns = st.builds(
    random_town,
    st.integers(0, 10**6),
    visits=st.integers(1, 150),
    seen=st.integers(0, 80),
    places=st.integers(1, 6),
)


def reordered(rows: Any, order: list[int]) -> Any:
    return replace(
        rows, **{f.name: [getattr(rows, f.name)[i] for i in order] for f in fields(rows)}
    )


def shuffled(inputs: HotspotInputs, shuffler: random.Random) -> HotspotInputs:
    visits, seen = (
        list(range(len(inputs.visits.place))),
        list(range(len(inputs.observations.place))),
    )
    shuffler.shuffle(visits)
    shuffler.shuffle(seen)
    return replace(
        inputs,
        visits=reordered(inputs.visits, visits),
        observations=reordered(inputs.observations, seen),
    )


def comparable(result: HotspotResult) -> tuple[Any, ...]:
    return result.places, result.notes


@given(towns, st.randoms(use_true_random=False))
def test_the_order_and_batches_of_the_rows_change_no_byte(
    inputs: HotspotInputs, shuffler: random.Random
) -> None:
    assert repr(comparable(rank_places(inputs))) == repr(
        comparable(rank_places(shuffled(inputs, shuffler)))
    )


@given(towns)
def test_expected_sums_to_observed(inputs: HotspotInputs) -> None:
    result = rank_places(inputs)
    expected = sum(row.expected for row in result.places)
    assert expected == pytest.approx(sum(row.observed for row in result.places), abs=1e-9)
    assert result.notes.observed == sum(row.observed for row in result.places)


@given(towns, st.sets(st.sampled_from(["klotter", "brak", "eldning"]), min_size=1))
def test_expected_sums_to_observed_for_some_categories_too(
    inputs: HotspotInputs, asked: set[str]
) -> None:
    question = replace(inputs.question, categories=frozenset(asked))
    result = rank_places(replace(inputs, question=question))
    expected = sum(row.expected for row in result.places)
    assert expected == pytest.approx(sum(row.observed for row in result.places), abs=1e-9)
    assert {code for row in result.places for code in row.categories} <= asked


@given(st.integers(0, 10**6))
def test_doubling_all_presence_leaves_ratio_p_and_rank_alone(seed: int) -> None:
    setting = draw_map(
        Truth(places=30, visits_a_unit=20, uneven_patrol=1, uneven_reporters=0.5), seed
    )
    doubled = replace(setting, presence=replace(setting.presence, hours=setting.presence.hours * 2))
    one, other = (assess_units(each, HotspotParameters()) for each in (setting, doubled))
    assert other.ratio == pytest.approx(one.ratio)
    assert other.evidence.p == pytest.approx(one.evidence.p)
    assert np.argsort(-other.ratio).tolist() == np.argsort(-one.ratio).tolist()


def twice(visits: VisitRows) -> VisitRows:
    """Every visit made by another patrol of the same people as well."""
    double: dict[str, list[Any]] = {f.name: [*getattr(visits, f.name)] * 2 for f in fields(visits)}
    half = len(visits.place)
    again = [f"{patrol}-again" for patrol in double["patrol_id"][half:]]
    return VisitRows(**{**double, "patrol_id": [*double["patrol_id"][:half], *again]})


@given(st.integers(0, 10**6), st.integers(1, 40))
def test_the_same_with_every_visit_made_twice(seed: int, seen: int) -> None:
    rng = np.random.default_rng(seed)
    visits = [
        row
        for place in range(5)
        for row in evenings(place, rng.choice(28, 9, replace=False).tolist())
    ]
    at = [visits[i] for i in rng.integers(0, len(visits), seen)]
    entries = [
        row
        for stay in at
        for row in seen_on(
            stay.place,
            [(stay.start_ms - FROM) // DAY],
            occurred_ms=stay.start_ms,
            patrol_id=stay.patrol_id,
        )
    ]
    inputs = town(visits, entries, places=5)
    one = rank_places(inputs)
    other = rank_places(replace(inputs, visits=twice(inputs.visits)))
    assert [row.presence_hours for row in other.places] == pytest.approx(
        [by_place(one)[row.place].presence_hours * 2 for row in other.places]
    )
    for row in other.places:
        before = by_place(one)[row.place]
        assert row.ratio == pytest.approx(before.ratio)
        assert row.p == pytest.approx(before.p)
    assert [row.place for row in other.places] == [row.place for row in one.places]


@given(towns)
def test_a_place_without_presence_is_never_hot_or_quiet(inputs: HotspotInputs) -> None:
    result = rank_places(inputs)
    if result.notes.exposure_free:
        return
    for row in result.places:
        if row.presence_hours == 0 or row.reasons.recent_hours < 1:
            assert row.verdict is Verdict.TOO_LITTLE_PRESENCE


@given(towns, st.integers(-50, 50), st.integers(-50, 50))
@settings(max_examples=25)
def test_a_shift_by_whole_squares_changes_nothing(
    inputs: HotspotInputs, east: int, north: int
) -> None:
    seen = inputs.observations
    moved: ObservationRows = replace(
        seen,
        easting_m=[value + 100.0 * east for value in seen.easting_m],
        northing_m=[value + 100.0 * north for value in seen.northing_m],
    )
    assert comparable(rank_places(inputs)) == comparable(
        rank_places(replace(inputs, observations=moved))
    )


def values_in(thing: Any) -> Iterable[Any]:
    if is_dataclass(thing):
        for field in fields(thing):
            yield from values_in(getattr(thing, field.name))
    elif isinstance(thing, dict):
        yield from thing
        yield from thing.values()
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from values_in(part)
    else:
        yield thing


@given(towns)
def test_results_are_plain_values_that_json_can_hold(inputs: HotspotInputs) -> None:
    for value in values_in(comparable(rank_places(inputs))):
        assert value is None or type(value) in {int, float, str, bool} or isinstance(value, Enum)
        assert not isinstance(value, float) or np.isfinite(value)


def test_no_reporter_can_be_read_out_of_the_result() -> None:
    visits = evenings(0, range(20), reporter="Tove-9431")
    seen = seen_on(0, range(9), reporter="Tove-9431")
    alone = seen_on(1, range(9), reporter="Åke-7765", patrol_id=None)
    assert "9431" not in (told := repr(comparable(rank_places(town(visits, [*seen, *alone])))))
    assert "7765" not in told


def test_renaming_everybody_changes_nothing_that_is_shown() -> None:
    inputs = random_town(7)
    names = {who: f"{number}" for number, who in enumerate("edcba")}
    renamed = replace(
        inputs,
        visits=replace(inputs.visits, reporter=[names[who] for who in inputs.visits.reporter]),
        observations=replace(
            inputs.observations, reporter=[names[who] for who in inputs.observations.reporter]
        ),
    )
    for row in rank_places(renamed).places:
        before = by_place(rank_places(inputs))[row.place]
        assert row.ratio == pytest.approx(before.ratio)
        assert (row.rank, row.verdict, row.confidence) == (
            before.rank,
            before.verdict,
            before.confidence,
        )


@given(towns, st.lists(st.builds(Report, st.integers(0, 0), st.integers(FROM, FROM + HOUR))))
def test_reports_change_no_rate_and_no_verdict(
    inputs: HotspotInputs, reports: list[Report]
) -> None:
    plain = rank_places(inputs)
    beside = rank_places(replace(inputs, reports=town(reports=reports).reports))
    if plain.notes.exposure_free:
        return
    assert [replace(row, reported_by_others=0) for row in beside.places] == list(plain.places)
