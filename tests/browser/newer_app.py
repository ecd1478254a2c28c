"""A new version of the app, as a phone behind the proxy meets it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from tests.support.live_server import ROOT
from tests.support.proxy import Answered, Asked, Forward, Proxy

WORKER = "/app/sw.js"
#: The version of the app that the server has, and the one that comes after it.
VERSION = str(json.loads((ROOT / "static/pwa/package.json").read_text())["version"])
NEXT_VERSION = "999.0.0"
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


def release_the_next_version(proxy: Proxy) -> None:
    """From now on the server has the app as NEXT_VERSION: a worker with files of its own, in which the app says so."""
    proxy.fail_always(_next_version)


def _next_version(asked: Asked, forward: Forward) -> Answered:
    if asked.path != WORKER and not asked.path.endswith(".js"):
        return forward(asked)
    unfit = ("if-", "accept-encoding")
    plain = {n: v for n, v in asked.headers.items() if not n.lower().startswith(unfit)}
    answer = forward(replace(asked, headers=plain))
    kept = tuple(pair for pair in answer.headers if pair[0].lower() not in VALIDATORS)
    body = answer.body.replace(VERSION.encode(), NEXT_VERSION.encode())
    # The worker names its cache by a hash over all files.
    body = re.sub(rb"(?<=`)[0-9a-f]{16}(?=`)", b"f" * 16, body)
    return Answered(answer.status, kept, body)
