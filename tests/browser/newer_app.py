"""A new version of the app, as a phone behind the proxy meets it."""

from __future__ import annotations

from dataclasses import replace

from tests.support.proxy import Answered, Asked, Forward, Proxy

WORKER = "/app/sw.js"
#: Browsers may look at the worker's script more than once.
LOOKS = 20
VALIDATORS = ("etag", "last-modified")


def _newer(asked: Asked, forward: Forward) -> Answered:
    """The same worker with another byte: to a browser that is another version."""
    unconditional = {n: v for n, v in asked.headers.items() if not n.lower().startswith("if-")}
    answer = forward(replace(asked, headers=unconditional))
    kept = tuple(pair for pair in answer.headers if pair[0].lower() not in VALIDATORS)
    return Answered(answer.status, kept, answer.body + b"\n//newer")


def publish_a_new_version(proxy: Proxy) -> None:
    proxy.fail(WORKER, *[_newer] * LOOKS)
