"""A phone under chaos: a real browser, its own network, and what the app on it has put on the disk."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.phone_app import PhoneApp
from tests.browser.watching import WatchedBrowser
from tests.chaos.network import Network
from tests.support.chromium import PHONE

SCRIPT = (Path(__file__).parent / "page.js").read_text()


@dataclass(eq=False)
class NotedBrowser(WatchedBrowser):
    """A browser whose pages tell what they have put on the disk, over all its lives."""

    #: What page.js told, in its order.
    notes: list[str] = field(default_factory=list)

    def start(self) -> None:
        super().start()
        self.context.expose_binding("chaosNote", lambda _source, text: self.notes.append(text))
        self.context.add_init_script(SCRIPT)


@dataclass(frozen=True)
class Person:
    """Who uses the phone."""

    email: str
    password: str

    @property
    def name(self) -> str:
        return self.email.partition("@")[0]


@dataclass(frozen=True)
class Standing:
    """waiting, sent or set_aside, and the author's id."""

    state: str
    author: str


@dataclass
class ChaosPhone:
    """One phone. `ops` is what was saved on it in this round: op_id -> operation as it was put on the disk."""

    number: int
    owner: Person
    browser: NotedBrowser
    network: Network
    app: PhoneApp
    #: who should be signed in just now
    person: Person
    second_tab: PhoneApp | None = None
    ops: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: op_id -> why the server need not have it
    excused: dict[str, str] = field(default_factory=dict)
    #: op_id -> why it is at risk: it was taken from the disk, and lives in the open app alone
    at_risk: dict[str, str] = field(default_factory=dict)
    #: ids that were seen on the disk, whether the page could tell or died first
    seen_on_disk: set[str] = field(default_factory=set)
    is_open: bool = False
    is_offline: bool = False
    #: it empties itself when it hears so, but for what the server does not have
    was_revoked: bool = False
    #: its cached files were taken away too: without a network it need not open
    lost_cache: bool = False
    trace: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def make(
        cls, playwright: Playwright, folder: Path, number: int, owner: Person, upstream: str
    ) -> ChaosPhone:
        """The phone is on; its app has not been opened."""
        parts = urlsplit(upstream)
        host = "127.0.0.1" if parts.hostname == "localhost" else str(parts.hostname)
        network = Network(parts.port or 80, upstream_host=host)
        network.start()
        browser = NotedBrowser(playwright, folder / f"phone-{number}", network.url, PHONE)
        browser.start()
        return cls(number, owner, browser, network, PhoneApp(browser), owner)

    def close(self) -> None:
        self.browser.close()
        self.network.stop()

    # --- a round begins ---

    def become_new(self) -> None:
        """Nothing of the round before is on it, and nobody is signed in."""
        self.close_second_tab()
        self.app.page.goto("about:blank")
        self.browser.go_online()
        self.set_quota(None)
        self.clear_storage("all")
        self.browser.context.clear_cookies()
        self.network.forget()
        self.person = self.owner
        self.is_open = self.is_offline = self.lost_cache = self.was_revoked = False
        self.seen_on_disk.clear()
        for kept in (self.browser.notes, self.browser.page_errors, self.browser.console_errors):
            kept.clear()
        for about in (self.ops, self.excused, self.at_risk, self.trace, self.complaints):
            about.clear()

    # --- its life ---

    def open(self) -> bool:
        """The app is on the screen; False where it can't be: neither its files nor a network are there."""
        try:
            self.app.open()
        except (PlaywrightError, AssertionError) as error:
            self.say(f"the app does not open: {str(error).splitlines()[0]}")
            if not self.lost_cache:
                self.complaints.append("the app did not open from its own files")
            return False
        self.is_open = True
        return True

    def leave(self) -> None:
        """The app is about to go: what only it knew is lost, unless it is on the disk again."""
        self.listen()
        if self.at_risk and self.is_open:
            there = self.standings() or {}
            self.excused.update({id_: why for id_, why in self.at_risk.items() if id_ not in there})
        self.at_risk.clear()
        self.second_tab = None
        self.is_open = False

    def die_and_return(self) -> None:
        """The browser got SIGKILL and runs again, in the same coverage."""
        self.leave()
        self.browser.restart()
        if self.is_offline:
            self.browser.go_offline()
        if self.open():
            self.seen_on_disk |= set(self.standings() or ())

    # --- what the browser's own tools can do to it ---

    @property
    def origin(self) -> str:
        return self.network.url

    def cdp(self) -> CDPSession:
        return self.browser.context.new_cdp_session(self.app.page)

    def set_quota(self, quota_bytes: int | None) -> None:
        """So much may the app keep; None is what the browser gives."""
        size = {} if quota_bytes is None else {"quotaSize": quota_bytes}
        self.cdp().send("Storage.overrideQuotaForOrigin", {"origin": self.origin, **size})

    def clear_storage(self, kinds: str) -> None:
        """The system took these kinds of storage away."""
        self.cdp().send(
            "Storage.clearDataForOrigin", {"origin": self.origin, "storageTypes": kinds}
        )

    def open_second_tab(self) -> None:
        self.second_tab = PhoneApp(self.browser, self.browser.context.new_page())
        self.second_tab.open()

    def close_second_tab(self) -> None:
        if self.second_tab is not None:
            with contextlib.suppress(PlaywrightError):
                self.second_tab.page.close()
            self.second_tab = None

    # --- what it holds ---

    def say(self, what: str) -> None:
        """A line of the trace."""
        self.trace.append(what)

    def listen(self) -> None:
        """`ops` has everything that the pages have told so far."""
        while self.browser.notes:
            note = json.loads(self.browser.notes.pop(0))
            if not note["strict"]:
                self.complaints.append("an operation was saved without strict durability")
            for op in note["ops"]:
                self.ops[op["op_id"]] = op

    def standings(self) -> dict[str, Standing] | None:
        """Where each operation stands on the disk, by op_id; None where the store is not there."""
        found = self.app.page.evaluate("() => chaos.readStandings()")
        if found is None:
            return None
        return {each["op_id"]: Standing(each["state"], each["author"]) for each in found}

    def waiting_of(self, author: str | None = None) -> list[str]:
        """The ids that wait on the disk, of this author or of everybody."""
        return [
            op_id
            for op_id, each in (self.standings() or {}).items()
            if each.state == "waiting" and author in {None, each.author}
        ]

    def device_ids(self) -> set[str]:
        """The ids by which it has called itself."""
        return {str(json.loads(asked.body)["device_id"]) for asked in self.network.pushes()}
