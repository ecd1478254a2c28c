"""The body of a request as its sender left it: broken off or garbled, it is a bad request and no fault of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from werkzeug.exceptions import ClientDisconnected

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class CarefulBody:
    """A WSGI input whose server may raise what it likes (gunicorn: for chunks that are none)."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._ask(self._stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._ask(self._stream.readline, size)

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _ask(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            return read(size)
        except Exception as error:  # each server has errors of its own
            raise ClientDisconnected from error


def read_with_care(wsgi_app: WsgiApp) -> WsgiApp:
    """The app, reading every body by CarefulBody."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = CarefulBody(environ["wsgi.input"])
        return wsgi_app(environ, start_response)

    return wrapped
