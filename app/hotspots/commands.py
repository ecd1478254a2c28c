"""`flask hotspots …`: the list at the command line, and the phones' snapshots made again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Connection, select

from app.accounts.acting import act_as_organisation
from app.accounts.models import Area, Organisation
from app.core.access import Actor
from app.core.commands import CommandGroup
from app.core.database import read_connection
from app.core.errors import AppError, InvalidInput
from app.core.web import current_clock
from app.hotspots.answers import HotspotQuery, LoadedHotspots
from app.hotspots.backtest import (
    LEARN_DAYS,
    LEAST_OBSERVED,
    LEAST_PERIODS,
    PERIOD_DAYS,
    TooLittle,
)
from app.hotspots.backtest_table import draw_backtest
from app.hotspots.backtesting import load_backtest
from app.hotspots.calibration import MOST_FALSE_MAPS
from app.hotspots.list_table import MOST_SQUARES, draw_list
from app.hotspots.pull import recompute
from app.hotspots.service import READ, choose_area, load_own
from app.hotspots.squares import SIZES_M

group = CommandGroup("hotspots", help="Where it is worst for the time that was spent there.")
_organisation, _area = Organisation.__table__, Area.__table__
_DAY = click.DateTime(["%Y-%m-%d"])
FILE_WIDTH = 180


@group.command("list")
@click.option("--area", "area", required=True, help="The area's code or id.")
@click.option("--from", "from_on", type=_DAY, help="The first day. Default: 90 days in all.")
@click.option("--to", "to_on", type=_DAY, help="The last day. Default: today.")
@click.option("--category", "categories", multiple=True, help="Only this one; may be repeated.")
@click.option("--organisation", help="Whose list. Default: the only one that has one there.")
@click.option("--by", type=click.Choice(["place", "grid"]), default="place", show_default=True)
@click.option(
    "--square",
    "square_m",
    type=click.Choice([str(size) for size in SIZES_M]),
    help="The squares' side in metres. Default: as the data allow.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    help=f"How many rows. Default: all places, or {MOST_SQUARES} squares.",
)
def list_places(
    area: str,
    from_on: datetime | None,
    to_on: datetime | None,
    categories: tuple[str, ...],
    organisation: str | None,
    by: Literal["place", "grid"],
    square_m: str | None,
    limit: int | None,
) -> None:
    """Print the places of an area, or its squares, worst first."""
    if square_m is not None and by != "grid":
        raise click.UsageError("--square is of --by grid.")
    query = HotspotQuery(
        area_id=area,
        from_on=from_on.date() if from_on else None,
        to_on=to_on.date() if to_on else None,
        categories=frozenset(categories) or None,
        by=by,
        square_m=None if square_m is None else int(square_m),
    )
    answer = _load(area, organisation, query).rank()
    # In a file or a pipe nobody can widen the window.
    Console(width=None if sys.stdout.isatty() else FILE_WIDTH).print(draw_list(answer, limit))


@group.command("calibrate")
@click.option("--area", "area", required=True, help="The area's code or id.")
@click.option("--from", "from_on", type=_DAY, help="The first day. Default: 90 days in all.")
@click.option("--to", "to_on", type=_DAY, help="The last day. Default: today.")
@click.option("--organisation", help="Whose rows. Default: the only one that has a list there.")
@click.option("--maps", default=200, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same figures.")
def calibrate_method(
    area: str,
    from_on: datetime | None,
    to_on: datetime | None,
    organisation: str | None,
    maps: int,
    seed: int,
) -> None:
    """Print how often the method calls a place hot on an area's own rows where none is."""
    query = HotspotQuery(
        area_id=area,
        from_on=from_on.date() if from_on else None,
        to_on=to_on.date() if to_on else None,
    )
    loaded = _load(area, organisation, query)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("maps", total=maps)
        found = loaded.calibrate(maps, seed, lambda: progress.advance(task))
    if found is None:
        raise click.ClickException("There is no patrol time or no observation in the period.")
    click.echo(f"{loaded.area.name}, {loaded.period.from_on} to {loaded.period.to_on}")
    click.echo(f"{found.observed} observations dealt out anew on {found.maps} maps, seed {seed}")
    click.echo(
        f"maps with a false clear hotspot: {found.share:.1%} "
        f"(95 %: {found.low:.1%}-{found.high:.1%}; at most {MOST_FALSE_MAPS:.0%} is asked)"
    )
    for level, share in found.below:
        click.echo(f"places with p below {level:.0%}: {share:.2%} of {found.tested}")
    if found.is_too_many:
        raise click.ClickException("The method claims too much on these rows: look at the data.")


@group.command("backtest")
@click.option("--area", "area", required=True, help="The area's code or id.")
@click.option("--organisation", help="Whose rows. Default: the only one that has a list there.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same figures.")
def look_back(area: str, organisation: str | None, seed: int) -> None:
    """Print how much of what came the list had first, month by month on its own past."""
    with _said_errors(), read_connection() as connection:
        actor = _choose_actor(connection, area, organisation)
        loaded = load_backtest(connection, actor, area, current_clock().now())
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("periods", total=loaded.periods)
        found = loaded.run(seed, lambda: progress.advance(task))
    if isinstance(found, TooLittle):
        raise click.ClickException(
            f"Too little to say: {found.periods} whole periods of {PERIOD_DAYS} days with "
            f"{found.observed} observations. It takes {LEAST_PERIODS} periods after the first "
            f"{LEARN_DAYS} days, and {LEAST_OBSERVED} observations."
        )
    click.echo(
        f"{loaded.area.name}, {loaded.days[0]} up to {loaded.days[-1]}: {found.periods} periods "
        f"of {PERIOD_DAYS} days, {found.observed} observations"
    )
    click.echo(f"data {loaded.data_version}, seed {seed}, intervals of 95 %")
    width = None if sys.stdout.isatty() else FILE_WIDTH
    Console(width=width).print(draw_backtest(found))


@group.command("recompute")
def recompute_all() -> None:
    """Make every organisation's list for phones again."""
    now = current_clock().now()
    with read_connection() as connection:
        work = [(actor, area) for actor in _actors(connection) for area in actor.areas(READ)]
    changed = 0
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Lists", total=len(work))
        for actor, area_id in work:
            changed += recompute(actor, area_id, now)
            progress.advance(task)
    click.echo(f"{len(work)} lists, {changed} changed")


def _load(area: str, organisation: str | None, query: HotspotQuery) -> LoadedHotspots:
    """What the organisation's list is made from."""
    with _said_errors(), read_connection() as connection:
        actor = _choose_actor(connection, area, organisation)
        return load_own(connection, actor, query, current_clock().now())


@contextmanager
def _said_errors() -> Iterator[None]:
    """What can't be asked ends the command with its reason."""
    try:
        yield
    except InvalidInput as error:
        said = "; ".join(f"{name}: {', '.join(words)}" for name, words in error.fields.items())
        raise click.ClickException(said) from error
    except AppError as error:
        raise click.ClickException(f"{error.message} ({error.code})") from error


def _actors(connection: Connection, name: str | None = None) -> list[Actor]:
    """The desks of the organisations that have a list of their own."""
    query = select(_organisation.c.id).order_by(_organisation.c.id)
    if name is not None:
        query = query.where(_organisation.c.name == name)
    ids = connection.execute(query).scalars()
    actors = [act_as_organisation(connection, str(each)) for each in ids.all()]
    return [actor for actor in actors if actor.areas(READ)]


def _choose_actor(connection: Connection, area: str, organisation: str | None) -> Actor:
    found = []
    for actor in _actors(connection, organisation):
        try:
            ground = choose_area(connection, actor, area)
        except AppError:
            continue
        if actor.can(READ, ground.id):
            found.append(actor)
    if not found:
        raise click.ClickException(_say_no_list(connection, area, organisation))
    if len(found) > 1:
        raise InvalidInput({"organisation": ["several have a list there: say which"]})
    return found[0]


def _say_no_list(connection: Connection, asked: str, organisation: str | None) -> str:
    """Why there is no list in this area, and what to do about it."""
    columns = (_area.c.id, _area.c.code, _area.c.name)
    areas = connection.execute(select(*columns).order_by(_area.c.code)).all()
    area = next((each for each in areas if asked in {str(each.id), each.code}), None)
    if area is None:
        known = "; ".join(f"{each.code} ({each.name})" for each in areas)
        return f"There is no area '{asked}' (unknown_area). Areas: {known or 'none yet'}."
    have = {actor.organisation_id for actor in _actors(connection) if actor.can(READ, str(area.id))}
    if have:
        query = select(_organisation.c.name).where(_organisation.c.id.in_(have))
        names = connection.execute(query.order_by(_organisation.c.name)).scalars()
        return (
            f"'{organisation}' has no list of its own in {area.name}. These have: "
            f"{'; '.join(names)}."
        )
    return (
        f"No organisation that has a list of its own (police) takes part in {area.name}. "
        f"To let one in: flask --app wsgi create-admin --kind police --area {area.code}"
    )
