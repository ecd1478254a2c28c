"""The settings where several processes start at once, and where their folder is new."""

import stat
import subprocess
import sys

from config import ROOT

PRINT_SECRET = "from config import Config; print(Config.from_environment().secret_key)"
AT_ONCE = 6


def test_processes_that_start_at_once_share_one_secret(tmp_path):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT_SECRET],
            cwd=ROOT,
            env={"LJUSPUNKT_INSTANCE": str(tmp_path)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(AT_ONCE)
    ]
    secrets = {process.communicate(timeout=30)[0].strip() for process in started}
    assert [process.returncode for process in started] == [0] * AT_ONCE
    (secret,) = secrets
    assert (tmp_path / "secret_key").read_text() == secret
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
