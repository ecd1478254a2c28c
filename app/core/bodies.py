"""The body of a request as its sender left it: broken off or garbled, it is a bad request and no fault of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from werkzeug.exceptions import ClientDisconnected

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class CarefulBody:
    """A WSGI input whose server may raise what it likes (gunicorn: for chunks that are none).

    `length` is what the sender said that it would be, in bytes: where less came, gunicorn gives what there is, and
    Flask takes its word for the end. The half of a form would be acted upon.
    """

    def __init__(self, stream: Any, length: int | None = None) -> None:
        self._stream = stream
        self._missing = length or 0

    def read(self, size: int = -1) -> bytes:
        return self._ask(self._stream.read, size, is_whole=size < 0)

    def readline(self, size: int = -1) -> bytes:
        return self._ask(self._stream.readline, size, is_whole=False)

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _ask(self, read: Callable[[int], bytes], size: int, *, is_whole: bool) -> bytes:
        try:
            part = read(size)
        except Exception as error:  # each server has errors of its own
            raise ClientDisconnected from error
        self._missing -= len(part)
        is_end = is_whole or (size != 0 and not part)
        if is_end and self._missing > 0:
            raise ClientDisconnected
        return part


def read_with_care(wsgi_app: WsgiApp) -> WsgiApp:
    """The app, reading every body by CarefulBody."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        said = environ.get("CONTENT_LENGTH") or ""
        length = int(said) if said.isascii() and said.isdigit() else None
        environ["wsgi.input"] = CarefulBody(environ["wsgi.input"], length)
        return wsgi_app(environ, start_response)

    return wrapped
