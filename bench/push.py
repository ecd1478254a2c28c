"""`make bench`: pushes of 50 observations by 8 clients through gunicorn, on SQLite and PostgreSQL.

Prints observations a second, latency, CPU and memory, the re-send of all, the pull of all, and each as a share of the
database's raw limit measured in the same run. The raw limit, the pushes and their re-send take turns in rounds: these
machines change their pace by a third within minutes, and what is compared must have met the same ones.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

from rich.console import Console
from rich.table import Table

from app.core.ids import uuid7
from bench import raw
from bench.ground import Ground, Phone, cpu_of, prepare
from bench.grown import grow
from tests.support.live_server import LiveServer
from tests.support.postgres import start_postgres
from tests.support.processes import child_ids

CLIENTS = 8
PER_PUSH = 50
PULL_PAGE = 500
RAW_ROWS = 60_000
ROUNDS = 3
#: pushes of each client before anything is measured: PostgreSQL makes its plans for a connection in its first five
WARM_UP = 10
WORKERS = 2
SMALL_LOG, LARGE_LOG = 10_000, 1_000_000


class Measured:
    """What passes over prepared pushes took, all of them together."""

    def __init__(self) -> None:
        self.count = 0
        self.peak_mib = 0.0
        self._took_s = self._cpu_s = 0.0
        self._latencies_s: list[float] = []

    def add(
        self, count: int, took_s: float, latencies_s: list[float], cpu: dict[str, float]
    ) -> None:
        """One pass more: observations, seconds, the seconds of each push, the server's CPU and memory."""
        self.count += count
        self._took_s += took_s
        self._cpu_s += cpu["cpu_s"]
        self._latencies_s += latencies_s
        self.peak_mib = max(self.peak_mib, cpu["peak_mib"])

    @property
    def per_s(self) -> float:
        """Observations a second."""
        return self.count / self._took_s

    @property
    def cpu_per_10k_s(self) -> float:
        """The server's CPU seconds for 10,000 observations."""
        return self._cpu_s / self.count * 10_000

    def percentile_ms(self, percent: int) -> float:
        """The latency of a push that so many per cent were not above, in milliseconds."""
        return statistics.quantiles(self._latencies_s, n=100)[percent - 1] * 1000


def make_pushes(phone: Phone, ground: Ground, count: int) -> list[bytes]:
    """The bytes of `count` pushes of 50 observations each."""
    patrol_id = uuid7()
    started = {"started_at": "2026-11-23T20:00:00+01:00", "officers": 2}
    phone.push(phone.envelope([phone.operation("patrol", started, patrol_id)]))
    return [phone.envelope(phone.observations(PER_PUSH, ground, patrol_id)) for _ in range(count)]


def run(
    phones: Sequence[Phone],
    bodies: Sequence[Sequence[bytes]],
    processes: list[int],
    status: str,
    into: Measured,
) -> None:
    """All phones push at once, each its own bodies one after the other; every operation must get `status`.

    What was written before is on the disk when they begin: its writing back would slow the first of them.
    """
    latencies: list[float] = []
    wrong: list[str] = []
    ready = Barrier(len(phones) + 1)

    def work(phone: Phone, mine: Sequence[bytes]) -> None:
        phone.hang_up()
        ready.wait()
        for body in mine:
            began = time.perf_counter()
            answer = phone.push(body)
            latencies.append(time.perf_counter() - began)
            wrong.extend(r["status"] for r in answer["results"] if r["status"] != status)

    threads = [
        Thread(target=work, args=(phone, mine)) for phone, mine in zip(phones, bodies, strict=True)
    ]
    for thread in threads:
        thread.start()
    os.sync()
    with cpu_of(processes) as cpu:
        ready.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        took_s = time.perf_counter() - began
    if wrong:
        raise RuntimeError(f"{len(wrong)} operations were not {status}: {wrong[:3]}")
    into.add(sum(map(len, bodies)) * PER_PUSH, took_s, latencies, cpu)


def pull_all(supervisor: Phone, expected: int) -> tuple[float, float]:
    """(records a second, p95 in ms) of a pull of everything in pages of 500."""
    cursor, seen, latencies = "", 0, []
    began = time.perf_counter()
    while True:
        at = time.perf_counter()
        page = supervisor.send("GET", f"/api/v1/sync/pull?limit={PULL_PAGE}{cursor}")
        latencies.append(time.perf_counter() - at)
        seen += len(page["changes"])
        cursor = f"&cursor={page['cursor']}"
        if not page["has_more"]:
            break
    took_s = time.perf_counter() - began
    if seen < expected:
        raise RuntimeError(f"pull gave {seen} of {expected} records")
    return seen / took_s, sorted(latencies)[int(len(latencies) * 0.95)] * 1000


@dataclass
class Figures:
    """What one database did, and what it can do at most: rows a second, nothing else done."""

    pushed: Measured
    resent: Measured
    #: records a second, p95 in ms
    pulled: tuple[float, float]
    limit_per_s: float


def measure(
    console: Console,
    name: str,
    url: str,
    folder: Path,
    pushes: int,
    limit: Callable[[Sequence[raw.Row]], float],
) -> Figures:
    """The raw limit, push and re-send by turns on one database, then the pull of all."""
    ground = prepare(url, folder)
    pushed, resent = Measured(), Measured()
    sample = raw.sample_rows(RAW_ROWS)
    rows, each = RAW_ROWS // ROUNDS, pushes // CLIENTS // ROUNDS
    raw_s = 0.0
    with serving(url, folder, WORKERS, CLIENTS) as server:
        phones, bodies, processes = ready(server, ground, each * ROUNDS * CLIENTS)
        console.print(f"{name}: pushing {each * ROUNDS * CLIENTS * PER_PUSH} observations …")
        for number in range(ROUNDS):
            raw_s += rows / limit(sample[number * rows : (number + 1) * rows])
            mine = [of_phone[number * each : (number + 1) * each] for of_phone in bodies]
            run(phones, mine, processes, "applied", pushed)
            run(phones, mine, processes, "duplicate", resent)
        pulled = pull_all(Phone(server.port, ground.supervisor), pushed.count)
    return Figures(pushed, resent, pulled, rows * ROUNDS / raw_s)


def measure_grown(
    console: Console, name: str, url: str, folder: Path, pushes: int
) -> tuple[Measured, Measured]:
    """Pushes on a log of 10,000 operations, then on one of a million, through the same server."""
    ground = prepare(url, folder)
    small, large = Measured(), Measured()
    grow(ground, folder, SMALL_LOG)
    with serving(url, folder, WORKERS, CLIENTS) as server:
        phones, bodies, processes = ready(server, ground, pushes)
        run(phones, bodies, processes, "applied", small)
    console.print(f"{name}: growing the log to {LARGE_LOG:,} …")
    grow(ground, folder, LARGE_LOG, start=SMALL_LOG + pushes * PER_PUSH * 2)
    with serving(url, folder, WORKERS, CLIENTS) as server:
        phones, bodies, processes = ready(server, ground, pushes)
        run(phones, bodies, processes, "applied", large)
    return small, large


@contextmanager
def serving(url: str, folder: Path, workers: int, threads: int) -> Iterator[LiveServer]:
    """gunicorn on this database, gone at the end."""
    environment = {"LJUSPUNKT_LOG_LEVEL": "WARNING"}
    server = LiveServer(url, folder, environment, workers=workers, threads=threads)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def ready(
    server: LiveServer, ground: Ground, pushes: int
) -> tuple[list[Phone], list[list[bytes]], list[int]]:
    """Phones that are signed in with their pushes made, a server that has warmed up, and its processes."""
    phones = [Phone(server.port, email) for email in ground.officers[:CLIENTS]]
    bodies = [make_pushes(phone, ground, pushes // CLIENTS) for phone in phones]
    processes = [server.process_id, *child_ids(server.process_id)]
    warm_up = [Phone(server.port, email) for email in ground.officers[:CLIENTS]]
    warming = [make_pushes(phone, ground, WARM_UP) for phone in warm_up]
    run(warm_up, warming, processes, "applied", Measured())
    return phones, bodies, processes


def report(console: Console, name: str, figures: Figures) -> None:
    """The figures of one database as a table."""
    table = Table(title=f"{name}, gunicorn {WORKERS} x {CLIENTS}", title_justify="left")
    for column in ("", "per s", "of raw", "p50 ms", "p95 ms", "p99 ms", "CPU s/10k", "peak MiB"):
        table.add_column(column, justify="right" if column else "left")
    limit_per_s, pushed, resent = figures.limit_per_s, figures.pushed, figures.resent
    table.add_row("raw limit", f"{limit_per_s:,.0f}", "100 %", "", "", "", "", "")
    for label, m in (("push", pushed), ("re-send", resent)):
        table.add_row(
            label,
            f"{m.per_s:,.0f}",
            f"{m.per_s / limit_per_s:.1%}",
            *(f"{m.percentile_ms(percent):.1f}" for percent in (50, 95, 99)),
            f"{m.cpu_per_10k_s:.2f}",
            f"{m.peak_mib:.0f}",
        )
    pull_per_s, pull_p95_ms = figures.pulled
    table.add_row("pull", f"{pull_per_s:,.0f}", "", "", f"{pull_p95_ms:.1f}", "", "", "")
    console.print(table)
    console.print(
        f"re-send / push {resent.per_s / pushed.per_s:.2f}   "
        f"p99 / p50 {pushed.percentile_ms(99) / pushed.percentile_ms(50):.2f}"
    )


def sqlite_limit(folder: Path, sample: Sequence[raw.Row]) -> float:
    """The raw limit with the driver as it comes, on a database of its own."""
    with raw.as_it_comes():
        return raw.sqlite_rows_per_s(str(folder / f"raw-{uuid7()}.sqlite3"), sample)


def report_grown(console: Console, small: Measured, large: Measured) -> None:
    """The rate on a million operations as a share of the rate on ten thousand."""
    console.print(
        f"push at {SMALL_LOG:,} operations {small.per_s:,.0f}/s, at {LARGE_LOG:,} "
        f"{large.per_s:,.0f}/s: {large.per_s / small.per_s:.0%}"
    )


def bench_sqlite(console: Console, folder: Path, pushes: int, *, skip_grown: bool) -> None:
    """SQLite's figures, and what a million operations in the log cost."""
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    report(
        console,
        "SQLite",
        measure(console, "SQLite", url, folder, pushes, partial(sqlite_limit, folder)),
    )
    tuned = raw.sqlite_rows_per_s(str(folder / "tuned.sqlite3"), raw.sample_rows(RAW_ROWS))
    console.print(f"raw limit with the driver as the app sets it: {tuned:,.0f}/s")
    if not skip_grown:
        grown_url = f"sqlite:///{folder / 'grown.sqlite3'}"
        report_grown(console, *measure_grown(console, "SQLite", grown_url, folder, pushes))


def bench_postgres(console: Console, folder: Path, pushes: int, *, skip_grown: bool) -> None:
    """The same on a PostgreSQL server of its own."""
    postgres = start_postgres(durable=True)

    def limit(sample: Sequence[raw.Row]) -> float:
        return raw.postgres_rows_per_s(postgres.url(postgres.create()), sample)

    try:
        url = postgres.url(postgres.create())
        report(console, "PostgreSQL", measure(console, "PostgreSQL", url, folder, pushes, limit))
        if not skip_grown:
            grown_url = postgres.url(postgres.create())
            report_grown(console, *measure_grown(console, "PostgreSQL", grown_url, folder, pushes))
    finally:
        postgres.stop()


def main() -> None:
    """Measure both databases, each beside its raw limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pushes", type=int, default=1200, help="pushes of 50 (default 1200)")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--skip-grown", action="store_true", help="leave out the million")
    options = parser.parse_args()
    if options.pushes < CLIENTS * ROUNDS:
        parser.error(f"--pushes: at least {CLIENTS * ROUNDS}, one for each client in each round")
    console = Console(width=100)
    benches = {"sqlite": bench_sqlite, "postgresql": bench_postgres}
    for name, bench in benches.items():
        if options.only in {None, name}:
            with tempfile.TemporaryDirectory(prefix="ljuspunkt-bench-") as folder:
                bench(console, Path(folder), options.pushes, skip_grown=options.skip_grown)


if __name__ == "__main__":
    main()
