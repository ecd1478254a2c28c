"""What hangs becomes a failure with a picture.

Playwright waits without limit for a promise in the page that nobody keeps (`evaluate`), and the one thread in which its
calls can be broken off is the one that waits. So a thread beside it takes the browsers away: then the call ends with an
error, and the test with its name.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import os
import re
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.async_api import Page

from tests.support.chromium import RUNNING, Browser
from tests.support.processes import child_ids

RESULTS = Path(__file__).parents[2] / "test-results"
PICTURE_DEADLINE_S = 10.0
#: So long after the browsers are gone, the driver itself must be what hangs.
DRIVER_DEADLINE_S = 30.0
_BROWSER, _DRIVER = "--user-data-dir=", "run-driver"


class Hung(AssertionError):
    """Something took longer than anything here may take."""


class Watchdog:
    """A `with` block that ends: after `limit_s` every browser of this process gets SIGKILL, as often as it takes.

    What the block then raises carries a note that says so; a block that ends well all the same raises Hung.
    """

    def __init__(self, name: str, limit_s: float) -> None:
        self._name, self._limit_s = name, limit_s
        self._said: list[str] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        if not self._said:
            return
        if error is None:
            raise Hung("\n".join(self._said))
        error.add_note("\n".join(self._said))

    def _watch(self) -> None:
        while not self._over.wait(self._limit_s):
            faulthandler.dump_traceback()
            pictures = take_pictures(self._name)
            kill_processes(_BROWSER)
            shown = ", ".join(map(str, pictures)) or "no picture"
            said = (
                f"{self._name} hung: after {self._limit_s:g} s its browsers were killed ({shown})"
            )
            self._said.append(said)
            if not self._over.wait(DRIVER_DEADLINE_S):
                kill_processes(_DRIVER)


def take_pictures(name: str) -> list[Path]:
    """Pictures of what the running browsers show, as far as they still answer; from any thread."""
    found = []
    for number, browser in enumerate(list(RUNNING), 1):
        path = RESULTS / (re.sub(r"[^\w-]+", "-", f"{name}-hung-{number}") + ".png")
        # A browser that does not answer is what this is about.
        with contextlib.suppress(Exception):
            _photograph(browser, path)
            found.append(path)
    return found


def _photograph(browser: Browser, path: Path) -> None:
    # While a call waits, Playwright's loop runs in its thread: there is no public way to give it more to do.
    inner = browser.page._impl_obj
    picture = Page(inner).screenshot(path=path, timeout=PICTURE_DEADLINE_S * 1000)
    taken = asyncio.run_coroutine_threadsafe(picture, inner._loop)
    try:
        taken.result(PICTURE_DEADLINE_S)
    finally:
        taken.cancel()


def kill_processes(part_of_arguments: str) -> None:
    """Every descendant of this process with this in its command line got SIGKILL."""
    for process_id in _descendants([os.getpid()]):
        with contextlib.suppress(OSError):
            arguments = Path(f"/proc/{process_id}/cmdline").read_bytes()
            if part_of_arguments.encode() in arguments:
                os.kill(process_id, signal.SIGKILL)


def _descendants(process_ids: Sequence[int]) -> list[int]:
    children = [child for process_id in process_ids for child in child_ids(process_id)]
    return [*children, *_descendants(children)] if children else []
