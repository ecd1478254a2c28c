"""What lies between a phone and the server, on the address that the phone knows: it can do what networks do."""

from __future__ import annotations

import contextlib
import http.client
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.processes import free_port, wait_until

PORTAL = b"<!DOCTYPE html><html><title>Hotellets n\xc3\xa4t</title><h1>Godk\xc3\xa4nn villkoren</h1></html>"
UPSTREAM_TIMEOUT_S = 30
MET_DEADLINE_S = 60.0
#: Headers that speak of one connection alone (RFC 9110, 7.6.1).
HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "upgrade"})

VALIDATORS = ("etag", "last-modified")


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The address without what is asked behind the `?`."""
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Answered:
    """An answer as it goes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    #: cuts the body in parts and takes its time between them
    drip: Callable[[bytes], Iterator[bytes]] | None = None


class Cut(Exception):
    """The connection ends here: after so many bytes of this answer, or before any of it."""

    def __init__(self, answer: Answered | None = None, kept_bytes: int = 0) -> None:
        super().__init__("cut")
        self.answer, self.kept_bytes = answer, kept_bytes


Forward = Callable[[Asked], Answered]
#: What is done to a request: it may forward it, or not, and answer what it likes, or raise Cut.
Fault = Callable[[Asked, Forward], Answered]


def captive_portal(_asked: Asked, _forward: Forward) -> Answered:
    """A sign-in page with status 200 instead of what was asked for."""
    return Answered(200, (("Content-Type", "text/html; charset=utf-8"),), PORTAL)


def redirecting_portal(_asked: Asked, _forward: Forward) -> Answered:
    """A redirect to a sign-in page."""
    return Answered(302, (("Location", "/portal"), ("Content-Type", "text/html")), b"")


def bad_gateway(_asked: Asked, _forward: Forward) -> Answered:
    """A gateway that does not reach the server."""
    return Answered(502, (("Content-Type", "text/html"),), b"<h1>502 Bad Gateway</h1>")


def drop_request(_asked: Asked, _forward: Forward) -> Answered:
    """The request never reaches the server."""
    raise Cut


def drop_answer(asked: Asked, forward: Forward) -> Answered:
    """The server did it and said so, and nobody hears it."""
    forward(asked)
    raise Cut


def truncate(asked: Asked, forward: Forward) -> Answered:
    """The answer breaks off in the middle of its body."""
    answer = forward(asked)
    raise Cut(answer, len(answer.body) // 2)


def shorten(asked: Asked, forward: Forward) -> Answered:
    """Half of the answer's body, sent as if it were whole."""
    answer = forward(asked)
    return Answered(answer.status, answer.headers, answer.body[: len(answer.body) // 2])


def another_version(asked: Asked, forward: Forward) -> Answered:
    """The same script with another byte: to a browser that is another version of a service worker."""
    unconditional = {n: v for n, v in asked.headers.items() if not n.lower().startswith("if-")}
    answer = forward(replace(asked, headers=unconditional))
    kept = tuple(pair for pair in answer.headers if pair[0].lower() not in VALIDATORS)
    return Answered(answer.status, kept, answer.body + b"\n//newer")


def afterwards(act: Callable[[], None]) -> Fault:
    """The server has answered, then this happens, and the answer is lost."""

    def fault(asked: Asked, forward: Forward) -> Answered:
        forward(asked)
        act()
        raise Cut

    return fault


def meanwhile(act: Callable[[], None]) -> Fault:
    """This happens while the server is at it; whatever it still answers is lost."""

    def fault(asked: Asked, forward: Forward) -> Answered:
        asking = threading.Thread(target=forward, args=(asked,))
        asking.start()
        act()
        asking.join()
        raise Cut

    return fault


def beforehand(act: Callable[[], None]) -> Fault:
    """This happens before the request is sent on."""

    def fault(asked: Asked, forward: Forward) -> Answered:
        act()
        return forward(asked)

    return fault


@dataclass
class Proxy:
    """Listens on a port of its own and passes everything on to the server, but for the faults that are waiting.

    `fail(path, fault, …)` lets the next requests to a path meet these faults, one each; `fail_always` every request.
    `seen` has all that came.
    """

    upstream_port: int
    port: int = field(default_factory=free_port)
    upstream_host: str = "127.0.0.1"
    seen: list[Asked] = field(default_factory=list)
    #: The paths of requests that met a fault, when it was over.
    met: list[str] = field(default_factory=list)
    _waiting: dict[str, deque[Fault]] = field(default_factory=dict)
    _standing: Fault | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """What the phone knows as the server's address."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """It listens."""
        self._server = _Listener(self)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """It no longer listens."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def fail(self, path: str, *faults: Fault) -> None:
        """The next requests to this path meet these faults, in this order."""
        with self._lock:
            self._waiting.setdefault(path, deque()).extend(faults)

    def forgive(self, path: str) -> None:
        """No fault waits for requests to this path any more."""
        with self._lock:
            self._waiting.pop(path, None)

    def fail_always(self, fault: Fault | None) -> None:
        """Every request meets this fault from now on; None ends it."""
        with self._lock:
            self._standing = fault

    def wait_until_met(self, path: str, count: int = 1) -> None:
        """So many requests to this path have met a fault, and it is over."""
        wait_until(
            lambda: self.met.count(path) >= count,
            deadline_s=MET_DEADLINE_S,
            what=f"{path} meets a fault",
        )

    def answer(self, asked: Asked) -> Answered:
        """What the phone gets; raises Cut where the connection breaks."""
        with self._lock:
            self.seen.append(asked)
            waiting = self._waiting.get(asked.path)
            fault = waiting.popleft() if waiting else self._standing
        if fault is None:
            return self._forward(asked)
        try:
            return fault(asked, self._forward)
        finally:
            self.met.append(asked.path)

    def _forward(self, asked: Asked) -> Answered:
        connection = http.client.HTTPConnection(
            self.upstream_host, self.upstream_port, timeout=UPSTREAM_TIMEOUT_S
        )
        headers = {n: v for n, v in asked.headers.items() if n.lower() not in HOP_BY_HOP}
        try:
            connection.request(asked.method, asked.target, asked.body or None, headers)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            return bad_gateway(asked, self._forward)
        finally:
            connection.close()
        kept = tuple(pair for pair in response.getheaders() if pair[0].lower() not in HOP_BY_HOP)
        return Answered(response.status, kept, body)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        super().__init__(("127.0.0.1", proxy.port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that was killed leaves its connections open: nothing to say."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
        try:
            self._send(self.server.proxy.answer(asked))
        except Cut as cut:
            self._cut(cut)

    do_GET = do_POST = do_PATCH = do_DELETE = do_HEAD = _handle  # noqa: N815  the base class names them so

    def _send(self, answer: Answered, kept_bytes: int | None = None) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        body = answer.body[:kept_bytes]
        # Whoever waits may have gone away meanwhile.
        with contextlib.suppress(OSError):
            for part in answer.drip(body) if answer.drip else (body,):
                self.wfile.write(part)

    def _cut(self, cut: Cut) -> None:
        if cut.answer is not None:
            self._send(cut.answer, cut.kept_bytes)
        self.close_connection = True
        with contextlib.suppress(OSError):
            # Lingering for no time makes the kernel send a reset, which no one takes for an end.
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Says nothing: what came is in `seen`."""
