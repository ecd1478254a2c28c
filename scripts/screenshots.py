"""Save every screen of a demonstration of its own, phone and desk, in screenshots/ (`make screenshots`).

Each screen is taken at 360 x 740 and at 1280 x 800, light and dark; a page that is longer than the screen is taken
whole beside it (`….whole.png`). `--only TEXT` takes the chapters whose name has the text in it.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Error as PlaywrightError  # noqa: E402  the path above comes first
from playwright.sync_api import Page, Playwright, sync_playwright  # noqa: E402

from scripts.scenes_desk import DESK_CHAPTERS  # noqa: E402
from scripts.scenes_phone import PHONE_CHAPTERS  # noqa: E402
from tests.support.chromium import DESK, PHONE, Browser  # noqa: E402
from tests.support.live_server import LiveServer  # noqa: E402

FOLDER = ROOT / "screenshots"
SIZES = ((360, 740), (1280, 800))
SCHEMES = ("light", "dark")
SEED = 20261123
DOMAIN = "demo.ljuspunkt.example"
#: How high the screen would have to be to show everything: the desk scrolls as a page, the phone app between its bars.
MEASURE_WHOLE = """() => Math.max(
  document.documentElement.scrollHeight,
  ...[...document.querySelectorAll("main")].map((e) => innerHeight + e.scrollHeight - e.clientHeight),
)"""
INDEX = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ljuspunkt, every screen</title><style>
body{{font:16px system-ui;margin:16px;background:#777;color:#fff}}figure{{display:inline-block;margin:8px;
vertical-align:top}}img{{display:block;max-width:420px;height:auto}}figcaption{{font-size:13px;margin-bottom:4px}}
</style></head><body><h1>Every screen</h1>{figures}</body></html>"""


@dataclass
class Studio:
    """A demonstration that runs, browsers on it, and a camera."""

    playwright: Playwright
    server: LiveServer
    folder: Path
    password: str
    closing: ExitStack
    taken: list[Path] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def open_browser(self, *, phone: bool, **options: Any) -> Browser:
        """A browser with a profile of its own, in Swedish unless `locale` says otherwise."""
        profile = Path(tempfile.mkdtemp(dir=self.server.folder))
        device = PHONE if phone else DESK
        browser = Browser(self.playwright, profile, self.server.url, device, options)
        browser.start()
        self.closing.callback(browser.close)
        return browser

    def email(self, account: str) -> str:
        return f"{account}@{DOMAIN}"

    def take(self, page: Page, name: str) -> None:
        """The screen as it is, in each size and colour scheme; longer pages whole beside it."""
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                path = self.folder / f"{width}x{height}-{scheme}" / f"{name}.png"
                self._save(page, path)
                whole = page.evaluate(MEASURE_WHOLE)
                if whole > height:
                    # A taller screen, not a stitched picture: what sticks to the bottom stays there.
                    page.set_viewport_size({"width": width, "height": whole})
                    self._save(page, path.with_suffix(".whole.png"))
                    page.set_viewport_size({"width": width, "height": height})

    def _save(self, page: Page, path: Path) -> None:
        page.screenshot(path=path, animations="disabled")
        self.taken.append(path)


Chapter = Callable[[Studio], None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="chapters with this in their name")
    only = parser.parse_args().only
    chapters: dict[str, Chapter] = {**PHONE_CHAPTERS, **DESK_CHAPTERS}
    wanted = {name: chapter for name, chapter in chapters.items() if only in name}
    if not wanted:
        print(f"No chapter has {only!r} in its name. There are: {', '.join(chapters)}")
        return 2
    if not only:
        shutil.rmtree(FOLDER, ignore_errors=True)
    with ExitStack() as closing:
        studio = open_studio(closing)
        for number, (name, chapter) in enumerate(wanted.items(), 1):
            print(f"[{number}/{len(wanted)}] {name}", flush=True)
            shoot(studio, name, chapter)
    write_index()
    print(f"{len(studio.taken)} pictures in {FOLDER.relative_to(ROOT)}/ (index.html shows all)")
    for failure in studio.failures:
        print(f"NOT TAKEN {failure}", file=sys.stderr)
    return 1 if studio.failures else 0


def open_studio(closing: ExitStack) -> Studio:
    """A demonstration in a folder of its own, removed at the end."""
    folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="ljuspunkt-")))
    password = secrets.token_urlsafe(18)
    environment = {
        "LJUSPUNKT_DEMO": "1",
        "LJUSPUNKT_DEMO_PASSWORD": password,
        "LJUSPUNKT_INSTANCE": str(folder),
        "LJUSPUNKT_DATABASE_URL": f"sqlite:///{folder / 'ljuspunkt.sqlite3'}",
    }
    print("Loading the demonstration", flush=True)
    for command in (["db", "upgrade"], ["demo", "load", "--seed", str(SEED)]):
        flask = [str(Path(sys.executable).parent / "flask"), "--app", "wsgi", *command]
        subprocess.run(
            flask,
            cwd=ROOT,
            env={**os.environ, **environment},
            check=True,
            stdout=subprocess.DEVNULL,
        )
    server = LiveServer(
        environment["LJUSPUNKT_DATABASE_URL"], folder, environment={"LJUSPUNKT_DEMO": "1"}
    )
    server.start()
    closing.callback(server.stop)
    playwright = closing.enter_context(sync_playwright())
    return Studio(playwright, server, FOLDER, password, closing)


def shoot(studio: Studio, name: str, chapter: Chapter) -> None:
    """The chapter's screens are taken; one that could not be reached is said, and the next begins."""
    started_s = time.monotonic()
    before = len(studio.taken)
    try:
        chapter(studio)
    except (PlaywrightError, AssertionError) as error:
        studio.failures.append(f"{name}: {str(error).splitlines()[0]}")
        print(f"    {error}", file=sys.stderr)
    count, seconds = len(studio.taken) - before, time.monotonic() - started_s
    print(f"    {count} pictures, {seconds:.0f} s", flush=True)


def write_index() -> None:
    """One page with every picture, to look through in a browser."""
    paths = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.png"))
    figures = "".join(
        f'<figure><figcaption>{path}</figcaption><a href="{path}"><img loading="lazy" src="{path}" alt="">'
        "</a></figure>"
        for path in sorted(paths, key=lambda path: (path.name, str(path.parent)))
    )
    (FOLDER / "index.html").write_text(INDEX.format(figures=figures), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
