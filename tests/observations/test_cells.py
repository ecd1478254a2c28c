"""Numbers and times as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.clock import from_ms
from app.observations.cells import CellUnreadable, read_number, read_span

STOCKHOLM, CHICAGO = ZoneInfo("Europe/Stockholm"), ZoneInfo("America/Chicago")


def read_at(text: str, zone: ZoneInfo = STOCKHOLM, *, is_local: bool = False) -> datetime:
    start, end = read_span(text, zone, is_local=is_local)
    assert start == end
    return from_ms(start)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("16.09", 16.09),
        ("16,09", 16.09),
        (" -89.942 ", -89.942),
        ("\u22120,5", -0.5),
        ("+7", 7.0),
        (",5", 0.5),
        ("558 123".replace(" ", "\u00a0"), 558123.0),
    ],
)
def test_numbers_have_a_comma_or_a_point(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "1,234.5", "1e5", "nan", "inf", "0x10", "١٢", "--1", "."]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(CellUnreadable):
        read_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-10T20:30:00+01:00",
        "2026-01-10T19:30:00Z",
        "2026-01-10 20:30",
        "2026-01-10 20.30",
        "2026-01-10 20:30:00",
        "2026-01-10T20:30:00.000",
        "2026-01-10 20:30:00,000",
        "2026-01-10 21:30 +0200",
    ],
)
def test_a_time_without_offset_is_the_wall_clock(text):
    assert read_at(text) == datetime(2026, 1, 10, 19, 30, tzinfo=UTC)


def test_a_false_z_is_read_as_local_where_that_is_said():
    at = read_at("2019-07-01T01:30:00Z", CHICAGO, is_local=True)
    assert at == datetime(2019, 7, 1, 6, 30, tzinfo=UTC)
    assert read_at("2019-07-01T01:30:00Z", CHICAGO) == datetime(2019, 7, 1, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hours"), [("2026-01-10", 24), ("2026-03-29", 23), ("2026-10-25", 25)]
)
def test_a_date_alone_is_the_whole_local_day(text, hours):
    start, end = read_span(text, STOCKHOLM)
    assert end - start == hours * 3_600_000
    assert from_ms(start).astimezone(STOCKHOLM).isoformat().startswith(f"{text}T00:00")


def test_an_hour_that_the_clock_skips_or_repeats_is_one_instant():
    assert read_at("2026-03-29 02:30") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert read_at("2026-10-25 02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "i går",
        "2026-13-01",
        "2026-02-30 10:00",
        "2026-01-10 25:00",
        "10/01/2026",
        "2026-01-10 20:30 +99:00",
        "20260110",
        "2026-01-10 20:30 CET",
    ],
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(CellUnreadable):
        read_span(text, STOCKHOLM)
