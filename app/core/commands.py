"""`flask access …`: the policy for people to read."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.access_table import write_table
from config import ROOT

TABLE = ROOT / "docs" / "access.md"
group = AppGroup("access", help="Who may do what.")


@group.command("table")
def table() -> None:
    """Write docs/access.md from the policy and the routes."""
    TABLE.write_text(write_table(current_app))
    click.echo(TABLE)
