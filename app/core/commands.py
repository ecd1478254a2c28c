"""What every `flask …` command shares, and `flask access …`: the policy for people to read."""

from __future__ import annotations

from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from app.core.access_table import write_table
from app.core.database import lacks_tables
from config import ROOT

TABLE = ROOT / "docs" / "access.md"


class SaysWhatIsMissing(click.Command):
    """A command that says in words that the migrations were not run."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DBAPIError as error:
            if not lacks_tables(error):
                raise
            raise click.ClickException(
                "The database is older than the program. Run first: flask --app wsgi db upgrade"
            ) from error


class CommandGroup(SaysWhatIsMissing, AppGroup):
    """`flask NAME …`."""


group = CommandGroup("access", help="Who may do what.")


@group.command("table")
def table() -> None:
    """Write docs/access.md from the policy and the routes."""
    TABLE.write_text(write_table(current_app))
    click.echo(TABLE)
