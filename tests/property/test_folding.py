"""Operations fold to the same record in whatever order they come, and ids, times and cursors keep their promises."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import from_ms, to_ms
from app.core.ids import is_uuid, named_id, uuid7
from app.sync import times
from app.sync.folding import Step, Verdict, apply, fold, judge
from app.sync.pull import Cursor

AUTHOR, POLICE = "author", "police"


def create() -> Step:
    return Step("c", "create", None, AUTHOR, POLICE, False, {"calm": None, "method": "tap"})


def amend(number: int, base: int) -> Step:
    return Step(f"a{number}", "amend", base, AUTHOR, POLICE, False, {"step": number})


def arrive(steps):
    """The record after these came one by one, each held until it can fold."""
    state, held, order = None, [], []
    for step in steps:
        held.append(step)
        moved = True
        while moved:
            moved = False
            for waiting in sorted(held, key=lambda each: each.base_version or 0):
                verdict = judge(state, waiting)
                if verdict is Verdict.HELD:
                    continue
                held.remove(waiting)
                order.append(waiting)
                if verdict is Verdict.APPLIED:
                    state = apply(state, waiting)
                moved = True
                break
    return state, held, order


@given(order=st.permutations(range(6)))
def test_a_chain_of_amends_folds_the_same_in_every_order(order):
    chain = [create(), *(amend(n, n) for n in range(1, 6))]
    state, held, folded = arrive([chain[n] for n in order])
    assert held == []
    assert state == fold(chain) == fold(folded)
    assert state.version == 6
    assert state.fields["step"] == 5


@given(order=st.permutations(range(4)))
def test_two_amends_of_one_version_never_both_apply(order):
    steps = [create(), amend(1, 1), amend(2, 1), amend(3, 2)]
    state, held, folded = arrive([steps[n] for n in order])
    assert held == []
    assert state.version == 3
    assert fold(folded).needs_review


@given(strangers=st.booleans(), colleague=st.booleans())
def test_only_the_author_or_who_reaches_colleagues_changes_a_record(strangers, colleague):
    step = Step(
        "x", "amend", 1, "somebody", "others" if strangers else POLICE, colleague, {"calm": True}
    )
    verdict = judge(fold([create()]), step)
    if strangers:
        assert verdict is Verdict.HELD
    else:
        assert verdict is (Verdict.APPLIED if colleague else Verdict.NOT_PERMITTED)


@given(at_ms=st.integers(0, 2**48 - 1))
def test_ids_are_version_7_and_sort_by_their_time(at_ms):
    made = uuid.UUID(uuid7(at_ms))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == at_ms
    assert is_uuid(str(made))
    assert not is_uuid(str(made).upper())


@given(parts=st.lists(st.text(max_size=20), min_size=1, max_size=3))
def test_the_same_parts_get_the_same_id(parts):
    assert named_id(*parts) == named_id(*parts)
    assert named_id(*parts, "more") != named_id(*parts)


MINUTE_MS = 60_000


@given(
    skew_ms=st.integers(-(10**12), 10**12),
    ago_ms=st.integers(-10 * MINUTE_MS, 40 * 24 * 60 * MINUTE_MS),
)
def test_a_wrong_clock_is_corrected_and_what_stays_odd_is_marked(skew_ms, ago_ms):
    received_ms = 1_795_000_000_000
    occurred_ms = received_ms - skew_ms - ago_ms
    estimated, quality = times.estimate(occurred_ms, received_ms, skew_ms)
    corrected = abs(skew_ms) > 2 * MINUTE_MS
    assert estimated == occurred_ms + (skew_ms if corrected else 0)
    age_ms = received_ms - estimated
    odd = age_ms < -5 * MINUTE_MS or age_ms > 30 * 24 * 60 * MINUTE_MS
    assert quality == ("suspect" if odd else "corrected" if corrected else "good")


@given(instant=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)))  # noqa: DTZ001 - made aware below
def test_instants_come_back_from_milliseconds(instant):
    aware = instant.replace(tzinfo=UTC)
    back = from_ms(to_ms(aware))
    assert timedelta(0) <= aware - back < timedelta(milliseconds=1)


@given(seq=st.integers(0, 10**17), scope=st.integers(0, 10**8))
def test_a_cursor_comes_back_from_its_text(seq, scope):
    cursor = Cursor(uuid7(), scope, seq)
    assert Cursor.parse(str(cursor)) == cursor


@given(text=st.text(max_size=80))
def test_a_cursor_of_any_text_is_read_or_refused_but_never_fails(text):
    found = Cursor.parse(text)
    assert found is None or str(found).rpartition(".")[2].isdigit()
