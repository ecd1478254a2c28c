"""A phone that can't send: its exported queue, taken in at the desk, is what the phone would have sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.accessibility import find_violations
from tests.browser.desk_pages import DeskPages
from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.support.builders import PEOPLE

SENT = {
    ("patrol", "create"): 1,
    ("visit", "create"): 1,
    ("visit", "amend"): 1,
    ("observation", "create"): 2,
}


def log_an_evening(phone: PhoneApp) -> None:
    """A pass that goes on, with two observations at the station, without coverage."""
    phone.go_offline()
    phone.start_pass()
    phone.check_in("station")
    phone.log("berusade")
    phone.log("brak")
    phone.check_out()


def export_queue(phone: PhoneApp, path: Path) -> Path:
    phone.tap("menu")
    with phone.page.expect_download() as download:
        phone.tap("export-queue")
    download.value.save_as(path)
    return path


def take_in(desk: DeskPages, path: Path) -> None:
    """The administrator has looked at what would happen, and said yes."""
    look_at(desk, path)
    desk.press("Importera kön")
    expect(desk.page.get_by_role("heading", level=2)).to_have_text("Vad som hände")


def look_at(desk: DeskPages, path: Path) -> None:
    desk.open("/review/rescue")
    desk.field("file").set_input_files(path)
    desk.press("Se vad som skulle hända")
    expect(desk.page.get_by_role("heading", level=2)).to_have_text("Vad som skulle hända")


def figures(desk: DeskPages) -> dict[str, str]:
    terms = desk.page.locator(".figures dt").all_inner_texts()
    return dict(zip(terms, desk.page.locator(".figures dd").all_inner_texts(), strict=True))


def test_an_exported_queue_is_stored_once_in_the_officers_name_whoever_sends_it_again(
    officer: PhoneApp, ledger: Ledger, open_desk: Callable[..., DeskPages], tmp_path: Path
) -> None:
    log_an_evening(officer)
    queue = export_queue(officer, tmp_path / "queue.json")
    desk = open_desk("administrator")
    take_in(desk, queue)
    assert figures(desk)["Tas in"] == "5"
    assert find_violations(desk.page) == []
    ledger.expect_exactly(officer, SENT)
    assert {author for *_, author, _ in ledger.operations()} == {PEOPLE["officer"].id}
    records = {kind: ledger.records(kind) for kind in ("patrol", "visit", "observation")}

    look_at(desk, queue)
    assert figures(desk)["Finns redan"] == "5"
    desk.press("Importera kön")
    ledger.expect_exactly(officer, SENT)

    officer.go_online()
    officer.wait_until_sent()
    officer.expect_log("sent", patrol=1, visit=1, observation=2)
    ledger.expect_exactly(officer, SENT)
    assert {kind: ledger.records(kind) for kind in records} == records


def test_what_was_taken_in_is_what_the_phone_would_have_sent(
    officer: PhoneApp, ledger: Ledger, open_desk: Callable[..., DeskPages], tmp_path: Path
) -> None:
    """The same queue both ways, on the same server: by the desk, and by the phone after the server forgot."""
    log_an_evening(officer)
    before = tmp_path / "before.sqlite3"
    ledger.back_up(before)
    queue = export_queue(officer, tmp_path / "queue.json")
    take_in(open_desk("administrator"), queue)
    by_desk = {kind: without_receipt(ledger, kind) for kind in ("patrol", "visit", "observation")}

    ledger.overwrite(before)
    officer.go_online()
    officer.wait_until_sent()
    assert {kind: without_receipt(ledger, kind) for kind in by_desk} == by_desk


def without_receipt(ledger: Ledger, kind: str) -> list[dict[str, object]]:
    """The records of a kind, but for when they came."""
    return [
        {name: value for name, value in record.items() if name != "received_at"}
        for record in ledger.records(kind)
    ]
