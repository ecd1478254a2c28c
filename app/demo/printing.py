"""The comparison with the truth as tables for a terminal."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from app.demo.comparison import CORRECTED, COUNTS, ComparedPlace, Comparison

LONGEST_NAME = 40


def print_comparison(console: Console, compared: Comparison) -> None:
    """Both rankings, place by place, and how well each finds the worst."""
    console.print(
        f"{compared.from_on} to {compared.to_on}: places as the corrected ranking has them;"
        f" * is truly among the {compared.k} worst"
    )
    table = Table(box=SIMPLE)
    table.add_column("corrected", justify="right", no_wrap=True, min_width=9)
    table.add_column("place", no_wrap=True)
    for name in ("true rate/h", "true rank", "counts rank", "seen", "visits", "hours", "ratio"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for place in compared.places:
        table.add_row(*_row(place, compared.k))
    console.print(table)
    scores = Table(box=SIMPLE)
    scores.add_column("order")
    for name in (f"precision at {compared.k}", f"NDCG at {compared.k}", "Spearman"):
        scores.add_column(name, justify="right")
    for name, score in compared.scores.items():
        spearman = "-" if score.spearman is None else f"{score.spearman:.2f}"
        scores.add_row(name, f"{score.precision:.2f}", f"{score.ndcg:.2f}", spearman)
    console.print(scores)
    console.print(
        f"Of the {compared.k} truly worst places the corrected ranking has"
        f" {compared.found(CORRECTED)} among its first {compared.k}, counts {compared.found(COUNTS)}."
    )


def _row(place: ComparedPlace, k: int) -> list[str]:
    found = place.result
    ratio = "-"
    if found.ratio is not None and found.ratio_low is not None and found.ratio_high is not None:
        ratio = f"{found.ratio:.2f} ({found.ratio_low:.2f}-{found.ratio_high:.2f})"
    star = " *" if place.true_rank <= k else ""
    return [
        str(found.rank),
        f"{found.name[:LONGEST_NAME]}{star}",
        f"{place.true_rate:.2f}",
        str(place.true_rank),
        str(place.count_rank),
        str(found.observed),
        str(found.visits),
        f"{found.presence_hours:.1f}",
        ratio,
        str(found.verdict),
    ]
