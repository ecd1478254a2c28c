"""What a phone can send in a megabyte stays a page that a desk can open, and an answer that a phone can read."""

import json

import pytest

from app.sync.reading import MAX_LINES
from app.sync.reading_entries import MAX_UNKNOWN_NAMED
from tests.support.builders import make_envelope, observation_payload
from tests.support.databases import sqlite_only
from tests.support.raw_json import Raw, dump

pytestmark = sqlite_only
DEPTH, BRACKETS = 300, 60_000
MANY = {f"field{number:05}": 0 for number in range(5_000)}


@pytest.fixture
def phone(signed_in):
    return signed_in("officer")


def send(phone, entry):
    """(the answer, how many bytes were sent)"""
    body = dump(make_envelope([entry], phone.now(), phone.device_id))
    return phone.send("POST", "/api/v1/sync/push", body), len(body)


def open_page(signed_in, answer):
    address = f"/review/{answer.results[0]['op_id']}"
    page = signed_in("supervisor").send("GET", address, Accept="text/html")
    assert page.status == 200
    return page.content.decode()


def test_brackets_within_brackets_do_not_grow_on_the_page(phone, signed_in):
    nest = "[" * DEPTH + "]" * DEPTH
    brackets = Raw("[" + ",".join([nest] * (BRACKETS // len(nest))) + "]")
    answer, sent = send(phone, phone.op() | {"x": brackets})
    assert answer.codes == ["unreadable"]
    page = open_page(signed_in, answer)
    assert nest.replace("[]", "[") in page.replace("[]", "[")
    assert len(page) < 2 * sent


def test_a_few_levels_are_shown_line_by_line(phone, signed_in):
    answer, _ = send(phone, phone.op(payload=observation_payload(category="nej", note="en rad")))
    assert "\n    &#34;note&#34;: &#34;en rad&#34;" in open_page(signed_in, answer)


def test_who_recorded_it_is_not_told_by_what_is_too_deep_to_indent(phone, signed_in):
    answer, _ = send(phone, phone.op(author=phone.user_id) | {"x": Raw("[" * 40 + "]" * 40)})
    assert phone.user_id not in open_page(signed_in, answer)


def test_of_many_unknown_fields_the_first_are_named(phone):
    (result,) = phone.push(phone.op(payload=observation_payload() | MANY)).results
    assert (result["status"], result["code"]) == ("applied", "unknown_fields")
    assert list(result["errors"]) == sorted(MANY)[:MAX_UNKNOWN_NAMED]


def test_of_many_fields_the_first_are_a_table_and_all_stand_as_they_came(phone, signed_in):
    payload = observation_payload(note="070-174 06 05") | MANY
    answer, _ = send(phone, phone.op(payload=payload))
    page = open_page(signed_in, answer)
    assert page.count('<th scope="row">') == MAX_LINES
    assert json.dumps(max(MANY))[1:-1] in page
