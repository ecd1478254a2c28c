"""The way between one phone and the server, with what networks do beyond tests/support/proxy.py."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.support.proxy import (
    HOP_BY_HOP,
    UPSTREAM_TIMEOUT_S,
    Answered,
    Asked,
    Cut,
    Fault,
    Forward,
    Proxy,
)

PUSH = "/api/v1/sync/push"
#: A byte in so many seconds: an answer takes far longer than the 20 s after which the phone gives up.
DRIP_S = 0.25
#: An answer that is late, but not too late.
DELAY_S = 2.0
#: What the server may say when it can't: with Retry-After (README, Errors).
MEANT_5XX = (503, 507)


@dataclass
class Network(Proxy):
    """One phone's network. Keeps what the server said, so that the oracle can ask."""

    #: (method, path, status) of answers of the server itself that it should never give.
    wrong: list[str] = field(default_factory=list)
    #: Set when everything is to heal: what is slow hurries, what is held back arrives.
    healed: threading.Event = field(default_factory=threading.Event)
    _late: list[threading.Thread] = field(default_factory=list)

    def forget(self) -> None:
        """As new, for the next round."""
        self.heal()
        self.seen.clear()
        self.met.clear()
        self.wrong.clear()
        self.healed.clear()

    def heal(self) -> None:
        """It is a good network again, and whatever was on its way has arrived."""
        self.fail_always(None)
        self.forgive(PUSH)
        self.healed.set()
        for thread in self._late:
            thread.join()
        self._late.clear()

    def pushes(self) -> list[Asked]:
        """Every push that the phone has tried, whether it got through or not."""
        return [asked for asked in list(self.seen) if asked.path == PUSH]

    def count(self, path: str) -> int:
        """How many requests to this path have come."""
        return sum(asked.path == path for asked in list(self.seen))

    def in_background(self, work: threading.Thread) -> None:
        """It is over before `heal` is."""
        work.start()
        self._late.append(work)

    def _forward(self, asked: Asked) -> Answered:
        answer = super()._forward(asked)
        # What the proxy makes itself where nobody answers has this one header; Flask's answers have more.
        is_ours = len(answer.headers) == 1
        if answer.status >= 500 and answer.status not in MEANT_5XX and not is_ours:
            self.wrong.append(f"{asked.method} {asked.path} -> {answer.status}")
        return answer

    # --- faults ---

    def duplicate(self, asked: Asked, forward: Forward) -> Answered:
        """The request arrives twice, at the same time."""
        self.in_background(threading.Thread(target=forward, args=(asked,)))
        return forward(asked)

    def overtaken(self, asked: Asked, forward: Forward) -> Answered:
        """The request gets lost for the phone, and arrives when others have gone past it."""

        def arrive() -> None:
            self.healed.wait(DELAY_S * 2)
            forward(asked)

        self.in_background(threading.Thread(target=arrive))
        raise Cut

    def delay(self, asked: Asked, forward: Forward) -> Answered:
        """The answer comes late."""
        answer = forward(asked)
        self.healed.wait(DELAY_S)
        return answer

    def drip_answer(self, asked: Asked, forward: Forward) -> Answered:
        """The answer comes byte by byte."""
        answer = forward(asked)
        return Answered(answer.status, answer.headers, answer.body, self._drip)

    def drip_request(self, asked: Asked, _forward: Forward) -> Answered:
        """The request reaches the server byte by byte, over a connection that does not end."""
        connection = http.client.HTTPConnection(
            self.upstream_host, self.upstream_port, timeout=UPSTREAM_TIMEOUT_S
        )
        try:
            connection.putrequest(
                asked.method, asked.target, skip_accept_encoding=True, skip_host=True
            )
            for name, value in asked.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.endheaders()
            for part in self._drip(asked.body):
                connection.send(part)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            raise Cut from None
        finally:
            connection.close()
        return Answered(response.status, tuple(response.getheaders()), body)

    def _drip(self, body: bytes) -> Iterator[bytes]:
        for index in range(len(body)):
            if self.healed.wait(DRIP_S):
                yield body[index:]
                return
            yield body[index : index + 1]


def first(count: int, fault: Fault) -> Fault:
    """The fault meets so many requests to the API, and then everything goes through."""
    left = threading.Semaphore(count)

    def some(asked: Asked, forward: Forward) -> Answered:
        if asked.path.startswith("/api/") and left.acquire(blocking=False):
            return fault(asked, forward)
        return forward(asked)

    return some
