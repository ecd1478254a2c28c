"""Our own checklist of an installable app: manifest, icons, shortcuts, scope, offline start, what is loaded first."""

from __future__ import annotations

import gzip
import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.phone_app import PhoneApp
from tests.support.live_server import ROOT

pytestmark = pytest.mark.own_browser

DIST = ROOT / "static/pwa/dist"
MANIFEST: dict[str, Any] = json.loads((ROOT / "static/pwa/public/manifest.webmanifest").read_text())
#: JavaScript and CSS before anything lazy, compressed.
BUDGET_BYTES = 150_000
STATIC_IMPORT = re.compile(r"""\b(?:import|export)\b[^"'()]*?["']\.?/?([\w./-]+\.js)["']""")
#: A maskable icon may lose everything outside this circle (W3C, manifest, "safe zone": 80 % of the width).
SAFE_RADIUS = 0.4


def _size_of(path: Path) -> str:
    """ "512x512", as the PNG itself says."""
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG"), path
    width, height = struct.unpack(">II", head[16:24])
    return f"{width}x{height}"


def _public(address: str) -> Path:
    return ROOT / "static/pwa/public" / address.removeprefix("/app/")


def test_the_manifest_says_all_that_a_phone_asks_for() -> None:
    assert MANIFEST["name"]
    assert len(MANIFEST["short_name"]) <= 12
    assert (MANIFEST["id"], MANIFEST["start_url"], MANIFEST["scope"]) == ("/app/", "/app/", "/app/")
    assert (MANIFEST["lang"], MANIFEST["display"]) == ("sv", "standalone")
    tokens = (ROOT / "static/desk/tokens.css").read_text()
    assert MANIFEST["background_color"] in tokens
    assert MANIFEST["theme_color"] in tokens


@pytest.mark.parametrize("icon", MANIFEST["icons"], ids=lambda icon: icon["src"])
def test_every_icon_is_there_in_the_size_that_it_claims(icon: dict[str, str]) -> None:
    path = _public(icon["src"])
    if icon["type"] == "image/png":
        assert _size_of(path) == icon["sizes"]
    else:
        assert path.read_text().startswith("<svg")


def test_there_is_an_icon_for_each_use() -> None:
    uses = {(icon["sizes"], icon["purpose"]) for icon in MANIFEST["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= uses


def test_the_shortcuts_lead_to_screens_of_ours() -> None:
    assert [(each["name"], each["url"]) for each in MANIFEST["shortcuts"]] == [
        ("Ny iakttagelse", "/app/#/ny"),
        ("Lugnt här", "/app/#/lugnt"),
    ]
    for each in MANIFEST["shortcuts"]:
        (icon,) = each["icons"]
        assert _size_of(_public(icon["src"])) == icon["sizes"] == "96x96"


def test_a_maskable_icon_keeps_what_it_shows_in_the_safe_zone(officer: PhoneApp) -> None:
    """Everything outside the circle has the colour of the corner."""
    outside = officer.page.evaluate(
        """async ([address, radius]) => {
          const image = new Image();
          image.src = address;
          await image.decode();
          const { width, height } = image;
          const canvas = new OffscreenCanvas(width, height).getContext("2d");
          canvas.drawImage(image, 0, 0);
          const { data } = canvas.getImageData(0, 0, width, height);
          let others = 0;
          for (let at = 0; at < data.length; at += 4) {
            const x = (at / 4) % width, y = Math.floor(at / 4 / width);
            if (Math.hypot(x - width / 2, y - height / 2) <= radius * width) continue;
            if ([0, 1, 2].some((part) => Math.abs(data[at + part] - data[part]) > 8)) others += 1;
          }
          return others;
        }""",
        ["/app/icons/maskable-512.png", SAFE_RADIUS],
    )
    assert outside == 0


def test_the_browser_finds_nothing_against_installing(officer: PhoneApp) -> None:
    devtools = officer.browser.context.new_cdp_session(officer.page)
    assert devtools.send("Page.getAppManifest")["errors"] == []
    found = [
        each["errorId"]
        for each in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    ]
    # Playwright's contexts count as private windows, where nothing is installed.
    assert [each for each in found if each != "in-incognito"] == []


def test_the_app_and_both_shortcuts_open_offline(officer: PhoneApp) -> None:
    officer.go_offline()
    officer.put_away_and_return(offline=True)
    expect(officer.see("new-observation")).to_be_visible()
    officer.start_pass()
    for shortcut, seen in zip(
        MANIFEST["shortcuts"], ("category-brak", "calm-at-station"), strict=True
    ):
        # Cold, and into the app that is open already.
        officer.put_away_and_return(offline=True)
        for _ in range(2):
            answer = officer.page.goto(shortcut["url"])
            assert answer is None or answer.status == 200
            expect(officer.see(seen)).to_be_visible()
            expect(officer.page.get_by_role("heading", level=1)).to_have_text(shortcut["name"])
            officer.tap("nav-pass")


def test_the_worker_keeps_to_the_app(officer: PhoneApp) -> None:
    scopes = (
        "async () => (await navigator.serviceWorker.getRegistrations()).map((each) => each.scope)"
    )
    (scope,) = officer.page.evaluate(scopes)
    assert scope == f"{officer.browser.base_url}/app/"
    officer.page.goto("/profile")
    assert officer.page.evaluate("() => navigator.serviceWorker.controller") is None


def _loaded_first() -> set[Path]:
    """The scripts and sheets that the page asks for before anybody has done anything."""
    page = (DIST / "index.html").read_text()
    waiting = [
        DIST / name for name in re.findall(r'(?:src|href)="/app/([\w./-]+\.(?:js|css))"', page)
    ]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        if path.suffix == ".js":
            waiting += [
                path.parent / Path(name).name for name in STATIC_IMPORT.findall(path.read_text())
            ]
    return found


def test_what_is_loaded_first_is_small(capsys: pytest.CaptureFixture[str]) -> None:
    files = {*_loaded_first(), DIST / "sw.js"}
    assert {path.suffix for path in files} == {".js", ".css"}
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in files}
    with capsys.disabled():
        print(f"\n  JavaScript and CSS, compressed: {sum(sizes.values()) / 1000:.1f} kB")  # noqa: T201 - a measure
    assert sum(sizes.values()) < BUDGET_BYTES, sizes
