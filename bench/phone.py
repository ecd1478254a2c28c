"""`make measure-phone`: what a save and a cold start take on the phone, in a real Chromium without a network.

A save runs from the finger's click to the end of the strict transaction that holds the operation; "Sparat" is said
after it. A cold start runs from the navigation of a browser process that has just begun, offline, to the frame in
which "Ny iakttagelse" can be touched. CPU throttling is DevTools' own; it slows the page, not the service worker.
"""

from __future__ import annotations

import os
import statistics
import sys

from playwright.sync_api import expect

from bench.phone_world import PhoneWorld, open_world
from tests.browser.phone_app import PhoneApp

SAVES, STARTS, THROTTLE = 60, 7, 4
SAVE_P95_MS, START_MS = 50.0, 1_000.0

#: When the last click was, and when each strict transaction on the operations was complete.
WATCH_SAVES = """() => {
  const saves = globalThis.saves = [];
  let clickedMs = 0;
  addEventListener("click", (event) => { clickedMs = event.timeStamp; }, true);
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    const transaction = begin.call(this, names, mode, options);
    const isSave = mode === "readwrite" && transaction.objectStoreNames.contains("operations");
    if (isSave && options?.durability === "strict") {
      transaction.addEventListener("complete", () => saves.push(performance.now() - clickedMs));
    }
    return transaction;
  };
}"""
#: The first frame after the button is there. It says so by itself: looking again and again would slow what is measured.
WATCH_START = """(() => {
  const look = (_, watching) => {
    if (!document.querySelector('[data-testid="new-observation"]')) return;
    watching.disconnect();
    requestAnimationFrame(() => setTimeout(() => {
      const answeredMs = performance.getEntriesByType("navigation")[0].responseEnd;
      console.info(`usable ${answeredMs} ${performance.now()}`);
    }));
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})()"""


def throttle(phone: PhoneApp, rate: int) -> None:
    """The page computes at this part of its speed."""
    devtools = phone.browser.context.new_cdp_session(phone.page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": rate})


def measure_saves(phone: PhoneApp, count: int) -> list[float]:
    """Milliseconds from click to durable."""
    phone.reload()
    phone.page.evaluate(WATCH_SAVES)
    for number in range(1, count + 1):
        phone.tap("new-observation")
        phone.page.locator(".category").first.click()
        phone.page.wait_for_function("count => globalThis.saves.length >= count", arg=number)
        expect(phone.see("new-observation")).to_be_visible()
    found: list[float] = phone.page.evaluate("() => globalThis.saves")
    return found[:count]


def measure_starts(phone: PhoneApp, count: int, rate: int) -> list[tuple[float, float]]:
    """Milliseconds until the worker has answered and until usable, each in a browser process of its own."""
    found = []
    for _ in range(count):
        phone.browser.close()
        phone.browser.start()
        phone.browser.go_offline()
        phone.browser.context.add_init_script(WATCH_START)
        throttle(phone, rate)
        with phone.page.expect_console_message(lambda said: said.text.startswith("usable")) as said:
            phone.page.goto("/app/", wait_until="commit")
        answered_ms, usable_ms = (float(part) for part in said.value.text.split()[1:])
        found.append((answered_ms, usable_ms))
    return found


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def run(world: PhoneWorld) -> int:
    phone = world.open_officer()
    phone.go_offline()
    worst = []
    for rate in (1, THROTTLE):
        if rate > 1:
            throttle(phone, rate)
        saves = measure_saves(phone, SAVES)
        p50, p95 = (statistics.quantiles(saves, n=100)[at] for at in (49, 94))
        say(
            f"save to durable, CPU / {rate}: p50 {p50:.1f} ms, p95 {p95:.1f} ms ({len(saves)} saves)"
        )
        worst.append(p95)
    measured = measure_starts(phone, STARTS, THROTTLE)
    answered, starts = [one for one, _ in measured], [one for _, one in measured]
    say(
        f"cold offline start to usable, CPU / {THROTTLE}: median {statistics.median(starts):.0f} ms, "
        f"worst {max(starts):.0f} ms ({len(starts)} starts); "
        f"the worker had answered after {statistics.median(answered):.0f} ms; "
        f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    phone.browser.close()
    held = worst[0] < SAVE_P95_MS and statistics.median(starts) < START_MS
    limits = f"p95 {SAVE_P95_MS:.0f} ms unthrottled, median start {START_MS:.0f} ms"
    say(f"limits ({limits}): {'held' if held else 'NOT HELD'}")
    return 0 if held else 1


def main() -> int:
    with open_world() as world:
        return run(world)


if __name__ == "__main__":
    sys.exit(main())
