"""Bodies over a real socket: too large, without an end, cut short; the server answers and lives (gunicorn)."""

import gzip
import json
import socket

import pytest

from tests.support.builders import make_envelope
from tests.support.databases import sqlite_only
from tests.support.phones import phone_at

pytestmark = [pytest.mark.slow, sqlite_only]
MEBIBYTE = 1024 * 1024


@pytest.fixture
def server(start_live_server, world_url):
    return start_live_server(world_url)


def speak(server, phone, head, *pieces):
    """What the server answers to these bytes, as far as it can be read: (status, body)."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        lines = [
            "POST /api/v1/sync/push HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            f"Cookie: {phone.transport.cookie}",
            f"X-CSRFToken: {phone.csrf}",
            *head,
            "",
            "",
        ]
        connection.sendall("\r\n".join(lines).encode())
        answer = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                answer += part
        except ConnectionError:
            pass  # It stopped reading what was too large.
    return answer


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer else None


def test_the_server_outlives_every_body(server):
    phone = phone_at(server.url, "officer")
    op = phone.op()
    body = json.dumps(make_envelope([op], phone.now(), phone.device_id)).encode()
    ten = b" " * (10 * MEBIBYTE)
    chunk = b"%x\r\n%s\r\n" % (MEBIBYTE, b" " * MEBIBYTE)
    cases = {
        "10 MiB, said so": (["Content-Length: 10485760"], [ten], {413, None}),
        "10 MiB in chunks": (
            ["Transfer-Encoding: chunked"],
            [chunk] * 10 + [b"0\r\n\r\n"],
            {413, None},
        ),
        "less than it said": ([f"Content-Length: {len(body) + 50}"], [body[:-9]], {400, None}),
        "more than it said": ([f"Content-Length: {len(body) - 50}"], [body], {400}),
        "a negative length": (["Content-Length: -1"], [body], {400, None}),
        "two lengths": (["Content-Length: 3", "Content-Length: 5"], [body], {400, None}),
        "chunks that are none": (["Transfer-Encoding: chunked"], [b"zz\r\n"], {400, None}),
        "a bomb": (
            ["Content-Encoding: gzip", f"Content-Length: {len(gzip.compress(ten * 10))}"],
            [gzip.compress(ten * 10)],
            {413},
        ),
    }
    for name, (head, pieces, expected) in cases.items():
        answer = speak(server, phone, head, *pieces)
        assert status_of(answer) in expected, (name, answer[:300])
        assert phone.get("/healthz").status == 200, name
    assert phone.push(op).statuses == ["applied"]
    assert "Traceback" not in server.log_text()


def test_an_answer_that_nobody_waited_for_is_a_duplicate_when_it_is_asked_again(server):
    phone = phone_at(server.url, "officer")
    for _ in range(5):
        ops = [phone.op() for _ in range(20)]
        body = json.dumps(make_envelope(ops, phone.now(), phone.device_id)).encode()
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
            head = (
                "POST /api/v1/sync/push HTTP/1.1\r\nHost: localhost\r\n"
                f"Content-Type: application/json\r\nCookie: {phone.transport.cookie}\r\n"
                f"X-CSRFToken: {phone.csrf}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            connection.sendall(head.encode() + body)
        statuses = set(phone.push(*ops).statuses)
        assert statuses <= {"applied", "duplicate"}
        assert len(statuses) == 1


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("coordinator", "/places"),
        ("coordinator", "/activities"),
        ("town_administrator", "/places/area"),
        ("supervisor", "/places/categories"),
    ],
)
def test_a_form_that_never_ends_keeps_nobody_from_writing(server, role, path):
    """Its view would ask the database first, and wait for the rest of the form in the writer's place."""
    slow, officer = phone_at(server.url, role), phone_at(server.url, "officer")
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        lines = [
            f"POST {path} HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Length: 100",
            f"Cookie: {slow.transport.cookie}",
            f"X-CSRFToken: {slow.csrf}",
            "",
            "a=1",
        ]
        connection.sendall("\r\n".join(lines).encode())
        assert [officer.push(officer.op()).statuses for _ in range(20)] == [["applied"]] * 20


@pytest.mark.parametrize(
    "header", ["SCRIPT_NAME: /x", "PATH_INFO: //evil.example", "X-Forwarded-Proto: https"]
)
def test_what_only_a_proxy_may_say_is_not_believed_of_a_neighbour(server, header):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(
            f"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert status_of(answer) in {200, 400}
    assert b"Strict-Transport-Security" not in answer
    assert b"evil.example" not in answer


PART = '--x\r\nContent-Disposition: form-data; name="appearance"\r\n\r\ndark\r\n'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", "appearance=dark"),
        ("application/x-www-form-urlencoded", ""),
        ("multipart/form-data; boundary=x", PART),
        ("multipart/form-data; boundary=x", PART + "--x--\r\n"),
    ],
)
def test_half_a_form_is_not_acted_upon(server, content_type, body):
    """gunicorn gives what came before the client was gone, and the rest of a form would count as left empty."""
    phone = phone_at(server.url, "supervisor")
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        lines = [
            "POST /profile/appearance HTTP/1.1",
            "Host: localhost",
            f"Content-Type: {content_type}",
            "Content-Length: 5000",
            f"Cookie: {phone.transport.cookie}",
            f"X-CSRFToken: {phone.csrf}",
            "",
            body,
        ]
        connection.sendall("\r\n".join(lines).encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert status_of(answer) == 400
