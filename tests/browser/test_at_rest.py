"""What lies on the phone: sealed, whatever version wrote it; and a save never fails for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from app.sync.devices import revoke
from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.phone_store import READ_VAULT_ID
from tests.browser.watching import WatchedBrowser
from tests.support.builders import PASSWORD, PEOPLE, email_of, make_operation
from tests.support.desks import acting
from tests.support.processes import wait_until

NOTE = "Skrik vid kiosken"
#: A batch and more: the queue is sent in two.
FULL = 230

_BREAK_SEALING = """() => { globalThis.sealing = crypto.subtle.encrypt;
  crypto.subtle.encrypt = async () => { throw new DOMException("no", "OperationError"); }; }"""
_MEND_SEALING = "() => { crypto.subtle.encrypt = globalThis.sealing; }"
#: Safari in Lockdown Mode keeps no keys.
_KEEP_NO_KEYS = """for (const name of ["put", "add"]) {
  const write = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (value, ...rest) {
    if (this.name === "keys") throw new DOMException("no keys here", "DataCloneError");
    return write.call(this, value, ...rest);
  };
}"""

_DELETE = """async () => {
  const ask = indexedDB.deleteDatabase("ljuspunkt");
  await new Promise((resolve, reject) => { ask.onsuccess = resolve; ask.onerror = reject; });
}"""

#: The stores as version 2 of them had it, with a queue, a draft and somebody who is in.
_SECOND_VERSION = """async ([ops, profile]) => {
  const open = indexedDB.open("ljuspunkt", 2);
  open.onupgradeneeded = () => {
    const db = open.result;
    db.createObjectStore("operations", { keyPath: "op_id" }).createIndex("by_record", "record_id");
    const standings = db.createObjectStore("standings", { keyPath: "op_id" });
    standings.createIndex("by_state", ["state", "device_seq"]);
    standings.createIndex("by_record", "record_id");
    db.createObjectStore("records", { keyPath: ["kind", "record_id"] });
    db.createObjectStore("drafts", { keyPath: "key" });
    db.createObjectStore("presence", { keyPath: "patrol_id" });
    const meta = db.createObjectStore("meta");
    const write = (name, value, key) => open.transaction.objectStore(name).put(value, key);
    write("meta", ops[0].record_id, "device_id");
    write("meta", ops.length, "device_seq");
    write("meta", profile, "profile");
    write("meta", { lon: 16.09712, lat: 61.826855, accuracy_m: 8, at_ms: 1 }, "last_fix");
    write("drafts", { key: `${profile.user.id}/new`, owner: profile.user.id, saved_ms: 1,
                      values: { ids: { opId: "a", recordId: "b" }, values: { note: "Skrik vid kiosken" } } });
    write("presence", { patrol_id: "p", owner: profile.user.id, seconds: { "1,2,3": 40 }, covered_s: 40,
                        stay: null, removed: false });
    for (const op of ops) {
      write("operations", op);
      write("standings", { op_id: op.op_id, record_id: op.record_id, device_seq: op.device_seq,
        author: op.author, bytes: 300, state: "waiting", queued_ms: 1, sent_ms: null, result: null,
        settled: null });
    }
  };
  await new Promise((resolve, reject) => { open.onsuccess = resolve; open.onerror = reject; });
  open.result.close();
}"""


def log_with_a_note(phone: PhoneApp) -> None:
    """An observation with a free text is on the phone."""
    phone.log("berusade")
    phone.tap("add-details")
    phone.see("edit-note").fill(NOTE)
    phone.tap("edit-save")
    expect(phone.see("new-observation")).to_be_visible()


def take_out_the_open_list(stores: dict[str, list[dict[str, Any]]]) -> None:
    """What lies open for a locked phone names every category of the area, in the area's order, and nothing else."""
    meta = stores["meta"]
    for kept in [each for each in meta if each["key"] == "capture" and each["row"] is not None]:
        assert set(kept["row"]) == {"person", "categories", "patrol_id", "visit_id"}
        assert {name for each in kept["row"]["categories"] for name in each} == {"code", "name"}
        meta.remove(kept)


def expect_no_content(phone: PhoneApp) -> None:
    """Whoever copies the storage finds none of what was written, seen, pulled or summed up."""
    stores = json.loads(phone.everything_in_the_store())
    take_out_the_open_list(stores)
    found = json.dumps(stores, ensure_ascii=False)
    secrets = [NOTE, "kiosken", "berusade", "occurred_at", "61.82", "16.09", "Ljusdal", "Station"]
    secrets += [email_of("officer"), "memberships", "payload", "covered_s"]
    assert [secret for secret in secrets if secret in found] == []


def until_sealed(phone: PhoneApp) -> None:
    """What was plain has been sealed."""
    wait_until(
        lambda: (
            NOTE not in phone.everything_in_the_store()
            and "payload" not in phone.everything_in_the_store()
        ),
        what="the rows are sealed",
    )


@pytest.mark.own_browser
def test_the_storage_of_a_working_phone_shows_nothing(officer: PhoneApp, ledger: Ledger) -> None:
    officer.start_pass()
    officer.check_in("station")
    log_with_a_note(officer)
    officer.wait_until_sent()
    officer.go_offline()
    officer.log("brak")
    officer.tap("new-observation")
    officer.tap("change-time")
    officer.tap("nav-pass")
    expect_no_content(officer)
    assert len(officer.operations()) == 5

    officer.die_and_return(offline=True)
    officer.expect_chip("offline", waiting=1)
    expect_no_content(officer)
    officer.go_online()
    officer.wait_until_sent()
    assert len(ledger.operations()) == 5


def test_a_save_does_not_fail_where_sealing_does(officer: PhoneApp, ledger: Ledger) -> None:
    officer.go_offline()
    officer.page.evaluate(_BREAK_SEALING)
    log_with_a_note(officer)
    assert NOTE in officer.everything_in_the_store()

    officer.page.evaluate(_MEND_SEALING)
    until_sealed(officer)
    expect_no_content(officer)
    officer.go_online()
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 1, ("observation", "amend"): 1})


def test_a_browser_that_keeps_no_keys_records_and_sends(
    open_browser: Callable[..., WatchedBrowser], ledger: Ledger
) -> None:
    browser = open_browser()
    browser.context.add_init_script(_KEEP_NO_KEYS)
    phone = PhoneApp(browser)
    phone.open()
    phone.sign_in_as("officer")
    phone.go_offline()
    phone.log("berusade")
    phone.reload()
    phone.log("brak")
    phone.go_online()
    phone.wait_until_sent()
    ledger.expect_exactly(phone, {("observation", "create"): 2})


def make_queue(count: int) -> list[dict[str, Any]]:
    """So many operations of the officer as a version before put them on the disk."""
    now = datetime.now(UTC)  # noqa: TID251 - the server has the machine's clock
    author = {"author": PEOPLE["officer"].id, "base_version": None}
    return [make_operation(now, device_seq=number) | author for number in range(1, count + 1)]


@pytest.mark.own_browser
def test_a_full_queue_of_the_version_before_is_sealed_and_sent_once(
    open_phone: Callable[..., PhoneApp], ledger: Ledger
) -> None:
    session = open_phone("officer").page.evaluate(
        "async () => (await fetch('/api/v1/session')).json()"
    )
    phone = open_phone()
    phone.page.goto("/sign-in")
    phone.page.evaluate(_DELETE)
    profile = {key: session[key] for key in ("user", "demonstration", "server_version")}
    queue = make_queue(FULL)
    queue[0]["payload"]["note"] = NOTE
    phone.page.evaluate(_SECOND_VERSION, [queue, profile])
    phone.browser.excuse_status(401)
    phone.open()
    phone.expect_chip("signed_out", waiting=FULL)
    until_sealed(phone)
    expect_no_content(phone)
    kept = phone.operations()
    assert [op["device_seq"] for op in kept] == list(range(1, FULL + 1))
    assert json.dumps(kept[0], sort_keys=True) == json.dumps(queue[0], sort_keys=True)

    phone.die_and_return(offline=False)
    phone.expect_chip("signed_out", waiting=FULL)
    phone.chip.click()
    phone.see("sign-in-password").fill(PASSWORD)
    phone.tap("sign-in-submit")
    phone.wait_until_sent()
    ledger.expect_exactly(phone, {("observation", "create"): FULL})


@pytest.mark.own_browser
def test_a_migration_that_was_cut_off_goes_on(open_phone: Callable[..., PhoneApp]) -> None:
    phone = open_phone()
    phone.page.goto("/sign-in")
    phone.page.evaluate(_DELETE)
    queue = make_queue(FULL)
    person = {"id": PEOPLE["officer"].id, "email": email_of("officer"), "name": "E", "locale": "sv"}
    user = {**person, "organisation": {"id": "o", "name": "Polisen", "kind": "police"}}
    profile = {"user": {**user, "memberships": []}, "demonstration": True, "server_version": "1"}
    phone.page.evaluate(_SECOND_VERSION, [queue, profile])
    phone.browser.excuse_status(401)
    for _ in range(3):
        phone.page.goto("/app/", wait_until="commit")
        phone.browser.restart()
    phone.open()
    phone.expect_chip("signed_out", waiting=FULL)
    until_sealed(phone)
    assert [op["op_id"] for op in phone.operations()] == [op["op_id"] for op in queue]


def test_a_revoked_phone_has_shredded_its_keys(officer: PhoneApp, ledger: Ledger) -> None:
    log_with_a_note(officer)
    officer.wait_until_sent()
    before = officer.page.evaluate(READ_VAULT_ID)
    device_id = officer.device_id()
    officer.browser.excuse_status(401, 403)
    with acting(ledger.app, "administrator") as (session, actor, now):
        revoke(session, actor, device_id, now)
    officer.reload()
    expect(officer.see("shredded")).to_be_visible()
    assert officer.page.evaluate(READ_VAULT_ID) != before
    assert officer.operations() == []
    expect_no_content(officer)
