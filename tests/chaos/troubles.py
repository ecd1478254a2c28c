"""The named faults. Each begins, lasts while people go on, and ends; what it may cost is written down beside it."""

from __future__ import annotations

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect
from sqlalchemy import select, update

from app.accounts.acting import act_as_organisation
from app.accounts.models import Person, SignInSession
from app.core.database import db, write_transaction
from app.sync import devices
from app.sync.models import Device
from tests.chaos import network_troubles as _network_troubles  # noqa: F401 - they come first
from tests.chaos.acts import PIN, is_locked, is_nobody_in, sign_in, unlock
from tests.chaos.kinds import KINDS, Kind, nothing
from tests.chaos.network import PUSH
from tests.chaos.phones import ChaosPhone
from tests.chaos.world import World
from tests.support import proxy as network

WORKER = "/app/sw.js"
#: More than a browser asks for in a round.
ALL = 200
UPDATE_DEADLINE_MS = 8_000
PIN_DEADLINE_MS = 30_000
HOUR_MS = 3_600_000
CLOCKS_MS = (-400 * 24 * HOUR_MS, -2 * HOUR_MS, HOUR_MS // 3, 2 * HOUR_MS, 400 * 24 * HOUR_MS)

# --- the server ---


def _kill_server(world: World, phone: ChaosPhone, dice: int) -> str:
    kill = world.own_house().kill
    if dice % 4 == 0:
        kill()
        return "killed between requests"
    when = (network.beforehand, network.meanwhile, network.afterwards)[dice % 3]
    phone.network.fail(PUSH, when(kill))
    return f"will be killed {when.__name__} at the next push"


def _start_server(world: World, phone: ChaosPhone, _dice: int) -> str:
    phone.network.forgive(PUSH)
    world.own_house().kill()
    world.own_house().see_to_it_that_it_runs()
    return "it runs again"


KINDS["server_killed"] = Kind(_kill_server, _start_server, needs_house=True)


def _back_up(world: World, _phone: ChaosPhone, _dice: int) -> str:
    world.own_house().data.keep("backup")
    return "a backup was made"


def _restore(world: World, _phone: ChaosPhone, _dice: int) -> str:
    world.own_house().restore("backup")
    for phone in world.phones:
        phone.listen()
        if phone.was_revoked:
            phone.excused |= dict.fromkeys(phone.ops, "revoked and emptied, then restored")
    return "the backup took the database's place, and a new epoch began"


KINDS["backup_restored"] = Kind(_back_up, _restore, needs_house=True)


# --- the browser ---


def _kill_browser(_world: World, phone: ChaosPhone, _dice: int) -> str:
    phone.die_and_return()
    return "SIGKILL, and started again"


KINDS["browser_killed"] = Kind(_kill_browser, nothing)


def _open_second_tab(_world: World, phone: ChaosPhone, _dice: int) -> str:
    try:
        phone.open_second_tab()
    except (PlaywrightError, AssertionError):
        phone.close_second_tab()
        if not phone.lost_cache:
            raise
        return "the second tab does not open"
    return "opened"


def _close_second_tab(_world: World, phone: ChaosPhone, _dice: int) -> str:
    phone.listen()
    phone.close_second_tab()
    return "closed"


KINDS["two_tabs"] = Kind(_open_second_tab, _close_second_tab)


def _fill_quota(_world: World, phone: ChaosPhone, _dice: int) -> str:
    phone.set_quota(1)
    return "the phone's storage is full"


def _free_quota(_world: World, phone: ChaosPhone, _dice: int) -> str:
    phone.set_quota(None)
    return "there is room again"


KINDS["quota_exceeded"] = Kind(_fill_quota, _free_quota)


def _close_database(_world: World, phone: ChaosPhone, _dice: int) -> str:
    if phone.is_open:
        phone.app.page.evaluate("() => chaos.closeDatabases()")
    return "the connections to IndexedDB are closed"


KINDS["database_closed"] = Kind(_close_database, nothing)


def _evict_open(_world: World, phone: ChaosPhone, dice: int) -> str:
    kinds = ("indexeddb", "indexeddb,cache_storage")[dice % 2]
    phone.listen()
    phone.at_risk |= dict.fromkeys(phone.ops, "evicted, then the app closed")
    phone.lost_cache = phone.lost_cache or "cache" in kinds
    phone.clear_storage(kinds)
    return f"{kinds} taken away under the open app"


KINDS["storage_evicted"] = Kind(_evict_open, nothing)


def _evict_closed(_world: World, phone: ChaosPhone, _dice: int) -> str:
    phone.close_second_tab()
    phone.leave()
    phone.app.page.goto("about:blank")
    phone.excused |= dict.fromkeys(phone.ops, "evicted while the app was closed")
    phone.lost_cache = True
    phone.clear_storage("indexeddb,local_storage,cache_storage,service_workers")
    phone.open()
    return "everything taken away while the app was closed"


KINDS["storage_evicted_closed"] = Kind(_evict_closed, nothing)


def _shift_clock(_world: World, phone: ChaosPhone, dice: int) -> str:
    ms = CLOCKS_MS[dice % len(CLOCKS_MS)]
    for app in (phone.app, phone.second_tab):
        if app is not None and phone.is_open:
            app.page.evaluate("(ms) => chaos.shiftClock(ms)", ms)
            # A phone with a PIN looks at the clock when it is looked at, before anybody touches it.
            app.page.evaluate("() => { dispatchEvent(new Event('focus')); }")
    return f"the clock goes {ms / HOUR_MS:+.1f} h wrong, and stays so"


KINDS["clock_jump"] = Kind(_shift_clock, nothing)


def _update(_world: World, phone: ChaosPhone, _dice: int) -> str:
    if not phone.is_open:
        return "the app is not open"
    phone.network.fail(WORKER, *[network.another_version] * ALL)
    phone.network.fail(PUSH, *[network.bad_gateway] * ALL)
    phone.leave()
    phone.close_second_tab()
    if not phone.open():
        return "the app does not open"
    phone.app.page.reload()
    if is_locked(phone.app):
        unlock(phone, phone.app)
    try:
        phone.app.see("update-ready").wait_for(timeout=UPDATE_DEADLINE_MS)
    except PlaywrightError:
        return "the new version was not found: the network is bad too"
    with phone.app.page.expect_navigation():
        phone.app.tap("update-apply")
    expect(phone.app.page.locator(".app")).to_be_visible()
    return "the new version is in use, with what waits"


def _updated(_world: World, phone: ChaosPhone, _dice: int) -> str:
    phone.network.forgive(WORKER)
    phone.network.forgive(PUSH)
    return "pushes go through again"


KINDS["app_updated"] = Kind(_update, _updated)


# --- the person ---


def _expire_session(world: World, phone: ChaosPhone, _dice: int) -> str:
    app = world.own_house().data.app
    who = select(Person.id).where(Person.email == phone.person.email).scalar_subquery()
    with app.app_context(), write_transaction() as connection:
        connection.execute(
            update(SignInSession)
            .where(SignInSession.person_id == who)
            .values(revoked_at=app.clock.now())  # type: ignore[attr-defined]
        )
    return f"{phone.person.name} is signed out on the server"


KINDS["session_expired"] = Kind(_expire_session, nothing, needs_house=True)


def _change_person(world: World, phone: ChaosPhone, _dice: int) -> str:
    if not phone.is_open:
        return "the app is not open"
    other = world.other_than(phone)
    if is_locked(phone.app):
        unlock(phone, phone.app)
    phone.app.pin = PIN
    if not is_nobody_in(phone.app):
        phone.app.look_at().sign_out()
    phone.person = other
    return "in" if sign_in(phone, phone.app) else "nobody could sign in"


KINDS["other_person"] = Kind(_change_person, nothing)


def _lock(_world: World, phone: ChaosPhone, _dice: int) -> str:
    if not phone.is_open:
        return "the app is not open"
    app = phone.app.look_at()
    if is_locked(app):
        return "it is locked already"
    if is_nobody_in(app):
        return "nobody is in"
    app.tap("menu")
    app.tap("open-pin")
    if app.see("pin-new").count() and not app.see("pin-current").count():
        app.fill_new_pin(PIN)
        said = app.see("pin-current").or_(app.see("pin-error"))
        expect(said.first).to_be_visible(timeout=PIN_DEADLINE_MS)
    if not app.see("pin-lock-now").count():
        return "no PIN could be chosen"
    app.tap("pin-lock-now")
    expect(app.see("locked")).to_be_visible()
    return "locked with a PIN"


def _unlock(_world: World, phone: ChaosPhone, _dice: int) -> str:
    if not phone.is_open or not is_locked(phone.app):
        return "it is not locked"
    unlock(phone, phone.app.look_at())
    return "open"


KINDS["pin_locked"] = Kind(_lock, _unlock)


def _revoke_device(world: World, phone: ChaosPhone, _dice: int) -> str:
    app = world.own_house().data.app
    ids = phone.device_ids()
    with app.app_context():
        rows = db.session.execute(
            select(Device.device_id, Device.organisation_id).where(
                Device.device_id.in_(ids), Device.revoked_at.is_(None)
            )
        ).all()
        for device_id, organisation_id in rows:
            actor = act_as_organisation(db.session(), organisation_id)
            devices.revoke(db.session(), actor, device_id, app.clock.now())  # type: ignore[attr-defined]
        db.session.commit()
    phone.was_revoked = phone.was_revoked or bool(rows)
    return f"revoked {len(rows)}" if rows else "it has sent nothing yet: the server knows no device"


KINDS["device_revoked"] = Kind(_revoke_device, nothing, needs_house=True)
