"""Just enough of two remote controls for a smoke run: WebDriver over HTTP (WebKitGTK) and Marionette (Firefox).

Both speak the commands of W3C WebDriver; Marionette is what geckodriver itself talks to, a line of JSON with its length
in front (Firefox source docs, "Marionette protocol").
"""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Protocol

TIMEOUT_S = 60
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Remote(Protocol):
    """A browser that does what it is told."""

    def navigate(self, url: str) -> None: ...

    def run(self, script: str, *arguments: object) -> Any: ...

    def click(self, selector: str) -> None: ...

    def type(self, selector: str, text: str) -> None: ...


class WebDriver:
    """One session of a WebDriver server."""

    def __init__(self, address: str, capabilities: dict[str, object]) -> None:
        self._base = f"{address}/session"
        opened = self._send("POST", "", {"capabilities": {"alwaysMatch": capabilities}})
        self._base += f"/{opened['sessionId']}"

    def navigate(self, url: str) -> None:
        self._send("POST", "/url", {"url": url})

    def run(self, script: str, *arguments: object) -> Any:
        return self._send("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def click(self, selector: str) -> None:
        self._send("POST", f"/element/{self._find(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        self._send("POST", f"/element/{self._find(selector)}/value", {"text": text})

    def close(self) -> None:
        self._send("DELETE", "", None)

    def _find(self, selector: str) -> str:
        found = self._send("POST", "/element", {"using": "css selector", "value": selector})
        return str(found[ELEMENT])

    def _send(self, method: str, path: str, body: object) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data, method=method)  # noqa: S310 - our own
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - our own
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.read().decode()[:500]}") from error


class Marionette:
    """One session of a Firefox that was started with `--marionette`."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._read()  # It says who it is.
        self._send("WebDriver:NewSession", {})

    def navigate(self, url: str) -> None:
        self._send("WebDriver:Navigate", {"url": url})

    def run(self, script: str, *arguments: object) -> Any:
        asked = {"script": script, "args": list(arguments)}
        return self._send("WebDriver:ExecuteScript", asked)["value"]

    def click(self, selector: str) -> None:
        self._send("WebDriver:ElementClick", {"id": self._find(selector)})

    def type(self, selector: str, text: str) -> None:
        self._send("WebDriver:ElementSendKeys", {"id": self._find(selector), "text": text})

    def close(self) -> None:
        self._socket.close()

    def _find(self, selector: str) -> str:
        asked = {"using": "css selector", "value": selector}
        return str(self._send("WebDriver:FindElement", asked)["value"][ELEMENT])

    def _send(self, command: str, parameters: Mapping[str, object]) -> Any:
        self._number += 1
        line = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(line), line))
        _, _, error, result = self._read()
        if error is not None:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return result

    def _read(self) -> Any:
        digits = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte:
                raise ConnectionError("Firefox hung up")
            digits += byte
        return json.loads(self._stream.read(int(digits)))
