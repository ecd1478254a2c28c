"""`flask sync import-rescue FILE`: counts on the terminal, nothing of what was written."""

import pytest

from tests.support.builders import email_of
from tests.support.checks import stored_operations
from tests.sync.rescues import export_queue


@pytest.fixture
def run(app, tmp_path):
    """What the command prints of a file with this content, and whether it went well."""

    def run(content, *options):
        path = tmp_path / "queue.json"
        path.write_bytes(content)
        asked = ["sync", "import-rescue", str(path), "--as", email_of("administrator"), *options]
        return app.test_cli_runner().invoke(args=asked)

    return run


def test_a_dry_run_then_the_import_then_again(app, signed_in, run):
    phone = signed_in("officer")
    content = export_queue(phone, [phone.op(payload={**phone.op()["payload"], "note": "bänken"})])
    tried = run(content, "--dry-run")
    assert (tried.exit_code, stored_operations(app, "op_id")) == (0, [])
    assert "nothing was stored" in tried.output
    done = run(content)
    assert "1  observation  applied  Elin Åström" in done.output
    assert phone.device_id in done.output
    assert len(stored_operations(app, "op_id")) == 1
    assert "duplicate" in run(content).output
    assert "bänken" not in tried.output + done.output


def test_a_bad_file_and_a_person_who_may_not_are_said(signed_in, run, app):
    refused = run(b"no queue")
    assert refused.exit_code == 1
    assert "(rescue_unreadable: not_json)" in refused.output
    phone = signed_in("officer")
    content = export_queue(phone, [phone.op()])
    assert "(not_permitted" in run(content, "--as", email_of("officer")).output
    assert "(not_found" in run(content, "--as", "nobody@example.org").output
