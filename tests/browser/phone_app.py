"""The phone app as a person uses it: what can be tapped, and what can be seen afterwards."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.phone_store import HAS_DRAFT, READ_DEVICE_ID, READ_QUEUE, READ_RAW
from tests.support.builders import PASSWORD, email_of
from tests.support.chromium import DEADLINE_MS, Browser
from tests.support.processes import wait_until

#: What has been sent is said with the time; before the first sync the chip says something else.
ALL_SENT = re.compile(r"^(Allt skickat|All sent)")
#: While something waits, it is tried again within 45 s; a queue drains within 60 s of connectivity (SYNC.md).
DRAIN_DEADLINE_MS = 60_000

_UNTIL_ACTIVATED = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  while (active.state !== "activated") {
    await new Promise((done) => active.addEventListener("statechange", done, { once: true }));
  }
}"""


@dataclass
class PhoneApp:
    """The app in one browser. `page` is the tab that is looked at."""

    browser: Browser
    other_page: Page | None = None
    #: What opens the phone, where somebody has set it.
    pin: str | None = None

    @property
    def page(self) -> Page:
        return self.other_page or self.browser.page

    # --- opening ---

    def open(self, at: str = "") -> None:
        """The app is on the screen; `at` is what stands after # in the address."""
        self.page.goto(f"/app/{at}")
        expect(self.page.locator(".app")).to_be_visible(timeout=DEADLINE_MS)

    def be_ready_for_offline(self) -> None:
        """The service worker has the app's files."""
        # Playwright takes the promise of an asynchronous predicate for a yes: `evaluate` waits for it.
        self.page.evaluate(_UNTIL_ACTIVATED)

    def sign_in(self, email: str, password: str) -> None:
        """The person is in and has everything that the phone needs offline."""
        self.fill_sign_in(email, password)
        self.wait_until_sent()
        self.be_ready_for_offline()

    def sign_in_as(self, name: str) -> None:
        """As `sign_in`, by a name of tests/support/builders.py."""
        self.sign_in(email_of(name), PASSWORD)

    def fill_sign_in(self, email: str, password: str) -> None:
        """The form of the sign-in was sent."""
        self.see("sign-in-email").fill(email)
        self.see("sign-in-password").fill(password)
        self.tap("sign-in-submit")

    def sign_out(self) -> None:
        """Nobody is signed in on the phone; what waits stays. One that has locked with it was opened again."""
        self.tap("menu")
        self.tap("sign-out")
        self.tap("sign-out-confirm")
        expect(self.see("locked").or_(self.see("sign-in-email")).first).to_be_visible()
        if self.see("locked").count():
            self.unlock()
        expect(self.see("sign-in-email")).to_be_visible()

    def look_at(self) -> PhoneApp:
        """This tab is the one in front; the others are slowed down as browsers do."""
        self.page.bring_to_front()
        return self

    def reload(self) -> None:
        """The page was loaded anew."""
        self.page.reload()
        expect(self.page.locator(".app")).to_be_visible(timeout=DEADLINE_MS)

    def die_and_return(self, *, offline: bool) -> None:
        """The browser got SIGKILL and runs again, in the same coverage as before."""
        self.other_page = None
        self.browser.restart()
        if offline:
            self.browser.go_offline()
        self.open()

    def put_away_and_return(self, *, offline: bool) -> None:
        """The browser ended in order and runs again."""
        self.other_page = None
        self.browser.close()
        self.browser.start()
        if offline:
            self.browser.go_offline()
        self.open()

    def sign_in_at_the_desk(self, email: str, password: str) -> None:
        """In another tab of the same browser somebody signed out and this person in, on the desk's pages."""
        desk = self.browser.context.new_page()
        desk.goto("/profile")
        desk.locator(".topbar summary").click()
        desk.locator(".topbar").get_by_role("button", name="Logga ut").click()
        desk.locator("[name=email]").fill(email)
        desk.locator("[name=password]").fill(password)
        desk.get_by_role("button", name="Logga in").click()
        desk.wait_for_url(lambda address: "sign-in" not in address)
        desk.close()

    # --- touching ---

    def see(self, test_id: str) -> Locator:
        """What has this id, wherever on the screen."""
        return self.page.get_by_test_id(test_id)

    def tap(self, test_id: str) -> None:
        """A finger was on it."""
        self.see(test_id).click()

    def choose(self, name: str, value: str) -> None:
        """One of the buttons that are radio buttons: their label is what a finger meets."""
        button = self.see(f"{name}-{value}")
        self.page.locator(f'label[for="{button.get_attribute("id")}"]').click()
        expect(button).to_be_checked()

    def keep_draft(self, text: str) -> None:
        """What was typed is on the phone's disk."""
        wait_until(
            lambda: self.page.evaluate(HAS_DRAFT, [text, self.pin]), what="the draft is kept"
        )

    # --- the lock ---

    def choose_pin(self, pin: str) -> None:
        """The phone opens by this PIN from now on."""
        self.tap("menu")
        self.tap("open-pin")
        self.fill_new_pin(pin)
        expect(self.see("pin-lock-now")).to_be_visible()
        expect(self.see("pin-save")).to_be_enabled()
        self.pin = pin

    def fill_new_pin(self, pin: str) -> None:
        """The form with a new PIN was sent."""
        self.see("pin-new").fill(pin)
        self.see("pin-repeat").fill(pin)
        self.tap("pin-save")

    def lock(self) -> None:
        """Locked by hand."""
        self.tap("menu")
        self.tap("lock-now")
        self.expect_locked()

    def expect_locked(self, waiting: int | None = None) -> None:
        expect(self.see("locked")).to_be_visible()
        if waiting is not None:
            expect(self.see("locked")).to_have_attribute("data-waiting", str(waiting))

    def try_pin(self, pin: str) -> None:
        """The PIN was typed in and sent."""
        self.see("lock-pin").fill(pin)
        self.tap("lock-open")

    def unlock(self) -> None:
        self.try_pin(self.pin or "")
        expect(self.see("locked")).to_have_count(0)

    # --- an officer ---

    def start_pass(self) -> None:
        self.tap("nav-pass")
        self.tap("start-pass")
        expect(self.see("patrol-running")).to_be_visible()

    def check_in(self, place: str) -> None:
        """Checked in at the place with this code."""
        self.tap("nav-pass")
        self.tap(f"check-in-{place}")
        expect(self.see("visit-open")).to_be_visible()

    def check_out(self, answer: str = "confirm") -> None:
        """Checked out; `answer` is calm, not-calm or unknown where nothing was logged."""
        self.tap("nav-pass")
        self.tap("check-out")
        self.tap(f"check-out-{answer}")
        expect(self.see("visit-open")).to_have_count(0)

    def log(self, category: str) -> None:
        """An observation is saved, in two taps."""
        self.tap("nav-pass")
        before = self.count_entries("observation")
        self.tap("new-observation")
        self.tap(f"category-{category}")
        expect(self.see("toast")).to_contain_text(re.compile("Sparat i telefonen|Saved"))
        expect(self.see("new-observation")).to_be_visible()
        self.expect_entries("observation", before + 1)

    def mark_calm_at(self, place: str) -> None:
        """ "Lugnt här" at a place without checking in."""
        self.tap("nav-pass")
        before = self.count_entries("visit")
        self.tap("calm-here")
        self.tap(f"calm-at-{place}")
        self.expect_entries("visit", before + 1)

    def end_pass(self) -> None:
        self.tap("nav-pass")
        self.tap("end-pass")
        self.tap("end-pass-confirm")
        expect(self.see("start-pass")).to_be_visible()

    # --- a youth worker ---

    def open_activity(self, activity_id: str) -> None:
        self.tap("nav-activities")
        self.tap(f"activity-{activity_id}")

    def count_heads(self, group: str, band: str, count: int) -> None:
        """So many more in this group, one tap for each."""
        for _ in range(count):
            self.tap(f"step-up-{group}-{band}")

    # --- the log ---

    def open_log(self) -> None:
        self.tap("nav-log")

    def entries(self, kind: str | None = None, state: str | None = None) -> Locator:
        """The rows of the log that is on the screen."""
        wanted = "".join(
            f'[data-{name}="{value}"]'
            for name, value in (("kind", kind), ("state", state))
            if value
        )
        return self.page.locator(f'[data-testid="log-entry"]{wanted}')

    def count_entries(self, kind: str) -> int:
        """How many operations of this kind stand in the phone's store."""
        return sum(op["kind"] == kind for op in self.operations())

    def expect_entries(self, kind: str, count: int) -> None:
        """So many operations of this kind are on the phone's disk: they are there before anything is said."""
        assert self.count_entries(kind) == count

    def expect_log(self, state: str, **kinds: int) -> None:
        """The log shows so many entries of each kind, all of them in this state, and no others."""
        self.open_log()
        for kind, count in kinds.items():
            expect(self.entries(kind, state)).to_have_count(count)
        expect(self.entries()).to_have_count(sum(kinds.values()))

    # --- the map ---

    def open_map(self) -> None:
        self.tap("nav-map")

    def expect_map(self) -> None:
        """The basemap itself is drawn on the map that is on the screen: its features, not only our marks."""
        canvas = self.see("map-canvas")
        expect(canvas).to_have_attribute("data-drawn", re.compile("[1-9]"), timeout=DEADLINE_MS)

    # --- the queue ---

    @property
    def chip(self) -> Locator:
        return self.see("status-chip")

    def expect_chip(self, state: str, waiting: int | None = None) -> None:
        expect(self.chip).to_have_attribute("data-state", state, timeout=DRAIN_DEADLINE_MS)
        if waiting is not None:
            expect(self.chip).to_have_attribute("data-waiting", str(waiting))

    def wait_until_sent(self) -> None:
        """The chip says that everything is sent, and when."""
        expect(self.chip).to_have_text(ALL_SENT, timeout=DRAIN_DEADLINE_MS)
        self.expect_chip("all_sent", waiting=0)

    def go_offline(self) -> None:
        self.browser.go_offline()
        self.expect_chip("offline")

    def go_online(self) -> None:
        self.browser.go_online()

    def operations(self) -> list[dict[str, Any]]:
        """Every operation in the phone's store, sent or not, in the order of their numbers."""
        found: list[dict[str, Any]] = self._read_queue()["operations"]
        return sorted(found, key=lambda op: op["device_seq"])

    def _read_queue(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(READ_QUEUE, self.pin)
        return found

    def everything_in_the_store(self) -> str:
        """All that the storage shows to whoever has no key."""
        return str(self.page.evaluate(READ_RAW))

    def device_id(self) -> str:
        """The id that the server knows this phone by."""
        return str(self.page.evaluate(READ_DEVICE_ID))

    def unsent(self) -> list[str]:
        """The ids of what waits in the store."""
        standings = self._read_queue()["standings"]
        return [each["op_id"] for each in standings if each["state"] != "sent"]

    def summary(self) -> Counter[tuple[str, str]]:
        """How many operations of each (kind, type) are in the store."""
        return Counter((op["kind"], op["type"]) for op in self.operations())
