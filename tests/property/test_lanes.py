"""The quick lane and marshmallow say yes and no to the same payloads, whatever a phone sends."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.composition import make_registry
from app.core.quicklane import load_slowly

KINDS = make_registry().kinds
ID = "0193a000-0000-7000-8000-0000000000a1"
AT = "2026-11-20T21:00:00.000+01:00"
GOOD: dict[str, dict[str, Any]] = {
    "patrol": {"started_at": AT, "officers": 2, "presence": [[5575, 68556, 498000, 600]]},
    "visit": {
        "patrol_id": ID,
        "lon": 16.09,
        "lat": 61.83,
        "accuracy_m": 12,
        "started_at": AT,
        "method": "tap",
        "calm": True,
    },
    "observation": {
        "category": "brak",
        "lon": 16.09,
        "lat": 61.83,
        "accuracy_m": 12,
        "position_source": "gps",
        "severity": 2,
        "people_band": "3-5",
        "note": "Högljutt",
    },
    "checkin": {
        "activity_id": ID,
        "started_at": AT,
        "heads": {"girls": {"13-15": 4}},
        "police_minutes": 20,
        "mood": 3,
    },
}
times = st.sampled_from(
    [AT, AT[:-6], "2026-11-20T20:00:00Z", "2026-02-30T20:00:00Z", "2026-11-20", "21:00", ""]
)
numbers = st.one_of(
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 1, 3, 4, 90, 90.5, 180, 181, -180, 2**53, 1e300, True]),
)
texts = st.one_of(
    st.text(max_size=300),
    times,
    st.sampled_from([ID, ID.upper(), "gps", "tap", "3-5", "10+", "\x00", "x" * 281]),
)
leaves = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.sampled_from(["girls", "boys", "13-15", "10-12", "x"]), inner),
    ),
    max_leaves=8,
)


def verdicts(kind: str, payload: Any) -> tuple[bool, bool]:
    """(the quick lane's yes, marshmallow's yes) to a payload as JSON."""
    content = json.dumps(payload).encode()
    try:
        KINDS[kind].create_decoder.decode(content)
        quick = True
    except (msgspec.DecodeError, RecursionError):
        quick = False
    struct, _, unknown = load_slowly(
        KINDS[kind].loader, KINDS[kind].create_struct, json.loads(content)
    )
    return quick, struct is not None and not unknown


@pytest.mark.parametrize("kind", GOOD)
def test_both_lanes_take_a_good_payload(kind):
    assert verdicts(kind, GOOD[kind]) == (True, True)


@pytest.mark.parametrize("kind", GOOD)
@given(data=st.data())
def test_both_lanes_judge_one_changed_field_alike(kind, data):
    payload = dict(GOOD[kind])
    fields = [*KINDS[kind].loader.fields, "surprise"]
    name = data.draw(st.sampled_from(fields))
    if data.draw(st.booleans()):
        payload[name] = data.draw(values)
    else:
        payload.pop(name, None)
    quick, slow = verdicts(kind, payload)
    assert quick == slow, payload


@pytest.mark.parametrize("kind", GOOD)
@given(payload=values)
@example(payload=[])
@example(payload={})
def test_both_lanes_judge_anything_alike(kind, payload):
    quick, slow = verdicts(kind, payload)
    assert quick == slow


@given(number=st.floats())
def test_a_number_that_is_none_is_refused_by_the_slow_lane(number):
    payload = GOOD["observation"] | {"lon": number}
    struct, errors, _ = load_slowly(
        KINDS["observation"].loader, KINDS["observation"].create_struct, payload
    )
    assert (struct is not None) == (math.isfinite(number) and -180 <= number <= 180)
    assert (struct is None) == ("lon" in errors)
