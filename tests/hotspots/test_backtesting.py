"""The backtest on the rows of an organisation: at the command line, at the desk, and where there is too little."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.database import read_connection
from app.core.errors import NotPermitted
from app.hotspots.backtest import Backtest, TooLittle
from app.hotspots.backtesting import TooMuch, load_backtest
from tests.hotspots.evenings import FRIDAY_EVENING, Town, actor_of
from tests.support.builders import COOP, ORGANISATIONS, POLICE
from tests.support.desks import Desk

CODE, WHOSE = "ljusdal-tatort", ORGANISATIONS[POLICE][1]
PAGE = "/hotspots/method?backtest=1"


@pytest.fixture
def half_a_year(town):
    """An evening every sixth day, from 172 days before to yesterday: two things seen at the station, one at Coop."""
    for back in range(172, 0, -6):
        at = FRIDAY_EVENING - timedelta(days=back, hours=3)
        town.walk(at, seen=2)
        town.walk(at + timedelta(minutes=70), "officer2", place_id=COOP, seen=1)
    town.clock.at = FRIDAY_EVENING
    return town


def load(town: Town, who: str = "supervisor", most: int | None = None):
    with town.app.app_context(), read_connection() as connection:
        return load_backtest(connection, actor_of(who), CODE, town.clock.now(), most)


def run(town: Town, *arguments: str):
    asked = ("hotspots", "backtest", "--area", CODE, *arguments)
    return town.app.test_cli_runner().invoke(args=list(asked))


@pytest.mark.slow
def test_whole_periods_are_tried_up_to_midnight_and_said_everywhere(half_a_year):
    loaded = load(half_a_year)
    assert (loaded.days[0], loaded.days[-1]) == (date(2026, 7, 31), date(2026, 11, 20))
    found = loaded.run()
    assert isinstance(found, Backtest)
    assert found.periods == 4
    # 112 days with an evening every sixth: 19 of them, or 18.
    assert found.observed in {54, 57}
    # 1 % of some 350 square kilometres holds both places: nothing is missed.
    for share in found.shares:
        assert share.scores[0].hit_rate.value == pytest.approx(1)
        assert share.scores[2].hit_rate.value == pytest.approx(share.share, rel=0.01)
    assert load(half_a_year).run() == found
    assert load(half_a_year).data_version == loaded.data_version

    printed = run(half_a_year, "--organisation", WHOSE)
    assert printed.exit_code == 0, printed.output
    assert f"4 periods of 28 days, {found.observed} observations" in printed.output
    assert f"data {loaded.data_version}, seed 0" in printed.output
    assert "100.0% (100.0% to 100.0%)" in printed.output
    assert run(half_a_year, "--organisation", WHOSE).output == printed.output

    page = Desk(half_a_year.app, "supervisor").open(PAGE).text
    assert "4 perioder" in page
    assert "ingen säker skillnad" in page
    assert loaded.data_version[:12] in page
    assert "100 % (100–100 %)" in page

    with pytest.raises(TooMuch):
        load(half_a_year, most=10)
    # Others' rows are not in it.
    assert load(half_a_year, "other_supervisor").run() == TooLittle(0, 0)


def test_where_there_is_too_little_it_is_said_what_it_takes(town):
    town.walk(FRIDAY_EVENING - timedelta(days=2), seen=1)
    town.clock.at = FRIDAY_EVENING
    assert load(town).run() == TooLittle(0, 0)
    printed = run(town, "--organisation", WHOSE)
    assert printed.exit_code == 1
    assert "Too little to say: 0 whole periods of 28 days" in printed.output
    page = Desk(town.app, "supervisor").open(PAGE).text
    assert "för lite för att säga något" in page


def test_the_page_asks_before_it_computes(town):
    page = Desk(town.app, "supervisor").open("/hotspots/method")
    assert "Se tillbaka på era data" in page.text
    assert Desk(town.app, "coordinator").open(PAGE).status == 403


def test_more_than_can_be_computed_while_somebody_waits_is_left_to_the_command(town, monkeypatch):
    town.walk(FRIDAY_EVENING - timedelta(days=2), seen=2)
    town.clock.at = FRIDAY_EVENING
    monkeypatch.setattr("app.hotspots.method_pages.MOST_AT_DESK", 1)
    assert "flask hotspots backtest" in Desk(town.app, "supervisor").open(PAGE).text


def test_what_cannot_be_asked_is_said(town):
    refused = town.app.test_cli_runner().invoke(
        args=["hotspots", "backtest", "--area", "stockholm"]
    )
    assert refused.exit_code == 1
    assert "unknown_area" in refused.output
    assert "several" in run(town).output
    with pytest.raises(NotPermitted):
        load(town, "coordinator")
