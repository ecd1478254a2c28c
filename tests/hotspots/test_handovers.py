"""What was handed on: who sees what of it, what the group does with it, and that nothing secret shows through."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from app.core.database import read_connection, write_transaction
from app.core.errors import InvalidInput, NotFound
from app.hotspots.codes import Verdict
from app.hotspots.reviews import handovers
from app.hotspots.reviews.codes import Outcome, Reason, State, Step
from app.hotspots.reviews.handovers import GivenStep, SteppedMeanwhile
from app.hotspots.reviews.models import HotspotReview
from config import Config
from tests.hotspots.evenings import actor_of
from tests.support.builders import COOP, MUNICIPALITY, STATION, TOWN, VALLEY, VALLEY_SQUARE
from tests.support.phones import at_once
from tests.support.reviews import REVIEWED_AT, a_review_row

SECRET = "Anna Andersson vid porten"
TODAY = date(2026, 11, 20)
MEMBERS = ["supervisor", "other_supervisor", "coordinator"]


@pytest.fixture
def config(database_url, tmp_path):
    """Whoever waits for the writer's place gets it, however busy the machine is."""
    return Config.for_test(
        database_url=database_url, instance_path=tmp_path, writer_wait=timedelta(minutes=2)
    )


@pytest.fixture
def add(app):
    """Adds a row of `hotspot_review`; answers its id."""

    def add_one(**changes):
        row = a_review_row(**changes)
        with app.app_context(), write_transaction() as connection:
            connection.execute(insert(HotspotReview).values(**row))
        return row["id"]

    return add_one


@pytest.fixture
def of(app):
    """What somebody's list has: `of("coordinator")`."""

    def list_all(who, area_id=TOWN, today=TODAY):
        with app.app_context(), read_connection() as connection:
            return handovers.list_handovers(connection, actor_of(who), area_id, today)

    return list_all


@pytest.fixture
def take(app, clock):
    """Takes a step as somebody: `take("coordinator", id, Step.CLOSED, outcome="solved")`."""

    def take_one(who, handover_id, step, **given):
        with app.app_context(), write_transaction() as connection:
            actor = actor_of(who)
            found = handovers.find_handover(connection, actor, handover_id, TODAY)
            wanted = GivenStep(step=step, **({"seen": found.number} | given))
            return handovers.take_step(connection, actor, found, wanted, clock.now())

    return take_one


def test_only_what_was_handed_on_is_there(add, of):
    handed_on = add()
    add(unit_id=COOP, judgement="confirmed", sharing="own")
    add(unit_id=COOP, number=2, judgement="dismissed", sharing="own")
    for who in MEMBERS:
        (found,) = of(who)
        assert (found.id, found.name, found.state) == (handed_on, "Station", State.OPEN)
        assert (found.by, found.reasons) == ("Polisen Gävleborg", (Reason.RECURRING,))


@pytest.mark.parametrize("who", ["officer", "youth", "organiser", "administrator", "newcomer"])
def test_others_have_no_list(add, of, who):
    add()
    assert of(who) == []


def test_another_areas_is_not_there(add, of):
    handed_on = add(area_id=VALLEY, unit_id=VALLEY_SQUARE)
    assert of("coordinator") == of("coordinator", VALLEY) == []
    (found,) = of("valley_supervisor", VALLEY)
    assert found.id == handed_on


def test_words_stay_with_those_who_wrote_them(add, of, take):
    handed_on = add(note=SECRET)
    take("supervisor", handed_on, Step.TAKEN_UP, note=SECRET)
    take("coordinator", handed_on, Step.CLOSED, outcome="solved", note="Kommunens ord")
    (ours,), (theirs,) = of("supervisor"), of("coordinator")
    assert ours.note == SECRET
    assert [step.note for step in ours.steps] == [SECRET, None]
    assert theirs.note is None
    assert [step.note for step in theirs.steps] == [None, "Kommunens ord"]
    assert SECRET not in repr(theirs)
    assert [step.by for step in theirs.steps] == ["Polisen Gävleborg", "Ljusdals kommun"]
    assert theirs.outcome is Outcome.SOLVED


@pytest.mark.parametrize(
    ("shareable", "today", "seen"),
    [
        (None, date(2027, 11, 20), None),
        ("2026-11-19", date(2026, 11, 18), None),
        ("2026-11-19", date(2026, 11, 19), Verdict.CLEAR_HOTSPOT),
    ],
)
def test_the_computed_verdict_is_shown_where_it_could_be_published(add, of, shareable, today, seen):
    add(shareable_from_on=shareable)
    assert of("coordinator", today=today)[0].verdict is seen
    assert of("supervisor", today=today)[0].verdict is Verdict.CLEAR_HOTSPOT


def test_a_fine_square_is_coarse_to_others(add, of):
    add(unit_id="r100-5603-68567", unit_name="Ruta vid stationen")
    assert of("supervisor")[0].name == "Ruta vid stationen"
    theirs = of("coordinator")[0]
    assert (theirs.unit_id, theirs.name) == ("r200-2801-34283", "r200-2801-34283")
    assert "5603" not in repr(theirs)


def test_what_is_secret_does_not_change_what_others_see(add, of):
    """Figures, words, filters and other judgements: the partners' list is the same with and without them."""
    handed_on = add(shareable_from_on=None)
    before = [of(who) for who in ("coordinator", "other_supervisor")]
    add(unit_id=STATION, number=2, judgement="confirmed", sharing="own", note=SECRET)
    add(unit_id=COOP, judgement="dismissed", sharing="own", note=SECRET, observed=99)
    assert [of(who) for who in ("coordinator", "other_supervisor")] == before
    assert of("coordinator")[0] == replace(of("coordinator")[0], id=handed_on)


def test_figures_of_then_are_in_no_ones_list(add, of):
    add(observed=4711, presence_hours=47.11)
    for who in MEMBERS:
        assert "4711" not in repr(of(who))


def test_it_is_taken_up_closed_and_opened_again(add, of, take):
    handed_on = add()
    assert take("coordinator", handed_on, Step.TAKEN_UP) is State.TAKEN_UP
    assert of("supervisor")[0].state_by == "Ljusdals kommun"
    assert take("supervisor", handed_on, Step.CLOSED, outcome="measures") is State.CLOSED
    found = of("other_supervisor")[0]
    assert (found.state, found.outcome, found.is_active) == (
        State.CLOSED,
        Outcome.MEASURES,
        False,
    )
    assert take("coordinator", handed_on, Step.REOPENED) is State.OPEN
    found = of("supervisor")[0]
    assert (found.state, found.outcome, found.number) == (State.OPEN, None, 3)


def test_closing_says_what_came_of_it(add, take):
    handed_on = add()
    for outcome in (None, "nothing"):
        with pytest.raises(InvalidInput) as refused:
            take("supervisor", handed_on, Step.CLOSED, outcome=outcome)
        assert refused.value.fields == {"outcome": ["choose_one"]}
    with pytest.raises(InvalidInput) as refused:
        take("supervisor", handed_on, Step.CLOSED, outcome="solved", note="070-123 45 67")
    assert refused.value.fields == {"note": ["personal_data"]}


@pytest.mark.parametrize("step", [Step.REOPENED, Step.TAKEN_UP])
def test_a_step_that_does_not_lead_on_is_refused(add, take, step):
    handed_on = add()
    if step is Step.TAKEN_UP:
        take("supervisor", handed_on, Step.TAKEN_UP)
    with pytest.raises(SteppedMeanwhile) as quicker:
        take("coordinator", handed_on, step)
    assert (quicker.value.status, quicker.value.code) == (409, "conflict")


def test_many_at_once_take_it_up_once(add, of, take):
    handed_on = add()

    def one(who):
        try:
            return take(who, handed_on, Step.TAKEN_UP, seen=0)
        except SteppedMeanwhile as quicker:
            return quicker.state

    answers = at_once(*(lambda who=who: one(who) for who in MEMBERS))
    assert set(answers) == {State.TAKEN_UP}
    assert of("supervisor")[0].number == 1


def test_what_was_undone_is_taken_back_and_takes_no_more_steps(add, of, take):
    handed_on = add()
    undone_at = REVIEWED_AT + timedelta(days=1)
    add(
        number=2,
        judgement="undone",
        sharing="own",
        undoes=handed_on,
        reasons="[]",
        reviewed_at=undone_at,
    )
    for who in MEMBERS:
        (found,) = of(who)
        assert (found.state, found.state_at) == (State.TAKEN_BACK, undone_at)
    with pytest.raises(SteppedMeanwhile):
        take("coordinator", handed_on, Step.TAKEN_UP)


def test_what_a_partner_handed_on_privately_is_not_there(add, of, app):
    """The row's own class decides: `own` is nobody else's, whatever its judgement."""
    hidden = add(organisation_id=MUNICIPALITY, sharing="own")
    assert of("supervisor") == []
    assert of("coordinator")[0].id == hidden
    with app.app_context(), read_connection() as connection, pytest.raises(NotFound):
        handovers.find_handover(connection, actor_of("supervisor"), hidden, TODAY)
