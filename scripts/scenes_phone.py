"""The phone's screens for scripts/screenshots.py, in the states that people meet: empty, offline, waiting, refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.phone_app import PhoneApp

if TYPE_CHECKING:
    from scripts.screenshots import Studio

#: In the middle of Postplan, so that the app suggests to check in there.
AT_A_PLACE = {"latitude": 61.82914, "longitude": 16.09223, "accuracy": 9}
A_CATEGORY = '[data-testid^="category-"]'
A_CHECK_IN = '[data-testid^="check-in-"]'
AN_ACTIVITY = '[data-testid^="activity-"]'


def open_app(studio: Studio) -> PhoneApp:
    """A phone that has never been used."""
    app = PhoneApp(studio.open_browser(phone=True))
    app.open()
    return app


def sign_in(studio: Studio, account: str) -> PhoneApp:
    """A phone on which this account is signed in and everything has been fetched."""
    app = open_app(studio)
    app.sign_in(studio.email(account), studio.password)
    return app


def take(studio: Studio, app: PhoneApp, name: str) -> None:
    studio.take(app.page, f"phone-{name}")


def log_first(app: PhoneApp) -> None:
    """The category that is offered first, saved."""
    app.tap("nav-pass")
    app.tap("new-observation")
    app.page.locator(A_CATEGORY).first.click()
    expect(app.see("toast")).to_be_visible()


def open_newest(app: PhoneApp, kind: str) -> None:
    app.open_log()
    app.entries(kind).first.locator("button").click()
    expect(app.see("entry")).to_be_visible()


def shoot_sign_in(studio: Studio) -> None:
    """Before anyone is in."""
    app = open_app(studio)
    take(studio, app, "sign-in")
    app.fill_sign_in(studio.email("officer"), "wrong")
    expect(app.see("sign-in-error")).to_be_visible()
    take(studio, app, "sign-in-refused")
    app.browser.go_offline()
    app.fill_sign_in(studio.email("officer"), studio.password)
    expect(app.see("sign-in-error")).to_be_visible()
    take(studio, app, "sign-in-offline")


def shoot_patrol(studio: Studio) -> None:
    """A pass from its beginning to its end."""
    app = sign_in(studio, "officer")
    take(studio, app, "pass-before")
    app.tap("calm-here")
    take(studio, app, "calm-without-pass")
    app.start_pass()
    take(studio, app, "pass-running")
    app.tap("all-places")
    take(studio, app, "pass-all-places")
    app.tap("calm-here")
    take(studio, app, "calm")
    app.tap("nav-pass")
    app.browser.context.set_geolocation(AT_A_PLACE)  # type: ignore[arg-type]
    expect(app.see("check-in-suggested")).to_be_visible()
    take(studio, app, "pass-suggested")
    app.tap("check-in-suggested")
    expect(app.see("visit-open")).to_be_visible()
    take(studio, app, "visit")
    app.tap("new-observation")
    take(studio, app, "new")
    app.tap("change-time")
    take(studio, app, "new-other-time")
    app.page.get_by_test_id("back").click()
    app.tap("check-out")
    take(studio, app, "check-out-asks")
    app.page.keyboard.press("Escape")
    log_first(app)
    take(studio, app, "saved-toast")
    app.tap("add-details")
    app.expect_map()
    take(studio, app, "details")
    app.tap("edit-save")
    app.tap("nav-pass")
    app.tap("check-out")
    take(studio, app, "check-out-seen")
    app.tap("check-out-confirm")
    app.wait_until_sent()
    app.tap("end-pass")
    take(studio, app, "end-pass")
    app.tap("end-pass-confirm")
    expect(app.see("start-pass")).to_be_visible()


def shoot_around(studio: Studio) -> None:
    """The map, the log and the menu of an officer who has walked."""
    app = sign_in(studio, "officer")
    log_first(app)
    app.wait_until_sent()
    app.open_map()
    app.expect_map()
    take(studio, app, "map")
    app.open_log()
    take(studio, app, "log")
    open_newest(app, "observation")
    take(studio, app, "entry")
    app.tap("withdraw")
    take(studio, app, "withdraw")
    app.tap("menu")
    take(studio, app, "menu")
    app.tap("open-sync")
    take(studio, app, "sync")
    app.tap("menu")
    app.tap("sign-out")
    take(studio, app, "sign-out")


def shoot_offline(studio: Studio) -> None:
    """Without coverage, then signed out by the server, then with somebody else's entries."""
    app = sign_in(studio, "officer")
    app.start_pass()
    app.go_offline()
    log_first(app)
    log_first(app)
    take(studio, app, "offline-pass")
    app.open_log()
    take(studio, app, "offline-log")
    app.tap("menu")
    app.tap("open-sync")
    take(studio, app, "offline-sync")
    app.tap("menu")
    app.tap("sign-out")
    take(studio, app, "offline-sign-out")
    app.tap("sign-out-confirm")
    expect(app.see("sign-in-email")).to_be_visible()
    take(studio, app, "offline-nobody")
    app.go_online()
    app.fill_sign_in(studio.email("officer2"), studio.password)
    expect(app.see("nav-pass")).to_be_visible()
    take(studio, app, "others-waiting")


def shoot_signed_out(studio: Studio) -> None:
    """The session has ended on the server while entries wait."""
    app = sign_in(studio, "officer2")
    app.browser.context.clear_cookies()
    log_first(app)
    app.expect_chip("signed_out")
    take(studio, app, "signed-out")
    app.chip.click()
    take(studio, app, "sign-in-again")
    app.fill_sign_in(studio.email("officer2"), studio.password)
    app.wait_until_sent()


def shoot_needs_action(studio: Studio) -> None:
    """The same entry changed on two phones: the second change meets the first."""
    first = sign_in(studio, "officer")
    log_first(first)
    first.wait_until_sent()
    second = sign_in(studio, "officer")
    first.go_offline()
    for app, severity in ((second, "1"), (first, "3")):
        open_newest(app, "observation")
        app.tap("edit")
        app.page.get_by_test_id(f"severity-{severity}").check(force=True)
        app.tap("edit-save")
    second.wait_until_sent()
    first.go_online()
    first.expect_chip("needs_action")
    first.open_log()
    take(studio, first, "needs-action-log")
    open_newest(first, "observation")
    take(studio, first, "needs-action-entry")
    first.tap("problem-copy")
    take(studio, first, "needs-action-copy")


def shoot_locked(studio: Studio) -> None:
    """The screen lock: chosen, locked with entries waiting, written to while locked, and the ways back."""
    app = sign_in(studio, "officer2")
    app.tap("menu")
    app.tap("open-pin")
    take(studio, app, "screen-lock-none")
    app.choose_pin("250719")
    take(studio, app, "screen-lock")
    app.start_pass()
    app.go_offline()
    log_first(app)
    app.lock()
    take(studio, app, "locked")
    app.tap("locked-new")
    app.tap("locked-write")
    take(studio, app, "locked-new")
    app.page.locator(A_CATEGORY).first.click()
    expect(app.see("undo")).to_be_visible()
    take(studio, app, "locked-saved")
    app.try_pin("905172")
    expect(app.see("lock-error")).to_be_visible()
    take(studio, app, "locked-wrong")
    app.tap("lock-forgot")
    take(studio, app, "locked-by-password")
    app.tap("lock-back")
    app.unlock()
    app.go_online()
    app.end_pass()
    app.wait_until_sent()


def shoot_youth_worker(studio: Studio) -> None:
    """An activity from check-in to check-out, and one that was not held."""
    app = sign_in(studio, "youth")
    take(studio, app, "activities")
    app.open_log()
    take(studio, app, "youth-log")
    app.tap("nav-activities")
    app.page.locator(AN_ACTIVITY).first.click()
    take(studio, app, "activity-before")
    app.tap("activity-cancel")
    take(studio, app, "activity-cancel")
    app.page.get_by_role("button", name="Avbryt").click()
    app.tap("activity-check-in")
    expect(app.see("activity-running")).to_be_visible()
    app.count_heads("girls", "13-15", 4)
    app.count_heads("boys", "16-19", 3)
    app.tap("step-up-police")
    take(studio, app, "activity-running")
    app.tap("activity-check-out")
    expect(app.see("activity-finished")).to_be_visible()
    take(studio, app, "activity-finished")


def shoot_nothing(studio: Studio) -> None:
    """Somebody who records nothing, and an app in English."""
    app = open_app(studio)
    app.fill_sign_in(studio.email("admin"), studio.password)
    expect(app.see("menu")).to_be_visible()
    take(studio, app, "no-role")
    app.sign_out()
    app.sign_in(studio.email("officer2"), studio.password)
    app.tap("menu")
    app.page.get_by_test_id("language-en").check(force=True)
    expect(app.page.locator("html")).to_have_attribute("lang", "en")
    take(studio, app, "menu-english")
    app.tap("nav-pass")
    take(studio, app, "pass-english")
    app.tap("menu")
    app.page.get_by_test_id("language-sv").check(force=True)
    app.wait_until_sent()


PHONE_CHAPTERS: dict[str, Callable[[Studio], None]] = {
    "phone-sign-in": shoot_sign_in,
    "phone-patrol": shoot_patrol,
    "phone-around": shoot_around,
    "phone-offline": shoot_offline,
    "phone-signed-out": shoot_signed_out,
    "phone-needs-action": shoot_needs_action,
    "phone-locked": shoot_locked,
    "phone-youth-worker": shoot_youth_worker,
    "phone-nothing": shoot_nothing,
}
