"""The world with its two areas, and a basemap that fits both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.support.basemaps import draw_basemap


@pytest.fixture
def database_url(world_url: str) -> str:
    return world_url


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """An archive that covers the world's areas."""
    return draw_basemap(tmp_path)


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """Runs a command: `run("basemap", "list")`."""
    return lambda *arguments: app.test_cli_runner().invoke(args=list(map(str, arguments)))
