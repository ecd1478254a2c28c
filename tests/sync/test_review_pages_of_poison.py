"""Somebody at the desk can open whatever a phone sent, however strange (app/sync/pages.py)."""

import re

import pytest

from tests.support.builders import make_envelope, observation_payload
from tests.support.databases import sqlite_only
from tests.support.raw_json import Raw, dump

pytestmark = sqlite_only
STRANGE = [
    "\ud800",
    "half an emoji \ud83d",
    "<script>alert(1)</script>",
    "\x00\x1b[31m\u202e",
    Raw('"a\x00b"'),
    Raw("NaN"),
    Raw("1" + "0" * 5000),
    Raw("[" * 900 + "]" * 900),
    Raw("[" * 20_000 + "]" * 20_000),
    Raw('{"a": 1, "a": 2}'),
]


@pytest.mark.parametrize("number", range(len(STRANGE)))
def test_a_strange_operation_can_be_opened_and_dealt_with(signed_in, number):
    phone, supervisor = signed_in("officer"), signed_in("supervisor")
    strange = STRANGE[number]
    entries = [
        strange,
        phone.op(payload=strange),
        phone.op(payload=observation_payload(note=strange)),
        phone.op(payload=observation_payload(category=strange)),
        phone.op(kind=strange),
    ]
    body = dump(make_envelope(entries, phone.now(), phone.device_id))
    assert phone.send("POST", "/api/v1/sync/push", body).status == 200
    page = supervisor.send("GET", "/review", Accept="text/html")
    assert page.status == 200
    found = set(re.findall(r"/review/([0-9a-f-]{36})", page.content.decode()))
    assert found
    for op_id in found:
        shown = supervisor.send("GET", f"/review/{op_id}", Accept="text/html")
        assert shown.status == 200
        assert b"<script>alert" not in shown.content
