"""Only what can't be read as an envelope is refused as a whole; then nothing of it is processed."""

import gzip
import io
import json

import pytest

from app.core.ids import uuid7
from tests.support.builders import make_envelope
from tests.support.checks import operation_ids


@pytest.fixture
def phone(signed_in):
    return signed_in("officer")


def post(phone, body, **headers):
    return phone.send("POST", "/api/v1/sync/push", body, **headers)


def envelope_of(phone, *ops, **changes):
    return make_envelope(list(ops), phone.now(), phone.device_id, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"proto": 2},
        {"proto": "1"},
        {"proto": None},
        {"proto": True},
        {"proto": 10**30},
        {"device_id": "phone"},
        {"device_id": None},
        {"device_id": "0193A000-0000-7000-8000-0000000000D1"},
        {"device_id": "0193a000-0000-7000-8000-0000000000d1\n"},
        {"sent_at": "now"},
        {"sent_at": "2026-11-20T21:00:00"},
        {"sent_at": 1_700_000_000},
        {"ops": None},
        {"ops": {}},
        {"ops": "[]"},
        {"epoch": 7},
        {"epoch": "x" * 65},
    ],
    ids=str,
)
def test_an_envelope_with_a_field_of_another_kind_is_refused(app, phone, changes):
    envelope = envelope_of(phone, phone.op()) | changes
    answer = post(phone, envelope)
    assert (answer.status, answer.code) == (400, "envelope_unreadable")
    assert answer.json["retry"] == "never"
    assert operation_ids(app) == []


@pytest.mark.parametrize("name", ["proto", "device_id", "sent_at", "ops"])
def test_an_envelope_without_a_needed_field_is_refused(app, phone, name):
    envelope = envelope_of(phone, phone.op())
    del envelope[name]
    assert post(phone, envelope).code == "envelope_unreadable"
    assert operation_ids(app) == []


@pytest.mark.parametrize("end", [1, 2, 40, 400])
def test_a_truncated_envelope_is_refused(app, phone, end):
    body = json.dumps(envelope_of(phone, phone.op(), phone.op())).encode()
    answer = post(phone, body[:-end])
    assert (answer.status, answer.code) == (400, "envelope_unreadable")
    assert operation_ids(app) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b"<html></html>",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b"{" * 100_000,
        b'{"ops": ' + b"[" * 100_000,
        b'{"ops": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'"' + b'\\"' * 300_000,
        b'{"ops": [,]}',
        b'{"ops": [1,,2]}',
        b"1" * 5000,
    ],
    ids=lambda body: f"{body[:12].hex()}-{len(body)}",
)
def test_bytes_that_are_no_envelope_are_refused(phone, body):
    answer = post(phone, body)
    assert (answer.status, answer.code) == (400, "envelope_unreadable")


def test_what_a_phone_tells_of_itself_is_forgiven(phone):
    for app_version, queue in [
        (None, None),
        (7, []),
        ("1\x00", {"count": True, "oldest_at": 7}),
        ("x" * 999, {"count": -1, "oldest_at": "\x00"}),
        ({"deep": [[[]]]}, {"count": 2**80, "oldest_at": "x" * 999}),
        ("1.4.0", {"count": 1.5, "oldest_at": None}),
    ]:
        answer = phone.push(phone.op(), app=app_version, queue=queue)
        assert answer.statuses == ["applied"]


def test_unknown_fields_of_an_envelope_are_left_alone(phone):
    assert phone.push(phone.op(), colour="red").statuses == ["applied"]


def test_an_empty_push_is_a_whole_push(phone):
    answer = phone.push()
    assert answer.results == []
    assert answer.json["device"] == {"known_max_seq": 0, "missing_seq": []}


def test_200_operations_are_taken_and_201_are_not(app, phone):
    ops = [phone.op() for _ in range(201)]
    refused = phone.push(*ops)
    assert (refused.status, refused.code) == (413, "too_many_operations")
    assert refused.json["details"] == {"max_operations": 200}
    assert operation_ids(app) == []
    assert phone.push(*ops[:200]).statuses == ["applied"] * 200


def test_201_operations_of_which_one_is_no_json_are_not_taken_either(phone):
    ops = ["\ud800", *(phone.op() for _ in range(200))]
    assert phone.push(*ops).code == "too_many_operations"


def test_ten_mebibytes_are_refused(app, phone):
    answer = post(phone, b" " * (10 * 1024 * 1024))
    assert (answer.status, answer.code) == (413, "body_too_large")
    assert operation_ids(app) == []


def test_a_body_of_just_one_mebibyte_is_read(phone):
    body = json.dumps(envelope_of(phone, phone.op())).encode()
    assert post(phone, body.ljust(1024 * 1024)).statuses == ["applied"]
    assert post(phone, body.ljust(1024 * 1024 + 1)).code == "body_too_large"


def test_a_body_that_says_no_length_is_refused_one_byte_past_the_limit(phone):
    """It was cut off at the limit without a word, and read as a whole one."""
    body = json.dumps(envelope_of(phone, phone.op())).encode().ljust(1024 * 1024)
    for sent, status in [(body + b" ", 413), (body, 200)]:
        answer = phone.transport.client.post(
            "/api/v1/sync/push",
            input_stream=io.BytesIO(sent),
            headers={
                "X-CSRFToken": phone.csrf,
                "Content-Type": "application/json",
                "Transfer-Encoding": "chunked",
            },
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert answer.status_code == status, answer.json


def test_a_compressed_push_is_the_same_push(phone):
    body = json.dumps(envelope_of(phone, phone.op())).encode()
    assert post(phone, gzip.compress(body), Content_Encoding="gzip").statuses == ["applied"]
    assert post(phone, body).statuses == ["duplicate"]


@pytest.mark.slow
def test_a_gzip_bomb_is_refused_without_being_made(phone):
    bomb = gzip.compress(b" " * (200 * 1024 * 1024), compresslevel=9)
    assert len(bomb) < 1024 * 1024
    answer = post(phone, bomb, Content_Encoding="gzip")
    assert (answer.status, answer.code) == (413, "body_too_large")


@pytest.mark.parametrize(
    "damage",
    [lambda b: b[:-4], lambda b: b"x" + b, lambda b: b""],
    ids=["cut", "shifted", "empty"],
)
def test_a_damaged_gzip_stream_is_refused(phone, damage):
    body = gzip.compress(json.dumps(envelope_of(phone)).encode())
    answer = post(phone, damage(body), Content_Encoding="gzip")
    assert (answer.status, answer.code) == (400, "envelope_unreadable")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": "multipart/form-data; boundary=x"},
        {"Content_Type": ""},
        {"Content_Encoding": "br"},
        {"Content_Encoding": "gzip, gzip"},
    ],
    ids=str,
)
def test_another_content_type_is_refused(app, phone, headers):
    body = json.dumps(envelope_of(phone, phone.op())).encode()
    answer = post(phone, body, **headers)
    assert (answer.status, answer.code) == (415, "unsupported_media_type")
    assert operation_ids(app) == []


def test_json_with_a_charset_is_json(phone):
    body = json.dumps(envelope_of(phone, phone.op())).encode()
    answer = post(phone, body, Content_Type="application/json; charset=utf-8")
    assert answer.statuses == ["applied"]


def test_a_changed_epoch_stops_the_push(app, phone):
    answer = phone.push(phone.op(), epoch=uuid7())
    assert (answer.status, answer.code) == (409, "epoch_changed")
    assert answer.json["details"] == {"epoch": phone.epoch}
    assert answer.json["retry"] == "later"
    assert operation_ids(app) == []


def test_first_contact_learns_the_epoch(phone):
    expected, phone.epoch = phone.epoch, None
    answer = phone.push(phone.op())
    assert answer.statuses == ["applied"]
    assert answer.json["epoch"] == expected
