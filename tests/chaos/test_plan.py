"""A seed is a round: the same on every machine, and the rounds together meet every fault."""

from collections import Counter

from tests.chaos.plan import Act, Begin, End, from_json, make_plan, to_json

NAMES = ("offline", "answer_lost", "browser_killed", "clock_jump", "two_tabs")


def plans(seed=7, rounds=40, names=NAMES):
    return [make_plan(seed, number, 4, names) for number in range(rounds)]


def test_the_same_seed_gives_the_same_rounds_and_another_seed_others():
    assert plans() == plans()
    assert plans() == plans(names=tuple(reversed(NAMES)))
    assert plans(seed=8) != plans()
    assert len(set(plans())) == 40


def test_every_fault_is_met_in_so_many_rounds_as_there_are_faults():
    for begins in range(0, 40, len(NAMES)):
        part = plans()[begins : begins + len(NAMES)]
        assert {each.name for plan in part for each in plan.troubles} == set(NAMES)


def test_each_trouble_begins_once_before_it_ends_and_whom_it_meets_goes_on_meanwhile():
    for plan in plans():
        assert 1 <= len(plan.troubles) <= 3
        counted = Counter(step.trouble for step in plan.steps if isinstance(step, Begin))
        assert counted == Counter(range(len(plan.troubles)))
        for index, trouble in enumerate(plan.troubles):
            begins = plan.steps.index(Begin(index))
            ends = plan.steps.index(End(index)) if End(index) in plan.steps else len(plan.steps)
            meanwhile = plan.steps[begins:ends]
            assert any(isinstance(s, Act) and s.phone == trouble.phone for s in meanwhile)


def test_a_plan_that_is_written_down_stays_what_it_is():
    for plan in plans():
        assert from_json(to_json(plan)) == plan
