"""What every `flask …` command shares, and `flask access …`: the policy for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from app.core.access_table import write_table
from app.core.database_faults import cannot_connect, lacks_tables
from config import ROOT

TABLE = ROOT / "docs" / "access.md"


@contextmanager
def saying_what_is_missing() -> Iterator[None]:
    """A database that is not there, or is older than the program, ends the command in words."""
    try:
        yield
    except DBAPIError as error:
        if cannot_connect(error):
            reason = str(error.orig).strip().partition("\n")[0]
            raise click.ClickException(
                f"The database can't be reached ({reason}). See that it runs, and that"
                " LJUSPUNKT_DATABASE_URL has the right host, port, name and password."
            ) from error
        if not lacks_tables(error):
            raise
        raise click.ClickException(
            "The database is older than the program. Run first: flask --app wsgi db upgrade"
        ) from error


class SaysWhatIsMissing(click.Command):
    """A command that says in words that there is no database, or that the migrations were not run."""

    def invoke(self, ctx: click.Context) -> Any:
        with saying_what_is_missing():
            return super().invoke(ctx)


class CommandGroup(SaysWhatIsMissing, AppGroup):
    """`flask NAME …`."""


group = CommandGroup("access", help="Who may do what.")


@group.command("table")
def table() -> None:
    """Write docs/access.md from the policy and the routes."""
    TABLE.write_text(write_table(current_app))
    click.echo(TABLE)
