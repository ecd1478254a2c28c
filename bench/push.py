"""`make bench`: pushes of 50 observations by 8 clients through gunicorn, on SQLite and PostgreSQL.

Prints observations a second, latency, CPU and memory, the re-send of all, the pull of all, and each as a share of the
database's raw limit measured in the same run.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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

CLIENTS = 8
PER_PUSH = 50
PULL_PAGE = 500
RAW_ROWS = 40_000
SMALL_LOG, LARGE_LOG = 10_000, 1_000_000


class Measured:
    """What one pass over all prepared pushes took."""

    def __init__(self, count: int, took_s: float, latencies_s: list[float], cpu: dict[str, float]):
        self.count = count
        self.per_s = count / took_s
        cuts = statistics.quantiles(latencies_s, n=100)
        self.p50_ms, self.p95_ms, self.p99_ms = (cuts[n] * 1000 for n in (49, 94, 98))
        self.cpu_per_10k_s = cpu["cpu_s"] / count * 10_000
        self.peak_mib = cpu["peak_mib"]


def make_pushes(phone: Phone, ground: Ground, count: int) -> list[bytes]:
    """The bytes of `count` pushes of 50 observations each."""
    patrol_id = uuid7()
    started = {"started_at": "2026-11-23T20:00:00+01:00", "officers": 2}
    phone.push(phone.envelope([phone.operation("patrol", started, patrol_id)]))
    return [phone.envelope(phone.observations(PER_PUSH, ground, patrol_id)) for _ in range(count)]


def run(
    phones: Sequence[Phone], bodies: Sequence[list[bytes]], processes: list[int], status: str
) -> Measured:
    """All phones push at once, each its own bodies one after the other; every operation must get `status`."""
    latencies: list[float] = []
    wrong: list[str] = []
    ready = Barrier(len(phones) + 1)

    def work(phone: Phone, mine: list[bytes]) -> None:
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
    with cpu_of(processes) as cpu:
        ready.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        took_s = time.perf_counter() - began
    if wrong:
        raise RuntimeError(f"{len(wrong)} operations were not {status}: {wrong[:3]}")
    return Measured(sum(map(len, bodies)) * PER_PUSH, took_s, latencies, cpu)


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


def children_of(process_id: int) -> list[int]:
    """The process and its children: gunicorn's workers."""
    tasks = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return [process_id, *map(int, tasks)]


def measure(
    console: Console, name: str, url: str, folder: Path, pushes: int, workers: int, threads: int
) -> tuple[Measured, Measured, tuple[float, float]]:
    """Push, re-send and pull on one database."""
    ground = prepare(url, folder)
    with serving(url, folder, workers, threads) as server:
        phones, bodies, processes = ready(server, ground, pushes)
        console.print(f"{name}: pushing {pushes * PER_PUSH} observations …")
        pushed = run(phones, bodies, processes, "applied")
        resent = run(phones, bodies, processes, "duplicate")
        pulled = pull_all(Phone(server.port, ground.supervisor), pushed.count)
    return pushed, resent, pulled


def measure_grown(
    console: Console, name: str, url: str, folder: Path, pushes: int, workers: int, threads: int
) -> tuple[Measured, Measured]:
    """Pushes on a log of 10,000 operations, then on one of a million, through the same server."""
    ground = prepare(url, folder)
    grow(ground, folder, SMALL_LOG)
    with serving(url, folder, workers, threads) as server:
        phones, bodies, processes = ready(server, ground, pushes)
        small = run(phones, bodies, processes, "applied")
    console.print(f"{name}: growing the log to {LARGE_LOG:,} …")
    grow(ground, folder, LARGE_LOG, start=SMALL_LOG + pushes * PER_PUSH * 2)
    with serving(url, folder, workers, threads) as server:
        phones, bodies, processes = ready(server, ground, pushes)
        large = run(phones, bodies, processes, "applied")
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
    processes = children_of(server.process_id)
    warm_up = [Phone(server.port, email) for email in ground.officers[:CLIENTS]]
    run(warm_up, [make_pushes(p, ground, 2) for p in warm_up], processes, "applied")
    return phones, bodies, processes


def report(
    console: Console,
    name: str,
    limit_per_s: float,
    pushed: Measured,
    resent: Measured,
    pulled: tuple[float, float],
) -> None:
    """The figures of one database as a table."""
    table = Table(title=name, title_justify="left")
    for column in ("", "per s", "of raw", "p50 ms", "p95 ms", "p99 ms", "CPU s/10k", "peak MiB"):
        table.add_column(column, justify="right" if column else "left")
    table.add_row("raw limit", f"{limit_per_s:,.0f}", "100 %", "", "", "", "", "")
    for label, m in (("push", pushed), ("re-send", resent)):
        table.add_row(
            label,
            f"{m.per_s:,.0f}",
            f"{m.per_s / limit_per_s:.1%}",
            f"{m.p50_ms:.1f}",
            f"{m.p95_ms:.1f}",
            f"{m.p99_ms:.1f}",
            f"{m.cpu_per_10k_s:.2f}",
            f"{m.peak_mib:.0f}",
        )
    table.add_row("pull", f"{pulled[0]:,.0f}", "", "", f"{pulled[1]:.1f}", "", "", "")
    console.print(table)
    console.print(
        f"re-send / push {resent.per_s / pushed.per_s:.2f}   "
        f"p99 / p50 {pushed.p99_ms / pushed.p50_ms:.2f}"
    )


def sqlite_limit(folder: Path, number: int, sample: Sequence[raw.Row]) -> float:
    """The raw limit with the driver as it comes, on a database of its own."""
    with raw.as_it_comes():
        return raw.sqlite_rows_per_s(str(folder / f"raw{number}.sqlite3"), sample)


def report_grown(console: Console, small: Measured, large: Measured) -> None:
    """The rate on a million operations as a share of the rate on ten thousand."""
    console.print(
        f"push at {SMALL_LOG:,} operations {small.per_s:,.0f}/s, at {LARGE_LOG:,} "
        f"{large.per_s:,.0f}/s: {large.per_s / small.per_s:.0%}"
    )


def main() -> None:
    """Measure both databases, each beside its raw limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pushes", type=int, default=800, help="pushes of 50 (default 800)")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--skip-grown", action="store_true", help="leave out the million")
    options = parser.parse_args()
    console = Console(width=100)
    sample = raw.sample_rows(RAW_ROWS)
    with tempfile.TemporaryDirectory(prefix="ljuspunkt-bench-") as root:
        if options.only != "postgresql":
            folder = Path(root) / "sqlite"
            folder.mkdir()
            url = f"sqlite:///{folder / 'bench.sqlite3'}"
            limits = [sqlite_limit(folder, 1, sample)]
            figures = measure(console, "SQLite", url, folder, options.pushes, 2, CLIENTS)
            limits += [sqlite_limit(folder, number, sample) for number in (2, 3)]
            limit = statistics.median(limits)
            tuned = raw.sqlite_rows_per_s(str(folder / "tuned.sqlite3"), sample)
            console.print(f"raw limit with the driver as the app sets it: {tuned:,.0f}/s")
            report(console, "SQLite, gunicorn 2 x 8", limit, *figures)
            if not options.skip_grown:
                grown_url = f"sqlite:///{folder / 'grown.sqlite3'}"
                sizes = measure_grown(
                    console, "SQLite", grown_url, folder, options.pushes, 2, CLIENTS
                )
                report_grown(console, *sizes)
        if options.only != "sqlite":
            folder = Path(root) / "postgresql"
            folder.mkdir()
            postgres = start_postgres(durable=True)
            try:
                url = postgres.url(postgres.create())
                limits = [raw.postgres_rows_per_s(postgres.url(postgres.create()), sample)]
                figures = measure(console, "PostgreSQL", url, folder, options.pushes, 2, CLIENTS)
                limits += [
                    raw.postgres_rows_per_s(postgres.url(postgres.create()), sample)
                    for _ in range(2)
                ]
                limit = statistics.median(limits)
                report(console, "PostgreSQL, gunicorn 2 x 8", limit, *figures)
                if not options.skip_grown:
                    grown_url = postgres.url(postgres.create())
                    sizes = measure_grown(
                        console, "PostgreSQL", grown_url, folder, options.pushes, 2, CLIENTS
                    )
                    report_grown(console, *sizes)
            finally:
                postgres.stop()


if __name__ == "__main__":
    main()
