"""`make smoke-browsers`: the app in WebKitGTK (as near to Safari as Linux comes) and in Firefox ESR.

Signs in, takes the server away, opens the app again from what the browser keeps, saves an observation, gives the server
back and waits until it holds the observation, once. The browsers come from Debian (scripts/ensure_browsers.sh).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite

from bench.phone_world import serve_world
from tests.support.builders import PASSWORD, email_of
from tests.support.live_server import LiveServer
from tests.support.processes import free_port, is_listening, kill_group, start, wait_until
from tests.support.webdriver import Marionette, Remote, WebDriver

DEADLINE_S = 60
FIREFOX_PREFERENCES = {
    # Nobody is there to answer.
    "permissions.default.geo": 2,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
}
SEES = "return document.querySelector(arguments[0]) !== null"
CHIP = "return document.querySelector('[data-testid=status-chip]')?.dataset.state ?? ''"
CONTROLLED = "return navigator.serviceWorker.controller !== null"


def by_id(test_id: str) -> str:
    return f'[data-testid="{test_id}"]'


def wait_for(remote: Remote, script: str, wanted: object, *arguments: object) -> None:
    wait_until(
        lambda: remote.run(script, *arguments) == wanted,
        deadline_s=DEADLINE_S,
        what=f"{script} {arguments}",
    )


def tap(remote: Remote, test_id: str) -> None:
    wait_for(remote, SEES, True, by_id(test_id))
    remote.click(by_id(test_id))


def count_operations(server: LiveServer) -> int:
    with closing(sqlite.connect(server.database_url.removeprefix("sqlite:///"))) as connection:
        (count,) = connection.execute("SELECT count(*) FROM operation").fetchone()
    return int(count)


def smoke(remote: Remote, server: LiveServer) -> None:
    """One observation, saved without a server, is at the server once."""
    app = f"{server.url}/app/"
    before = count_operations(server)
    remote.navigate(app)
    wait_for(remote, SEES, True, by_id("sign-in-email"))
    remote.type(by_id("sign-in-email"), email_of("officer"))
    remote.type(by_id("sign-in-password"), PASSWORD)
    tap(remote, "sign-in-submit")
    wait_for(remote, CHIP, "all_sent")
    wait_for(remote, CONTROLLED, True)
    server.stop()
    remote.navigate(app)
    tap(remote, "new-observation")
    tap(remote, "category-berusade")
    wait_for(remote, SEES, True, by_id("toast"))
    server.start()
    remote.navigate(app)
    wait_for(remote, CHIP, "all_sent")
    wait_until(
        lambda: count_operations(server) == before + 1,
        deadline_s=DEADLINE_S,
        what="The server holds it once",
    )


@contextmanager
def open_webkit(folder: Path) -> Iterator[Remote]:
    port = free_port()
    command = ["xvfb-run", "-a", "WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"]
    process = start(
        command,
        log=folder / "webkit.log",
        working_directory=folder,
        environment={"HOME": str(folder)},
    )
    try:
        wait_until(
            lambda: is_listening(port), deadline_s=DEADLINE_S, what="WebKitWebDriver answers"
        )
        remote = WebDriver(f"http://127.0.0.1:{port}", {})
        yield remote
        remote.close()
    finally:
        kill_group(process)


@contextmanager
def open_firefox(folder: Path) -> Iterator[Remote]:
    port = free_port()
    preferences = {**FIREFOX_PREFERENCES, "marionette.port": port}
    lines = (f'user_pref("{name}", {str(value).lower()});' for name, value in preferences.items())
    (folder / "user.js").write_text("\n".join(lines))
    firefox = shutil.which("firefox-esr") or "firefox"
    command = [firefox, "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    process = start(
        command,
        log=folder / "firefox.log",
        working_directory=folder,
        environment={"HOME": str(folder)},
    )
    try:
        wait_until(lambda: is_listening(port), deadline_s=DEADLINE_S, what="Firefox answers")
        remote = Marionette(port)
        yield remote
        remote.close()
    finally:
        kill_group(process)


def main() -> int:
    failed = []
    for name, open_browser in (("WebKitGTK", open_webkit), ("Firefox ESR", open_firefox)):
        started_s = time.monotonic()
        try:
            with (
                serve_world() as server,
                tempfile.TemporaryDirectory(prefix="ljuspunkt-") as folder,
                open_browser(Path(folder)) as remote,
            ):
                smoke(remote, server)
        except Exception as error:  # noqa: BLE001 - the other browser is tried all the same
            failed.append(name)
            sys.stdout.write(f"{name}: FAILED: {error}\n")
        else:
            took_s = time.monotonic() - started_s
            sys.stdout.write(
                f"{name}: offline start, save, sent once after the server returned ({took_s:.0f} s)\n"
            )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
