"""`make bench-hotspots`: the list beside the least that a database can do for it.

The list of 28 days and one category, on SQLite and PostgreSQL, at growing numbers of observations a year: the floor (a
plain GROUP BY on a covering index), the service with nothing kept and with the list kept, over HTTP, and the page.
Compare the ratios. The method by itself beside others: `bench/hotspot_method.py`.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from app import create_app
from app.accounts.service import load_actor, open_session
from app.core.clock import SystemClock, to_ms
from app.core.database import db, read_connection, write_transaction
from app.hotspots.answers import HotspotQuery
from app.hotspots.keeping import KeptLists
from app.hotspots.web import EXTENSION
from bench.ground import CATEGORIES, Ground, prepare
from bench.hotspot_rows import FLOOR, add_floor_index, fill
from config import Config
from tests.support.postgres import start_postgres

SIZES = (10_000, 100_000, 1_000_000)
DAYS, CATEGORY = 28, CATEGORIES[0]
WARM, COLD = 200, 3
#: A list of more rows than this is made from gigabytes of them: only the floor is measured, unless asked.
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Took:
    """Milliseconds of wall time."""

    median: float
    p95: float

    def __str__(self) -> str:
        return f"{self.median:.2f} / {self.p95:.2f}"


def measure(run: Callable[[], object], times: int) -> Took:
    """Median and 95th percentile."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        taken.append((time.perf_counter() - began) * 1000)
    ordered = sorted(taken)
    return Took(statistics.median(taken), ordered[min(int(0.95 * times), times - 1)])


@dataclass(frozen=True)
class Figures:
    """One database at one size."""

    rows: int
    floor_cold: float
    floor: Took
    made: Took | None = None  # nothing kept: the rows are read and ranked
    kept: Took | None = None
    http: Took | None = None
    page: Took | None = None


def measure_list(url: str, folder: Path, size: int, most_rows: int) -> Figures:
    """The database is filled, and everything measured on it."""
    ground, now = prepare(url, folder), SystemClock().now()
    app = create_app(Config.for_test(database_url=url, instance_path=folder))
    with app.app_context():
        fill(ground, size, to_ms(now))
        with write_transaction() as connection:
            add_floor_index(connection)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE" if "postgresql" in url else "ANALYZE"))
        db.engine.dispose()
        cold, floor = _measure_floor(ground, to_ms(now))
        figures = Figures(size, cold, floor)
        if size <= most_rows:
            figures = Figures(size, cold, floor, *_measure_ours(app, ground))
        db.session.remove()
        db.engine.dispose()
    return figures


def _measure_floor(ground: Ground, now_ms: int) -> tuple[float, Took]:
    asked = {
        "area": ground.area_id,
        "category": CATEGORY,
        "from_ms": now_ms - DAYS * 86_400_000,
        "to_ms": now_ms,
    }
    with read_connection() as connection:
        cold = measure(lambda: connection.execute(FLOOR, asked).all(), 1).median
        return cold, measure(lambda: connection.execute(FLOOR, asked).all(), WARM)


def _measure_ours(app: Flask, ground: Ground) -> tuple[Took, Took, Took, Took]:
    now = SystemClock().now()
    actor = load_actor(ground.supervisor)
    assert actor is not None
    first = (now - timedelta(days=DAYS - 1)).date()
    query = HotspotQuery(
        area_id="bench", from_on=first, to_on=now.date(), categories=frozenset({CATEGORY})
    )

    def ask() -> None:
        with read_connection() as connection:
            app.extensions[EXTENSION].ask(connection, actor, query, SystemClock().now())

    def ask_anew() -> None:
        app.extensions[EXTENSION] = KeptLists()
        ask()

    made, kept = measure(ask_anew, COLD), measure(ask, WARM)
    with write_transaction() as connection:
        token = open_session(connection, actor.user_id, now, app.settings.session_lifetime)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    asked = f"area=bench&from={first}&to={now.date()}&category={CATEGORY}"

    def get(path: str) -> None:
        assert client.get(path).status_code == 200

    get(f"/api/v1/hotspots?{asked}")
    get(f"/hotspots?{asked}")
    return (
        made,
        kept,
        measure(lambda: get(f"/api/v1/hotspots?{asked}"), WARM),
        measure(lambda: get(f"/hotspots?{asked}"), WARM // 4),
    )


def report(console: Console, name: str, found: list[Figures]) -> None:
    """Milliseconds as median / p95, and what is asked of them as ratios."""
    table = Table(title=f"{name}: 28 days, one category; ms, median / p95")
    for heading in (
        "observations",
        "floor, first",
        "floor",
        "list made anew",
        "list kept",
        "kept : floor (p95)",
        "HTTP, kept",
        "HTTP : floor (p95)",
        "page",
    ):
        table.add_column(heading, justify="right")
    for each in found:
        ratios = [
            "" if took is None else f"{took.p95 / each.floor.p95:.2f}"
            for took in (each.kept, each.http)
        ]
        table.add_row(
            f"{each.rows:,}",
            f"{each.floor_cold:.2f}",
            str(each.floor),
            str(each.made or ""),
            str(each.kept or ""),
            ratios[0],
            str(each.http or ""),
            ratios[1],
            str(each.page or ""),
        )
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="observations a year")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--most-rows", type=int, default=MOST_ROWS, help="the list up to this size")
    options = parser.parse_args()
    console = Console(width=150)
    with tempfile.TemporaryDirectory(prefix="ljuspunkt-bench-") as root:
        for name in ("sqlite", "postgresql"):
            if options.only not in {None, name}:
                continue
            found = []
            for size in options.sizes:
                folder = Path(root) / f"{name}-{size}"
                folder.mkdir()
                if name == "sqlite":
                    url = f"sqlite:///{folder / 'bench.sqlite3'}"
                    found.append(measure_list(url, folder, size, options.most_rows))
                    (folder / "bench.sqlite3").unlink()
                else:
                    postgres = start_postgres()
                    try:
                        url = postgres.url(postgres.create())
                        found.append(measure_list(url, folder, size, options.most_rows))
                    finally:
                        postgres.stop()
            report(console, {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[name], found)


if __name__ == "__main__":
    main()
