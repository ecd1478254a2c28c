"""What the phones send: every number once, in the order of time, never before it happened."""

from collections import defaultdict
from datetime import date, datetime

import orjson
import pytest

from app.core.ids import is_uuid
from app.demo.chance import DEFAULT_SEED
from app.demo.phones import Phone, Recorded, moments_of
from app.demo.programme import plan_series, record_checkin
from app.demo.recording import Recorder
from app.demo.simulation import simulate
from app.demo.town import load_town
from app.sync.envelope import read_envelope
from tests.support.builders import known_id

TOWN = load_town()
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 22)
PLACES = {code: known_id(f"{number:x}") for number, code in enumerate(TOWN.spots, 256)}


def send_all(first_on=FIRST, last_on=LAST):
    recorder = Recorder(DEFAULT_SEED, TOWN, PLACES)
    phones = {
        writer: Phone(DEFAULT_SEED, writer, known_id("a1"), TOWN.zone) for writer in TOWN.writers
    }
    for patrol in simulate(TOWN, DEFAULT_SEED, first_on, last_on):
        moments = moments_of(DEFAULT_SEED, patrol.key, patrol.started_at, patrol.ended_at)
        yield from phones[patrol.writer].send(recorder.record(patrol), moments)


@pytest.fixture(scope="module")
def pushes():
    return list(send_all())


def by_device(pushes):
    devices = defaultdict(list)
    for push in pushes:
        devices[push.device_id].append(push)
    return devices.values()


def test_device_numbers_have_no_gap_and_time_goes_forward(pushes):
    for sent in by_device(pushes):
        numbers = [op["device_seq"] for push in sent for op in push.ops]
        assert numbers == list(range(1, len(numbers) + 1))
        assert [push.now for push in sent] == sorted(push.now for push in sent)
        assert [push.last_seq for push in sent] == sorted({push.last_seq for push in sent})


def test_nothing_is_sent_before_it_happened_and_all_within_a_push(pushes):
    for push in pushes:
        sent_at = datetime.fromisoformat(push.sent_at)
        assert sent_at < push.now
        times = [datetime.fromisoformat(op["occurred_at"]) for op in push.ops]
        assert times == sorted(times)
        assert times[-1] <= push.now
        assert len(push.ops) <= 200


def test_the_body_is_an_envelope(pushes):
    for push in pushes[:20]:
        envelope = read_envelope(push.to_bytes(None), 200)
        assert envelope.device_id == push.device_id
        assert envelope.queue_count == len(envelope.ops) == len(push.ops)


def test_ids_are_ones_of_their_own_and_the_same_again(pushes):
    ids = [op["op_id"] for push in pushes for op in push.ops]
    assert len(set(ids)) == len(ids)
    assert all(is_uuid(each) for each in ids)
    assert [push.to_bytes("e") for push in send_all()] == [push.to_bytes("e") for push in pushes]


def test_a_phone_that_goes_on_tomorrow_sends_the_same_before(pushes):
    earlier = list(send_all(last_on=date(2026, 10, 4)))
    later = {(push.device_id, push.last_seq): push for push in pushes}
    assert all(later[push.device_id, push.last_seq] == push for push in earlier)


def test_some_evenings_are_offline_to_the_end(pushes):
    pushes_of = defaultdict(int)
    for push in pushes:
        pushes_of[push.writer, push.ops[0]["occurred_at"][:10]] += 1
    assert 1 in pushes_of.values()
    assert max(pushes_of.values()) > 3


def test_every_kind_of_operation_occurs(pushes):
    done = {(op["kind"], op["type"]) for push in pushes for op in push.ops}
    assert done >= {
        ("patrol", "create"),
        ("patrol", "amend"),
        ("visit", "create"),
        ("visit", "amend"),
        ("observation", "create"),
        ("observation", "amend"),
        ("observation", "retract"),
    }


def test_presence_is_within_the_patrol_and_its_hours(pushes):
    for push in pushes:
        for op in push.ops:
            for ix, iy, hour, seconds in op["payload"].get("presence", ()):
                assert 5_300 < ix < 5_800
                assert 68_000 < iy < 69_000
                assert 0 < seconds <= 3600
                ended = datetime.fromisoformat(op["payload"]["ended_at"]).timestamp()
                assert ended - 6 * 3600 < hour * 3600 < ended


def test_what_is_recorded_after_the_last_moment_is_an_error():
    phone = Phone(1, "officer", known_id("a1"), TOWN.zone)
    late = Recorded(datetime(2026, 11, 20, 20, tzinfo=TOWN.zone), "patrol", "create", "x", {})
    with pytest.raises(ValueError, match="after the last moment"):
        phone.send([late], [datetime(2026, 11, 20, 19, tzinfo=TOWN.zone)])


def test_check_ins_count_heads_and_name_nobody():
    occasions = [o for series in plan_series(FIRST, LAST, TOWN.zone) for o in series]
    recorded = [record_checkin(DEFAULT_SEED, each, known_id("f1")) for each in occasions]
    created = [each[0].payload for each in recorded if each]
    assert 0 < len(occasions) - len(created) < len(occasions) / 5
    assert any("cancelled_reason" in payload for payload in created)
    ended = [each[1].payload for each in recorded if len(each) == 2]
    assert all(sum(map(len, payload["heads"].values())) > 0 for payload in ended)
    assert {payload["mood"] for payload in ended} == {1, 2, 3}
    assert orjson.dumps(occasions[0].heads)
