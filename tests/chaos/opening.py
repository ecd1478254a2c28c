"""A world to play in is opened: our own server on a database of its own, or one that runs already."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Playwright, expect

from tests.chaos.data import open_data
from tests.chaos.phones import ChaosPhone, Person
from tests.chaos.world import House, World
from tests.support.builders import PASSWORD, email_of
from tests.support.chromium import DEADLINE_MS
from tests.support.live_server import LiveServer

#: Whose phones they are; one for each, and then again from the first.
OWNERS = ("officer", "officer2", "both", "youth", "two_areas", "youth2", "split", "other_officer")
READERS = ("supervisor", "coordinator")
DEMONSTRATION = tuple(email_of(name) for name in ("officer", "officer2", "youth", "supervisor"))
PASSWORD_SETTING = "LJUSPUNKT_CHAOS_PASSWORD"


@dataclass(frozen=True)
class Setting:
    """How many phones, and on what."""

    phones: int = 4
    database: str = "sqlite"
    target: str = ""
    accounts: Sequence[str] = DEMONSTRATION


@contextmanager
def open_world(playwright: Playwright, setting: Setting) -> Iterator[World]:
    """Phones that are on, and the server that they reach through their networks."""
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="lp-chaos-")))
        # PostgreSQL refuses to run as root, and the other user has to walk through this folder.
        folder.chmod(0o711)
        expect.set_options(timeout=DEADLINE_MS)
        house, upstream = None, setting.target
        if setting.target:
            if urlsplit(setting.target).scheme != "http":
                raise SystemExit("TARGET is an address that begins with http://")
            owners = _people_of_target(setting)
            readers = owners[:1]
        else:
            data = closing.enter_context(open_data(setting.database, folder))
            server = LiveServer(data.url, folder, workers=2, is_forked=True)
            server.start()
            closing.callback(server.stop)
            house, upstream = House(server, data), server.url
            owners = [Person(email_of(name), PASSWORD) for name in OWNERS]
            readers = [Person(email_of(name), PASSWORD) for name in READERS]
        phones = []
        for number in range(setting.phones):
            owner = owners[number % len(owners)]
            phone = ChaosPhone.make(playwright, folder, number, owner, upstream)
            closing.callback(phone.close)
            phones.append(phone)
        yield World(phones, house, upstream, readers)


def _people_of_target(setting: Setting) -> list[Person]:
    password = os.environ.get(PASSWORD_SETTING, "")
    if not password:
        raise SystemExit(
            f"Set {PASSWORD_SETTING} to the password of {', '.join(setting.accounts)}."
        )
    return [Person(email, password) for email in setting.accounts]
