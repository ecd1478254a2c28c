"""What the demonstration's supervisor has said of its hotspots: the truth decides, and it is said once."""

import pytest
from sqlalchemy import select

from app.core.database import read_connection
from app.demo import loader
from app.demo.judging import Listed, choose_judgements
from app.hotspots.codes import Verdict
from app.hotspots.reviews.codes import REASONS, Judgement
from app.hotspots.reviews.models import HotspotReview
from tests.support.databases import sqlite_only

TRUTH = {code: 10.0 - number for number, code in enumerate("abcdefgh")}


def listed(*codes, verdict=Verdict.AS_EXPECTED, observed=3):
    return [Listed(code, verdict, observed) for code in codes]


def test_the_truth_decides_which_are_confirmed_handed_on_and_dismissed():
    hot = listed("b", "g", "a", verdict=Verdict.CLEAR_HOTSPOT)
    said = choose_judgements(TRUTH, [*hot, *listed("h", "e", "c")])
    assert [(each.code, each.judgement) for each in said] == [
        ("b", Judgement.HANDED_ON),
        ("a", Judgement.CONFIRMED),
        ("e", Judgement.HANDED_ON),
        ("g", Judgement.DISMISSED),
    ]
    for each in said:
        assert set(each.reasons) <= set(REASONS[each.judgement])
        assert bool(each.reasons) == bool(REASONS[each.judgement])


def test_where_nothing_was_seen_nothing_is_said():
    assert choose_judgements(TRUTH, listed("a", "g", observed=0)) == []
    assert choose_judgements(TRUTH, []) == []


def read(app):
    columns = HotspotReview.__table__.c
    query = select(columns.id, columns.unit_name, columns.judgement, columns.number)
    with app.app_context(), read_connection() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(columns.id))]


@pytest.mark.slow
def test_the_operative_group_has_something_on_its_list(loaded):
    rows = read(loaded)
    said = [judgement for _, _, judgement, _ in rows]
    assert said.count("handed_on") >= 1
    assert said.count("dismissed") == 1
    assert 3 <= len(said) <= 4
    assert {number for *_, number in rows} == {1}


@pytest.mark.slow
@sqlite_only
def test_a_load_that_was_killed_among_them_says_each_once(app, run, monkeypatch):
    def kill(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(loader.state, "note_loaded", kill)
        assert run("demo", "load", "--months", "0.5").exit_code != 0
    before = read(app)
    assert before
    resumed = run("demo", "load", "--unless-real")
    assert resumed.exit_code == 0, resumed.output
    assert "0 judgements" in resumed.output
    assert read(app) == before
