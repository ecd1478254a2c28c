"""Time by square: summed up on the phone, shown to its owner, sent or taken away; never where anybody walked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.walking import Fix, Walk, last_whole_hour, metres_of, sum_seconds
from tests.browser.watching import WatchedBrowser
from tests.support.builders import PEOPLE, make_operation

#: The station of tests/support/builders.py.
EAST, NORTH = metres_of(16.09712, 61.826855)


def _at(second: int, east: float, north: float = 0) -> Fix:
    return Fix(second, EAST + east, NORTH + north)


#: To the station on foot, 20 s there, then off at a run and 40 s in a car.
BEFORE = [_at(0, -203), _at(40, -151.3), _at(80, -101.9), _at(140, -0.4), _at(160, -0.4)]
AFTER_RUN = [*BEFORE, _at(180, 101.2, 2.7)]
AFTER_CAR = [*AFTER_RUN, _at(220, 903, 6)]
#: The phone is dead for five minutes, and goes on from where the car stopped.
LATER = [_at(520, 0.9, 1), _at(550, 42.2, 33), _at(600, 90.1, 88.8)]


@pytest.mark.own_browser
def test_a_walk_is_seconds_by_square_and_nothing_else_and_survives_the_browsers_death(
    officer: PhoneApp, ledger: Ledger
) -> None:
    walk = Walk(officer, last_whole_hour())
    officer.go_offline()
    walk.begin(BEFORE[0])
    walk.go(*AFTER_CAR[1:], covered_s=220)

    officer.browser.restart()
    officer.browser.go_offline()
    walk.stand_at(LATER[0])
    officer.open()
    expect(officer.see("check-in-suggested")).to_be_visible()
    walk.go(*LATER[1:], covered_s=300)

    wanted = sum_seconds([*pairwise(AFTER_CAR), *pairwise(LATER)], walk.hour)
    officer.tap("end-pass")
    shown = officer.see("presence")
    assert int(shown.get_attribute("data-seconds") or 0) == sum(row[3] for row in wanted)
    expect(shown).to_contain_text("Minuter per ruta om 100 meter, aldrig var du gått.")
    expect(officer.see("presence-station")).to_contain_text("min")
    expect(officer.see("presence-coverage")).to_have_attribute("data-said", "half")
    officer.tap("end-pass-confirm")
    expect(officer.see("start-pass")).to_be_visible()

    walk.end_clock()
    officer.go_online()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("patrol", "create"): 1, ("patrol", "amend"): 1})
    (patrol,) = ledger.records("patrol")
    assert json.loads(patrol["presence"]) == wanted
    # The phone has nothing left of it but what it sent, and that names no position.
    assert walk.kept() == []
    for operation in officer.operations():
        assert not {"lon", "lat", "track"} & set(operation["payload"])


def test_time_that_its_owner_takes_away_is_never_sent(officer: PhoneApp, ledger: Ledger) -> None:
    walk = Walk(officer, last_whole_hour())
    officer.go_offline()
    walk.begin(BEFORE[0])
    walk.go(*BEFORE[1:3], covered_s=80)
    officer.tap("end-pass")
    officer.tap("presence-remove")
    expect(officer.see("presence-removed")).to_be_visible()
    (kept,) = walk.kept()
    assert (kept["removed"], kept["seconds"]) == (True, {})

    officer.reload()
    walk.stand_at(BEFORE[3])
    officer.tap("end-pass")
    expect(officer.see("presence-removed")).to_be_visible()
    officer.tap("end-pass-confirm")
    expect(officer.see("start-pass")).to_be_visible()
    walk.end_clock()
    officer.go_online()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("patrol", "create"): 1, ("patrol", "amend"): 1})
    (patrol,) = ledger.records("patrol")
    assert patrol["presence"] is None
    assert all("presence" not in operation["payload"] for operation in officer.operations())


def test_a_walk_goes_on_while_the_phone_is_locked(officer: PhoneApp) -> None:
    officer.choose_pin("250719")
    walk = Walk(officer, last_whole_hour())
    officer.go_offline()
    walk.begin(BEFORE[0])
    walk.go(*BEFORE[1:3], covered_s=80)
    officer.lock()
    walk.go(*BEFORE[3:], covered_s=160)
    assert "covered_s" not in officer.everything_in_the_store()
    officer.unlock()
    officer.tap("nav-pass")
    officer.tap("end-pass")
    wanted = sum_seconds([*pairwise(BEFORE)], walk.hour)
    seconds = str(sum(row[3] for row in wanted))
    expect(officer.see("presence")).to_have_attribute("data-seconds", seconds)


def test_two_tabs_of_one_phone_count_the_walk_once(officer: PhoneApp) -> None:
    walk = Walk(officer, last_whole_hour())
    officer.go_offline()
    walk.begin(BEFORE[0])
    other = PhoneApp(officer.browser, officer.browser.context.new_page())
    other.open()
    expect(other.see("patrol-running")).to_be_visible()
    walk.go(*BEFORE[1:], covered_s=160)
    other.look_at().tap("end-pass")
    wanted = sum_seconds([*pairwise(BEFORE)], walk.hour)
    expect(other.see("presence")).to_have_attribute(
        "data-seconds", str(sum(row[3] for row in wanted))
    )


def test_the_screen_stays_on_during_a_pass_where_its_owner_wants_it(officer: PhoneApp) -> None:
    held = """() => { window.held = []; const ask = navigator.wakeLock.request.bind(navigator.wakeLock);
      navigator.wakeLock.request = async (kind) => {
        const one = await ask(kind); window.held.push(one); return one; }; }"""
    officer.browser.context.grant_permissions(["geolocation", "screen-wake-lock"])
    count = "() => window.held.filter((one) => !one.released).length"
    officer.page.evaluate(held)
    officer.start_pass()
    assert officer.page.evaluate(count) == 0
    officer.see("keep-awake").check()
    officer.page.wait_for_function("() => window.held.some((one) => !one.released)")
    officer.end_pass()
    officer.page.wait_for_function("() => window.held.every((one) => one.released)")


_FIRST_VERSION = """async (op) => {
  const open = indexedDB.open("ljuspunkt", 1);
  open.onupgradeneeded = () => {
    const db = open.result;
    db.createObjectStore("operations", { keyPath: "op_id" }).createIndex("by_record", "record_id");
    const standings = db.createObjectStore("standings", { keyPath: "op_id" });
    standings.createIndex("by_state", ["state", "device_seq"]);
    standings.createIndex("by_record", "record_id");
    db.createObjectStore("records", { keyPath: ["kind", "record_id"] });
    db.createObjectStore("drafts", { keyPath: "key" });
    const meta = db.createObjectStore("meta");
    meta.put(op.record_id, "device_id");
    meta.put(1, "device_seq");
    open.transaction.objectStore("operations").put(op);
    open.transaction.objectStore("standings").put({
      op_id: op.op_id, record_id: op.record_id, device_seq: 1, author: op.author, bytes: 300,
      state: "waiting", queued_ms: 1, sent_ms: null, result: null, settled: null });
  };
  await new Promise((resolve, reject) => { open.onsuccess = resolve; open.onerror = reject; });
  open.result.close();
}"""


def test_a_store_from_before_keeps_its_queue_and_gets_room_for_presence(
    open_browser: Callable[..., WatchedBrowser], ledger: Ledger
) -> None:
    author = PEOPLE["officer"].id
    now = datetime.now(UTC)  # noqa: TID251 - the server has the machine's clock
    op = make_operation(now, device_seq=1) | {"author": author, "base_version": None}
    phone = PhoneApp(open_browser())
    phone.page.goto("/sign-in")
    phone.page.evaluate(_FIRST_VERSION, op)
    phone.open()
    assert phone.unsent() == [op["op_id"]]
    assert Walk(phone, last_whole_hour()).kept() == []
    phone.sign_in_as("officer")
    ledger.expect_exactly(phone, {("observation", "create"): 1})
