"""The README says what is: every error code with its status, every setting, every command and make target."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.core.errors import CODES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
#: A fault of ours, and what the server in front answers before us: no request to the app brings them about.
NEVER_MEANT = {"internal_error", "uri_too_long"}


def test_every_error_code_is_listed_with_its_status():
    listed = {
        code: int(status)
        for code, status in re.findall(r"^\| `(\w+)` \| (\d{3}) \|", README, re.MULTILINE)
    }
    assert listed == {code: status for code, (status, _, _) in CODES.items()}


@pytest.mark.parametrize("code", sorted(set(CODES) - NEVER_MEANT))
def test_every_error_code_is_provoked_by_a_test(code):
    others = (path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__))
    assert any(f'"{code}"' in path.read_text() for path in others)


def test_every_setting_is_listed():
    read = set(re.findall(r'"(LJUSPUNKT_\w+)"', (ROOT / "config.py").read_text()))
    assert read <= set(re.findall(r"`(LJUSPUNKT_\w+)`", README))


def test_the_unit_of_systemd_starts_what_the_step_above_it_starts():
    (step,) = re.findall(r"^3\. `(gunicorn .+?)`", README, re.MULTILINE)
    (started,) = re.findall(r"^ +ExecStart=/opt/ljuspunkt/\.venv/bin/(.+)$", README, re.MULTILINE)
    assert started.replace(" --bind 127.0.0.1:8000", "") == step


def test_the_readmes_pages_are_there():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).is_file(), target
