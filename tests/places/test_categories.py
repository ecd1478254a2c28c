"""Categories: retired, never deleted; a change leaves the past's names alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.errors import InvalidInput, NotFound
from app.places import categories
from app.places.areas import StaleVersion
from app.places.categories import CategoryFields, categories_at, standard_categories
from app.places.pull import load_categories
from tests.support.builders import FOUNDED_AT, TOWN, VALLEY, known_id
from tests.support.desks import acting

DRUNK = known_id("301")
VALLEY_DRUNK = known_id("304")
SCOOTERS = CategoryFields(
    group="trafik",
    name_sv="Elsparkcyklar",
    name_en="E-scooters",
    severity=1,
    order=50,
    is_disorder=True,
)


@pytest.fixture
def database_url(world_url):
    return world_url


def test_a_figure_of_the_past_keeps_its_name(app):
    with acting(app, "supervisor") as (session, actor, now):
        before = categories.find_category(session, actor, DRUNK).fields
        after = replace(before, name_sv="Påverkade personer")

        categories.change_category(session, actor, DRUNK, after, version=1, now=now)

        assert categories_at(session, TOWN, now - timedelta(days=1))["berusade"] == before
        assert categories_at(session, TOWN, now)["berusade"] == after


def test_before_it_was_there_a_category_is_what_it_began_as(app):
    with acting(app, "supervisor") as (session, actor, now):
        categories.add_category(session, actor, TOWN, "elsparkcyklar", SCOOTERS, now)

        then = categories_at(session, TOWN, FOUNDED_AT - timedelta(days=900))
        assert then["elsparkcyklar"] == SCOOTERS


def test_retired_is_still_there_for_the_list_and_for_phones(app):
    with acting(app, "supervisor") as (session, actor, now):
        categories.retire_category(session, actor, DRUNK, retired=True, version=1, now=now)

        codes = [view.code for view in categories.all_categories(session, actor, TOWN)]
        pulled = load_categories(session.connection(), actor, [DRUNK])

        assert "berusade" in codes
        assert pulled[DRUNK]["retired"] is True


def test_the_second_of_two_who_change_it_is_told(app):
    with acting(app, "supervisor") as (session, actor, now):
        fields = categories.find_category(session, actor, DRUNK).fields
        change = categories.change_category
        change(session, actor, DRUNK, replace(fields, severity=3), version=1, now=now)

        with pytest.raises(StaleVersion):
            change(session, actor, DRUNK, replace(fields, severity=1), version=1, now=now)


@pytest.mark.parametrize(
    ("code", "change", "refused"),
    [
        ("berusade", {}, {"code": ["code_taken"]}),
        ("Åäö", {}, {"code": ["code_form"]}),
        ("ny", {"group": "annat"}, {"group": ["unknown_group"]}),
        ("ny", {"name_en": ""}, {"name_en": ["name_length"]}),
        ("ny", {"severity": 4}, {"severity": ["out_of_range"]}),
        ("ny", {"description_sv": "x" * 201}, {"description_sv": ["description_length"]}),
    ],
)
def test_what_cannot_be_a_category_is_refused_at_its_field(app, code, change, refused):
    with acting(app, "supervisor") as (session, actor, now):
        with pytest.raises(InvalidInput) as refusal:
            categories.add_category(session, actor, TOWN, code, replace(SCOOTERS, **change), now)

        assert refusal.value.fields == refused


def test_another_areas_category_is_not_there(app):
    with acting(app, "supervisor") as (session, actor, now):
        with pytest.raises(NotFound):
            categories.find_category(session, actor, VALLEY_DRUNK)
        with pytest.raises(NotFound):
            categories.change_category(session, actor, VALLEY_DRUNK, SCOOTERS, version=1, now=now)
        assert categories.all_categories(session, actor, VALLEY) == []


def test_the_standard_set_is_added_once_and_only_what_is_missing(app):
    with acting(app, "supervisor") as (session, actor, now):
        added = categories.add_standard_categories(session, actor, TOWN, now)

        views = categories.all_categories(session, actor, TOWN)
        assert len(added) == 27 - 3
        assert len(views) == 27
        assert categories.add_standard_categories(session, actor, TOWN, now) == []


def test_the_standard_set_has_both_languages_and_one_that_is_no_disorder():
    fields = dict(standard_categories())

    assert len(fields) == 27
    assert [code for code, each in fields.items() if not each.is_disorder] == ["positiv"]
    for each in fields.values():
        assert categories.problems_with_category(each) == {}
        assert each.description_sv
        assert each.description_en
