"""A backtest's figures as a table for the terminal."""

from __future__ import annotations

from rich.table import Table

from app.hotspots.backtest import Backtest
from app.hotspots.bootstrap import Estimate


def draw_backtest(found: Backtest) -> Table:
    """A row for each share of the area and order; then what the list has over the count."""
    table = Table(caption="PEI*: of what the best choice of as many squares would have had")
    table.add_column("Squares")
    table.add_column("Order")
    for name in ("Hit rate", "PEI*", "Times the area's rate per hour"):
        table.add_column(name, justify="right")
    for share in found.shares:
        where = f"{share.share:.0%} ({share.units})"
        for score in share.scores:
            table.add_row(
                where,
                score.order.value,
                _percent(score.hit_rate),
                _percent(score.efficiency),
                _times(score.per_hour),
            )
        table.add_row(where, "list - year_count", _percent(share.gain), "", "", end_section=True)
    return table


def _percent(found: Estimate) -> str:
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"


def _times(found: Estimate | None) -> str:
    return "" if found is None else f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"
