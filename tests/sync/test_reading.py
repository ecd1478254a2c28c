"""What an operation says, field by field, in words; whatever a phone may have sent."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sync.reading import MAX_SHOWN, Line, Phrases, payload_of, read_lines

PHRASES = Phrases(
    yes="ja",
    no="nej",
    nothing="–",
    instant=lambda at: at.strftime("%H.%M"),
    number=lambda value: f"{value:g}".replace(".", ","),
    names={"category": {"brak": "Bråk"}, "place_id": {"p1": "Stationen"}},
)


def test_names_moments_and_numbers_are_said_as_people_say_them():
    payload = {
        "category": "brak",
        "lon": 16.09,
        "lat": 61.83,
        "accuracy_m": 12.5,
        "place_id": "p1",
        "patrol_id": "x",
        "severity": 2,
        "calm": False,
        "note": None,
        "started_at": "2026-11-20T21:04:00+01:00",
        "heads": {"girls": {"13-15": 3}},
    }
    assert read_lines(payload, None, PHRASES) == [
        Line("category", "Bråk", None),
        Line("position", "61,83; 16,09", None),
        Line("accuracy_m", "12,5", None),
        Line("place_id", "Stationen", None),
        Line("severity", "2", None),
        Line("calm", "nej", None),
        Line("note", "–", None),
        Line("started_at", "21.04", None),
        Line("heads", "girls: 13-15: 3", None),
    ]


def test_what_the_record_says_stands_beside_it():
    record = {
        "severity": 3,
        "note": "högt",
        "started_at": datetime(2026, 11, 20, 20, 4, tzinfo=UTC),
    }
    severity, note, mood = read_lines(
        {"severity": 2, "note": "högt", "mood": "good"}, record, PHRASES
    )
    assert (severity.now, severity.differs) == ("3", True)
    assert (note.now, note.differs) == ("högt", False)
    assert (mood.now, mood.differs) == (None, False)


@pytest.mark.parametrize(
    "body", ["", "[", "[]", "1", '{"payload": []}', "[" * 100_000, '{"payload": 1}']
)
def test_what_is_no_object_has_no_lines(body):
    assert payload_of(body) == {}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)
NAMES = st.sampled_from(["lat", "lon", "category", "started_at", "heads", "note"]) | st.text()


@pytest.mark.slow
@given(st.dictionaries(NAMES, ANYTHING, max_size=6))
def test_anything_can_be_shown(payload):
    for line in read_lines(payload, payload, PHRASES):
        line.sent.encode("utf-8")
        assert len(line.sent) <= MAX_SHOWN * 10
        assert not line.differs


@pytest.mark.slow
def test_a_value_that_is_deeper_than_python_walks_is_shown_as_a_dot():
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert read_lines({"note": deep}, None, PHRASES) == [Line("note", "…", None)]


@pytest.mark.parametrize(
    "moment", ["nyss", "2026-11-20", "9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+14:00"]
)
def test_a_moment_that_is_none_is_shown_as_it_came(moment):
    phrases = Phrases("", "", "–", lambda at: at.astimezone(UTC).isoformat(), str, {})
    (line,) = read_lines({"started_at": moment}, None, phrases)
    assert line.sent == moment
