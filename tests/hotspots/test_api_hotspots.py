"""`GET /api/v1/hotspots`: its shape, its errors, its tags, and who may ask."""

from typing import Any

import pytest

from tests.hotspots.evenings import FRIDAY_EVENING, evening
from tests.support.builders import BY_ROLE, COOP, STATION, TOWN, VALLEY
from tests.support.phones import AppTransport, Phone

#: The issue's item 8, word for word.
FIELDS = [
    "rank",
    "place_id",
    "name",
    "lon",
    "lat",
    "observed",
    "visits",
    "calm_visits",
    "presence_hours",
    "rate_per_hour",
    "ratio",
    "ratio_low",
    "ratio_high",
    "q",
    "verdict",
    "confidence",
    "presence_class",
    "trend",
    "reported_by_others",
    "categories",
    "last_observed_at",
    "last_visited_at",
]
TOP = ["area", "from", "to", "parameters", "data_version", "hotspots"]
CODES = {
    "verdict": {"clear_hotspot", "possible", "quiet", "too_little_presence", "as_expected"},
    "confidence": {"high", "medium", "low"},
    "presence_class": {"unknown", "thin", "known"},
}


def ask(town: Any, query: str = "", name: str = "supervisor", **headers: str) -> Any:
    return town.signed_in(name).send("GET", f"/api/v1/hotspots{query}", None, **headers)


@pytest.fixture
def walked(town):
    town.walk(evening(11, 18), seen=3, visit={"calm": True})
    town.walk(evening(11, 19), "officer2", seen=1, observation={"category": "brak"})
    town.clock.at = FRIDAY_EVENING
    return town


def test_the_shape_is_the_one_that_was_agreed(walked):
    body = ask(walked).json
    assert set(TOP) <= set(body)
    for place in body["hotspots"]:
        assert set(FIELDS) <= set(place)
        assert set(place["trend"]) == {"direction", "ratio", "low", "high"}
        assert all(place[name] in codes for name, codes in CODES.items())
    station = next(place for place in body["hotspots"] if place["place_id"] == STATION)
    assert (station["observed"], station["visits"], station["calm_visits"]) == (4, 2, 1)
    assert (station["presence_hours"], station["rate_per_hour"]) == (2, 2)
    assert station["categories"] == [
        {"category": "berusade", "observed": 3},
        {"category": "brak", "observed": 1},
    ]
    assert station["last_visited_at"] == "2026-11-19T18:00:00.000Z"
    assert [place["rank"] for place in body["hotspots"]] == [1, 2]


def test_the_published_list_has_the_same_fields(walked):
    mine, published = (ask(walked, name=name).json for name in ("supervisor", "coordinator"))
    assert set(mine) == set(published)
    assert {*mine["hotspots"][0]} == {*published["hotspots"][0]}
    assert published["published"] is True
    assert [place["observed"] for place in published["hotspots"]] == [None, None]


def test_an_area_is_named_by_its_id_or_its_code(walked):
    bodies = [ask(walked, query).content for query in ("", f"?area={TOWN}", "?area=ljusdal-tatort")]
    assert bodies[0] == bodies[1] == bodies[2]


def test_without_an_area_it_is_the_persons_own_first(town):
    assert ask(town, name="valley_supervisor").json["area"]["id"] == VALLEY
    # Järvsö comes before Ljusdal, as it does at the desk.
    assert ask(town, name="two_areas").json["area"]["id"] == VALLEY
    assert ask(town, f"?area={TOWN}", name="two_areas").json["area"]["code"] == "ljusdal-tatort"


def test_days_categories_and_parts_of_the_week_narrow_it(walked):
    def observed(query: str) -> int:
        body = ask(walked, query).json
        return int(sum(place["observed"] for place in body["hotspots"]))

    assert observed("?from=2026-11-19&to=2026-11-19") == 1
    assert observed("?to=2026-11-18") == 3
    assert observed("?category=brak") == 1
    assert observed("?category=brak&category=berusade") == 4
    assert observed("?slot=16") == 3  # Wednesday, 16-20
    assert observed("?by=place") == 4


def test_what_was_asked_is_in_the_answer(walked):
    body = ask(walked, "?from=2026-11-01&to=2026-11-19&category=brak").json
    assert (body["from"], body["to"]) == ("2026-11-01", "2026-11-19")
    assert body["parameters"]["categories"] == ["brak"]
    assert body["parameters"]["verdicts"]["clear_observed"] == 5


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("?area=stockholm", "unknown_area", None),
        (f"?area={VALLEY}", "unknown_area", None),
        ("?from=2026-11-02&to=2026-11-01", "reversed_period", None),
        ("?from=2026-13-01", "invalid_input", "from"),
        ("?from=20261101", "invalid_input", "from"),
        ("?to=igår", "invalid_input", "to"),
        ("?from=1066-10-14", "invalid_input", "from"),
        ("?category=enhorning", "invalid_input", "category"),
        ("?by=person", "invalid_input", "by"),
        ("?slot=42", "invalid_input", "slot"),
        ("?slot=-1", "invalid_input", "slot"),
        ("?area=", "invalid_input", "area"),
        ("?area=%00", "invalid_input", "area"),
    ],
)
def test_what_cannot_be_asked_says_so(town, query, code, field):
    answer = ask(town, query)
    assert (answer.status, answer.code) == (422, code)
    if field is not None:
        fields = answer.json["details"]["fields"]
        assert field in fields.get("query", fields)


@pytest.mark.parametrize("role", BY_ROLE)
def test_who_may_ask(town, role):
    allowed = {"officer", "supervisor", "coordinator"}
    assert ask(town, name=BY_ROLE[role]).status == (200 if role.value in allowed else 403)


def test_nobody_else_may_ask(app):
    answer = Phone(AppTransport(app), "officer").get("/api/v1/hotspots")
    assert (answer.status, answer.code) == (401, "not_signed_in")


def test_what_a_client_has_is_not_sent_again(walked):
    tag = ask(walked).headers["ETag"]
    again = ask(walked, If_None_Match=tag)
    assert (again.status, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert ask(walked, "?category=brak", If_None_Match=tag).status == 200
    walked.walk(evening(11, 20, 17), seen=1)
    assert ask(walked, If_None_Match=tag).status == 200


def test_a_tag_is_one_organisations_own(walked):
    tag = ask(walked).headers["ETag"]
    assert ask(walked, name="other_supervisor").headers["ETag"] != tag
    assert ask(walked, name="coordinator", If_None_Match=tag).status == 200


def test_nothing_of_it_is_kept_by_anything_on_the_way(walked):
    assert ask(walked).headers["Cache-Control"] == "no-store"


def test_an_area_in_which_nothing_happened_has_a_list(town):
    body = ask(town).json
    assert [place["place_id"] for place in body["hotspots"]] == [STATION, COOP]
    assert body["notes"]["exposure_free"] is True
    assert {place["presence_class"] for place in body["hotspots"]} == {"unknown"}
    assert {place["confidence"] for place in body["hotspots"]} == {"low"}
