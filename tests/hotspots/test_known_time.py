"""The share of patrol time that is known: check-ins or squares, never both added, one patrol once."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import to_ms
from app.hotspots.blocks import HOUR_MS
from app.hotspots.known_time import known_by_squares_ms, share_of_time_known
from app.hotspots.presence import Visits
from tests.hotspots.evenings import Town, evening
from tests.support.builders import patrol_payload, stamp, visit_payload

HOUR = 490_000
START = HOUR * HOUR_MS
MINUTE = 60_000


def visits(*rows: tuple[int, int, int, int]) -> Visits:
    """`(start, end, patrol, reporter)`, in minutes after the start."""
    start, end, patrol, reporter = np.array(rows, np.int64).reshape(-1, 4).T
    nowhere = np.zeros(len(start), np.int64)
    return Visits(nowhere, START + start * MINUTE, START + end * MINUTE, patrol, reporter)


def share(patrols: list[tuple[int, int, int]], *there: tuple[int, int, int, int]) -> float | None:
    """Of patrols `(code, minutes, minutes known by squares)` that begin together."""
    patrol, minutes, known = np.array(patrols, np.int64).reshape(-1, 3).T
    start = np.full(len(patrol), START)
    return share_of_time_known(
        patrol, start, start + minutes * MINUTE, visits(*there), known * MINUTE
    )


def test_check_ins_alone_are_known_once_for_all_officers_of_a_patrol() -> None:
    assert share([(7, 60, 0)], (0, 10, 7, 1), (5, 15, 7, 2), (0, 60, 8, 3)) == pytest.approx(0.25)


def test_squares_alone_are_known() -> None:
    assert share([(7, 60, 45)]) == pytest.approx(0.75)


def test_check_ins_and_squares_are_not_added() -> None:
    assert share([(7, 60, 45)], (0, 30, 7, 1)) == pytest.approx(0.75)
    assert share([(7, 60, 15)], (0, 30, 7, 1)) == pytest.approx(0.5)


def test_each_patrol_has_its_own_larger_one() -> None:
    assert share([(0, 60, 45), (1, 60, 0)], (0, 30, 1, 1)) == pytest.approx(75 / 120)


def test_two_phones_of_one_patrol_are_known_once() -> None:
    assert share([(7, 60, 45), (7, 60, 30)]) == pytest.approx(0.75)


def test_without_patrols_the_share_is_not_known() -> None:
    assert share([]) is None
    assert share([(7, 0, 0)]) is None


def test_squares_fill_no_hour_beyond_the_patrol() -> None:
    cells = [[1, 1, HOUR, 3600], [2, 1, HOUR, 3600], [1, 1, HOUR + 1, 600], [1, 1, HOUR + 9, 60]]
    half_past, later = START + 30 * MINUTE, START + 90 * MINUTE
    assert known_by_squares_ms(cells, half_past, later) == 40 * MINUTE


cells = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 3), st.integers(HOUR - 1, HOUR + 4), st.integers(0, 3600)
    ),
    max_size=30,
)


@given(cells, st.integers(0, 240), st.integers(0, 240), st.randoms(use_true_random=False))
def test_whatever_a_phone_says_no_more_is_known_than_the_patrol_lasted(
    given_cells: list[tuple[int, int, int, int]], one: int, other: int, random: object
) -> None:
    start, end = START + min(one, other) * MINUTE, START + max(one, other) * MINUTE
    known = known_by_squares_ms(given_cells, start, end)
    assert 0 <= known <= end - start
    random.shuffle(given_cells)  # type: ignore[attr-defined]
    assert known_by_squares_ms(given_cells, start, end) == known


def _push(town: Town, who: str, presence: list[list[int]] | None, visit_minutes: int) -> None:
    """An hour's patrol from the full hour, its squares sent with its end, as the phone does."""
    at = evening(11, 18)
    until = at + timedelta(hours=1)
    town.clock.at = until + timedelta(minutes=5)
    phone = town.signed_in(who)
    patrol = phone.op("patrol", patrol_payload(at), occurred_at=stamp(at))
    end = {"ended_at": stamp(until)} | ({} if presence is None else {"presence": presence})
    ops = [patrol, phone.amend(patrol, 1, **end)]
    if visit_minutes:
        left = stamp(at + timedelta(minutes=visit_minutes))
        payload = visit_payload(at, patrol["record_id"], ended_at=left)
        ops.append(phone.op("visit", payload, occurred_at=stamp(at)))
    assert set(phone.push(*ops).statuses) == {"applied"}


def test_what_phones_send_is_in_the_lists_share_and_not_twice(town: Town) -> None:
    hour = to_ms(evening(11, 18)) // HOUR_MS
    _push(town, "officer", [[6000, 68590, hour, 1800], [6001, 68590, hour, 900]], 30)
    assert town.ask().result.notes.patrol_time_known_share == pytest.approx(0.75)
    assert town.place().presence_hours == pytest.approx(0.5)
    before = town.ask().data_version
    _push(town, "officer2", None, 0)
    assert town.ask().result.notes.patrol_time_known_share == pytest.approx(0.375)
    assert town.ask().data_version != before


def test_a_colleague_sees_how_much_is_known_and_never_the_squares(town: Town) -> None:
    hour = to_ms(evening(11, 18)) // HOUR_MS
    _push(town, "officer", [[6000, 68590, hour, 1800]], 0)
    changes = town.signed_in("supervisor").pull_all()
    (patrol,) = [change["data"] for change in changes if change["kind"] == "patrol"]
    assert patrol["presence"] is None
