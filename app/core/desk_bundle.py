"""The desk's built scripts (static/pwa/vite.desk.config.ts): their hashed names, by the entry that a page asks for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import url_for

from config import ROOT

FOLDER = "dist"
HASHED = f"{FOLDER}/assets/"
FOR_EVER_S = 365 * 24 * 60 * 60
MANIFEST = ROOT / "static" / "desk" / FOLDER / "manifest.json"


def script_address(name: str) -> str | None:
    """The address of this entry's script; None where it is not built, for every page works without."""
    try:
        changed_ns = MANIFEST.stat().st_mtime_ns
    except OSError:
        return None
    for entry in _entries(MANIFEST, changed_ns):
        if entry.get("isEntry") and entry.get("name") == name:
            return url_for("static", filename=f"{FOLDER}/{entry['file']}")
    return None


@cache
def _entries(manifest: Path, _changed_ns: int) -> list[dict[str, Any]]:
    """What the build wrote; read again when it was built again."""
    return list(json.loads(manifest.read_text("utf-8")).values())
