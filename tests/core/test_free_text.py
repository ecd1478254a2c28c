"""The rules for free text, held to two corpora; `python -m tests.core.free_text_measure` prints the same figures."""

import pytest

from app.core.free_text import find_in_fields, find_personal, has_right_check_digit, kinds
from tests.core.free_text_measure import CORPORA, measure, read_cases

ALL = [(name, case) for name in CORPORA for case in read_cases(name)]


def kinds_of(text):
    return [each.kind for each in find_personal(text)]


@pytest.mark.parametrize("name", CORPORA)
def test_the_rules_find_enough_and_not_too_much(name):
    figures = measure(name)
    assert figures.precision >= 0.98, figures.wrong
    assert figures.recall >= 0.98, figures.wrong


@pytest.mark.parametrize("case", read_cases("own"), ids=lambda case: case["text"][:40])
def test_each_case_that_the_phone_reads_too(case):
    assert set(kinds_of(case["text"])) == set(case["kinds"])


def test_every_kind_is_in_the_corpora():
    assert {kind for _, case in ALL for kind in case["kinds"]} == kinds()


@pytest.mark.parametrize(
    ("number", "is_right"),
    [("850709-9805", True), ("19850709-9805", True), ("850709-9806", False), ("8507099805", True)],
)
def test_the_check_digit_of_the_tax_agencys_own_example(number, is_right):
    assert has_right_check_digit(number) is is_right


def test_what_was_found_is_said_in_its_own_words_all_of_it_in_the_order_of_the_text():
    found = find_personal("ABC 123, vittne: 070\u2013174 06 05 eller 0651-174 06.")
    assert [(each.kind, each.text) for each in found] == [
        ("plate", "ABC 123"),
        ("telephone", "070-174 06 05"),
        ("telephone", "0651-174 06"),
    ]


@pytest.mark.parametrize(
    "text", ["\u2070\u2077\u2070\u00b9\u2077\u2074\u2070\u2076\u2070\u2075", "a\ufe6bb.se"]
)
def test_digits_and_signs_of_another_form_are_read(text):
    assert len(find_personal(text)) == 1


def test_a_text_is_found_in_its_field():
    found = find_in_fields({"note": "ABC 123", "reason": "lugnt", "other": None, "none": ""})
    assert found == {"note": ["plate"]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0" * 280,
        "1 " * 140,
        "a@" * 140,
        "abc 12" * 46,
        "(" * 280,
        "snabel-a" * 35,
        "1" + "\u33c2" * 279,
        "x@y." * 70,
        "\u0660" * 280,
        "\u0660 " * 140,
        "9\u0669-" * 93,
    ],
)
def test_no_text_takes_long(text):
    """Patterns that can go wrong do so on repetition: this ends at once or not at all."""
    find_personal(text)
