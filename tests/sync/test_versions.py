"""Old versions of the phone app push for ever: what each release sends was frozen (docs/releasing.md)."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path

import pytest

from app.composition import make_registry
from app.sync.commands import schema_files
from tests.support.builders import PEOPLE, STATION, TOWN, YOUTH_CLUB
from tests.support.checks import check_whole, records
from tests.support.narrowing import narrowings

FOLDER = Path(__file__).resolve().parent.parent / "versions"
VERSIONS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
KINDS = ("patrol", "visit", "observation", "checkin")
PACKAGE = json.loads((FOLDER.parents[1] / "static" / "pwa" / "package.json").read_text())


def frozen(version, name):
    return json.loads((FOLDER / version / name).read_text())


def todays_schemas():
    return {
        name.removesuffix(".json"): json.loads(text)
        for name, text in schema_files(make_registry()).items()
    }


def push_of(version):
    """The envelope as that version sends it, with the names of this world."""
    text = (FOLDER / version / "push.json").read_text()
    names = {"AUTHOR": PEOPLE["both"].id, "PLACE": STATION, "ACTIVITY": YOUTH_CLUB, "AREA": TOWN}
    for word, value in names.items():
        text = text.replace(f'"{word}"', f'"{value}"')
    return json.loads(text)


def test_this_version_is_frozen():
    """`make freeze-version` does it; a version is frozen before it is released."""
    assert PACKAGE["version"] in VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_what_an_old_version_sends_is_applied_whole(app, signed_in, version):
    envelope = push_of(version)
    assert envelope["app"] == version
    phone = signed_in("both", device_id=envelope["device_id"])
    answer = phone.send("POST", "/api/v1/sync/push", envelope)
    assert [(r["status"], r["code"], r["errors"]) for r in answer.results] == [
        ("applied", None, None)
    ] * len(envelope["ops"])
    made = Counter(op["kind"] for op in envelope["ops"] if op["type"] == "create")
    withdrawn = Counter(op["kind"] for op in envelope["ops"] if op["type"] == "retract")
    for kind in KINDS:
        rows = records(app, kind)
        assert len(rows) == made[kind] > 0
        assert sum(row["withdrawn"] for row in rows) == withdrawn[kind] > 0
    check_whole(app)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_an_old_version_sends_long_after_is_applied_too(app, clock, signed_in, version):
    """A phone that lay in a drawer for three years."""
    clock.at = clock.at.replace(year=clock.at.year + 3)
    envelope = push_of(version)
    phone = signed_in("both", device_id=envelope["device_id"])
    answer = phone.send("POST", "/api/v1/sync/push", envelope | {"sent_at": phone.stamp()})
    assert set(answer.statuses) == {"applied"}
    assert {row["time_quality"] for row in records(app, "observation")} == {"suspect"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_an_old_version_may_send_is_refused_today(version, kind):
    assert narrowings(frozen(version, f"{kind}.schema.json"), todays_schemas()[kind]) == []


# --- the test of the test: each way of shutting an old payload out is seen ---


def changed(kind, change):
    schema = copy.deepcopy(todays_schemas()[kind])
    change(schema)
    return schema


def _first(schema, name):
    return schema["properties"][name]["anyOf"][0]


SHUT_OUT = {
    "a new required field": ("patrol", lambda s: s["required"].append("area_id")),
    "a field that is gone": ("visit", lambda s: s["properties"].pop("method")),
    "a value that is gone": ("visit", lambda s: s["properties"]["method"]["enum"].remove("edited")),
    "a list where anything was taken": (
        "observation",
        lambda s: s["properties"]["category"].update(enum=["brak"]),
    ),
    "a lower limit": ("patrol", lambda s: s["properties"]["officers"].update(maximum=12)),
    "a higher minimum": ("patrol", lambda s: s["properties"]["officers"].update(minimum=2)),
    "a shorter text": ("observation", lambda s: _first(s, "note").update(maxLength=200)),
    "null no longer taken": (
        "observation",
        lambda s: s["properties"].update(severity=_first(s, "severity")),
    ),
    "whole numbers alone": (
        "visit",
        lambda s: s["properties"]["accuracy_m"].update(type="integer"),
    ),
    "another type": ("checkin", lambda s: _first(s, "mood").update(type="string")),
    "another pattern": ("checkin", lambda s: s["properties"]["activity_id"].update(pattern="^a")),
    "a group of heads that is gone": (
        "checkin",
        lambda s: _first(s, "heads")["properties"].pop("other"),
    ),
    "fewer squares": ("patrol", lambda s: _first(s, "presence").update(maxItems=10)),
    "narrower squares": (
        "patrol",
        lambda s: _first(s, "presence")["items"]["prefixItems"][3].update(maximum=60),
    ),
    "no other fields": ("visit", lambda s: s.update(additionalProperties=False)),
}


@pytest.mark.parametrize("what", SHUT_OUT)
def test_shutting_an_old_payload_out_is_seen(what):
    kind, change = SHUT_OUT[what]
    assert len(narrowings(todays_schemas()[kind], changed(kind, change))) == 1


def _widen(schema):
    schema["properties"]["weather"] = {"type": "string", "maxLength": 20}
    schema["properties"]["officers"] = {"anyOf": [{"type": "number"}, {"type": "null"}]}
    schema["required"].remove("officers")
    _first(schema, "presence").update(maxItems=9_000)


def test_taking_more_than_before_shuts_nothing_out():
    assert narrowings(todays_schemas()["patrol"], changed("patrol", _widen)) == []


def test_a_word_that_nobody_thought_of_is_said():
    with pytest.raises(ValueError, match="dependentRequired"):
        narrowings({}, {"dependentRequired": {}})
