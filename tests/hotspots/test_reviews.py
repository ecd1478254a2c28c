"""Judging a hotspot: a row beside the computed verdict, audited, never changed, and never lost when two are at once."""

import contextlib
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.audit import AuditRow, verify_chain
from app.core.database import read_connection, write_transaction
from app.core.errors import InvalidInput, NotFound
from app.core.ids import uuid7
from app.hotspots.answers import HotspotQuery
from app.hotspots.codes import Verdict
from app.hotspots.reviews import service
from app.hotspots.reviews.codes import Judgement, Reason
from app.hotspots.reviews.models import HotspotReview
from app.hotspots.reviews.service import Given, ReviewedMeanwhile, VerdictChanged
from config import Config
from tests.hotspots.evenings import FRIDAY_EVENING, actor_of, evening
from tests.support.builders import COOP, STATION, TOWN, VALLEY_SQUARE, known_id
from tests.support.phones import at_once

_review = HotspotReview.__table__


@pytest.fixture
def config(database_url, tmp_path):
    """Whoever waits for the writer's place gets it, however busy the machine is."""
    return Config.for_test(
        database_url=database_url, instance_path=tmp_path, writer_wait=timedelta(minutes=2)
    )


@pytest.fixture
def worst(town):
    """The station is where things happen, the Coop is where as much time was calm."""
    for day in range(8, 14):
        one, other = ("officer", "officer2") if day % 2 else ("officer2", "officer")
        town.walk(evening(11, day), one, seen=4, minutes=30)
        town.walk(evening(11, day), other, place_id=COOP, minutes=90)
    town.clock.at = FRIDAY_EVENING
    assert town.place().verdict is Verdict.CLEAR_HOTSPOT
    return town


def judge(town, judgement=Judgement.CONFIRMED, *reasons, who="supervisor", unit=STATION, **given):
    """The judgement by the service, as a page makes it: what stands is seen first."""
    query = given.pop("query", HotspotQuery())
    with town.app.app_context(), write_transaction() as connection:
        actor, now = actor_of(who), town.clock.now()
        judged = service.find_judged(connection, actor, unit, query, now)
        said = {"seen": judged.seen, "verdict": judged.place.verdict.value} | given
        wanted = Given(judgement=str(judgement), reasons=tuple(map(str, reasons)), **said)
        return service.judge(connection, actor, judged, wanted, now)


def undo(town, seen, who="supervisor"):
    with town.app.app_context(), write_transaction() as connection:
        return service.undo(connection, actor_of(who), TOWN, {STATION}, seen, town.clock.now())


def standings(town, who="supervisor"):
    with town.app.app_context(), read_connection() as connection:
        return service.load_standings(connection, actor_of(who), TOWN)


def count(town, table, *conditions):
    with town.app.app_context(), read_connection() as connection:
        return connection.scalar(select(func.count()).select_from(table).where(*conditions))


def test_a_judgement_keeps_what_was_computed(worst):
    place = worst.place()
    review = judge(worst, Judgement.DISMISSED, Reason.KNOWN_CAUSE, note=" Marknad ")
    assert (review.number, review.judgement, review.reasons) == (
        1,
        Judgement.DISMISSED,
        (Reason.KNOWN_CAUSE,),
    )
    assert review.note == "Marknad"
    assert review.computed is Verdict.CLEAR_HOTSPOT
    assert (review.observed, review.days, review.visits) == (
        place.observed,
        place.days,
        place.visits,
    )
    assert review.data_version == worst.ask().data_version
    assert standings(worst)[STATION].id == review.id
    assert worst.place().verdict is Verdict.CLEAR_HOTSPOT


def test_it_is_audited_in_the_same_transaction_without_words(town):
    review = judge(town, Judgement.CONFIRMED, note="Värst vid porten")
    with town.app.app_context(), read_connection() as connection:
        row = connection.execute(
            select(AuditRow.details).where(AuditRow.event == "hotspot.reviewed")
        ).one()
        assert review.id in row.details
        assert "porten" not in row.details
        assert verify_chain(connection)[1] is None


def test_what_fails_leaves_neither_row_nor_line(town):
    with town.app.app_context(), contextlib.suppress(RuntimeError), write_transaction() as one:
        actor, now = actor_of("supervisor"), town.clock.now()
        judged = service.find_judged(one, actor, STATION, HotspotQuery(), now)
        service.judge(one, actor, judged, Given(judgement="confirmed"), now)
        raise RuntimeError
    assert count(town, _review) == 0
    assert count(town, AuditRow.__table__, AuditRow.event == "hotspot.reviewed") == 0


@pytest.mark.parametrize("judgement", [Judgement.DISMISSED, Judgement.HANDED_ON])
def test_who_dismisses_or_hands_on_says_why(town, judgement):
    for reasons in ((), ("no_such_reason",)):
        with pytest.raises(InvalidInput) as refused:
            judge(town, judgement, *reasons)
        assert refused.value.fields == {"reasons": ["reason_needed"]}
    other = Reason.TRAFFIC if judgement is Judgement.DISMISSED else Reason.DATA_ERROR
    with pytest.raises(InvalidInput):
        judge(town, judgement, other)
    assert count(town, _review) == 0


def test_a_judgement_is_one_of_three(town):
    for judgement in ("", "undone", "hotspot"):
        with pytest.raises(InvalidInput) as refused:
            judge(town, judgement)
        assert refused.value.fields == {"judgement": ["choose_one"]}


def test_a_note_that_may_point_out_a_person_must_be_let_through(town):
    note = "Ring 070-123 45 67"
    with pytest.raises(InvalidInput) as refused:
        judge(town, note=note)
    assert refused.value.fields == {"note": ["personal_data"]}
    with pytest.raises(InvalidInput):
        judge(town, note=note, text_kept_because="because")
    assert judge(town, note=note, text_kept_because="public_contact").note == note
    with pytest.raises(InvalidInput) as refused:
        judge(town, note="x" * (service.MAX_NOTE + 1))
    assert refused.value.fields == {"note": ["text_length"]}


def test_undoing_adds_a_row_and_what_stood_before_stands_again(town):
    first = judge(town, Judgement.CONFIRMED)
    second = judge(town, Judgement.DISMISSED, Reason.THIN_BASIS)
    third = undo(town, second.number)
    assert (third.judgement, third.undoes) == (Judgement.UNDONE, second.id)
    assert standings(town)[STATION].id == first.id
    undo(town, 3)
    assert STATION not in standings(town)
    with pytest.raises(NotFound):
        undo(town, 4)
    assert count(town, _review) == 4
    assert judge(town, Judgement.DISMISSED, Reason.NO_PROBLEM).number == 5


def test_the_second_of_two_hears_what_the_first_wrote(town):
    first = judge(town, Judgement.CONFIRMED, note="Värst i stan")
    with pytest.raises(ReviewedMeanwhile) as quicker:
        judge(town, Judgement.DISMISSED, Reason.NO_PROBLEM, seen=0)
    assert quicker.value.latest == first
    assert (quicker.value.status, quicker.value.code) == (409, "conflict")
    assert quicker.value.details["latest"] == {
        "judgement": "confirmed",
        "reasons": [],
        "number": 1,
    }
    with pytest.raises(ReviewedMeanwhile):
        undo(town, 0)
    assert count(town, _review) == 1


def test_the_same_sent_again_is_one_judgement(town):
    key = uuid7()
    first = judge(town, review_id=key, seen=0)
    again = judge(town, review_id=key, seen=0)
    assert first == again
    assert count(town, _review) == 1


def test_many_at_once_make_one_judgement_and_the_rest_hear_of_it(town):
    def one():
        try:
            return judge(town, Judgement.CONFIRMED, seen=0)
        except ReviewedMeanwhile as quicker:
            return quicker.latest

    answers = at_once(*[one] * 4)
    assert len({review.id for review in answers}) == 1
    assert count(town, _review) == 1
    assert count(town, AuditRow.__table__, AuditRow.event == "hotspot.reviewed") == 1


def test_a_verdict_that_changed_meanwhile_is_not_judged_unseen(town):
    with pytest.raises(VerdictChanged) as changed:
        judge(town, verdict="possible")
    assert (changed.value.before, changed.value.now) == ("possible", Verdict.TOO_LITTLE_PRESENCE)
    assert (changed.value.status, changed.value.code) == (409, "conflict")
    assert count(town, _review) == 0


def test_a_judgement_under_filters_says_which(town):
    query = HotspotQuery(categories=frozenset({"berusade"}), slots=frozenset({17, 23}))
    review = judge(town, Judgement.HANDED_ON, Reason.TRAFFIC, query=query)
    assert (review.categories, review.slots) == (query.categories, query.slots)


def test_only_those_who_judge_in_the_area_find_it(town):
    judge(town)
    for who in ("officer", "coordinator", "administrator", "valley_supervisor"):
        with pytest.raises(NotFound):
            judge(town, who=who)
        assert standings(town, who) == {}


def test_another_organisations_judgements_are_its_own(town):
    judge(town, Judgement.HANDED_ON, Reason.RECURRING)
    assert standings(town, "other_supervisor") == {}
    assert judge(town, who="other_supervisor").number == 1
    assert standings(town)[STATION].judgement is Judgement.HANDED_ON


@pytest.mark.parametrize("unit", [VALLEY_SQUARE, "r100-1-1", "no unit", "", known_id("dead")])
def test_what_is_no_unit_of_the_area_is_not_there(town, unit):
    with pytest.raises(NotFound):
        judge(town, unit=unit)


def test_a_judgement_stays_when_its_period_is_long_past(town):
    review = judge(town)
    town.clock.at = FRIDAY_EVENING + timedelta(days=200)
    assert standings(town)[STATION] == review
