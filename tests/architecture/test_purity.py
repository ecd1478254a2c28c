"""What the hotspot list computes is pure by default; only modules with these names may touch the world."""

import re
import tomllib
from pathlib import Path

#: It takes two seconds to import: `scipy.special` has what the product needs.
SCIPY_STATS = re.compile(
    r"^\s*(import scipy\.stats|from scipy\.stats import|from scipy import .*\bstats\b)",
    re.MULTILINE,
)
ROOT = Path(__file__).resolve().parent.parent.parent
MAY_TOUCH_THE_WORLD = {
    "__init__", "api", "commands", "geojson", "models", "pages", "queries", "rows", "schemas", "service",
}  # fmt: skip


def pure_patterns() -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    (contract,) = [c for c in contracts if c["name"].startswith("What computes is pure")]
    return {pattern.removeprefix("app.*.") for pattern in contract["source_modules"]}


def test_every_hotspot_module_is_held_pure_or_named_for_what_it_touches() -> None:
    modules = {path.stem for path in (ROOT / "app/hotspots").glob("*.py")}
    assert modules
    assert modules - MAY_TOUCH_THE_WORLD <= pure_patterns()


def test_nothing_in_the_app_imports_scipy_stats() -> None:
    for path in (ROOT / "app").rglob("*.py"):
        assert not SCIPY_STATS.search(path.read_text()), path
