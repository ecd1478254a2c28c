"""A rate per hour of seconds is a number that says nothing: it isn't said, and presses no other bar together."""

from __future__ import annotations

import pytest

from app.hotspots.codes import Verdict
from app.hotspots.drawing import draw_interval, top_of
from app.hotspots.method import rank_places
from app.hotspots.parameters import VerdictRules
from app.hotspots.results import is_rate_said, is_ratio_said
from tests.hotspots.towns import MINUTE, Visit, by_place, evenings, seen_on, town


def test_something_seen_where_nobody_was_has_no_rate_and_leaves_the_scale() -> None:
    rows = by_place(rank_places(town(evenings(0, range(6)), [*seen_on(0, [2]), *seen_on(1, [2])])))
    assert rows[1].rate_per_hour == pytest.approx(60)
    assert not is_rate_said(rows[1])
    assert is_rate_said(rows[0])
    top = top_of(list(rows.values()))
    assert top == top_of([rows[0]])
    assert draw_interval(rows[1], top) is None
    assert draw_interval(rows[0], top) is not None


def test_a_rate_of_minutes_is_drawn_and_makes_no_scale() -> None:
    seen = [*seen_on(0, [2]), *seen_on(1, [2])]
    start_ms = seen[1].occurred_ms - MINUTE
    short = Visit(1, start_ms, start_ms + 6 * MINUTE)
    rows = by_place(rank_places(town([*evenings(0, range(6)), short], seen)))
    assert rows[1].presence_hours == pytest.approx(0.1)
    top = top_of(list(rows.values()))
    assert top == top_of([rows[0]])
    drawn = draw_interval(rows[1], top)
    assert drawn is not None
    assert drawn.is_cut
    assert top_of([rows[1]]) > top


def test_how_many_times_what_is_expected_is_not_said_where_the_method_has_no_verdict() -> None:
    """Enough is expected in half an hour, but half an hour is too little to say anything of."""
    seen = [*seen_on(0, range(6)), *seen_on(0, range(6)), *seen_on(1, [2])]
    visit = Visit(1, seen[-1].occurred_ms, seen[-1].occurred_ms + 30 * MINUTE)
    rows = by_place(rank_places(town([*evenings(0, range(6)), visit], seen)))
    assert rows[1].expected >= VerdictRules().thin_expected
    assert rows[1].ratio is not None
    assert rows[1].verdict is Verdict.TOO_LITTLE_PRESENCE
    assert not is_ratio_said(rows[1])
    assert is_ratio_said(rows[0])
