"""What the quick lane takes, the schema takes and makes the same of, at every field's edges (see test_lanes.py)."""

import json
from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from marshmallow import ValidationError

from app.composition import make_registry
from app.core.clock import from_ms, ms_to_rfc3339, to_ms
from app.core.fields import (
    HeadCounts,
    Id,
    Instant,
    IntegerRows,
    OneOf,
    StrictBoolean,
    StrictFloat,
    StrictInteger,
    Words,
    parse_instant,
)
from app.core.quicklane import load_slowly
from app.sync import times
from app.sync.reading_entries import OperationSchema, _quick

REGISTRY = make_registry()
UUID = "0193a000-0000-7000-8000-0000000000e1"
NEAR_TIMES = st.from_regex(
    r"\A(0000|0001|1969|2026|9999)-(02|11|13)-(00|20|30)[Tt ]2[0-4]:[05][09]:(00|59|60)"
    r"(\.[0-9]{1,9}|,5)?([Zz]|[+-](0[01]|14|23|24)(:?[05]0)?)?\Z"
)
NEAR_UUIDS = st.sampled_from(
    [UUID, UUID + "\n", UUID.upper(), UUID[:-1], UUID.replace("-", ""), f"{{{UUID}}}", f" {UUID}"]
)
TEXTS = st.text(max_size=6) | st.sampled_from(
    ["x" * 280, "x" * 281, "😀" * 280, "😀" * 281, "\x00", "a\n", "gps", "tap", "3-5", "berusade"]
)
NUMBERS = (
    st.integers(-5, 5)
    | st.sampled_from(
        [2**31, 2**53, 2**63, 2**64, -(2**63), 10**30, 180, 181, 1e308, 0.5, 1.0, -0.0]
    )
    | st.floats(allow_nan=False, allow_infinity=False)
)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS | NEAR_UUIDS | NEAR_TIMES
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["girls", "boys", "13-15", "16-19", "x"]), inner, max_size=2
        )
    ),
    max_leaves=6,
)
HEADS = st.dictionaries(
    st.sampled_from(["girls", "boys", "other", "x"]),
    st.dictionaries(st.sampled_from(["13-15", "20-25", "x"]), st.integers(-1, 1000), max_size=3),
    max_size=3,
)
ROWS = st.lists(st.lists(st.integers(-1, 3601), min_size=3, max_size=5), max_size=3)


RIGHT = {
    StrictInteger: lambda field: st.integers(field.low - 1, field.low + 3),
    StrictFloat: lambda field: st.floats(field.low, field.high) | st.integers(0, 90),
    StrictBoolean: lambda _field: st.booleans(),
    OneOf: lambda field: st.sampled_from(field.choices),
    Words: lambda _field: st.text(max_size=20),
    Id: lambda _field: st.uuids().map(str),
    Instant: lambda _field: st.datetimes().map(lambda at: f"{at.isoformat()}+01:00"),
    HeadCounts: lambda _field: HEADS,
    IntegerRows: lambda _field: ROWS,
}


def right_values(field):
    """Values that the field takes, mostly."""
    return RIGHT[type(field)](field)


def check_same(schema, struct, decoder, value):
    content = json.dumps(value).encode()
    slow, errors, unknown = load_slowly(schema, struct, json.loads(content))
    assert unknown == []
    try:
        quick = decoder.decode(content)
    except msgspec.DecodeError:
        quick = None
    assert (quick is None) == (slow is None), errors
    assert msgspec.json.encode(quick) == msgspec.json.encode(slow)


@pytest.mark.parametrize("name", REGISTRY.kinds)
@given(data=st.data())
def test_one_field_with_anything_in_it_has_one_verdict(name, data):
    kind = REGISTRY.kinds[name]
    field = data.draw(st.sampled_from(sorted(kind.loader.fields)))
    whole = {each: data.draw(right_values(kind.loader.fields[each])) for each in kind.loader.fields}
    check_same(
        kind.loader, kind.create_struct, kind.create_decoder, whole | {field: data.draw(ANYTHING)}
    )


@given(ANYTHING, st.sampled_from(sorted(OperationSchema().fields)))
def test_an_entry_that_the_quick_lane_takes_is_one_for_the_schema(wrong, name):
    entry = {
        "op_id": UUID,
        "record_id": UUID,
        "device_seq": 1,
        "kind": "patrol",
        "type": "create",
        "occurred_at": "2026-11-20T21:00:00+01:00",
        "base_version": None,
        "payload": {},
        "author": UUID,
    } | {name: wrong}
    content = json.dumps(entry).encode()
    try:
        quick = _quick.decode(content)
    except msgspec.DecodeError:
        return
    if name == "payload" and wrong is None:
        return  # The schema calls it missing, the kind calls it no object: kept aside either way.
    if name in {"kind", "type"} and (len(wrong) > 60 or "\x00" in wrong):
        return  # Unknown to the one by its length, to the other by its name.
    loaded = OperationSchema().load(entry)
    assert loaded["op_id"] == quick.op_id
    assert loaded["occurred_at"] == quick.occurred_at
    assert loaded.get("base_version") == quick.base_version


@given(NEAR_TIMES, st.integers(-14 * 60, 14 * 60))
def test_a_time_that_is_read_is_the_same_instant_in_every_zone(text, minutes):
    try:
        instant = parse_instant(text)
    except ValidationError:
        return
    assume(3 < instant.year < 9997)
    elsewhere = instant.astimezone(timezone(timedelta(minutes=minutes)))
    assert to_ms(parse_instant(elsewhere.isoformat())) == to_ms(instant)


@given(st.integers(-(2**53), 2**53), st.integers(0, 2**42), st.integers(-(2**53), 2**53))
def test_every_estimate_is_a_time_that_can_be_said(occurred_ms, received_ms, skew_ms):
    estimated_ms, _ = times.estimate(occurred_ms, received_ms, skew_ms)
    assert from_ms(estimated_ms).astimezone(ZoneInfo("Europe/Stockholm"))
    assert ms_to_rfc3339(estimated_ms)
