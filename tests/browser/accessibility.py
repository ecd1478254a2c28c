"""What axe-core finds on a screen (WCAG 2.2 AA and good practice)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

from tests.support.live_server import ROOT

AXE = ROOT / "static/pwa/node_modules/axe-core/axe.min.js"

EVERYTHING = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: The rules that look at colours: all that another theme can break.
COLOURS = ("color-contrast", "link-in-text-block")

#: A colour on its way to another is no fault.
_RUN = """async (what) => {
await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)));
return axe.run(document, {
  runOnly: what,
  resultTypes: ["violations"],
  // The system's own colours are its own to choose, and axe reads ours.
  rules: { "color-contrast": { enabled: !matchMedia("(forced-colors: active)").matches } },
});
}"""


def find_violations(page: Page, what: Sequence[str] = EVERYTHING) -> list[str]:
    """What is wrong on the screen as it is, however little: the rule, and the first elements that break it."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(_RUN, list(what))
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]
