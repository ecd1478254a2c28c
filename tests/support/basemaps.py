"""Basemaps of the builders' world: small ones, drawn by the script that draws the demonstration's."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from app.demo.commands import BASEMAP
from scripts.draw_sketch import SOURCE, draw

#: The world's areas, with room around them.
WORLD = [15.99, 61.69, 16.31, 61.91]
COMMITTED = BASEMAP


def a_drawing(**changes: Any) -> dict[str, Any]:
    """What the demonstration's sketch is drawn from, with the world's bounds."""
    return deepcopy(_read()) | {"bounds": WORLD} | changes


@cache
def _read() -> dict[str, Any]:
    drawn: dict[str, Any] = json.loads(SOURCE.read_text())
    return drawn


def draw_basemap(folder: Path, **changes: Any) -> Path:
    """A basemap that the world's areas can have."""
    path = folder / "drawn.pmtiles"
    draw(a_drawing(**changes), path)
    return path


def a_basemap_row(sha256: str) -> dict[str, Any]:
    """What is recorded of a basemap, whose file may or may not be there."""
    return {
        "sha256": sha256,
        "size": 12_345,
        "min_zoom": 10,
        "max_zoom": 14,
        "attribution": "Egen skiss",
        "sketch": True,
        "installed_at": datetime(2026, 11, 20, 20, 0, tzinfo=UTC),
    }
