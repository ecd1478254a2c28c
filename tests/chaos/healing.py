"""Everything is well again: within a minute each phone has sent what it holds."""

from __future__ import annotations

import time

from playwright.sync_api import Error as PlaywrightError

from tests.browser.phone_app import PhoneApp
from tests.chaos.acts import PIN, is_locked, is_nobody_in, sign_in, unlock
from tests.chaos.phones import ChaosPhone, Person
from tests.chaos.world import World
from tests.support.processes import DeadlinePassed, wait_until

#: SYNC.md, invariant 6.
DRAIN_DEADLINE_S = 60.0
PULL = "/api/v1/sync/pull"
SENT = ("all_sent", "needs_action")
_CHIP = """() => {
  const chip = document.querySelector("[data-testid=status-chip]");
  return chip && [chip.dataset.state, Number(chip.dataset.waiting)];
}"""
_ME = """async () => {
  const answer = await fetch("/api/v1/session");
  return answer.ok ? (await answer.json()).user.id : null;
}"""


def heal(world: World, *, is_patient: bool) -> dict[int, float]:
    """No fault lasts, and each phone has drained; seconds by phone. Complaints are the phones' own."""
    world.wait_until_up()
    for phone in world.phones:
        phone.is_offline = False
        phone.browser.go_online()
        phone.network.heal()
        phone.set_quota(None)
        if not phone.is_open and not phone.open():
            phone.complaints.append("the app does not open on a good network")
    healed_s = time.monotonic()
    took = {}
    for phone in world.phones:
        if phone.is_open:
            _drain_everybody(world, phone, is_patient=is_patient)
        took[phone.number] = time.monotonic() - healed_s
    return took


def _drain_everybody(world: World, phone: ChaosPhone, *, is_patient: bool) -> None:
    """Whoever used the phone has been back: what waits for another goes when they are."""
    people = [phone.person] if phone.person == phone.owner else [phone.person, phone.owner]
    for person in people:
        try:
            _take(phone, person)
            if world.is_revoked(phone, person):
                phone.say(f"revoked: what {person.name} has not sent stays on it")
            else:
                _drain(phone, taps_sync=not is_patient or len(people) > 1)
        except (DeadlinePassed, PlaywrightError, AssertionError) as error:
            phone.complaints.append(f"{person.name}: {str(error).splitlines()[0]}")
    phone.listen()


def _take(phone: ChaosPhone, person: Person) -> None:
    """This person is signed in on the phone."""
    app = phone.app
    app.look_at()
    if app.page.locator("dialog[open]").count():
        app.page.keyboard.press("Escape")
    if is_locked(app):
        unlock(phone, app)
    if phone.person != person and not is_nobody_in(app):
        app.pin = PIN
        app.sign_out()
    phone.person = person
    if is_nobody_in(app) and not sign_in(phone, app):
        raise DeadlinePassed("could not sign in on a good network")


def _drain(phone: ChaosPhone, *, taps_sync: bool) -> None:
    """Nothing of this person's waits on the disk, and the chip agrees. A session that has ended is renewed."""
    app = phone.app
    # A phone on which nothing waits has no reason to ask, and hears only then what a restored server lacks.
    taps_sync = taps_sync or not phone.waiting_of()
    pulls = phone.network.count(PULL)
    if taps_sync:
        app.tap("menu")
        app.tap("open-sync")

    def is_sent() -> bool:
        has_run = phone.network.count(PULL) != pulls
        if taps_sync and has_run and app.see("sync-now").is_disabled():
            return False
        # Read last: a run that ends while this looks may end with a session that is no more.
        state, waiting = app.page.evaluate(_CHIP) or ("", 0)
        if state == "signed_out":
            _renew_session(phone)
            return False
        if taps_sync and not has_run:
            # Until a run has come to its end, a pull; a phone that was revoked and is so no longer asks only then.
            _tap_sync_where_it_rests(app)
            return False
        if waiting == 0:
            return state in SENT
        me = app.page.evaluate(_ME)
        return me is not None and not phone.waiting_of(me) and state in (*SENT, "waiting")

    try:
        wait_until(is_sent, deadline_s=DRAIN_DEADLINE_S, what="what was saved is sent")
    except DeadlinePassed as error:
        raise DeadlinePassed(f"{error}; the chip says {app.page.evaluate(_CHIP)}") from None


def _tap_sync_where_it_rests(app: PhoneApp) -> None:
    button = app.see("sync-now")
    if button.count() and button.is_enabled():
        button.click()


def _renew_session(phone: ChaosPhone) -> None:
    """The person looks, and signs in as the app asks."""
    app = phone.app
    if not app.see("sign-in-email").count():
        app.chip.click()
    app.see("sign-in-email").wait_for()
    sign_in(phone, app)
    if not app.see("sync-now").count() and app.see("menu").count():
        app.tap("menu")
        app.tap("open-sync")
