"""docs/acceptance.md names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "acceptance.md").read_text()


def test_every_test_that_the_page_names_exists():
    named = set(re.findall(r"`((?:tests|static/pwa/tests)/[\w/.]+)`", PAGE))
    assert len(named) > 20
    assert sorted(path for path in named if not (ROOT / path).is_file()) == []
