"""Dates, times and numbers as people here write them (UX.md, "Words")."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import formats

ZONE = "Europe/Stockholm"
#: Friday 14 June 2024, 21.30 in Ljusdal
EVENING = datetime(2024, 6, 14, 19, 30, tzinfo=UTC)


def test_an_instant_is_said_as_in_the_product_words():
    assert formats.say_instant(EVENING, ZONE, "sv", this_year=2024) == "fre 14 juni kl. 21.30"
    assert formats.say_instant(EVENING, ZONE, "en", this_year=2024) == "Fri 14 June, 21:30"


def test_another_year_is_named():
    assert formats.say_instant(EVENING, ZONE, "sv", this_year=2026) == "fre 14 juni 2024 kl. 21.30"
    assert formats.say_day(date(2025, 12, 31), "sv", this_year=2026) == "ons 31 december 2025"


def test_a_week_is_iso_and_named_with_its_own_year():
    assert formats.say_week(date(2024, 6, 14), "sv", this_year=2024) == "vecka 24"
    assert formats.say_week(date(2024, 12, 30), "sv", this_year=2024) == "vecka 1 2025"
    assert formats.say_week(date(2024, 6, 14), "en", this_year=2024) == "week 24"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (2, "fre 14 juni kl. 21.30–23.30"),
        (4, "fre 14 juni kl. 21.30–01.30"),
        (26, "fre 14 juni kl. 21.30 – sön 16 juni kl. 23.30"),
    ],
)
def test_a_night_is_one_day_and_more_is_two(hours, said):
    end = EVENING + timedelta(hours=hours) + (timedelta(days=1) if hours > 24 else timedelta())

    assert formats.say_span(EVENING, end, ZONE, "sv", this_year=2024) == said.replace(
        "sön 16 juni kl. 23.30", "sön 16 juni kl. 23.30"
    )


def test_what_goes_on_has_no_end():
    assert formats.say_span(EVENING, None, ZONE, "sv", this_year=2024) == "fre 14 juni kl. 21.30"
    assert formats.say_hours(EVENING, None, ZONE, "sv") == "kl. 21.30"


def test_the_hour_that_comes_twice_is_said_as_the_clock_shows_it():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    said = {formats.say_clock(first + timedelta(hours=n), ZONE, "sv") for n in range(2)}
    assert said == {"02.30"}


@pytest.mark.parametrize(
    ("value", "decimals", "sv", "en"),
    [(1234.5, 1, "1\xa0234,5", "1,234.5"), (0.05, 2, "0,05", "0.05"), (7, 0, "7", "7")],
)
def test_numbers_have_a_decimal_comma(value, decimals, sv, en):
    assert formats.say_number(value, "sv", decimals) == sv
    assert formats.say_number(value, "en", decimals) == en


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (0.4, "under 1 min"),
        (45, "45 min"),
        (59.6, "1 tim"),
        (125, "2 tim 5 min"),
        (180, "3 tim"),
    ],
)
def test_time_spent_is_hours_and_minutes(minutes, said):
    assert formats.say_duration(minutes, "sv") == said
