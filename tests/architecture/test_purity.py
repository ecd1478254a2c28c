"""What the hotspot list computes is pure by default; only modules with these names may touch the world."""

import re
import tomllib
from pathlib import Path

import grimp
import pytest

#: It takes two seconds to import: `scipy.special` has what the product needs.
SCIPY_STATS = re.compile(
    r"^\s*(import scipy\.stats|from scipy\.stats import|from scipy import .*\bstats\b)",
    re.MULTILINE,
)
ROOT = Path(__file__).resolve().parent.parent.parent
MAY_TOUCH_THE_WORLD = {
    "__init__",
    "api",
    "around",
    "asking",
    "asking_again",
    "backtesting",
    "circumstances",
    "choices",
    "chosen",
    "commands",
    "compare_pages",
    "comparing",
    "detail",
    "emerging_pages",
    "explaining",
    "funnel_pages",
    "keeping",
    "loading",
    "method_pages",
    "models",
    "naming",
    "ordering",
    "own_list",
    "pages",
    "picture",
    "published",
    "pull",
    "queries",
    "schemas",
    "service",
    "table",
    "web",
    "words",
}
#: The services and pages of what people say of hotspots.
REVIEWS_MAY_TOUCH_THE_WORLD = {"handovers", "handover_pages", "showing"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("app", include_external_packages=True, cache_dir=None)


def forbidden_to_pure_modules(graph: grimp.ImportGraph) -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    (contract,) = [c for c in contracts if c["name"].startswith("What computes is pure")]
    found = set()
    for pattern in contract["forbidden_modules"]:
        found |= graph.find_matching_modules(pattern) if "*" in pattern else {pattern}
    return found & graph.modules


def test_hotspot_modules_are_pure_unless_named_for_what_they_touch(
    graph: grimp.ImportGraph,
) -> None:
    forbidden = forbidden_to_pure_modules(graph)
    modules = {path.stem for path in (ROOT / "app/hotspots").glob("*.py")} - MAY_TOUCH_THE_WORLD
    modules |= {
        f"reviews.{path.stem}"
        for path in (ROOT / "app/hotspots/reviews").glob("*.py")
        if path.stem not in MAY_TOUCH_THE_WORLD | REVIEWS_MAY_TOUCH_THE_WORLD
    }
    assert forbidden
    assert modules
    for module in sorted(modules):
        for imported in sorted(forbidden):
            chain = graph.find_shortest_chain(f"app.hotspots.{module}", imported)
            assert chain is None, " -> ".join(chain or ())


def test_nothing_in_the_app_imports_scipy_stats() -> None:
    for path in (ROOT / "app").rglob("*.py"):
        assert not SCIPY_STATS.search(path.read_text()), path
