"""What officers and youth workers do with the app: what the screen offers, chosen by the dice."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, expect

from tests.browser.phone_app import PhoneApp
from tests.chaos.phones import ChaosPhone
from tests.chaos.plan import Act

#: The app's words when a save did not succeed (i18n/texts/shell.ts, error.save).
NOT_SAVED = re.compile("gick inte att spara|lagring är full|could not be saved|storage is full")
#: The PIN of every phone that has one.
PIN = "250719"
#: A save says so at once; a busy machine is no failure.
OUTCOME_DEADLINE_MS = 30_000
_OUTCOME = """([before, words]) => {
  if (chaos.told.saved > before) return "saved";
  const toast = document.querySelector("[data-testid=toast]")?.textContent ?? "";
  return new RegExp(words).test(toast) ? "not saved" : false;
}"""

#: Nothing came of it, and why.
Nothing = str | None


def perform(phone: ChaosPhone, act: Act) -> None:
    """Somebody did it, or could not; the trace says which. Raises where the screen does not say what became of it."""
    if not phone.is_open and not phone.open():
        phone.say(f"{act.action}: the app does not open")
        return
    tabs = [phone.app, phone.second_tab or phone.app]
    app = tabs[act.dice % 2]
    app.look_at()
    try:
        what = _do(phone, app, act)
    except (PlaywrightError, AssertionError):
        # A phone that hears in the middle of it that it was revoked empties itself and asks for a sign-in.
        if not (phone.was_revoked and is_nobody_in(app)):
            raise
        what = "the phone was emptied meanwhile"
    phone.listen()
    tab = " in the second tab" if app is phone.second_tab else ""
    phone.say(f"{act.action}{tab}: {what}")


def _do(phone: ChaosPhone, app: PhoneApp, act: Act) -> str:
    _close_what_is_open(app)
    if is_locked(app):
        if act.dice % 2 and app.see("locked-new").count():
            return _capture(app, act.dice)
        unlock(phone, app)
    if is_nobody_in(app) and not sign_in(phone, app):
        return "could not sign in"
    before = app.page.evaluate("() => chaos.told.saved")
    hush(app)
    nothing = _ACTS[act.action](app, act.dice)
    if nothing is not None:
        return nothing
    return _wait_for_outcome(app, before)


def _wait_for_outcome(app: PhoneApp, before: int) -> str:
    outcome = app.page.wait_for_function(
        _OUTCOME, arg=[before, NOT_SAVED.pattern], timeout=OUTCOME_DEADLINE_MS
    )
    return str(outcome.json_value())


def is_locked(app: PhoneApp) -> bool:
    """Whether the app asks for its PIN."""
    expect(app.page.locator(".app")).to_be_visible()
    return app.see("locked").count() > 0


def unlock(phone: ChaosPhone, app: PhoneApp) -> None:
    """The person has typed the PIN in; the app is open."""
    app.try_pin(PIN)
    expect(app.see("locked")).to_have_count(0, timeout=OUTCOME_DEADLINE_MS)
    phone.say("unlocks")


def _capture(app: PhoneApp, dice: int) -> str:
    """An entry on the locked phone, which can't show it."""
    before = app.page.evaluate("() => chaos.told.saved")
    hush(app)
    if dice % 4 == 1 and app.see("locked-calm").count():
        app.tap("locked-calm")
    else:
        app.tap("locked-new")
        category = _one_of(_starting_with(app, "category-"), dice)
        if category is None:
            app.tap("back")
            return "locked, no categories"
        category.click()
    return f"locked, {_wait_for_outcome(app, before)}"


def is_nobody_in(app: PhoneApp) -> bool:
    """Whether all that the app offers is to sign in."""
    inside = app.see("menu")
    expect(app.see("sign-in-email").or_(inside).first).to_be_visible()
    return inside.count() == 0


def sign_in(phone: ChaosPhone, app: PhoneApp) -> bool:
    """The person has tried to sign in; whether it succeeded."""
    app.fill_sign_in(phone.person.email, phone.person.password)
    inside = app.see("nav-log").or_(app.see("sign-in-error"))
    # A request that is not answered is given up after 20 s.
    expect(inside.first).to_be_visible(timeout=OUTCOME_DEADLINE_MS)
    succeeded = app.see("sign-in-error").count() == 0
    phone.say(f"signs in as {phone.person.name}: {'in' if succeeded else 'did not work'}")
    return succeeded


def hush(app: PhoneApp) -> None:
    """What the last action said is not taken for the next one's answer."""
    app.page.evaluate(
        "() => document.querySelector('[data-testid=toast]')?.setAttribute('data-testid', 'old-toast')"
    )


def _close_what_is_open(app: PhoneApp) -> None:
    """A dialog that was left open when a save failed is closed, as a person would."""
    if app.page.locator("dialog[open]").count():
        app.page.keyboard.press("Escape")
        expect(app.page.locator("dialog[open]")).to_have_count(0)


def _go(app: PhoneApp, tab: str) -> bool:
    """The tab is on the screen; False where this person has none. Everybody has a log: no tab at all is a failure."""
    if not app.see(f"nav-{tab}").count():
        expect(app.see("nav-log")).to_be_visible()
        return False
    app.tap(f"nav-{tab}")
    expect(app.see(f"nav-{tab}")).to_have_attribute("aria-current", "page")
    settle(app)
    return True


def settle(app: PhoneApp) -> None:
    """What the last tap brought about is on the screen."""
    app.page.evaluate("() => new Promise((done) => setTimeout(() => setTimeout(done)))")


def _one_of(found: Locator, dice: int) -> Locator | None:
    count = found.count()
    return found.nth(dice % count) if count else None


def _starting_with(app: PhoneApp, start: str) -> Locator:
    return app.page.locator(f'[data-testid^="{start}"]')


# --- an officer ---


def _start_pass(app: PhoneApp, dice: int) -> Nothing:
    if not _go(app, "pass"):
        return _count_activity(app, dice)
    expect(app.see("start-pass").or_(app.see("patrol-running"))).to_be_visible()
    if app.see("patrol-running").count():
        return _check_in(app, dice)
    app.tap("start-pass")
    return None


def _check_in(app: PhoneApp, dice: int) -> Nothing:
    if not _go(app, "pass"):
        return _count_activity(app, dice)
    expect(app.see("start-pass").or_(app.see("patrol-running"))).to_be_visible()
    if app.see("start-pass").count():
        return _start_pass(app, dice)
    place = _one_of(_starting_with(app, "check-in-"), dice)
    if place is None:
        return _check_out(app, dice)
    place.click()
    return None


def _check_out(app: PhoneApp, dice: int) -> Nothing:
    if not _go(app, "pass"):
        return _count_activity(app, dice)
    if not app.see("check-out").count():
        return _observe(app, dice)
    app.tap("check-out")
    app.see("check-out-dialog").wait_for()
    answers = [f"check-out-{each}" for each in ("confirm", "calm", "not-calm", "unknown")]
    shown = [each for each in answers if app.see(each).count()]
    app.tap(shown[dice % len(shown)])
    return None


def _observe(app: PhoneApp, dice: int) -> Nothing:
    if not _go(app, "pass"):
        return _count_activity(app, dice)
    app.tap("new-observation")
    settle(app)
    category = _one_of(_starting_with(app, "category-"), dice)
    if category is None:
        return "no categories"
    category.click()
    return None


def _calm_here(app: PhoneApp, dice: int) -> Nothing:
    if not _go(app, "pass"):
        return _count_activity(app, dice)
    expect(app.see("start-pass").or_(app.see("patrol-running"))).to_be_visible()
    if app.see("start-pass").count():
        return _start_pass(app, dice)
    before = app.page.evaluate("() => chaos.told.saved")
    app.tap("calm-here")
    settle(app)
    place = _one_of(_starting_with(app, "calm-at-"), dice)
    if place is not None:
        place.click()
        return None
    # Checked in somewhere: one tap was enough.
    return None if app.page.evaluate("() => chaos.told.saved") > before else "no places"


def _end_pass(app: PhoneApp, dice: int) -> Nothing:
    if not _go(app, "pass"):
        return _count_activity(app, dice)
    if not app.see("end-pass").count():
        return _observe(app, dice)
    app.tap("end-pass")
    app.see("end-pass-dialog").wait_for()
    if app.see("end-pass-confirm").is_disabled():
        return "the clock was set back behind the pass's start"
    app.tap("end-pass-confirm")
    return None


# --- corrections ---


def _open_entry(app: PhoneApp, dice: int) -> Nothing:
    app.open_log()
    settle(app)
    kept = app.page.locator(
        '[data-testid="log-entry"][data-kind="observation"][data-withdrawn="false"]'
    )
    entry = _one_of(kept, dice)
    if entry is None:
        return "no observation to change"
    entry.get_by_role("button").click()
    app.see("entry").wait_for()
    return None


def _correct(app: PhoneApp, dice: int) -> Nothing:
    nothing = _open_entry(app, dice)
    if nothing is not None:
        return _observe(app, dice)
    app.tap("edit")
    app.see("edit-note").fill(f"Rättat {dice}")
    # Severity is what two phones would fight over; the note alone is always another.
    severity = str(1 + dice % 3)
    # A second tap would take the choice away.
    if not app.see(f"severity-{severity}").is_checked():
        app.choose("severity", severity)
    app.tap("edit-save")
    return None


def _withdraw(app: PhoneApp, dice: int) -> Nothing:
    nothing = _open_entry(app, dice)
    if nothing is not None:
        return _observe(app, dice)
    app.tap("withdraw")
    app.choose("reason", ("mistake", "duplicate", "place")[dice % 3])
    app.tap("withdraw-confirm")
    return None


# --- a youth worker ---


def _count_activity(app: PhoneApp, dice: int) -> Nothing:
    if not _go(app, "activities"):
        return _observe(app, dice)
    activity = _one_of(app.page.locator('[data-testid^="activity-"]'), dice)
    if activity is None:
        return "no activities"
    activity.click()
    states = ("activity-check-in", "activity-running", "activity-finished")
    shown = app.see(states[0]).or_(app.see(states[1])).or_(app.see(states[2]))
    expect(shown.first).to_be_visible()
    if app.see("activity-check-in").count():
        app.tap("activity-check-in")
        return None
    if app.see("activity-finished").count():
        return "the activity is over"
    steps = _starting_with(app, "step-up-")
    expect(steps.first).to_be_visible()
    for number in range(1 + dice % 3):
        steps.nth((dice + number) % steps.count()).click()
    app.tap("activity-check-out")
    return None


_ACTS: dict[str, Callable[[PhoneApp, int], Nothing]] = {
    "start_pass": _start_pass,
    "check_in": _check_in,
    "check_out": _check_out,
    "observe": _observe,
    "calm_here": _calm_here,
    "end_pass": _end_pass,
    "correct": _correct,
    "withdraw": _withdraw,
    "count_activity": _count_activity,
}
