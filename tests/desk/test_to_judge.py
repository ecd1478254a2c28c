"""The warning that much stands out says what to do, and ends when that is done."""

from __future__ import annotations

import pytest

from app.hotspots import answers
from app.hotspots.grid_method import rank_squares
from app.hotspots.parameters import HotspotParameters, VerdictRules
from app.hotspots.reviews.left import ToJudge, find_to_judge
from tests.desk.field_evenings import FIELD_SQUARE, walk_field_evenings
from tests.hotspots.grids import hot_town, unit_at

WARNING = "Titta på underlaget innan det här visas"


@pytest.fixture
def evenings(app, clock, monkeypatch):
    """A town of five squares is enough to warn of here."""
    walk_field_evenings(app, clock)
    rank = answers.rank_squares
    rules = HotspotParameters(verdicts=VerdictRules(check_feed_units=1))
    monkeypatch.setattr(answers, "rank_squares", lambda inputs, _, also: rank(inputs, rules, also))


@pytest.mark.usefixtures("evenings")
def test_it_leads_to_what_stands_out_most_and_is_calm_when_that_is_judged(desk_of):
    desk = desk_of("supervisor")
    page = desk.open("/hotspots?by=grid")
    assert WARNING in page.text
    (link,) = [each for each in page.all("a") if "Granska den som sticker ut mest" in each.text]
    left = desk.open(link.attributes["href"])
    assert FIELD_SQUARE in left.html
    review = f"/hotspots/squares/{FIELD_SQUARE}/review?area=ljusdal-tatort"
    assert desk.send(review, judgement="confirmed", seen=0).status == 302
    page = desk.open("/hotspots?by=grid")
    assert WARNING not in page.text
    assert "Mycket sticker ut, och det värsta är granskat" in page.text
    assert not page.all("div", class_="note is-alert")


@pytest.mark.usefixtures("evenings")
def test_who_may_not_judge_is_warned_alone(desk_of):
    page = desk_of("officer").open("/hotspots?by=grid")
    assert page.status == 403 or "Granska den" not in page.text


def test_the_clear_ones_are_to_be_judged_and_not_the_squares_around_them():
    places = rank_squares(hot_town([unit_at(1, 1), unit_at(6, 6)])).places
    first, second = (place.place_id for place in places[:2])
    assert find_to_judge(places, {}) == ToJudge("clear_hotspot", 2, 2)
    assert find_to_judge(places, {first}) == ToJudge("clear_hotspot", 2, 1)
    assert find_to_judge(places, {first, second}).left == 0
    possible = [place for place in places if place.verdict == "possible"]
    assert find_to_judge(possible, {}).shown == "hot"
    assert find_to_judge([], {}) == ToJudge("hot", 0, 0)
