"""The server was restored from a backup: phones offer again what it lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.browser.ledger import Ledger
from tests.browser.phone_app import PhoneApp
from tests.browser.test_at_rest_lock import set_clock


def test_what_a_backup_lacks_comes_back_from_the_phone(
    officer: PhoneApp, ledger: Ledger, tmp_path: Path
) -> None:
    officer.browser.excuse("Failed to load resource")
    officer.log("berusade")
    officer.wait_until_sent()
    ledger.back_up(tmp_path / "backup.sqlite3")
    officer.log("brak")
    officer.wait_until_sent()
    officer.go_offline()
    officer.log("positiv")

    ledger.restore(tmp_path / "backup.sqlite3")
    assert len(ledger.operations()) == 1
    officer.go_online()
    officer.wait_until_sent()
    officer.expect_log("sent", observation=3)
    ledger.expect_exactly(officer, {("observation", "create"): 3})


def test_a_new_epoch_of_a_server_that_lost_nothing_doubles_nothing(
    officer: PhoneApp, ledger: Ledger
) -> None:
    officer.browser.excuse_status(409)
    officer.log("berusade")
    officer.wait_until_sent()
    ledger.run("sync", "new-epoch")
    officer.log("brak")
    officer.wait_until_sent()
    ledger.expect_exactly(officer, {("observation", "create"): 2})


def test_a_clock_that_is_a_year_ahead_takes_nothing_off_the_phone(officer: PhoneApp) -> None:
    """Found by `make chaos`: what was sent looked a year old, and a restored server could not have had it again."""
    officer.log("berusade")
    officer.wait_until_sent()
    set_clock(officer, timedelta(days=400))
    officer.log("brak")
    officer.expect_entries("observation", 2)
    officer.wait_until_sent()
    assert officer.summary() == {("observation", "create"): 2}
