"""A browser that is watched: what it asked of others, what the policy stopped, what it wrote to the console."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.support.chromium import Browser

#: The browser's own line about a request that failed or was refused; which one stands in the message's address.
FAILED_TO_LOAD = "Failed to load resource"
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"
#: Addresses that reach nobody.
LOCAL_SCHEMES = ("data", "blob", "about")

TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI} in ${event.sourceFile}`))"""


@dataclass(eq=False)
class WatchedBrowser(Browser):
    """A browser whose misbehaviour is written down, over all its lives."""

    #: Requests to another origin than the one under test.
    foreign_requests: list[str] = field(default_factory=list)
    #: Parts of console messages that the test itself brings about.
    excused: list[str] = field(default_factory=list)

    def start(self) -> None:
        super().start()
        self.context.add_init_script(TELL_VIOLATIONS)
        self.context.on("request", self._keep_foreign)

    def go_offline(self) -> None:
        self.excuse(OFFLINE)
        super().go_offline()

    def excuse(self, *parts: str) -> None:
        """Console messages with one of these in them are what this test is about."""
        self.excused.extend(part for part in parts if part not in self.excused)

    def excuse_status(self, *statuses: int) -> None:
        """Answers with these statuses are what this test is about."""
        self.excuse(*(f"responded with a status of {status}" for status in statuses))

    @property
    def complaints(self) -> list[str]:
        """Everything that should not have happened."""
        console = [
            text for text in self.console_errors if not any(part in text for part in self.excused)
        ]
        return [*self.page_errors, *console, *(f"asked {url}" for url in self.foreign_requests)]

    def _keep_foreign(self, request: Any) -> None:
        origin = self.options.get("base_url", self.base_url)
        asked = urlsplit(request.url)
        if asked.scheme in LOCAL_SCHEMES or f"{asked.scheme}://{asked.netloc}" == origin:
            return
        # The person's own address bar is no request of the page's.
        if not re.match(r"chrome(-error|-extension)?://", request.url):
            self.foreign_requests.append(request.url)
