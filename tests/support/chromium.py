"""A real Chromium as a phone or a desk: offline, killed and started again, its storage surviving."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser as SharedBrowser
from playwright.sync_api import BrowserContext, Page, Playwright
from playwright.sync_api import Error as PlaywrightError

from tests.support.processes import wait_until

#: What Playwright turns off by itself (ours replaces its list), and the two hidden pages of the address bar, which cost
#: more of the processor at each start (1.0 s) than all the rest of a browser (0.6 s).
FEATURES_OFF = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)
ARGUMENTS = [
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
#: Ljusdal's railway station, about.
POSITION = {"latitude": 61.8286, "longitude": 16.0911, "accuracy": 12}
DEADLINE_MS = 30_000


NEEDS_ITS_OWN = "A browser that ends and comes back is one of its own: @pytest.mark.own_browser"


class NoChromium(RuntimeError):
    """No browser anywhere: the tests don't skip it, they say so."""


def find_chromium() -> str:
    """The path of Chromium: LJUSPUNKT_CHROMIUM, else the machine's."""
    named = os.environ.get("LJUSPUNKT_CHROMIUM")
    for name in (named,) if named else ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise NoChromium("Install Chromium (apt-get install chromium) or set LJUSPUNKT_CHROMIUM.")


#: Every browser that runs, for whoever has to see or end them all.
RUNNING: list[Browser] = []


class Shared:
    """One Chromium for many tests: a start takes more of the processor than most of them; contexts share nothing."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser: SharedBrowser | None = None

    def open(self, **options: Any) -> BrowserContext:
        """A person's browser, empty; what it keeps is gone when it is closed."""
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._playwright.chromium.launch(
                executable_path=find_chromium(), headless=True, args=ARGUMENTS
            )
        return self._browser.new_context(**options)

    def close(self) -> None:
        """It has ended."""
        if self._browser is not None:
            with contextlib.suppress(PlaywrightError):
                self._browser.close()


@dataclass(eq=False)
class Browser:
    """One person's browser with a profile of its own on disk. `page` is its first page.

    With `shared` it is a part of that one, quick to open, and can neither be killed nor come back.
    """

    playwright: Playwright
    profile: Path
    base_url: str
    device: dict[str, Any]
    options: dict[str, Any] = field(default_factory=dict)
    shared: Shared | None = None
    #: Exceptions that no script caught, over all the browser's lives. A test that means one empties the list.
    page_errors: list[str] = field(default_factory=list)
    #: What the pages wrote to the console as errors; a network that is down belongs here too.
    console_errors: list[str] = field(default_factory=list)
    context: BrowserContext = field(init=False, repr=False)
    page: Page = field(init=False, repr=False)

    def start(self) -> None:
        """The browser runs with what its profile kept, and `page` is empty."""
        options = {
            "base_url": self.base_url,
            "locale": "sv-SE",
            "timezone_id": "Europe/Stockholm",
            "geolocation": POSITION,
            "permissions": ["geolocation"],
            **self.device,
            **{name: value for name, value in self.options.items() if name != "args"},
        }
        if self.shared is None:
            self.context = self._launch(**options)
        elif hasattr(self, "context"):
            raise RuntimeError(NEEDS_ITS_OWN)
        else:
            self.context = self.shared.open(**options)
        self.context.set_default_timeout(DEADLINE_MS)
        self.context.on("weberror", lambda error: self.page_errors.append(str(error.error)))
        self.context.on("console", self._keep_errors)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        RUNNING.append(self)

    def _launch(self, **options: Any) -> BrowserContext:
        self.profile.mkdir(parents=True, exist_ok=True)
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()
        return self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=find_chromium(),
            headless=True,
            args=[*ARGUMENTS, *self.options.get("args", ())],
            env={**os.environ, "HOME": str(self.profile)},
            **options,
        )

    def go_offline(self) -> None:
        """No page and no service worker reaches the network."""
        self.context.set_offline(True)

    def go_online(self) -> None:
        """The network is back."""
        self.context.set_offline(False)

    def kill(self) -> None:
        """The browser got SIGKILL, as when a phone takes memory back; its profile is as it was."""
        if self.shared is not None:
            raise RuntimeError(NEEDS_ITS_OWN)
        for process_id in self._process_ids():
            try:
                os.kill(process_id, signal.SIGKILL)
            except ProcessLookupError:
                continue
        wait_until(lambda: not self._process_ids(), what="Chromium is gone")
        self._close_quietly()

    def restart(self) -> None:
        """The browser was killed and runs again with what its profile kept."""
        self.kill()
        self.start()

    def close(self) -> None:
        """The browser has ended in order."""
        self._close_quietly()

    def _close_quietly(self) -> None:
        if self in RUNNING:
            RUNNING.remove(self)
        # It may be gone already, which is what was wanted.
        with contextlib.suppress(PlaywrightError):
            self.context.close()

    def _keep_errors(self, message: Any) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)

    def _process_ids(self) -> list[int]:
        """Every process of this profile: the browser itself names the profile in its arguments."""
        wanted = f"--user-data-dir={self.profile}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                arguments = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue  # It ended while we looked.
            if wanted in arguments:
                found.append(int(folder.name))
        return found
