"""Days as the area's clock has them: both included, on days of 23 and 25 hours too."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import AppError, InvalidInput
from app.hotspots.period import (
    DEFAULT_DAYS,
    EARLIEST,
    LATEST,
    MAX_DAYS,
    Period,
    choose_period,
    span_ms,
)
from tests.hotspots.evenings import FRIDAY_EVENING, evening

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HOUR_MS = 3_600_000
TODAY = date(2026, 11, 20)


def test_without_days_it_is_ninety_that_end_today():
    period = choose_period(None, None, TODAY)
    assert (period.to_on, period.days) == (TODAY, DEFAULT_DAYS)


def test_without_a_first_day_it_is_ninety_in_all():
    assert choose_period(None, date(2026, 6, 30), TODAY) == Period(
        date(2026, 4, 2), date(2026, 6, 30)
    )


def test_without_a_last_day_it_ends_today():
    assert choose_period(date(2026, 11, 1), None, TODAY).to_on == TODAY


def test_one_day_is_a_period():
    assert choose_period(TODAY, TODAY, TODAY).days == 1


@pytest.mark.parametrize(
    ("from_on", "to_on"), [(date(2026, 6, 2), date(2026, 6, 1)), (date(2026, 11, 21), None)]
)
def test_a_period_that_ends_before_it_begins_is_refused(from_on, to_on):
    with pytest.raises(AppError) as refusal:
        choose_period(from_on, to_on, TODAY)
    assert refusal.value.code == "reversed_period"


@pytest.mark.parametrize(
    ("from_on", "to_on", "field"),
    [
        (date(1, 1, 1), None, "from"),
        (None, date(9999, 12, 31), "to"),
        (None, date(1, 1, 1), "to"),
        (TODAY - timedelta(days=MAX_DAYS), TODAY, "from"),
    ],
)
def test_days_that_no_list_is_made_for_are_refused(from_on, to_on, field):
    with pytest.raises(InvalidInput) as refusal:
        choose_period(from_on, to_on, TODAY)
    assert field in refusal.value.fields


def test_the_first_and_the_last_day_of_all_can_be_asked_for():
    assert choose_period(None, EARLIEST, TODAY).from_on == EARLIEST
    assert choose_period(LATEST, LATEST, TODAY).days == 1


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (TODAY, 24)]
)
def test_a_day_is_as_long_as_the_clock_makes_it(day, hours):
    start, end = span_ms(Period(day, day), STOCKHOLM)
    assert end - start == hours * HOUR_MS


def test_a_day_begins_at_the_first_instant_where_midnight_is_skipped():
    start, end = span_ms(
        Period(date(2018, 11, 4), date(2018, 11, 4)), ZoneInfo("America/Sao_Paulo")
    )
    assert end - start == 23 * HOUR_MS


@pytest.mark.parametrize(
    ("began", "day"),
    [
        # The clock goes back at 03:00 on 25 October: the day has 25 hours, and ends at 23:00 UTC.
        (evening(10, 24, 21, 58), date(2026, 10, 24)),
        (evening(10, 24, 22, 1), date(2026, 10, 25)),
        (evening(10, 25, 22, 50), date(2026, 10, 25)),
        (evening(10, 25, 23, 1), date(2026, 10, 26)),
    ],
)
def test_what_was_seen_near_midnight_is_of_its_local_day(town, began, day):
    town.walk(began, minutes=4, seen=1, observation={})
    town.clock.at = FRIDAY_EVENING
    found = {
        each: town.place(from_on=each, to_on=each).observed
        for each in (day - timedelta(days=1), day, day + timedelta(days=1))
    }
    assert [day for day, observed in found.items() if observed] == [day]


def test_the_present_is_of_the_areas_day_and_not_of_utc(town):
    town.clock.at = evening(11, 20, 23, 30)  # half past midnight in Ljusdal
    assert town.ask().period.to_on == date(2026, 11, 21)
