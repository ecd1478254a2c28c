"""When it happened, whatever the phone's clock says; nothing is refused for its time (SYNC.md)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.builders import observation_payload, patrol_payload, stamp
from tests.support.checks import check_whole, records

YEAR = timedelta(days=365)


@pytest.fixture
def phone(signed_in):
    return signed_in("officer")


def push_with_clock_off(phone, off, *ops):
    return phone.push(*ops, sent_at=stamp(phone.now() + off))


@pytest.mark.parametrize(
    ("off", "quality"),
    [
        (timedelta(0), "good"),
        (timedelta(minutes=1, seconds=59), "good"),
        (-timedelta(minutes=2), "good"),
        (timedelta(minutes=2, seconds=1), "corrected"),
        (YEAR, "corrected"),
        (-YEAR, "corrected"),
        (-50 * YEAR, "corrected"),
    ],
    ids=str,
)
def test_a_clock_that_is_off_is_corrected_by_when_it_was_sent(app, phone, off, quality):
    before = timedelta(hours=1)
    op = phone.op(occurred_at=stamp(phone.now() + off - before))
    assert push_with_clock_off(phone, off, op).codes == [None]
    (row,) = records(app, "observation")
    assert row["time_quality"] == quality
    right = phone.now() - before
    assert abs(row["occurred_at"] - right) <= (
        timedelta(minutes=2) if quality == "good" else timedelta(0)
    )
    check_whole(app)


@pytest.mark.parametrize(
    ("away", "quality"),
    [
        (timedelta(minutes=4), "good"),
        (timedelta(minutes=6), "suspect"),
        (-timedelta(days=29), "good"),
        (-timedelta(days=31), "suspect"),
    ],
    ids=str,
)
def test_what_was_recorded_in_the_future_or_long_ago_is_suspect(app, phone, away, quality):
    phone.push(phone.op(occurred_at=stamp(phone.now() + away)))
    assert [row["time_quality"] for row in records(app, "observation")] == [quality]


def test_the_times_of_a_payload_are_corrected_with_it(app, phone):
    wrong = phone.now() + YEAR
    payload = patrol_payload(wrong, ended_at=stamp(wrong + timedelta(hours=2)))
    push_with_clock_off(phone, YEAR, phone.op("patrol", payload, occurred_at=stamp(wrong)))
    (row,) = records(app, "patrol")
    assert (row["started_at"], row["ended_at"]) == (phone.now(), phone.now() + timedelta(hours=2))


def test_the_hours_of_presence_are_corrected_with_it(app, phone):
    wrong = phone.now() + timedelta(days=400)
    hour = int(wrong.timestamp()) // 3600
    payload = patrol_payload(wrong, presence=[[5850, 68580, hour, 300]])
    push_with_clock_off(phone, timedelta(days=400), phone.op("patrol", payload))
    (row,) = records(app, "patrol")
    assert row["presence"] == f"[[5850,68580,{hour - 400 * 24},300]]"
    check_whole(app)


@pytest.mark.parametrize("off", [timedelta(days=400), -timedelta(days=400), timedelta(hours=3)])
@pytest.mark.parametrize("is_first", [True, False], ids=["began", "ended"])
def test_a_span_that_two_clocks_wrote_has_each_end_corrected_by_its_own(app, phone, off, is_first):
    """Found by seeded rounds: a check-in by one phone, its check-out by the person's other one."""
    began, ended = phone.now() - timedelta(hours=2), phone.now()
    wrong_start, wrong_end = (off, timedelta(0)) if is_first else (timedelta(0), off)
    create = phone.op("patrol", patrol_payload(began + wrong_start))
    change = phone.amend(create, 1, ended_at=stamp(ended + wrong_end))
    assert push_with_clock_off(phone, wrong_start, create).codes == [None]
    assert push_with_clock_off(phone, wrong_end, change).codes == [None]
    (row,) = records(app, "patrol")
    assert (row["started_at"], row["ended_at"]) == (began, ended)
    check_whole(app)


@pytest.mark.parametrize("is_before", [True, False], ids=["amend waits", "amend follows"])
def test_a_span_that_two_clocks_put_the_wrong_way_round_lasts_no_time_and_is_suspect(
    app, phone, is_before
):
    at = phone.now() - timedelta(hours=1)
    create = phone.op("patrol", patrol_payload(at))
    change = phone.amend(create, 1, ended_at=stamp(at - timedelta(minutes=3)))
    for op in [change, create] if is_before else [create, change]:
        assert phone.push(op).statuses == ["applied"]
    (row,) = records(app, "patrol")
    assert (row["started_at"], row["ended_at"]) == (at, at)
    assert row["time_quality"] == "suspect"
    check_whole(app)
    phone.push(phone.amend(create, 2, ended_at=stamp(at + timedelta(minutes=3))))
    (row,) = records(app, "patrol")
    assert row["ended_at"] == at + timedelta(minutes=3)
    assert row["time_quality"] == "good"
    check_whole(app)


def test_a_span_that_one_operation_puts_the_wrong_way_round_is_kept_aside(app, phone):
    at = phone.now()
    reversed_span = {"started_at": stamp(at), "ended_at": stamp(at - timedelta(minutes=1))}
    good = phone.op("patrol", patrol_payload(at))
    answer = phone.push(
        good,
        phone.op("patrol", patrol_payload(at, **reversed_span)),
        phone.amend(good, 1, **reversed_span),
    )
    assert answer.codes == [None, "invalid_payload", "invalid_payload"]
    assert [result["errors"] for result in answer.results[1:]] == [
        {"ended_at": ["Is before started_at."]}
    ] * 2
    check_whole(app)


EDGES = [
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59.999999-12:00",
    "9999-12-31T23:59:59.999999-14:00",
    "9999-12-31T23:59:59Z",
]


@pytest.mark.parametrize("sent_at", [*EDGES, None])
def test_a_time_at_the_edge_of_the_calendar_breaks_nothing(app, phone, sent_at):
    changes = {} if sent_at is None else {"sent_at": sent_at}
    ops = [phone.op(occurred_at=edge) for edge in EDGES]
    ops += [phone.op("patrol", patrol_payload(phone.now(), started_at=edge)) for edge in EDGES]
    assert set(phone.push(*ops, **changes).statuses) == {"applied"}
    changed = [phone.amend(ops[0], 1, note="a"), phone.amend(ops[-1], 1, officers=3)]
    assert set(phone.push(*changed, **changes).statuses) == {"applied"}
    assert phone.pull().status == 200
    check_whole(app)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T21:00:00.000+01:00",
        "2026-11-20T20:00:00Z",
        "2026-11-20t20:00:00.5z",
        "2026-11-20 20:00:00Z",
        "2026-11-20T20:00:00.999999999+00:00",
        "2026-11-20T20:00:00-00:00",
        "2026-11-20T20:00:00+0000",
    ],
)
def test_a_time_is_read_the_same_on_arrival_and_in_a_rebuild(app, phone, text):
    create = phone.op(occurred_at=text)
    answer = phone.push(create, phone.amend(create, 1, note="läst om"))
    assert answer.statuses == ["applied", "applied"]
    check_whole(app)


def test_what_is_no_time_is_kept_aside_with_its_reason(phone):
    for text in ["igår", "2026-11-20", "2026-11-20T21:00:00", 1763672400, None, ""]:
        (result,) = phone.push(phone.op(occurred_at=text)).results
        assert (result["status"], result["code"]) == ("quarantined", "unreadable")
        assert result["errors"].keys() == {"occurred_at"}


def test_the_wall_clock_of_the_phone_is_kept_as_it_was_sent(app, phone):
    op = phone.op(occurred_at="2026-11-20T23:00:00.000+03:00", payload=observation_payload())
    phone.push(op)
    (row,) = records(app, "observation")
    assert row["occurred_at"] == datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    assert phone.push(op).statuses == ["duplicate"]
