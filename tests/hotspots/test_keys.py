"""Columns of text as integers are the columns they were made from; rows of any driver become such columns."""

from __future__ import annotations

import numpy as np
import pytest

from app.hotspots.columns import NO_END, NO_NUMBER, answers, instants
from app.hotspots.keys import Keys, Picked, as_keys, encode_keys, patrol_keys
from app.hotspots.reading import AT_ONCE, Column, TooManyRows, read_columns

COLUMN = ["b", None, "a", "b", ""]


def rows_of(rows):
    """As a driver's cursor gives them: at most so many at once, then none."""
    left = list(rows)

    def fetch(count):
        taken, left[:count] = left[:count], []
        return taken

    return fetch


def test_a_column_says_the_same_as_keys():
    keys = as_keys(COLUMN)
    assert keys == COLUMN
    assert (len(keys), keys[0], keys[1], list(keys[1:3])) == (5, "b", None, [None, "a"])
    assert list(keys.where(np.array([4, 0]))) == ["", "b"]
    assert as_keys(keys) is keys


def test_words_that_are_in_no_row_do_not_count():
    keys = as_keys(COLUMN).where(np.array([2, 3]))
    assert sorted(keys.used()) == ["a", "b"]
    assert encode_keys(keys, ["c"])[0] == ["a", "b", "c"]


def test_codes_depend_on_which_keys_there_are_and_not_on_their_order():
    words, (one, other) = encode_keys(["b", "a", "c"], ["c", "b"])
    assert (words, one.tolist(), other.tolist()) == (["a", "b", "c"], [1, 0, 2], [2, 1])


def test_two_words_that_are_renamed_to_one_are_one():
    keys = as_keys(["p1", "p2", None, "p1"]).rename(lambda key: "p1" if key == "p2" else key)
    assert keys == ["p1", "p1", None, "p1"]
    assert encode_keys(keys.where(np.array([0, 1])))[1][0].tolist() == [0, 0]


def test_a_row_without_a_patrol_is_a_patrol_of_its_reporters_own():
    keys = patrol_keys(["p", None, None], ["x", "x", "y"])
    assert keys == ["p", "\0x", "\0y"]
    assert patrol_keys([], []) == []


def test_picked_rows_are_looked_up_when_asked_for():
    picked = Picked(["a", "b", "c"], np.array([2, 0]))
    assert (len(picked), picked[0], list(picked), list(picked[1:])) == (2, "c", ["c", "a"], ["a"])


def test_rows_become_columns_whatever_stands_for_nothing():
    rows = [
        ("i", "k", 1, 1.5, 1, 1),
        ("j", None, None, None, 0, None),
        ("l", "k", 3, 2, True, False),
    ]
    shapes = tuple(Column)
    text, key, whole, real, yes, maybe = read_columns(rows_of(rows), shapes, 3)
    assert (text, list(key)) == (["i", "j", "l"], ["k", None, "k"])
    assert whole.tolist() == [1, NO_NUMBER, 3]
    assert np.array_equal(real, [1.5, np.nan, 2.0], equal_nan=True)
    assert (yes.tolist(), maybe.tolist()) == ([True, False, True], [1, -1, 0])


def test_more_rows_than_are_read_at_once_are_all_there():
    count = 2 * AT_ONCE + 1
    shapes = (Column.KEY, Column.INT)
    key, number = read_columns(rows_of((str(n % 7), n) for n in range(count)), shapes, count)
    assert list(key) == [str(n % 7) for n in range(count)]
    assert number.tolist() == list(range(count))


def test_no_rows_are_columns_too():
    text, key, *numbers = read_columns(rows_of([]), tuple(Column), 0)
    assert (text, list(key)) == ([], [])
    assert [len(column) for column in numbers] == [0, 0, 0, 0]


def test_more_rows_than_are_wanted_are_refused():
    with pytest.raises(TooManyRows):
        read_columns(rows_of([(1,)] * 3), (Column.INT,), 2)


def test_what_is_not_there_is_the_same_in_lists_and_arrays():
    assert instants([1, None], 2).tolist() == instants(np.array([1, NO_END]), 2).tolist()
    said = [True, False, None]
    assert answers(said).tolist() == answers(np.array([1, 0, -1], np.int8)).tolist() == [1, 0, -1]


def test_no_column_is_equal_to_what_is_no_column():
    assert Keys(["a"], np.zeros(1, np.int64)) != 1
