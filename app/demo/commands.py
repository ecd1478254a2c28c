"""`flask demo …`: load the demonstration and say how to sign in; `flask hotspots truth`: what its ranking is worth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from flask import current_app
from sqlalchemy.orm import Session

from app.accounts.passwords import problems_with
from app.accounts.people import make_password
from app.accounts.service import load_actor
from app.basemap import service as basemaps
from app.core.commands import CommandGroup
from app.core.database import db, intending, read_connection, write_transaction
from app.core.web import current_clock, current_settings
from app.demo import accounts, state
from app.demo.chance import DEFAULT_SEED
from app.hotspots.commands import group as hotspots
from config import Config

if TYPE_CHECKING:
    from app.demo.loader import Progress

group = CommandGroup("demo", help="The demonstration: six invented months in Ljusdal.")
#: Our own sketch of the town, drawn by scripts/draw_sketch.py.
BASEMAP: Final = Path(__file__).parent / "ljusdal.pmtiles"
#: How the command ends that was to leave real areas alone and did (`scripts/serve.py` asks for it)
HOLDS_REAL_AREAS: Final = 3
NOTHING_LOADED: Final = "No demonstration is loaded: flask --app wsgi demo load"
TABLE_WIDTH: Final = 160
SAID: Final = {
    "evenings": "Simulating the evenings",
    "phones": "Phones send what they recorded",
    "reports": "Importing reports from others",
}
MONTHS = click.FloatRange(0.1, 24)


def settings() -> Config:
    """The running app's settings; ends the command where this is no demonstration."""
    found = current_settings()
    if not found.demonstration:
        raise click.ClickException(
            "The demonstration is for trying out. Set LJUSPUNKT_DEMO=1 where that is wanted."
        )
    return found


@group.command("load")
@click.option("--unless-real", is_flag=True, help="Do nothing where there are real areas.")
@click.option(
    "--seed", type=int, help=f"Default: {DEFAULT_SEED}, or that of the one that is there."
)
@click.option("--months", type=MONTHS, default=6, show_default=True)
@click.option(
    "--accounts/--no-accounts", "says_accounts", default=True, help="Print the accounts at the end."
)
def load(unless_real: bool, seed: int | None, months: float, says_accounts: bool) -> None:
    """Load the demonstration up to yesterday; go on where an earlier load ended.

    With --unless-real it ends with the code 3 where the database holds real areas.
    """
    config = settings()
    with read_connection() as connection:
        begun, has_area = state.find_begun(connection), state.has_area(connection)
    if begun is None and has_area:
        if unless_real:
            click.echo("The database holds real areas: nothing was loaded.")
            click.get_current_context().exit(HOLDS_REAL_AREAS)
        raise click.ClickException(
            "The database holds real areas; the demonstration wants its own."
        )
    if begun is not None and seed not in {None, begun.seed}:
        raise click.ClickException(f"The database has the demonstration of seed {begun.seed}.")
    from app.demo import loader

    password = _ensure_password(config.instance_path)
    now = current_clock().now()
    with _progress() as progress:
        run = loader.Load(
            begun=loader.begin(DEFAULT_SEED if seed is None else seed, months, password, now),
            now=now,
            registry=current_app.extensions["ljuspunkt_registry"],
            max_operations=config.push_max_operations,
            progress=progress,
        )
        _ensure_accounts(config.instance_path, password)
        loaded = loader.load(run)
    if begun is None or not begun.is_finished:
        _install_basemap(config.instance_path, now)
    total = loaded.operations.total()
    click.echo(
        f"{loaded.first_on} to {loaded.last_on}: {total:,} operations in {loaded.pushes:,} pushes,"
        f" {loaded.reports:,} reports from others, {loaded.judgements} judgements"
    )
    for status, count in loader.refused(loaded):
        raise click.ClickException(f"{count} operations were not taken ({status})")
    if says_accounts:
        _say_accounts(password)


@hotspots.command("truth")
@click.option(
    "--from", "from_on", type=click.DateTime(["%Y-%m-%d"]), help="Default: the first day."
)
@click.option("--to", "to_on", type=click.DateTime(["%Y-%m-%d"]), help="Default: yesterday.")
@click.option(
    "-k", default=5, show_default=True, help="How many of the worst places are looked for."
)
def say_truth(from_on: datetime | None, to_on: datetime | None, k: int) -> None:
    """Hold the corrected ranking and plain counts against the demonstration's known truth."""
    settings()
    from rich.console import Console

    from app.demo.comparison import compare
    from app.demo.printing import print_comparison
    from app.demo.setting import find_ground
    from app.demo.town import load_town

    now, town = current_clock().now(), load_town()
    with intending(to_write=False), Session(db.engine) as session:
        begun = state.find_begun(session)
        if begun is None:
            raise click.ClickException(NOTHING_LOADED)
        days = (
            max(from_on.date(), begun.first_on) if from_on else begun.first_on,
            to_on.date() if to_on else max(begun.last_days),
        )
        if days[0] > days[1]:
            raise click.ClickException("The period ends before it begins.")
        _, place_ids = find_ground(session, town)
        actor = load_actor(f"{accounts.SUPERVISOR}@{accounts.DOMAIN}")
        compared = compare(session.connection(), actor, town, place_ids, begun, days, k, now)
    console = Console()
    print_comparison(console if console.is_terminal else Console(width=TABLE_WIDTH), compared)


@group.command("accounts")
def say_accounts() -> None:
    """Print the demonstration's accounts and their password."""
    config = settings()
    with read_connection() as connection:
        if state.find_begun(connection) is None:
            raise click.ClickException(NOTHING_LOADED)
    password = _ensure_password(config.instance_path)
    _ensure_accounts(config.instance_path, password)
    _say_accounts(password)


def _install_basemap(instance: Path, now: datetime) -> None:
    """The town has its sketch as a basemap: from the first load on, so that one that was taken away stays away."""
    from app.demo.setting import find_ground
    from app.demo.town import load_town

    with Session(db.engine) as session:
        area_id, _ = find_ground(session, load_town())
        basemaps.install(session, instance, BASEMAP, area_id, now)
        session.commit()


def _ensure_password(instance: Path) -> str:
    return accounts.find_password(instance) or make_password()


def _ensure_accounts(instance: Path, password: str) -> None:
    """The accounts open with this password, which may have been changed in the environment, and it is kept."""
    with read_connection() as connection:
        fits = accounts.opens(connection, password)
    if not fits:
        with write_transaction() as connection:
            accounts.set_password(connection, password)
    if accounts.read_password(instance) != password:
        accounts.keep_password(instance, password)


def _say_accounts(password: str) -> None:
    click.echo("Demonstration accounts:")
    for line in accounts.list_lines():
        click.echo(f"  {line}")
    click.echo(f"Password for all of them: {password}")
    if problems_with(password):
        click.echo("(Outside a demonstration this password would be refused.)")


@contextmanager
def _progress() -> Iterator[Progress]:
    """Bars at a terminal; elsewhere, where bars would come all at the end, a line for each quarter of a step."""
    from rich import progress as bars
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _say_quarters()
        return
    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeElapsedColumn(),
    )
    with bars.Progress(*columns, console=console) as progress:
        tasks = {what: progress.add_task(said, total=None) for what, said in SAID.items()}

        def report(what: str, done: int, total: int) -> None:
            progress.update(tasks[what], completed=done, total=total)

        yield report


def _say_quarters() -> Progress:
    said: set[tuple[str, int]] = set()

    def report(what: str, done: int, total: int) -> None:
        quarter = 4 * done // max(total, 1)
        if (what, quarter) not in said:
            said.add((what, quarter))
            click.echo(f"{SAID[what]}: {done} of {total}", err=True)

    return report
