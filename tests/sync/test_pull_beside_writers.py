"""A pull loop that runs beside twelve writers misses no record, on either database (SYNC.md, invariant 7)."""

import threading

import pytest

from tests.support.checks import check_whole
from tests.support.phones import phone_at

WRITERS, RECORDS, BATCH = 12, 5_000, 70


@pytest.fixture
def open_phone(start_live_server, world_url):
    """Phones on three processes of gunicorn."""
    server = start_live_server(world_url, workers=3, threads=8)
    return lambda name: phone_at(server.url, name)


def write(phone, count, sent):
    """This many observations in pushes that are tried again until they are answered."""
    for start in range(0, count, BATCH):
        ops = [phone.op() for _ in range(min(BATCH, count - start))]
        answer = phone.push(*ops)
        while answer.status != 200:
            assert answer.status == 503, answer.content
            answer = phone.push(*ops)
        sent.update(op["record_id"] for op in ops)


def read(phone, cursor, seen):
    """(the cursor after everything that is there now, how many pages it took)."""
    more, pages = True, 0
    while more:
        pages += 1
        page = phone.pull(cursor, limit=60).json
        assert page["reset"] is False
        seen.extend(c["record_id"] for c in page["changes"] if c["kind"] == "observation")
        cursor, more = page["cursor"], page["has_more"]
    return cursor, pages


@pytest.mark.slow
def test_a_pull_loop_beside_twelve_writers_misses_nothing(app, open_phone):
    reader = open_phone("supervisor")
    writers = [open_phone("officer" if n % 2 else "officer2") for n in range(WRITERS)]
    sent, seen = set(), []
    share = -(-RECORDS // WRITERS)
    threads = [threading.Thread(target=write, args=(phone, share, sent)) for phone in writers]
    cursor = reader.pull().json["cursor"]
    for thread in threads:
        thread.start()
    beside = 0
    while any(thread.is_alive() for thread in threads):
        cursor, pages = read(reader, cursor, seen)
        beside += pages
    read(reader, cursor, seen)
    assert len(sent) >= RECORDS
    assert beside > 10
    assert set(seen) == sent
    assert len(seen) == len(sent)
    check_whole(app)
